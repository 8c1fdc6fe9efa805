import { describe, expect, test, vi } from 'vitest';
import { exitCode, judgeTranscript } from '../../src/assess/index.js';
import { conformsOf, whyIncomplete } from '../../src/assess/conforms.js';
import { judge, viewsOf } from '../../src/assess/judge.js';
import { selectRequirements } from '../../src/assess/select.js';
import type { Fact, KnownFailure, Report, StopFact, Suite, Verdict } from '../../src/model/index.js';
import { catalogue as real } from '../../suites/index.js';
import { catalogue, profile, transcript } from '../support/catalogue.js';
import { exchange, fileFact, profile201909, profile201912, stop } from '../support/views.js';

const pass = { outcome: 'pass' } as const;
const fail = { outcome: 'fail', seen: 'status 500' } as const;
const sound = { x: pass, y: pass, z: pass };

const verdict = (more: Partial<Verdict> = {}): Verdict => ({
  id: 'a.first',
  chapter: 'a',
  role: 'server',
  level: 'MUST',
  basis: 'guide',
  gating: true,
  statement: 'First.',
  source: { document: 'BCDA guide', section: 'Examples' },
  outcome: 'pass',
  expected: 'it holds',
  evidence: [],
  ...more,
});

const known = { because: 'it is being repaired', see: 'https://example.org/1' };
const KNOWN = { known };
const failed: Partial<Verdict> = { outcome: 'fail', seen: 'no' };
const warned: Partial<Verdict> = { ...failed, gating: false, level: 'SHOULD' };
const blocked = (cause?: StopFact['cause']): Partial<Verdict> => ({
  outcome: 'blocked',
  because: 'it was not reached',
  ...(cause !== undefined && { cause }),
  ...(cause === 'input' && { unblock: '--option' }),
});

/** A report as judgeTranscript would make it of these verdicts. */
const report = (verdicts: readonly Partial<Verdict>[], more: Partial<Report> = {}): Report => {
  const all = verdicts.map((one) => verdict(one));
  const { selection = [], interrupted = false } = more;
  const budgetHit = all.some(({ cause }) => cause === 'budget');
  const incomplete = whyIncomplete({ verdicts: all, selection, interrupted }, budgetHit);
  const judged = judgeTranscript(transcript(sound), profile, { catalogue });
  return {
    ...judged,
    verdicts: all,
    selection,
    interrupted,
    incomplete,
    conforms: conformsOf(all, incomplete),
    ...more,
  };
};

