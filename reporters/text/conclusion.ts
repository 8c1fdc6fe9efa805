import type { Report, Verdict } from '../../src/model/index.js';
import { counted, printable } from './index.js';
import { uncoveredText } from './known.js';
import type { Paint } from './paint.js';

/** The report in one sentence. */
export const conclusion = (report: Report, paint: Paint): string => {
  const { conforms, verdicts, errors, summary } = report;
  const target = printable(report.target);
  const profile = `profile ${report.profile}`;
  if (errors.length > 0)
    return paint.red(
      `${target} could not be judged${verdicts.length === 0 ? '' : ' reliably'}: ${printable(errors.join('; '))}`,
    );
  if (conforms === 'yes') return paint.green(`${target} conforms to ${profile}: ${metText(report)}.`);
  if (conforms === 'incomplete')
    // The reasons stand above: in the head, and with what was not judged.
    return paint.yellow(`Inconclusive: ${target} against ${profile}.${openText(summary.blocked)}`);
  const failed = verdicts.filter(({ outcome, gating }) => outcome === 'fail' && gating);
  const unknown = failed.filter(({ known }) => known === undefined);
  const known = failed.length - unknown.length;
  const sentence = `${target} does not conform to ${profile}: ${counted(failed.length, 'requirement')} failed`;
  if (unknown.length === 0)
    return paint.yellow(`${sentence}, ${known === 1 ? 'a known failure' : 'all of them known failures'}.`);
  return paint.red(`${sentence}${known === 0 ? '' : `, ${known} of them known`}.${newFindings(unknown)}`);
};

const openText = (blocked: number): string =>
  blocked === 0 ? '' : ` ${counted(blocked, 'requirement')} ${blocked === 1 ? 'was' : 'were'} not judged.`;

/** What known failures that name findings do not cover, requirement by requirement. */
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
    : `${counted(verdicts.length, 'requirement')} judged, no failures, ${counted(warn, 'warning')}`;
