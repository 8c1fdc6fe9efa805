import { describe, expect, it } from 'vitest';
import { departures } from '../../schemas/violations.js';
import { comparisonFormats } from '../../reporters/comparison/index.js';
import { MOST_BYTES } from '../../reporters/comparison/markdown.js';
import { compareReports, comparisonExitCode } from '../../src/assess/index.js';
import type { Comparison, Outcome, Report, Verdict } from '../../src/model/index.js';
import { allPass, hostile, mixed } from '../support/reports/reports.js';

const verdict = (outcome: Outcome, more: Partial<Verdict> = {}): Verdict => ({
  ...{ id: 'kickoff.accepted', chapter: 'kickoff', role: 'server', level: 'MUST', basis: 'guide', gating: true },
  ...{ statement: 'It is so.', source: { document: 'guide', section: 'Start' }, expected: 'so', evidence: [] },
  outcome,
  ...(outcome === 'fail' && { seen: 'otherwise' }),
  ...(outcome === 'blocked' && { because: 'no job', cause: 'earlier' }),
  ...more,
});
/** Passes in every run, so that there is something judged. */
const steady = verdict('pass', { id: 'token.issued', chapter: 'token' });

const report = (verdicts: readonly Verdict[], more: Partial<Report> = {}): Report => ({
  ...{ schema: 'bcda-conformance/report/1', tool: { name: 'bcda-conformance', version: '1.0.0' } },
  ...{ catalogue: 'a'.repeat(64), role: 'server', profile: '2019-12', target: 'https://bcda.example' },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1000, conforms: 'yes', incomplete: [] },
  ...{ summary: { pass: 0, fail: 0, warn: 0, blocked: 0, inapplicable: 0 }, chapters: [], untestable: [] },
  ...{ exchanges: [], facts: [], selection: [], strict: false, interrupted: false, errors: [], notes: [] },
  timings: { driveMs: 1000, judgeMs: 10 },
  verdicts: [steady, ...verdicts],
  ...more,
});

const compared = (before: Verdict, after: Verdict): Comparison => compareReports(report([before]), report([after]));
const fate = (before: Verdict, after: Verdict): [string | undefined, number] => {
  const comparison = compared(before, after);
  return [comparison.changes[0]?.kind, comparisonExitCode(comparison)];
};

describe('what becomes of a requirement that gates', () => {
  it.each<[Outcome, Outcome, string | undefined, number]>([
    ['pass', 'pass', undefined, 0],
    ['pass', 'fail', 'failing', 1],
    ['pass', 'blocked', 'untested', 1],
    ['pass', 'inapplicable', 'untested', 0],
    ['fail', 'pass', 'fixed', 0],
    ['fail', 'fail', undefined, 0],
    ['fail', 'blocked', 'untested', 1],
    ['fail', 'inapplicable', 'untested', 0],
    ['blocked', 'pass', 'unblocked', 0],
    ['blocked', 'fail', 'failing', 1],
    ['blocked', 'blocked', undefined, 0],
    ['blocked', 'inapplicable', 'unblocked', 0],
    ['inapplicable', 'pass', 'applies', 0],
    ['inapplicable', 'fail', 'failing', 1],
    ['inapplicable', 'blocked', 'untested', 0],
    ['inapplicable', 'inapplicable', undefined, 0],
  ])('%s → %s', (before, after, kind, code) => {
    expect(fate(verdict(before), verdict(after))).toEqual([kind, code]);
    // What does not gate changes likewise and never regresses.
    const light = { gating: false, level: 'SHOULD' } as const;
    expect(fate(verdict(before, light), verdict(after, light))).toEqual([kind, 0]);
    expect(departures('comparison', JSON.parse(JSON.stringify(compared(verdict(before), verdict(after)))))).toEqual([]);
  });

  it.each([
    ['earlier', 1],
    ['deadline', 1],
    ['input', 0],
    ['budget', 0],
  ] as const)('that it is blocked by %s ends in %i', (cause, code) => {
    expect(fate(verdict('pass'), verdict('blocked', { cause }))).toEqual(['untested', code]);
  });
});