type Row = readonly [
  title: string,
  verdicts: readonly Partial<Verdict>[],
  more: Partial<Report>,
  conforms: Report['conforms'],
  code: number,
  strict: number,
];
const selected = { selection: ['a'] };
const ROWS: readonly Row[] = [
  ['everything passes', [{}, {}], {}, 'yes', 0, 0],
  ['passes and inapplicable', [{}, { outcome: 'inapplicable' }], {}, 'yes', 0, 0],
  ['nothing but inapplicable', [{ outcome: 'inapplicable' }], {}, 'incomplete', 2, 2],
  ['a warning', [{}, warned], {}, 'yes', 0, 0],
  ['a gating failure', [{}, failed], {}, 'no', 1, 1],
  ['a gating failure that is known', [{}, { ...failed, ...KNOWN }], {}, 'no', 0, 0],
  ['a known and an unknown gating failure', [{ ...failed, ...KNOWN }, failed], {}, 'no', 1, 1],
  ['a known failure that passes', [{}, KNOWN], {}, 'yes', 1, 1],
  ['a known failure that passes beside one that fails', [KNOWN, { ...failed, ...KNOWN }], {}, 'no', 1, 1],
  ['a known warning', [{}, { ...warned, ...KNOWN }], {}, 'yes', 0, 0],
  ['a known failure with nothing to judge', [{}, { outcome: 'inapplicable', ...KNOWN }], {}, 'yes', 0, 0],
  [
    'a known failure and what is blocked by it, both known',
    [
      { ...failed, ...KNOWN },
      { ...blocked('earlier'), ...KNOWN },
    ],
    {},
    'no',
    0,
    1,
  ],
  ['a known failure and what is blocked by it', [{ ...failed, ...KNOWN }, blocked('earlier')], {}, 'no', 1, 1],
  ['selected', [{}], selected, 'incomplete', 0, 1],
  ['selected, and failed', [failed], selected, 'no', 1, 1],
  ['out of budget', [{}, blocked('budget')], {}, 'incomplete', 0, 1],
  ['out of budget, and failed', [failed, blocked('budget')], {}, 'no', 1, 1],
  ['for want of an input', [{}, blocked('input')], {}, 'incomplete', 0, 1],
  ['for want of an input, and a warning', [warned, blocked('input')], {}, 'incomplete', 0, 1],
  ['for want of an input, and a known failure', [{ ...failed, ...KNOWN }, blocked('input')], {}, 'no', 0, 1],
  ['still running at the deadline', [{}, blocked('deadline')], {}, 'incomplete', 2, 2],
  ['still running at the deadline, and failed', [failed, blocked('deadline')], {}, 'no', 1, 1],
  ['still running at the deadline, and a warning', [warned, blocked('deadline')], {}, 'incomplete', 2, 2],
  ['the server did not let it come so far', [{}, blocked('earlier')], {}, 'incomplete', 2, 2],
  ['the server did not, and failed', [failed, blocked('earlier')], {}, 'no', 1, 1],
  ['blocked for no told cause', [{}, blocked()], {}, 'incomplete', 2, 2],
  ['want of input and of time', [blocked('input'), blocked('deadline')], {}, 'incomplete', 2, 2],
  ['interrupted', [{}, blocked('interrupted')], { interrupted: true }, 'incomplete', 2, 2],
  ['interrupted when all was judged', [{}], { interrupted: true }, 'incomplete', 2, 2],
  ['interrupted, and failed', [failed, blocked('interrupted')], { interrupted: true }, 'no', 1, 1],
  ['interrupted, and a known failure', [{ ...failed, ...KNOWN }], { interrupted: true }, 'no', 2, 2],
  ['interrupted, selected', [{}], { ...selected, interrupted: true }, 'incomplete', 2, 2],
  ['an error of our own', [{}], { errors: ['it broke'] }, 'yes', 2, 2],
  ['an error of our own, and a failure', [failed], { errors: ['it broke'] }, 'no', 2, 2],
];

describe('conforms and exit code', () => {
  test.each(ROWS)('%s', (_, verdicts, more, conforms, code, strict) => {
    expect(report(verdicts, more).conforms).toBe(conforms);
    expect(exitCode(report(verdicts, more))).toBe(code);
    expect(exitCode(report(verdicts, { ...more, strict: true }))).toBe(strict);
  });

  test('nothing judged is never green', () => {
    expect(report([]).conforms).not.toBe('yes');
    expect(exitCode(report([]))).toBe(2);
  });

  test.each([
    [profile201909.id, profile201909],
    [profile201912.id, profile201912],
  ])('nothing run is never green under %s', (id, own) => {
    const nothing = transcript({}, { profile: id, steps: [] });
    const judged = judgeTranscript(nothing, own, { catalogue: real });
    expect(judged.verdicts.length).toBeGreaterThan(80);
    expect(judged.conforms).toBe('incomplete');
    expect(exitCode(judged)).toBe(2);
  });
});

describe('why a run is incomplete', () => {
  const why = (verdicts: readonly Partial<Verdict>[], more: Partial<Report> = {}, budgetHit = false): string[] =>
    whyIncomplete(
      {
        verdicts: verdicts.map((one) => verdict(one)),
        selection: more.selection ?? [],
        interrupted: more.interrupted ?? false,
      },
      budgetHit,
    );

  test.each<[string, string[], string[]]>([
    ['not at all', why([{}, failed]), []],
    ['interrupted', why([{}], { interrupted: true }), ['the run was interrupted']],
    ['selected', why([{}], { selection: ['a', 'b.only'] }), ['only a and b.only were selected']],
    ['budget', why([{}], {}, true), ['the export budget excluded some exports']],
    [
      'two inputs, each told once',
      why([blocked('input'), blocked('input'), { ...blocked('input'), unblock: '--other' }]),
      ['not tested: needs --option', 'not tested: needs --other'],
    ],
    [
      'others',
      why([blocked('earlier'), blocked('deadline')]),
      ['2 requirements could not be judged because the run did not get that far'],
    ],
  ])('%s', (_, reasons, expected) => expect(reasons).toEqual(expected));

  test('an input is told where the option is not', () => {
    const without = { ...blocked('input') };
    Reflect.deleteProperty(without, 'unblock');
    expect(why([without])).not.toEqual([]);
  });
});

