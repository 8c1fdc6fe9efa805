import type { Report, Verdict } from '../../src/model/index.js';
import type { Paint } from '../console/index.js';
import { uncoveredText } from './known.js';
import { counted, printable } from './index.js';

/** The report in one sentence. */
export const conclusion = (report: Report, paint: Paint): string => {
  const { conforms, verdicts, errors } = report;
  const target = printable(report.target);
  const profile = `profile ${report.profile}`;
  if (errors.length > 0) return paint.red(`${target} could not be judged reliably: ${printable(errors.join('; '))}`);
  if (conforms === 'yes') return paint.green(`${target} conforms to ${profile}: ${metText(report)}.`);
  if (conforms === 'incomplete')
    return paint.yellow(`Whether ${target} conforms to ${profile} stays open${openText(report)}.`);
  const failed = verdicts.filter(({ outcome, gating }) => outcome === 'fail' && gating);
  const unknown = failed.filter(({ known }) => known === undefined);
  const all = counted(failed.length, 'requirement');
  if (unknown.length === 0)
    return paint.yellow(`${target} does not conform to ${profile}: ${all} failed, every one a known failure.`);
  const known = failed.length - unknown.length;
  return paint.red(
    `${target} does not conform to ${profile}: ${all} failed${known === 0 ? '' : `, ${known} of them known`}.${newFindings(unknown)}`,
  );
};

/** What known failures that name findings leave open, requirement by requirement. */
const newFindings = (failed: readonly Verdict[]): string =>
  failed
    .flatMap((verdict) => {
      const text = uncoveredText(verdict);
      return text === undefined ? [] : [` Not covered by the known failures of ${verdict.id}: ${printable(text)}.`];
    })
    .join('');

const metText = ({ verdicts, summary: { warn } }: Report): string =>
  warn === 0
    ? `all ${counted(verdicts.length, 'requirement')} judged are met or do not apply`
    : `of ${counted(verdicts.length, 'requirement')} judged, none failed but for ${counted(warn, 'warning')}`;

/** The head and the list of what is blocked have told the reasons already. */
const openText = ({ summary: { blocked } }: Report): string =>
  blocked === 0 ? '' : `: ${counted(blocked, 'requirement')} could not be judged`;
