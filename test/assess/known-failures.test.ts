import { describe, expect, test } from 'vitest';
import { formats } from '../../reporters/index.js';
import { checkServer, exitCode, judgeTranscript, whyUnfit } from '../../src/assess/index.js';
import type {
  Judgment,
  FindingCount,
  FindingSummary,
  KnownFailure,
  Report,
  Suite,
  Verdict,
} from '../../src/model/index.js';
import { catalogue as real } from '../../suites/index.js';
import { catalogue as plain, profile, told, transcript } from '../support/catalogue.js';

const [chapter] = plain;
if (chapter === undefined) throw new Error('the catalogue is empty');
const shared = { level: 'MUST', basis: 'spec', source: { document: 'd', section: 's' }, statement: 'Valid.' } as const;
/** One requirement that is judged by rules, one that is so and does not gate, and one that is not. */
const catalogue: readonly Suite[] = [
  {
    ...chapter,
    requirements: [
      { ...shared, id: 'a.valid', cases: [{ when: 'one', expect: { ...told('x'), finds: true } }] },
      {
        ...shared,
        id: 'a.advised',
        level: 'SHOULD',
        cases: [{ when: 'two', expect: { ...told('y'), finds: true } }],
      },
      { ...shared, id: 'a.status', cases: [{ when: 'one', expect: told('x') }] },
    ],
  },
];

const RULE = 'fhir.stu3.binding.required';
const OTHER = 'fhir.stu3.cardinality.min';
const kind = (rule: string, path: string, count = 2): FindingCount => ({ rule, path, count, severity: 'error' });
const type = kind(RULE, 'Claim.type');
const status = kind(RULE, 'Claim.status', 5);
const sequence = kind(OTHER, 'Claim.item.sequence', 7);

const fail = (...groups: readonly FindingCount[]): Partial<Judgment> => ({
  outcome: 'fail',
  seen: 'no',
  findings: { groups },
});
const passing: Partial<Judgment> = { outcome: 'pass', findings: { groups: [] } };
const cut = ({ findings, ...finding }: Partial<Judgment>): Partial<Judgment> => ({
  ...finding,
  findings: { ...(findings as FindingSummary), incomplete: 'a file was cut' },
});

const entry = (rule?: string, path?: string, more: Partial<KnownFailure> = {}): KnownFailure => ({
  id: 'a.valid',
  because: 'the source says so',
  see: 'https://example.org/7',
  ...(rule !== undefined && { rule }),
  ...(path !== undefined && { path }),
  ...more,
});

const judgeWith = (finding: Partial<Judgment>, known: readonly KnownFailure[]): Report =>
  judgeTranscript(transcript({ x: finding, y: { outcome: 'pass' } }), profile, {
    catalogue,
    known,
    selection: ['a.valid'],
  });
const only = ({ verdicts: [verdict] }: Report): Verdict => {
  if (verdict === undefined) throw new Error('there is no verdict');
  return verdict;
};
const text = (report: Report): string => formats['console'](report);
const lastLine = (report: Report): string => text(report).trimEnd().split('\n').at(-1) ?? '';

const past = { until: '2020-01-01' };
const GONE = 'no longer occurs';
const NEW = 'Not covered by the known failures of a.valid: ';

interface Row {
  readonly title: string;
  readonly finding: Partial<Judgment>;
  readonly known: readonly KnownFailure[];
  readonly code: 0 | 1 | 2;
  /** What the conclusion says is not covered. */
  readonly open?: string;
  /** How many entries are called gone. */
  readonly gone?: number;
}