describe('a report', () => {
  const mixed = {
    x: pass,
    y: fail,
    z: { outcome: 'blocked', because: 'b', cause: 'input', unblock: '--option' },
  } as const;
  const judged = judgeTranscript(transcript(mixed), profile, { catalogue });

  test('has a verdict per requirement, in reading order, with all that the catalogue says', () => {
    expect(judged.verdicts.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['a.first', 'pass'],
      ['a.second.x', 'fail'],
      ['a.second.y', 'fail'],
      ['a.secondary', 'fail'],
      ['b.only', 'blocked'],
    ]);
    expect(judged.verdicts[2]).toEqual({
      id: 'a.second.y',
      chapter: 'a',
      role: 'server',
      level: 'MUST',
      basis: 'rfc',
      gating: false,
      statement: 'Second, y.',
      decision: 'Decided.',
      source: { document: 'BCDA guide', section: 'Examples' },
      question: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      outcome: 'fail',
      expected: 'what y says',
      seen: 'status 500',
      evidence: [2],
    });
  });

  test('only MUSTs of guide and spec gate; all do under --strict', () => {
    const gating = ({ verdicts }: Report): string[] => verdicts.filter((one) => one.gating).map(({ id }) => id);
    expect(gating(judged)).toEqual(['a.first', 'a.second.x']);
    const strict = judgeTranscript(transcript(mixed), profile, { catalogue, strict: true });
    expect(gating(strict)).toHaveLength(5);
    expect(strict).toMatchObject({ strict: true, summary: { fail: 3, warn: 0 } });
  });

  test('counts', () => {
    expect(judged.summary).toEqual({ pass: 1, fail: 1, warn: 2, blocked: 1, inapplicable: 0 });
    const { summary } = judgeTranscript(transcript({ x: pass }), profile, { catalogue });
    expect(summary).toMatchObject({ pass: 2, fail: 0, warn: 0 });
    const sum = Object.values(judged.summary).reduce((total, count) => total + count, 0);
    expect(sum).toBe(judged.verdicts.length);
  });

  test('carries what the transcript says of the run', () => {
    const facts: Fact[] = [fileFact(1)];
    const one = transcript(sound, { facts, interrupted: true, target: 'https://other.example' });
    const whole = judgeTranscript(one, profile, { catalogue, selection: ['a'] });
    expect(whole).toMatchObject({
      schema: 'bcda-conformance/report/1',
      tool: one.tool,
      role: 'server',
      profile: '2019-12',
      target: 'https://other.example',
      startedAt: one.startedAt,
      durationMs: 5,
      interrupted: true,
      selection: ['a'],
      strict: false,
      exchanges: one.exchanges,
      facts,
      errors: [],
      notes: [],
      incomplete: ['the run was interrupted', 'only a was selected'],
    });
    expect(whole.verdicts).toHaveLength(4);
  });

  test('lists what cannot be tested, also where less was selected', () => {
    expect(judged.untestable).toEqual([
      {
        id: 'b.hidden',
        chapter: 'b',
        level: 'SHOULD',
        basis: 'guide',
        statement: 'Hidden.',
        source: { document: 'BCDA guide', section: 'Examples' },
        because: 'Traffic does not show it.',
      },
    ]);
  });

  test('the same questions have the same digest, and others another', () => {
    const digest = (options: Parameters<typeof judgeTranscript>[2], of = profile) =>
      judgeTranscript(transcript(mixed), of, options).catalogue;
    expect(judged.catalogue).toMatch(/^[0-9a-f]{64}$/);
    expect(digest({ catalogue })).toBe(digest({ catalogue, strict: true }));
    expect(digest({ catalogue, selection: ['a'] })).not.toBe(digest({ catalogue }));
    expect(digest({ catalogue }, profile201909)).not.toBe(digest({ catalogue }));
    const [a, b] = catalogue;
    const reworded = { ...b!, requirements: b!.requirements.map((one) => ({ ...one, statement: 'Otherwise.' })) };
    expect(digest({ catalogue: [a!, reworded] })).not.toBe(digest({ catalogue }));
  });

  test('judging twice gives the same verdicts, and leaves the transcript as it was', () => {
    const one = transcript(mixed);
    const before = structuredClone(one);
    const again = judgeTranscript(one, profile, { catalogue });
    expect({ ...again, timings: judged.timings }).toEqual(judged);
    expect(one).toEqual(before);
    // Through JSON, as a saved transcript goes.
    const saved = judgeTranscript(JSON.parse(JSON.stringify(one)) as typeof one, profile, { catalogue });
    expect(saved.verdicts).toEqual(judged.verdicts);
  });

  test('a budget stop makes it incomplete even where all passed', () => {
    const facts = [stop(['kickoff'], { cause: 'budget' })];
    const { conforms, incomplete } = judgeTranscript(transcript(sound, { facts }), profile, { catalogue });
    expect(conforms).toBe('incomplete');
    expect(incomplete).toEqual(['the export budget excluded some exports']);
  });
});