describe('a question that is not the same as before', () => {
  const [old, anew] = [{ question: '1'.repeat(16) }, { question: '2'.repeat(16) }];
  it.each<[string, Verdict, Verdict, [string | undefined, number]]>([
    ['fails now: it is asked anew', verdict('pass', old), verdict('fail', anew), ['asked anew', 0]],
    ['is the same question: it regressed', verdict('pass', old), verdict('fail', old), ['failing', 1]],
    ['is of a report that does not say: it regressed', verdict('pass'), verdict('fail', anew), ['failing', 1]],
    ['cannot be judged any more', verdict('pass', old), verdict('blocked', anew), ['untested', 1]],
    ['failed before too', verdict('fail', old), verdict('fail', anew), [undefined, 0]],
  ])('%s', (_, before, after, expected) => expect(fate(before, after)).toEqual(expected));

  it('is listed with the questions that are new, and no one of them regressed', () => {
    const before = report([verdict('pass', old)]);
    const more = verdict('fail', { id: 'kickoff.new', since: '0.2.0' });
    const comparison = compareReports(before, report([verdict('fail', anew), more]));
    const text = comparisonFormats['console']?.(comparison) ?? '';
    expect(text).toMatch(/New questions that fail[^]*kickoff\.accepted[^]*kickoff\.new {2}fail/);
    expect(text).toMatch(/No regression: 2 requirements compared\. 2 new questions failed\.\n$/);
    expect(comparisonExitCode(comparison)).toBe(0);
    expect(departures('comparison', JSON.parse(JSON.stringify(comparison)))).toEqual([]);
  });
});

const known = { because: 'it is known', see: 'https://tracker.example/1' };
const finding = (path: string) => ({ rule: 'json.depth', severity: 'error', path, count: 2 }) as const;

describe('known failures', () => {
  it.each<[Outcome, Outcome, string]>([
    ['pass', 'fail', 'failing'],
    ['pass', 'blocked', 'untested'],
  ])('do not regress: %s → %s', (before, after, kind) => {
    expect(fate(verdict(before), verdict(after, { known }))).toEqual([kind, 0]);
  });

  it('that do not cover what fails now regress, and those that were taken from the list do not', () => {
    const entries = [{ ...known, rule: 'json.depth', path: 'Patient' }];
    const uncovered = { knownFindings: { entries, uncovered: [finding('Coverage')] } };
    expect(fate(verdict('fail', { known }), verdict('fail', uncovered))).toEqual(['uncovered', 1]);
    expect(fate(verdict('fail', { known }), verdict('fail'))).toEqual([undefined, 0]);
  });
});

