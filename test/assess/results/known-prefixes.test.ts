import { describe, expect, test } from 'vitest';
import { formats } from '../../../reporters/index.js';
import { exitCode, judgeTranscript } from '../../../src/assess/index.js';
import { departures } from '../../../schemas/violations.js';
import type { FindingCount, Judgment, KnownFailure, Report, Suite } from '../../../src/model/index.js';
import { catalogue as plain, profile, told, transcript } from '../../support/catalogue.js';

const [chapter] = plain;
if (chapter === undefined) throw new Error('the catalogue is empty');
const shared = { level: 'MUST', basis: 'spec', source: { document: 'd', section: 's' }, statement: 'Valid.' } as const;
/** Two requirements under a.valid that are judged by rules, and one whose id only begins like them. */
const catalogue: readonly Suite[] = [
  {
    ...chapter,
    requirements: [
      { ...shared, id: 'a.valid.x', cases: [{ when: 'one', expect: { ...told('x'), finds: true } }] },
      { ...shared, id: 'a.valid.y', cases: [{ when: 'two', expect: { ...told('y'), finds: true } }] },
      { ...shared, id: 'a.validity', cases: [{ when: 'two', expect: told('y') }] },
    ],
  },
];

const RULE = 'fhir.stu3.binding.required';
const entry = (more: Partial<KnownFailure> = {}): KnownFailure => ({
  id: 'a.valid',
  because: 'the source says so',
  see: 'https://example.org/7',
  ...more,
});
const kind = (rule: string): FindingCount => ({ rule, path: 'Claim.type', count: 2, severity: 'error' });
const pass: Partial<Judgment> = { outcome: 'pass', findings: { groups: [] } };
const fail = (...rules: readonly string[]): Partial<Judgment> => ({
  outcome: 'fail',
  seen: 'no',
  findings: { groups: rules.map(kind) },
});
const blocked: Partial<Judgment> = { outcome: 'blocked', because: 'no', cause: 'earlier' };
const none: Partial<Judgment> = { outcome: 'inapplicable', because: 'no' };

const judgeWith = (
  x: Partial<Judgment>,
  y: Partial<Judgment>,
  known: KnownFailure,
  selection: readonly string[] = ['a.valid'],
): Report => judgeTranscript(transcript({ x, y }), profile, { catalogue, known: [known], selection });

describe('a known failure that names the beginning of ids', () => {
  test.each<[string, Partial<Judgment>, Partial<Judgment>, KnownFailure, 0 | 1 | 2]>([
    ['covers each that fails', fail(RULE), fail(RULE), entry(), 0],
    ['covers one that fails, and lets the other pass', fail(RULE), pass, entry(), 0],
    ['covers one that is blocked', pass, blocked, entry(), 0],
    ['is out of date if all pass', pass, pass, entry(), 1],
    ['is out of date if one passes and the other does not apply', pass, none, entry(), 1],
    ['is not out of date where nothing was judged', none, none, entry(), 2],
    ['with a rule covers its findings wherever they are', fail(RULE), pass, entry({ rule: RULE }), 0],
    ['with a rule does not cover others', fail(RULE), fail('json.depth'), entry({ rule: RULE }), 1],
    ['with a rule is out of date if no finding is of it', pass, pass, entry({ rule: RULE }), 1],
    ['with a rule may be true of what is blocked', pass, blocked, entry({ rule: RULE }), 2],
  ])('%s', (_, x, y, known, code) => {
    const report = judgeWith(x, y, known);
    expect(exitCode(report)).toBe(code);
    expect(departures('report', JSON.parse(JSON.stringify(report)))).toEqual([]);
  });

  test('does not cover an id that only begins like it', () => {
    const report = judgeWith(pass, fail(), entry(), []);
    expect(report.verdicts.map(({ id, known }) => [id, known?.prefix])).toEqual([
      ['a.valid.x', undefined],
      ['a.valid.y', 'a.valid'],
      ['a.validity', undefined],
    ]);
    expect(exitCode(report)).toBe(1);
  });

  test('is not out of date where a part of what it names was not selected', () => {
    expect(exitCode(judgeWith(pass, fail(RULE), entry(), ['a.valid.x']))).toBe(0);
  });

  test('says once that it is out of date, by its own name', () => {
    const text = formats['console'](judgeWith(pass, pass, entry()));
    expect(
      text.match(/Known failure a\.valid: nothing that this entry names fails or is blocked now: remove it\./g),
    ).toHaveLength(1);
  });
});