test('a client has no document, whatever its transcript says', () => {
  const document = { from: 'given', dialect: 'unknown', format: 'json', bytes: 0, sha256: '', problems: [] } as const;
  const none = { more: false, operations: [], compared: [], departures: [] };
  const facts: readonly Fact[] = [{ kind: 'contract', step: 'contract', document: { ...document, ...none } }];
  const client = transcript({}, { role: 'client', target: 'a client', facts });
  expect(judgeTranscript(client, profile, { catalogue: [{ ...catalogue[0]!, role: 'client' }] }).notes).toEqual([]);
});

test('a stop for another cause is no budget', () => {
  const facts = [stop(['kickoff'], { cause: 'deadline' })];
  expect(
    judgeTranscript(transcript({ x: pass, y: pass, z: pass }, { facts }), profile, { catalogue }).incomplete,
  ).toEqual([]);
});

describe('what an expectation may read', () => {
  const everything = catalogue[0]!;
  const judgeAs = (requirement: number, exchanges: Parameters<typeof transcript>[1], all = false) => {
    const suite = all
      ? {
          ...everything,
          scenarios: Object.fromEntries(
            Object.entries(everything.scenarios).map(([name, one]) => [name, { ...one, everything: true as const }]),
          ),
        }
      : everything;
    const [one] = selectRequirements(profile, {
      catalogue: [suite],
      selection: [everything.requirements[requirement]!.id],
    });
    return judge(one!, viewsOf(transcript({}, exchanges), profile));
  };
  const seen = (step: string, label: string, more = {}) => exchange(200, { step, label, json: pass, ...more });

  test('its own steps alone', () => {
    expect(judgeAs(0, { exchanges: [seen('x', 'x')] }).outcome).toBe('pass');
    expect(judgeAs(0, { exchanges: [seen('other', 'x')] }).outcome).not.toBe('pass');
  });
  test('no superseded answer', () => {
    const old = seen('x', 'x', { json: fail, superseded: 'busy' });
    expect(judgeAs(0, { exchanges: [old, seen('x', 'x', { id: 2 })] })).toMatchObject({
      outcome: 'pass',
      evidence: [2],
    });
  });
  test('everything, where the scenario says so', () => {
    expect(judgeAs(0, { exchanges: [seen('other', 'x')] }, true).outcome).toBe('pass');
  });
  test('the worst of several cases decides', () => {
    const exchanges = [seen('x', 'x'), seen('y', 'y', { id: 2, json: fail })];
    expect(judgeAs(3, { exchanges })).toMatchObject({ outcome: 'fail', evidence: [2] });
  });
});

