import { counted } from '../expect/counted.js';
import type { Report, SampleSize, Verdict } from '../model/index.js';

type Judged = Pick<Report, 'verdicts' | 'selection' | 'interrupted'>;

const gatingFailed = ({ outcome, gating }: Verdict): boolean => outcome === 'fail' && gating;
const blocked = ({ outcome }: Verdict): boolean => outcome === 'blocked';

/** Blocked by the user's choice, or because an input of the user is missing. */
const isChosen = (cause: Verdict['cause']): boolean => cause === 'input' || cause === 'budget' || cause === 'choice';

/** A known failure that no longer fails. */
const isStale = ({ known, knownFindings, outcome }: Verdict): boolean =>
  (known !== undefined && outcome === 'pass') || knownFindings?.entries.some(({ gone }) => gone) === true;

/** Without a passed or failed verdict, nothing shows conformance. */
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
    ...(open.length === 0 && nothingJudged(verdicts) ? ['the run had nothing to judge'] : []),
    ...(interrupted ? ['the run was interrupted'] : []),
    ...(selection.length > 0 ? [`only ${selection.join(', ')} was selected`] : []),
    ...(budgetHit ? ['the export budget left out exports'] : []),
    ...(sample !== undefined
      ? [`at most ${counted(sample.size, 'line')} of each data file were judged, sampled with seed ${sample.seed}`]
      : []),
    ...wants.map((want) => `not tested: needs ${want}`),
    ...(others.length > 0
      ? [`${counted(others.length, 'requirement')} could not be judged, because the run did not get that far`]
      : []),
  ];
};

/** Yes if every gating requirement passed or is inapplicable, no if one failed, incomplete if that stays open. */
export const conformsOf = (verdicts: readonly Verdict[], incomplete: readonly string[]): Report['conforms'] =>
  verdicts.some(gatingFailed) ? 'no' : incomplete.length > 0 ? 'incomplete' : 'yes';

/**
 * Exit code of a run: 0 conforms, or fails only where known failures say so, or is incomplete by the user's choice or
 * because an input is missing; 1 does not conform, or a known failure passes; 2 could not judge. A known failure covers
 * its verdict whether that failed or is blocked; a verdict that is blocked because of it needs its own entry. An entry
 * that names a finding covers only a failure, and counts as passed when the finding is gone.
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