const ROWS: readonly Row[] = [
  { title: 'rule and path', finding: fail(type), known: [entry(RULE, type.path)], code: 0 },
  { title: 'the rule at any path', finding: fail(type, status), known: [entry(RULE)], code: 0 },
  {
    title: 'each finding by an entry of its own',
    finding: fail(type, sequence),
    known: [entry(RULE, type.path), entry(OTHER, sequence.path)],
    code: 0,
  },
  {
    title: 'one finding by two entries',
    finding: fail(type),
    known: [entry(RULE), entry(RULE, type.path)],
    code: 0,
  },
  {
    title: 'another path too',
    finding: fail(type, status),
    known: [entry(RULE, type.path)],
    code: 1,
    open: '5 × fhir.stu3.binding.required at Claim.status',
  },
  {
    title: 'a path that begins like it',
    finding: fail(kind(RULE, 'Claim.type.coding')),
    known: [entry(RULE, 'Claim.type')],
    code: 1,
    open: '2 × fhir.stu3.binding.required at Claim.type.coding',
    gone: 1,
  },
  {
    title: 'another rule too',
    finding: fail(type, sequence),
    known: [entry(RULE)],
    code: 1,
    open: '7 × fhir.stu3.cardinality.min at Claim.item.sequence',
  },
  {
    title: 'the same path by another rule',
    finding: fail(kind(OTHER, type.path)),
    known: [entry(RULE, type.path)],
    code: 1,
    open: '2 × fhir.stu3.cardinality.min at Claim.type',
    gone: 1,
  },
  {
    title: 'more kinds than are shown',
    finding: fail(...[1, 2, 3, 4, 5].map((n) => kind(OTHER, `Claim.e${n}`, n)), type),
    known: [entry(RULE)],
    code: 1,
    open: `1 × ${OTHER} at Claim.e1, 2 × ${OTHER} at Claim.e2, 3 × ${OTHER} at Claim.e3, and 2 more kinds`,
  },
  {
    title: 'a finding of the line, which has no path',
    finding: fail(kind(RULE, '')),
    known: [entry(RULE, '')],
    code: 0,
  },
  { title: 'gone, and it passes', finding: passing, known: [entry(RULE, type.path)], code: 1, gone: 1 },
  {
    title: 'gone, beside one that is there',
    finding: fail(type),
    known: [entry(RULE), entry(OTHER)],
    code: 1,
    gone: 1,
  },
  {
    title: 'past its date',
    finding: fail(type),
    known: [entry(RULE, type.path, past)],
    code: 1,
  },
  { title: 'past its date, and it passes', finding: passing, known: [entry(RULE, type.path, past)], code: 0 },
  {
    title: 'one of two past its date',
    finding: fail(type, sequence),
    known: [entry(RULE), entry(OTHER, undefined, past)],
    code: 1,
    open: '7 × fhir.stu3.cardinality.min at Claim.item.sequence',
  },
  {
    title: 'cut, and all that is known is covered',
    finding: cut(fail(type)),
    known: [entry(RULE)],
    code: 1,
    open: 'possibly others, because a file was cut',
  },
  {
    title: 'cut, and something is new',
    finding: cut(fail(type, sequence)),
    known: [entry(RULE)],
    code: 1,
    open: '7 × fhir.stu3.cardinality.min at Claim.item.sequence; possibly others, because a file was cut',
  },
  { title: 'cut, and none is seen: it may be beyond', finding: cut(passing), known: [entry(RULE)], code: 0 },
  { title: 'cut, but the whole is known', finding: cut(fail(type)), known: [entry()], code: 0 },
  { title: 'nothing of the kind', finding: { outcome: 'inapplicable', because: 'no' }, known: [entry(RULE)], code: 2 },
  {
    title: 'blocked, which no entry of a finding covers',
    finding: { outcome: 'blocked', because: 'no', cause: 'earlier' },
    known: [entry(RULE)],
    code: 2,
  },
];