describe('known failures', () => {
  const DAY = 86_400_000;
  const day = (offset: number): string => new Date(Date.now() + offset * DAY).toISOString().slice(0, 10);
  const entry = (more: Partial<KnownFailure> = {}): KnownFailure => ({ id: 'a.first', ...known, ...more });
  const failing = transcript({ ...sound, x: fail });
  const judgeWith = (...entries: readonly KnownFailure[]): Report =>
    judgeTranscript(failing, profile, { catalogue, known: entries });
  const knownOf = ({ verdicts }: Report) => verdicts.find(({ id }) => id === 'a.first')?.known;

  test('are noted in the verdict and change nothing but the exit code', () => {
    const judged = judgeWith(entry());
    expect(knownOf(judged)).toEqual(known);
    expect(judged).toMatchObject({ conforms: 'no', summary: { fail: 1 }, notes: [] });
    expect(exitCode(judged)).toBe(0);
    expect(exitCode(judgeWith())).toBe(1);
  });

  test.each([
    ['far ahead', 400],
    ['the day after tomorrow', 2],
  ])('with a date %s count', (_, offset) => {
    const judged = judgeWith(entry({ until: day(offset) }));
    expect(knownOf(judged)).toEqual({ ...known, until: day(offset) });
    expect(exitCode(judged)).toBe(0);
  });

  test.each([
    ['two days ago', -2],
    ['long ago', -4000],
  ])('with a date %s have lapsed, and a note says so', (_, offset) => {
    const judged = judgeWith(entry({ until: day(offset) }));
    expect(knownOf(judged)).toBeUndefined();
    expect(judged.notes).toEqual([
      `The known failure a.first has expired (until ${day(offset)}) and no longer applies.`,
    ]);
    expect(exitCode(judged)).toBe(1);
  });

  test('count on their last day and not on the next', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      vi.setSystemTime('2026-03-01T23:59:59Z');
      expect(exitCode(judgeWith(entry({ until: '2026-03-01' })))).toBe(0);
      vi.setSystemTime('2026-03-02T00:00:00Z');
      expect(exitCode(judgeWith(entry({ until: '2026-03-01' })))).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that have lapsed do not make a pass a failure', () => {
    const judged = judgeTranscript(transcript(sound), profile, { catalogue, known: [entry({ until: day(-2) })] });
    expect(exitCode(judged)).toBe(0);
  });

  test('that pass now are an exit of 1', () => {
    const judged = judgeTranscript(transcript(sound), profile, { catalogue, known: [entry()] });
    expect(judged.conforms).toBe('yes');
    expect(exitCode(judged)).toBe(1);
  });

  test('of another profile or outside the selection are let be', () => {
    const options = { catalogue, known: [entry({ id: 'b.only' })] };
    expect(exitCode(judgeTranscript(transcript(sound), profile201909, options))).toBe(0);
    expect(exitCode(judgeTranscript(transcript(sound), profile, { ...options, selection: ['a'] }))).toBe(0);
  });

  test.each(['c', 'a.fir', 'a.frist', 'a.second.', ''])('"%s" is not the id of a requirement and is refused', (id) => {
    expect(() => judgeWith(entry({ id }))).toThrow(`The known failure "${id}" is not the id of a requirement`);
  });

  test('an unknown id is refused also if it has expired', () => {
    expect(() => judgeWith(entry({ id: 'a.frist', until: day(-2) }))).toThrow('a.frist');
  });
});

test('an error in one expectation blocks that requirement alone, and is an error of the report', () => {
  const broken = catalogue.map((suite): Suite => ({
    ...suite,
    requirements: suite.requirements.map((requirement) =>
      requirement.id === 'a.first' && requirement.cases !== undefined
        ? {
            ...requirement,
            cases: requirement.cases.map((one) => ({
              ...one,
              expect: {
                says: 'it holds',
                judge: (): never => {
                  throw new TypeError('a line of claims');
                },
              },
            })),
          }
        : requirement,
    ),
  }));
  const sound = judgeTranscript(transcript({ x: pass, y: pass, z: pass }), profile, { catalogue });
  const judged = judgeTranscript(transcript({ x: pass, y: pass, z: pass }), profile, { catalogue: broken });
  const outcomes = ({ verdicts }: Report) => verdicts.map(({ id, outcome }) => [id, outcome]);
  expect(outcomes(judged)).toEqual(
    outcomes(sound).map(([id, outcome]) => [id, id === 'a.first' ? 'blocked' : outcome]),
  );
  expect(judged.errors).toEqual([expect.stringMatching(/^internal error: TypeError.*the judgment of a\.first\./)]);
  expect(JSON.stringify(judged)).not.toContain('a line of claims');
  expect([judged.conforms, exitCode(judged)]).toEqual(['incomplete', 2]);
});
