import type { Report, Verdict } from './report/report.js';
import type { StopFact } from './transcript/facts.js';

/**
 * What a verdict means for its run. Every report, the vitest adapter and the exit code tell verdicts apart by this, and
 * by nothing else.
 */
export type Standing =
  /** The requirement is met. */
  | 'passed'
  /** It failed, it gates, and no known failure covers it. */
  | 'failed'
  /** It failed and does not gate. */
  | 'warning'
  /** It failed or was blocked, it gates, and a known failure covers it. */
  | 'known failure'
  /** It could not be judged, although the user did everything that this takes. */
  | 'blocked'
  /** It was not judged because the user chose so, or did not give what only the user has. */
  | 'not tested'
  /** There was nothing that it applies to. */
  | 'inapplicable';

/** Causes of a block that lie with the user: an input that is missing, the export budget, another choice. */
const USERS: ReadonlySet<Verdict['cause']> = new Set<Verdict['cause']>(['input', 'budget', 'choice']);

/** Whether a blocked verdict is so because of the user: it is not the target's fault, nor the run's. */
export const isUsersChoice = ({ cause }: { readonly cause?: Verdict['cause'] }): boolean => USERS.has(cause);

/** What a verdict means for its run. */
export const standingOf = (verdict: Verdict): Standing => {
  const { outcome, gating, known, newer } = verdict;
  if (outcome === 'pass') return 'passed';
  if (outcome === 'inapplicable') return 'inapplicable';
  if (newer === true && outcome === 'blocked') return 'not tested';
  if (outcome === 'fail' && !gating) return 'warning';
  if (known !== undefined) return 'known failure';
  if (outcome === 'fail') return 'failed';
  return isUsersChoice(verdict) ? 'not tested' : 'blocked';
};

/** Whether an entry of the known failures covers a verdict that passed, or names a finding that is gone. */
const isOutdated = ({ known, knownFindings, outcome }: Verdict): boolean =>
  (known !== undefined && outcome === 'pass') || knownFindings?.entries.some(({ gone }) => gone === true) === true;

/**
 * How a test tool shows a verdict. `failed`: the target or the known failures are at fault; `error`: it should have been
 * judged and was not. Tools without the second show both alike.
 */
export type TestResult = 'passed' | 'failed' | 'error' | 'skipped';

const RESULTS: Readonly<Record<Standing, TestResult>> = {
  passed: 'passed',
  failed: 'failed',
  warning: 'passed',
  'known failure': 'skipped',
  blocked: 'error',
  'not tested': 'skipped',
  inapplicable: 'skipped',
};

/** How a test tool shows a verdict. An outdated known failure fails; under `strict`, nothing may be left untested. */
export const testResultOf = (verdict: Verdict, { strict }: Pick<Report, 'strict'>): TestResult => {
  if (isOutdated(verdict)) return 'failed';
  const standing = standingOf(verdict);
  return standing === 'not tested' && strict && verdict.newer !== true ? 'error' : RESULTS[standing];
};

/** Whether no verdict says that a requirement was met or was not: such a run shows nothing. */
export const nothingJudged = (verdicts: readonly Verdict[]): boolean =>
  !verdicts.some(({ outcome }) => outcome === 'pass' || outcome === 'fail');

/** Why a run in which no requirement passed or failed is incomplete. */
export const NOTHING_JUDGED = 'no requirement could be judged';

/**
 * Why a run does not pass although none of its verdicts says so, one sentence each. The exit code is 0 exactly where
 * this is empty and no verdict has the result `failed` or `error`.
 */
export const runProblems = (report: Report): string[] => {
  const { verdicts, errors, incomplete, interrupted, strict } = report;
  const shown = verdicts.some((verdict) => ['failed', 'error'].includes(testResultOf(verdict, report)));
  // Where nothing was judged, an error says why.
  if (shown || (verdicts.length === 0 && errors.length > 0)) return [...errors];
  return [
    ...new Set([
      ...errors,
      ...(interrupted ? ['the run was interrupted'] : []),
      ...(nothingJudged(verdicts) ? [NOTHING_JUDGED] : []),
      ...(strict ? incomplete : []),
    ]),
  ];
};

/**
 * Why something is blocked that no data of the run has, and what would unblock it: only the user knows a client that has
 * them. `what`: with its article, e.g. `a resource of type Patient`.
 */
export const needsData = (what: string): Pick<StopFact, 'cause' | 'unblock'> => ({
  cause: 'data',
  unblock: `credentials of a client that has ${what}`,
});

/** What unblocks a requirement that a capture of another tool shows nothing of. */
export const BEYOND_CAPTURE = 'a check of the server itself, or a capture that has it';