describe('known failures that name a finding', () => {
  test.each(ROWS)('$title: $code', ({ finding, known, code, open, gone = 0 }) => {
    const report = judgeWith(finding, known);
    expect(exitCode(report)).toBe(code);
    const conclusion = lastLine(report);
    if (open === undefined) expect(conclusion).not.toContain('Not covered');
    else expect(conclusion).toMatch(new RegExp(`${escaped(NEW + open)}\\.$`));
    expect(text(report).split(GONE)).toHaveLength(gone + 1);
    expect(only(report).knownFindings?.entries.filter((one) => one.gone === true) ?? []).toHaveLength(gone);
    if (code === 0 && finding.outcome === 'fail')
      expect(conclusion).toMatch(/1 requirement failed, a known failure\.$/);
  });

  test('change nothing else', () => {
    const report = judgeWith(fail(type), [entry(RULE)]);
    expect(report).toMatchObject({ conforms: 'no', summary: { fail: 1 }, notes: [] });
    expect(only(report)).toMatchObject({ outcome: 'fail', known: { because: 'the source says so' } });
    expect(exitCode(judgeWith(fail(type), []))).toBe(1);
  });

  test('of a requirement that does not gate are noted, and end 1 only when they are gone', () => {
    const report = (finding: Partial<Judgment>): Report =>
      judgeTranscript(transcript({ x: passing, y: finding }), profile, {
        catalogue,
        known: [entry(RULE, undefined, { id: 'a.advised' })],
        selection: ['a.advised'],
      });
    expect(exitCode(report(fail(type)))).toBe(0);
    expect(exitCode(report(fail(type, sequence)))).toBe(0);
    expect(text(report(fail(type, sequence)))).toMatch(/not known +7 × fhir\.stu3\.cardinality\.min/);
    expect(exitCode(report(fail(sequence)))).toBe(1);
  });

  test('say so in a note where they have lapsed', () => {
    const { notes } = judgeWith(fail(type), [entry(RULE, type.path, past), entry(OTHER, undefined, past)]);
    expect(notes).toEqual([
      `The known failure a.valid (${RULE} at Claim.type) has expired (until 2020-01-01) and no longer applies.`,
      `The known failure a.valid (${OTHER}) has expired (until 2020-01-01) and no longer applies.`,
    ]);
  });
});

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('an entry that cannot apply', () => {
  test.each([
    ['a requirement that is not judged by rules', entry(RULE, undefined, { id: 'a.status' }), /Remove rule and path/],
    ['a rule of nothing', entry('fhir.stu3.binding.requierd'), /which does not exist/],
    ['a rule about lines', entry('ndjson.bom'), /which does not exist/],
    ['a path without its rule', entry(undefined, 'Claim.type'), /has a path without a rule/],
  ])('is refused: %s', (_, known, says) => {
    expect(whyUnfit(known, catalogue)).toMatch(says);
    expect(() => judgeWith(fail(type), [known])).toThrow(says);
  });

  test('names the requirements that are judged by rules', () => {
    expect(whyUnfit(entry(RULE, undefined, { id: 'token.issued' }), real)).toBe(
      'The known failure "token.issued" has a rule, but "token.issued" is not judged by rules. Remove rule and path; ' +
        'the requirements judged by rules are: metadata.valid-stu3, metadata.valid-r4, kickoff.error-valid-stu3, kickoff.error-valid-r4, jobs.list-valid, resources.patient, resources.coverage, ' +
        'resources.explanation-of-benefit, resources.claim, resources.claim-response, resources.extensible-bindings, resources.carin-profile, resources.carin-patient, resources.carin-coverage, resources.carin-claim, ' +
        'resources.carin-invariants, errors.valid-stu3, errors.valid-r4, errors.outcomes-valid.',
    );
  });

  test('is refused before anybody is asked', async () => {
    const known = [entry('fhir.stu3.nonsense')];
    const run = { profile, base: 'http://127.0.0.1:1', credentials: { clientId: 'a', clientSecret: 'b' } };
    await expect(checkServer({ ...run, catalogue, known })).rejects.toThrow('which does not exist');
  });

  test('is none of the invariants and primitive types that resources are held to', () => {
    for (const rule of ['fhir.stu3.invariant.per-1', 'fhir.stu3.invariant.ele-1', 'fhir.stu3.primitive.date'])
      expect(whyUnfit(entry(rule), catalogue)).toBeUndefined();
  });
});
