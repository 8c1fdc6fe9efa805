import { conformsOf, whyIncomplete } from '../../../src/assess/conforms.js';
import type { Exchange, Report, Verdict } from '../../../src/model/index.js';

/** A status request that was answered 404. */
export const exchange = (id: number, url = `http://h/api/v1/jobs/${id}`): Exchange => ({
  id,
  step: 's',
  label: 'status',
  as: 'token',
  at: 0,
  ms: 1,
  request: { method: 'GET', url, headers: [['Authorization', 'Bearer «token 1»']] },
  reply: {
    status: 404,
    reason: 'Not Found',
    headers: [],
    body: { bytes: 0, form: 'empty', documents: 0, shows: [], repeats: [] },
  },
});

/** A verdict of the guide's MUST, met unless told otherwise. */
export const verdict = (id: string, more: Partial<Verdict> = {}): Verdict => ({
  id,
  chapter: id.split('.')[0] ?? '',
  role: 'server',
  level: 'MUST',
  basis: 'guide',
  gating: true,
  statement: `Statement of ${id}.`,
  source: { document: 'BCDA guide', section: '3. Check the status' },
  outcome: 'pass',
  expected: 'status 200',
  evidence: [],
  ...more,
});

/** A verdict that failed, with evidence. */
export const failed = (id: string, more: Partial<Verdict> = {}): Verdict =>
  verdict(id, { outcome: 'fail', seen: 'status 404', evidence: [1], ...more });

/** A report with these verdicts, counted and concluded as the engine does. */
export const report = (verdicts: readonly Verdict[], more: Partial<Report> = {}): Report => {
  const count = (outcome: string, gating?: boolean): number =>
    verdicts.filter((one) => one.outcome === outcome && (gating === undefined || one.gating === gating)).length;
  const { selection = [], interrupted = false, sample } = more;
  const budgetHit = verdicts.some(({ cause }) => cause === 'budget');
  const incomplete = more.incomplete ?? whyIncomplete({ verdicts, selection, interrupted }, budgetHit, sample);
  return {
    schema: 'bcda-conformance/report/1',
    tool: { name: 'bcda-conformance', version: '0.0.0' },
    catalogue: '0'.repeat(64),
    role: 'server',
    profile: '2019-12',
    target: 'http://h',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    conforms: conformsOf(verdicts, incomplete),
    incomplete,
    summary: {
      pass: count('pass'),
      fail: count('fail', true),
      warn: count('fail', false),
      blocked: count('blocked'),
      inapplicable: count('inapplicable'),
    },
    chapters: [
      { id: 'status', title: 'Watching a job' },
      { id: 'token', title: 'Access tokens' },
    ],
    verdicts,
    untestable: [],
    exchanges: [exchange(1), exchange(2), exchange(3), exchange(4), exchange(5, 'http://elsewhere/x')],
    facts: [],
    selection,
    strict: false,
    interrupted,
    timings: { driveMs: 1, judgeMs: 0 },
    errors: [],
    notes: [],
    ...more,
  };
};
