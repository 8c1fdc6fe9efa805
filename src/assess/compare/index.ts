import {
  CannotJudge,
  type Change,
  type ChangeKind,
  type Comparison,
  type FindingCount,
  isUsersChoice,
  type Report,
  type StillFailing,
  type Verdict,
} from '../../model/index.js';
import { tool } from '../../package.js';
import { differencesOf, oneSided, pace, runOf } from './runs.js';

/** The verdicts of one requirement in both runs. */
interface Pair {
  readonly before: Verdict;
  readonly after: Verdict;
}

/**
 * Compares two runs of one role; throws CannotJudge for others. Pure. Under two profiles, what both have is compared.
 * A requirement that only one of the runs judged is not a regression.
 */
export const compareReports = (before: Report, after: Report): Comparison => {
  refuseStrangers(before, after);
  const pairs = after.verdicts.flatMap((verdict): Pair[] => {
    const old = before.verdicts.find(({ id }) => id === verdict.id);
    return old === undefined ? [] : [{ before: old, after: verdict }];
  });
  const changes = pairs.flatMap(changeOf);
  const unclear = [...whyUnclear(pairs, after), ...whySampled(changes, before, after)];
  return {
    schema: 'bcda-conformance/comparison/1',
    tool,
    role: after.role,
    profile: after.profile,
    ...(before.profile !== after.profile && { profileBefore: before.profile }),
    before: runOf(before),
    after: runOf(after),
    result: changes.some(({ regression }) => regression)
      ? 'regressed'
      : unclear.length > 0
        ? 'unclear'
        : 'no regression',
    unclear,
    differences: differencesOf(before, after),
    compared: pairs.length,
    changes,
    stillFailing: pairs.filter((pair) => both(pair, 'fail') && kindOf(pair) === undefined).map(stillFailing),
    stillBlocked: pairs.filter((pair) => both(pair, 'blocked')).map((pair) => pair.after.id),
    reweighed: pairs.filter(hasOtherWeight).map((pair) => ({
      id: pair.after.id,
      before: weightOf(pair.before),
      after: weightOf(pair.after),
    })),
    ...oneSided(before, after),
    timing: {
      drive: pace(before.timings.driveMs, after.timings.driveMs),
      judge: pace(before.timings.judgeMs, after.timings.judgeMs),
      whole: pace(before.durationMs, after.durationMs),
    },
  };
};

/** Exit code of a comparison: 1 for a regression, 2 where the new run does not show that there is none, else 0. */
export const comparisonExitCode = ({ result }: Comparison): 0 | 1 | 2 =>
  result === 'regressed' ? 1 : result === 'unclear' ? 2 : 0;

const refuseStrangers = (before: Report, after: Report): void => {
  if (before.role !== after.role)
    throw new CannotJudge(
      `The old report is about a ${before.role} and the new one about a ${after.role}: they cannot be compared. Give two reports of the same role.`,
    );
};

const both = ({ before, after }: Pair, outcome: Verdict['outcome']): boolean =>
  before.outcome === outcome && after.outcome === outcome;

const isJudged = ({ outcome }: Verdict): boolean => outcome === 'pass' || outcome === 'fail';

/** A known failure that named findings and does not cover the findings of the new run. */
const isUncovered = ({ before, after }: Pair): boolean =>
  before.known !== undefined &&
  after.known === undefined &&
  after.gating &&
  (after.knownFindings?.uncovered.length ?? 0) > 0;

/** Whether the catalogues expect different things of the same requirement; reports of old versions do not say. */
const isAskedAnew = ({ before, after }: Pair): boolean =>
  before.question !== undefined && after.question !== undefined && before.question !== after.question;

/** How a requirement changed; undefined: it did not. */
const kindOf = (pair: Pair): ChangeKind | undefined => {
  const { before, after } = pair;
  if (after.outcome === 'fail') {
    if (before.outcome === 'fail') return isUncovered(pair) ? 'uncovered' : undefined;
    return isAskedAnew(pair) ? 'asked anew' : 'failing';
  }
  if (after.outcome === before.outcome) return undefined;
  if (isJudged(before)) return after.outcome === 'pass' ? 'fixed' : 'untested';
  if (before.outcome === 'blocked') return 'unblocked';
  return after.outcome === 'blocked' ? 'untested' : 'applies';
};

/** Whether whoever runs the check is the reason of a block: a choice, a missing input, or an interruption. */
const liesWithUser = (verdict: Verdict): boolean => isUsersChoice(verdict) || verdict.cause === 'interrupted';

/**
 * A gating requirement that now fails, or that was judged and is now blocked, unless it is a known failure or is
 * blocked by the user. Blocked counts, because a blocked requirement never shows conformance.
 */
const isRegression = (kind: ChangeKind, { before, after }: Pair): boolean => {
  if (!after.gating || after.known !== undefined) return false;
  if (kind === 'failing' || kind === 'uncovered') return true;
  return kind === 'untested' && isJudged(before) && after.outcome === 'blocked' && !liesWithUser(after);
};

const changeOf = (pair: Pair): Change[] => {
  const kind = kindOf(pair);
  if (kind === undefined) return [];
  const { before, after } = pair;
  return [
    {
      id: after.id,
      kind,
      regression: isRegression(kind, pair),
      before: before.outcome,
      after: after.outcome,
      ...weightOf(after),
      statement: after.statement,
      ...(after.outcome === 'fail' && after.seen !== undefined && { seen: after.seen }),
      ...(after.because !== undefined && { because: after.because }),
      ...(after.known !== undefined && { known: after.known }),
    },
  ];
};

const stillFailing = ({ before, after }: Pair): StillFailing => ({
  id: after.id,
  gating: after.gating,
  known: after.known !== undefined,
  newFindings: newFindings(before, after),
});

/** Kinds of findings that are new; none if the old run may not have kept all of them. */
const newFindings = (before: Verdict, after: Verdict): FindingCount[] => {
  const old = before.findings;
  if (old === undefined || old.incomplete !== undefined) return [];
  return (after.findings?.groups ?? []).filter(
    ({ rule, path }) => !old.groups.some((group) => group.rule === rule && group.path === path),
  );
};

const weightOf = ({ level, basis, gating }: Verdict) => ({ level, basis, gating });

const hasOtherWeight = ({ before, after }: Pair): boolean =>
  before.level !== after.level || before.basis !== after.basis || before.gating !== after.gating;

/** A sample may leave out the lines that failed before. */
const whySampled = (changes: readonly Change[], before: Report, after: Report): string[] =>
  after.sample !== undefined &&
  JSON.stringify(before.sample) !== JSON.stringify(after.sample) &&
  changes.some(({ kind }) => kind === 'fixed')
    ? ['The new run judged a sample of each data file; what failed before may be in the other lines.']
    : [];

/** Why the absence of a regression shows nothing. */
const whyUnclear = (pairs: readonly Pair[], after: Report): string[] => [
  ...(pairs.length === 0 ? ['The two runs have no requirement in common.'] : []),
  ...(pairs.length > 0 && !pairs.some(({ after: { outcome } }) => outcome === 'pass' || outcome === 'fail')
    ? ['No requirement in common passed or failed in the new run.']
    : []),
  ...(after.interrupted ? ['The new run was interrupted.'] : []),
  ...(after.errors.length > 0 ? ['The new run had errors of its own, so its verdicts are not reliable.'] : []),
];
