import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDigest } from '../../src/fhir/validate/content-digest.js';

const SEED = 0x1234abcd;
const digest = (text: string): number => contentDigest(Buffer.from(text), SEED);

const claim = '{"resourceType":"Coverage","id":"1","n":[1.5,{"a":true}],"s":"é/\\n"}';

describe('the digest of the content of a resource', () => {
  it.each([
    ['white space', ' {\t"resourceType" : "Coverage", "id": "1" ,"n" : [ 1.5 , { "a" : true } ] , "s":"é/\\n" } '],
    ['the order of members', '{"s":"é/\\n","n":[1.5,{"a":true}],"id":"1","resourceType":"Coverage"}'],
    ['escapes', '{"resourceType":"Cover\\u0061ge","id":"1","n":[1.5,{"\\u0061":true}],"s":"\\u00e9\\/\\u000a"}'],
    ['how numbers are spelled', '{"resourceType":"Coverage","id":"1","n":[15.00e-1,{"a":true}],"s":"é/\\n"}'],
    ['an earlier member of the same name', claim.replace('"id"', '"id":"0","s":{"id":2},"id"')],
    ['one of another object', claim.replace('{"a":true}', '{"a":1,"a":true}')],
    ['a byte order mark', `\u{feff}${claim}`],
    ['meta', claim.replace('"id"', '"meta":{"lastUpdated":"2020"},"id"')],
  ])('does not depend on %s', (_, written) => {
    expect(digest(written)).toBe(digest(claim));
  });

  it.each([
    ['a member that is missing', claim.replace('"id":"1",', '')],
    ['a member more', claim.replace('"id"', '"x":null,"id"')],
    ['a name', claim.replace('"id"', '"ie"')],
    ['a string', claim.replace('"1"', '"2"')],
    ['a string for a number', claim.replace('1.5', '"1.5"')],
    ['a number', claim.replace('1.5', '1.05')],
    ['a boolean', claim.replace('true', 'false')],
    ['null', claim.replace('true', 'null')],
    ['the order of a list', claim.replace('1.5,{"a":true}', '{"a":true},1.5')],
    ['a list within a list', claim.replace('[1.5,{"a":true}]', '[[1.5,{"a":true}]]')],
    ['members of two objects', claim.replace('"n":[1.5,{"a":true}],"s":"é/\\n"', '"n":[1.5,{"a":true,"s":"é/\\n"}]')],
    ['meta of what it contains', claim.replace('{"a"', '{"meta":{"x":1},"a"')],
    ['an empty object for an empty list', claim.replace('[1.5,{"a":true}]', '{}')],
  ])('depends on %s', (_, written) => {
    expect(digest(written)).not.toBe(digest(claim));
  });

  it('depends on its secret seed', () => {
    expect(contentDigest(Buffer.from(claim), SEED + 1)).not.toBe(digest(claim));
  });

  it('takes a negative zero, a tiny number and a huge one as JSON.parse does', () => {
    const same = [
      ['-0', '0'],
      ['-0.00', '0'],
      ['0.00', '0'],
      ['0.0000001', '1e-7'],
      ['100', '1E+2'],
      ['12345678901234567890', '12345678901234567000'],
      ['-1.50', '-1.5'],
    ] as const;
    for (const [one, other] of same) expect(digest(`{"n":${one}}`), one).toBe(digest(`{"n":${other}}`));
    for (const [one, other] of [...same, ['1', '10'], ['0.1', '0.01'], ['1.1', '1.10001'], ['-1', '1']] as const)
      expect(digest(`{"n":${one}}`) === digest(`{"n":${other}}`), `${one} ${other}`).toBe(
        Number(one) === Number(other),
      );
  });

  it('counts as equal what is nested deeper than 100 levels, and reads on behind it', () => {
    const nested = (inside: string, behind: string): string =>
      `{"a":${'['.repeat(120)}${inside}${']'.repeat(120)},"b":${behind}}`;
    expect(digest(nested('"]"', '1'))).toBe(digest(nested('{"x":[2]}', '1')));
    expect(digest(nested('1', '1'))).not.toBe(digest(nested('1', '2')));
  });

  it.each(['', ' ', '[]', '"x"', 'null', '1'])('is 0 where the line has no object: %j', (line) => {
    expect(digest(line)).toBe(0);
  });

  it.each(['{', '{"a', '{"a"', '{"a":', '{"a":"\\', '{"a":[', '{"a":[1,', '{"a":1', '{"a":tru', '{"a":"x",'])(
    'ends where a line breaks off: %j',
    (line) => {
      expect(digest(line)).toBeGreaterThan(0);
    },
  );

  it('is the same for a value written in another way, and another for another value', () => {
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        fc.oneof(
          fc.integer(),
          fc.constant(null),
          fc.integer({ min: 0, max: 9999 }).map((cents) => cents / 100),
        ),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.string({ maxLength: 3 }).filter((name) => name !== '__proto__'),
          tie('value'),
          { maxKeys: 4 },
        ),
      ),
    })).value;
    const object = fc.record({ one: value, other: value });
    fc.assert(
      fc.property(object, fc.infiniteStream(fc.nat(5)), (given, choices) => {
        expect(digest(spelled(given, choices))).toBe(digest(JSON.stringify(given)));
      }),
      { seed: 7, numRuns: 300 },
    );
    fc.assert(
      fc.property(object, object, (one, other) => {
        expect(digest(JSON.stringify(one)) === digest(JSON.stringify(other))).toBe(inOrder(one) === inOrder(other));
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

/** A value as JSON that is spelled another way: white space, escapes, members in another order. */
const spelled = (value: unknown, choices: Iterator<number>): string => {
  const choice = (): number => choices.next().value as number;
  const space = (): string => ['', ' ', '\t', '', '  ', ''][choice()] ?? '';
  const escaped = (one: string): string =>
    one.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const text = (one: string): string =>
    `"${Array.from(one, (each) => (choice() === 0 || /["\\\p{Cc}\p{Cs}]/u.test(each) ? escaped(each) : each)).join('')}"`;
  const write = (one: unknown): string => {
    if (typeof one === 'string') return text(one);
    if (typeof one === 'number' && Number.isInteger(one) && Math.abs(one) < 1e6 && choice() < 2) return `${one}.0`;
    if (typeof one !== 'object' || one === null) return JSON.stringify(one);
    if (Array.isArray(one)) return `[${space()}${one.map(write).join(`${space()},${space()}`)}${space()}]`;
    const members = Object.entries(one).map(([name, held]) => `${text(name)}${space()}:${space()}${write(held)}`);
    return `{${space()}${(choice() < 3 ? members.reverse() : members).join(`,${space()}`)}${space()}}`;
  };
  return write(value);
};

/** A value as JSON with its members in one order. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