describe('what else two runs can differ in', () => {
  it('new kinds of findings of what still fails are named, if the old run kept all', () => {
    const after = verdict('fail', { findings: { groups: [finding('Patient'), finding('Coverage')] } });
    const [still] = compared(verdict('fail', { findings: { groups: [finding('Patient')] } }), after).stillFailing;
    expect(still).toEqual({ id: 'kickoff.accepted', gating: true, known: false, newFindings: [finding('Coverage')] });
    const partly = verdict('fail', { findings: { groups: [], incomplete: 'there were too many' } });
    expect(compared(partly, after).stillFailing[0]?.newFindings).toEqual([]);
  });

  it('level, basis and gating', () => {
    const { reweighed } = compared(
      verdict('pass', { level: 'SHOULD', basis: 'advice', gating: false }),
      verdict('pass'),
    );
    expect(reweighed).toEqual([
      {
        id: 'kickoff.accepted',
        before: { level: 'SHOULD', basis: 'advice', gating: false },
        after: { level: 'MUST', basis: 'guide', gating: true },
      },
    ]);
  });

  it('a requirement that only one catalogue has is no regression, however it fares', () => {
    const extra = verdict('fail', { id: 'kickoff.new' });
    const added = compareReports(report([]), report([extra]));
    expect([added.added, added.gone, comparisonExitCode(added)]).toEqual([
      [{ id: 'kickoff.new', outcome: 'fail', gating: true }],
      [],
      0,
    ]);
    expect(compareReports(report([extra]), report([])).gone).toHaveLength(1);
  });

  it('what one run left out by its selection is not compared', () => {
    const failing = verdict('fail');
    const { notCompared, gone, added, differences } = compareReports(
      report([failing]),
      report([], { selection: ['token'] }),
    );
    expect(notCompared).toEqual([{ id: 'kickoff.accepted', outcome: 'fail', gating: true, judgedIn: 'before' }]);
    expect([gone, added]).toEqual([[], []]);
    expect(differences).toEqual([expect.stringMatching(/selections differ: everything before, token now/)]);
    const wider = compareReports(report([], { selection: ['token'] }), report([failing]));
    expect([wider.notCompared[0]?.judgedIn, comparisonExitCode(wider)]).toEqual(['after', 0]);
  });

  it.each<[string, Partial<Report>, RegExp]>([
    ['target', { target: 'https://other.example' }, /targets differ/],
    ['tool', { tool: { name: 'bcda-conformance', version: '2.0.0' } }, /1\.0\.0 before, 2\.0\.0 now/],
    ['catalogue', { catalogue: 'b'.repeat(64) }, /catalogues differ/],
    ['strictness', { strict: true }, /Only the new run was strict/],
    ['a sample', { sample: { size: 9, seed: 3 } }, /every line before, at most 9 lines of each file \(seed 3\) now/],
    ['order', { startedAt: '2025-01-01T00:00:00.000Z' }, /the two files may be swapped/],
  ])('%s is said', (_, more, says) => {
    expect(compareReports(report([]), report([], more)).differences).toEqual([expect.stringMatching(says)]);
  });

  it('what a sample may have left out is not mended', () => {
    const old = report([verdict('fail')]);
    const sample = { size: 9, seed: 3 };
    const sampled = compareReports(old, report([verdict('pass')], { sample }));
    expect([sampled.result, comparisonExitCode(sampled)]).toEqual(['unclear', 2]);
    expect(sampled.unclear).toEqual([expect.stringContaining('may be in the other lines')]);
    const alike = compareReports({ ...old, sample }, report([verdict('pass')], { sample }));
    expect(alike.result).toBe('no regression');
  });

  it('time, as a ratio where there is one', () => {
    const { timing } = compareReports(
      report([], { timings: { driveMs: 1000, judgeMs: 0 } }),
      report([], { timings: { driveMs: 1500, judgeMs: 7 }, durationMs: 500 }),
    );
    expect(timing).toEqual({
      drive: { before: 1000, after: 1500, ratio: 1.5 },
      judge: { before: 0, after: 7 },
      whole: { before: 1000, after: 500, ratio: 0.5 },
    });
  });

  it.each<[string, Partial<Report>, RegExp]>([
    ['role', { role: 'client' }, /about a server and the new one about a client/],
  ])('another %s is refused', (_, more, says) => {
    expect(() => compareReports(report([]), report([], more))).toThrow(says);
  });
});

it('runs under two profiles are compared by the requirements that both have', () => {
  const of = (...ids: string[]) => ids.map((id) => verdict('pass', { id }));
  const before = report(of('token.silent-401'), { profile: '2019-09' });
  const failing = verdict('fail', { id: 'token.issued', chapter: 'token' });
  const comparison = compareReports(before, report([], { verdicts: [failing, ...of('jobs.list')] }));
  expect(comparison).toMatchObject({ profile: '2019-12', profileBefore: '2019-09', compared: 1, result: 'regressed' });
  expect(comparison.changes.map(({ id, kind }) => [id, kind])).toEqual([['token.issued', 'failing']]);
  expect([comparison.gone, comparison.added].map((some) => some.map(({ id }) => id))).toEqual([
    ['token.silent-401'],
    ['jobs.list'],
  ]);
  expect(comparison.differences).toContainEqual(
    expect.stringMatching(/^The profiles differ: 2019-09 before, 2019-12 now/),
  );
  expect(compareReports(before, before).profileBefore).toBeUndefined();
});

