import {
  counted,
  isUsersChoice,
  NOTHING_JUDGED,
  nothingJudged,
  type Report,
  type SampleSize,
  testResultOf,
  type Verdict,
  selectedText,
} from '../model/index.js';

type Judged = Pick<Report, 'verdicts' | 'selection' | 'interrupted'>;

const gatingFailed = ({ outcome, gating }: Verdict): boolean => outcome === 'fail' && gating;

/** Why a run without a gating failure does not show conformance; empty: it does. */
export const whyIncomplete = (
  { verdicts, selection, interrupted }: Judged,
  budgetHit: boolean,
  sample?: SampleSize,
  conditionsLeftOut = 0,
): string[] => {
  const open = verdicts.filter(({ outcome, newer }) => outcome === 'blocked' && newer !== true);
  // What the budget left out has a reason of its own, also where nothing is blocked by it.
  const needed = new Set(
    open
      .filter((verdict) => isUsersChoice(verdict) && verdict.cause !== 'budget')
      .map(({ unblock, because }) => unblock ?? because ?? 'an input'),
  );
  const unseen = new Set(
    open.flatMap(({ cause, because = '', unblock = '' }) =>
      cause === 'data' ? [`${because}, so what the guide promises of it was not judged: needs ${unblock}`] : [],
    ),
  );
  const others = open.filter((verdict) => !isUsersChoice(verdict) && verdict.cause !== 'data');
  return [
    ...(open.length === 0 && nothingJudged(verdicts) ? [NOTHING_JUDGED] : []),
    ...(interrupted ? ['the run was interrupted'] : []),
    ...(selection.length > 0 ? [selectedText(selection)] : []),
    ...(conditionsLeftOut > 0 ? [`--only left out ${counted(conditionsLeftOut, 'condition')}`] : []),
    ...(budgetHit ? ['the export budget excluded some exports'] : []),
    ...(sample !== undefined
      ? [`at most ${counted(sample.size, 'line')} of each data file were judged, sampled with seed ${sample.seed}`]
      : []),
    ...[...needed].map((need) => `not tested: needs ${need}`),
    ...unseen,
    ...(others.length > 0
      ? [`${counted(others.length, 'requirement')} could not be judged because the run did not get that far`]
      : []),
  ];
};

/**
 * Whether the target conforms. `no`: a gating requirement failed. `yes`: the whole catalogue was judged, and every gating
 * requirement is met or does not apply. `incomplete`: none failed, but not everything was judged.
 */
export const conformsOf = (verdicts: readonly Verdict[], incomplete: readonly string[]): Report['conforms'] =>
  verdicts.some(gatingFailed) ? 'no' : incomplete.length > 0 ? 'incomplete' : 'yes';

/**
 * Exit code of a run. 0: it conforms; or it does not, but only where known failures say so; or it is incomplete because
 * of the user's choice or a missing input. 1: it does not conform; or a known failure no longer occurs; or it is
 * incomplete under `strict`. 2: it could not be judged. A known failure covers the verdict that it names whether that
 * failed or was blocked; what others could not show because of it needs an entry too. An entry that names a finding
 * covers a failure only, and is outdated where that finding is gone.
 */
export const exitCode = (report: Report): 0 | 1 | 2 => {
  const { errors, verdicts, interrupted, incomplete, strict } = report;
  if (errors.length > 0) return 2;
  const results = new Set(verdicts.map((verdict) => testResultOf(verdict, { strict: false })));
  if (results.has('failed')) return 1;
  if (results.has('error')) return verdicts.some(gatingFailed) ? 1 : 2;
  if (interrupted || nothingJudged(verdicts)) return 2;
  return incomplete.length > 0 && strict ? 1 : 0;
};
