import type { Report, SampleSize, Verdict } from '../model/index.js';

type Judged = Pick<Report, 'verdicts' | 'selection' | 'interrupted'>;

const gatingFailed = ({ outcome, gating }: Verdict): boolean => outcome === 'fail' && gating;
const blocked = ({ outcome }: Verdict): boolean => outcome === 'blocked';

/** What the user chose, or has to give, is no fault of the conversation. */
const isChosen = (cause: Verdict['cause']): boolean => cause === 'input' || cause === 'budget' || cause === 'choice';

/** A known failure that is none any more. */
const isStale = ({ known, knownFindings, outcome }: Verdict): boolean =>
  (known !== undefined && outcome === 'pass') || knownFindings?.entries.some(({ gone }) => gone) === true;

/** No verdict says that something was met or was not: that is no conformance. */
const nothingJudged = (verdicts: readonly Verdict[]): boolean =>
  !verdicts.some(({ outcome }) => outcome === 'pass' || outcome === 'fail');

/** Why a run without a gating failure does not show conformance; empty: it does. */
export const whyIncomplete = (
  { verdicts, selection, interrupted }: Judged,
  budgetHit: boolean,
  sample?: SampleSize,
): string[] => {
  const open = verdicts.filter(blocked);
  const wants = [
    ...new Set(
      open.flatMap(({ cause, unblock, because }) =>
        cause === 'input' || cause === 'choice' ? [unblock ?? because ?? 'an input'] : [],
      ),
    ),
  ];
  const others = open.filter(({ cause }) => !isChosen(cause));
  return [
    ...(open.length === 0 && nothingJudged(verdicts) ? ['nothing came up that could be judged'] : []),
    ...(interrupted ? ['the run was interrupted'] : []),
    ...(selection.length > 0 ? [`only ${selection.join(', ')} was selected`] : []),
    ...(budgetHit ? ['the export budget left exports out'] : []),
    ...(sample !== undefined
      ? [`at most ${sample.size} lines of each data file were judged, drawn with seed ${sample.seed}`]
      : []),
    ...wants.map((want) => `not judged for want of ${want}`),
    ...(others.length > 0
      ? [
          `${others.length} requirement${others.length === 1 ? '' : 's'} could not be judged, since the conversation did not get that far`,
        ]
      : []),
  ];
};

/** yes, no or incomplete (design: Conforms). */
export const conformsOf = (verdicts: readonly Verdict[], incomplete: readonly string[]): Report['conforms'] =>
  verdicts.some(gatingFailed) ? 'no' : incomplete.length > 0 ? 'incomplete' : 'yes';

/**
 * Exit code of a run: 0 conforms, or not only where known failures say so, or incomplete by the user's choice or for
 * want of an input; 1 does not conform, or a known failure passes; 2 could not judge. A known failure covers the
 * verdict it names whether that failed or was blocked: what others could not show because of it needs an entry too.
 * One that names a finding covers a failure only, and passes where the finding is not there any more.
 */
export const exitCode = (report: Report): 0 | 1 | 2 => {
  if (report.errors.length > 0) return 2;
  const { verdicts } = report;
  if (verdicts.some(isStale)) return 1;
  const failures = verdicts.filter(gatingFailed);
  if (failures.some(({ known }) => known === undefined)) return 1;
  const unexplained = verdicts.filter(
    (verdict) => blocked(verdict) && verdict.known === undefined && !isChosen(verdict.cause),
  );
  if (unexplained.length > 0) return failures.length > 0 ? 1 : 2;
  if (report.interrupted || nothingJudged(verdicts)) return 2;
  return report.incomplete.length > 0 && report.strict ? 1 : 0;
};