describe('a new run that shows nothing is no proof that nothing regressed', () => {
  it.each<[string, Partial<Report>]>([
    ['interrupted', { interrupted: true }],
    ['with errors of its own', { errors: ['it broke'] }],
    ['without a verdict', { verdicts: [verdict('blocked', { cause: 'input' })] }],
    ['about other requirements', { verdicts: [verdict('pass', { id: 'status.other' })] }],
  ])('%s', (_, more) => {
    const comparison = compareReports(report([verdict('pass')]), report([verdict('pass')], more));
    expect([comparison.result, comparisonExitCode(comparison)]).toEqual(['unclear', 2]);
    expect(comparison.unclear).toHaveLength(1);
  });

  it('but a regression that it shows counts', () => {
    const comparison = compareReports(report([verdict('pass')]), report([verdict('fail')], { interrupted: true }));
    expect(comparisonExitCode(comparison)).toBe(1);
  });
});

/** A line of Markdown without its code spans, and without the marks of lists, headings and results that begin it. */
const outsideCode = (line: string): string =>
  line.replace(/^(## [❌❓✅] |### | {0,2}- )/u, '').replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/gu, '');

describe('the formats', () => {
  it('tell what regressed, by id, with what was seen', () => {
    const comparison = compared(verdict('pass'), verdict('fail'));
    for (const format of ['console', 'markdown']) {
      const text = comparisonFormats[format]!(comparison);
      expect(text).toMatch(/Newly failing[\s\S]*kickoff\.accepted[\s\S]*pass → fail \(MUST, guide\)[\s\S]*otherwise/);
      expect(text).toContain('Regressed: 1 of the 2 requirements compared.');
    }
    expect(JSON.parse(comparisonFormats['json']!(comparison))).toEqual(comparison);
  });

  it.each([
    ...[
      '@someone look',
      'www.evil.example',
      '`<b>`',
      '``',
      '`',
      'a `` <b> ` | c',
      '` <b>',
      '<b> `',
      'https://x.example',
    ],
    ...['![x](y)', '#12', '\\` <b> \\`', ' <b> ', '', 'a\n# b'],
  ])('Markdown holds %j as text', (seen) => {
    const markdown = comparisonFormats['markdown']!(compared(verdict('pass'), verdict('fail', { seen })));
    const [line] = markdown.split('\n').filter((one) => one.startsWith('  - seen: '));
    expect(outsideCode(line!)).toMatch(/^seen: [\p{L} ]*$/u);
    expect(markdown).toContain(seen.replace('\n', '\u{FFFD}'));
  });

  it('hold hostile text as text', async () => {
    const comparison = compareReports(await allPass(), await hostile());
    expect(comparison.changes.filter(({ kind }) => kind === 'failing').length).toBeGreaterThan(3);
    const markdown = comparisonFormats['markdown']!(comparison);
    const lines = markdown.split('\n');
    expect(markdown).toContain('<script>alert(1)</script>');
    expect(lines.filter((line) => /[<>[\]*_`|@#~$\\&{}]|:\/\/|www\./.test(outsideCode(line)))).toEqual([]);
    for (const text of [markdown, comparisonFormats['console']!(comparison)])
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(departures('comparison', JSON.parse(comparisonFormats['json']!(comparison)))).toEqual([]);
  });

  it('Markdown stays under 60 KB, is cut at a line, and tells the result first', async () => {
    const before = await allPass();
    const long = '\u{1F4A9}`'.repeat(3000);
    const after = await mixed();
    const all = after.verdicts.map((one) => verdict('fail', { ...one, outcome: 'fail', seen: long, statement: long }));
    const markdown = comparisonFormats['markdown']!(compareReports(before, { ...after, verdicts: all }));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(MOST_BYTES);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(MOST_BYTES * 0.9);
    expect(markdown.split('\n')[0]).toMatch(/^## ❌ Regressed: \d+ of the \d+ requirements compared\.$/);
    expect(markdown).toMatch(/\n- … cut here: the JSON report has everything\.\n$/);
  });
});
