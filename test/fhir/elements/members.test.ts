import { describe, expect, it } from 'vitest';
import { lines } from '../../../fixtures/index.js';
import { membersOf, type ReadMember } from '../../../src/fhir/elements/members.js';

const NAMES: readonly ReadMember[] = ['meta', 'outcome', 'identifier', 'billablePeriod', 'item'];
const readIn = (text: string): unknown[] => NAMES.map(membersOf(Buffer.from(text)));
const parsedIn = (text: string): unknown[] => {
  const value = JSON.parse(text.replace(/^\ufeff/, '')) as Readonly<Record<string, unknown>>;
  return NAMES.map((name) => value[name]);
};

describe('the members of the resource in a line', () => {
  it.each([
    ['in any order, with white space', ' { "item" : [ {"meta":1} , 2 ] ,\t"meta":{"tag":[]},"outcome" : "x" } '],
    ['of any kind', '{"outcome":null,"meta":true,"identifier":-1.5e3,"item":{},"billablePeriod":"a"}'],
    ['not those of other members', '{"a":{"meta":1,"b":["}","{"]},"c":"\\"meta\\":1","meta":2}'],
    ['the last one of a name', '{"meta":1,"meta":2}'],
    ['with escapes in values', '{"outcome":"a\\\\","meta":"\\u00e9\\"","item":["\\\\\\""]}'],
    ['with escapes in names', '{"m\\u0065ta":1,"outcome":"x"}'],
    ['beyond ASCII', '{"name":"\u{1f600}","outcome":"é"}'],
    ['after a byte order mark', '\u{feff}{"meta":1}'],
    ['if there are none', '{}'],
    ['if a name only begins or ends alike', '{"metal":1,"item1":2,"titem":3}'],
  ])('%s', (_, text) => {
    expect(readIn(text)).toEqual(parsedIn(text));
  });

  it.each(['stu3', 'r4'] as const)('are those that JSON.parse reads, in made-up data of %s', (release) => {
    const all = (['ExplanationOfBenefit', 'Patient', 'Coverage'] as const).flatMap((type) => [
      ...lines(type, { seed: 8, from: 0, to: 10, release }),
    ]);
    expect(all.length).toBeGreaterThan(20);
    for (const line of all) expect(readIn(line.trimEnd())).toEqual(parsedIn(line));
  });

  it.each([
    '',
    ' ',
    '[]',
    '1',
    '"meta"',
    '{',
    '{"meta"',
    '{"meta":',
    '{"meta":[',
    '{"meta":"\\',
    '{"meta":1',
    '{meta:1}',
  ])('are missing where the line is no whole object: %j', (line) => {
    expect(readIn(line)).toEqual(NAMES.map(() => undefined));
  });

  it('are parsed once', () => {
    const members = membersOf(Buffer.from('{"meta":{"tag":[]}}'));
    expect(members('meta')).toBe(members('meta'));
  });
});
