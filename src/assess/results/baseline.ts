import { CannotJudge, type Report } from '../../model/index.js';
import { compareReports } from '../compare/index.js';

/** A report with what changed since an earlier one; a note says why they cannot be compared, if so. */
export const withBaseline = (report: Report, before: Report): Report => {
  try {
    const { changes, stillFailing, added } = compareReports(before, report);
    const of = (kinds: readonly string[]): string[] =>
      changes.flatMap(({ id, kind }) => (kinds.includes(kind) ? [id] : []));
    const baseline = {
      startedAt: before.startedAt,
      failing: of(['failing', 'uncovered']),
      askedAnew: [...of(['asked anew']), ...added.flatMap(({ id, outcome }) => (outcome === 'fail' ? [id] : []))],
      fixed: of(['fixed']),
      stillFailing: stillFailing.map(({ id }) => id),
    };
    return { ...report, baseline };
  } catch (error) {
    if (!(error instanceof CannotJudge)) throw error;
    return { ...report, notes: [...report.notes, `The baseline was not compared. ${error.message}`] };
  }
};
