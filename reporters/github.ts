import pc from 'picocolors';
import type { Report, Verdict } from '../src/model/index.js';
import { blockedGroups } from './text/blocked.js';
import { conclusion } from './text/conclusion.js';
import { knownTexts, staleTexts } from './text/known.js';
import { printable } from './text/index.js';

type Severity = 'error' | 'warning' | 'notice';

/**
 * Workflow commands for GitHub's runner, one annotation a line: an error for what makes the run fail, a warning for
 * what failed without that, a notice for what is known or could not be judged, and the conclusion.
 */
export const github = (report: Report): string => {
  const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
  const gating = failed.filter((verdict) => verdict.gating);
  const lines = [
    ...report.errors.map((error) => annotation('error', 'The run itself', error)),
    ...gating.filter(({ known }) => known === undefined).map((verdict) => failure('error', verdict)),
    ...report.verdicts.flatMap(staleTexts).map((text) => annotation('error', 'Known failure', text)),
    ...failed.filter((verdict) => !verdict.gating).map((verdict) => failure('warning', verdict)),
    annotation('notice', `BCDA ${report.role}`, conclusion(report, pc.createColors(false))),
    ...gating.filter(({ known }) => known !== undefined).map(knownFailure),
    ...blockedGroups(report).map(({ why, ids }) => annotation('notice', 'Blocked', `${why}: ${ids.join(', ')}`)),
  ];
  return `${lines.join('\n')}\n`;
};

const failure = (severity: Severity, { id, statement, expected, seen = '' }: Verdict): string =>
  annotation(severity, id, statement, `expected: ${expected}`, `seen: ${seen}`);

const knownFailure = (verdict: Verdict): string =>
  annotation('notice', `${verdict.id} (known failure)`, ...knownTexts(verdict));

/** One command; the message may have several lines, which only we break. */
const annotation = (severity: Severity, title: string, ...lines: readonly string[]): string =>
  `::${severity} title=${property(printable(title))}::${data(lines.map((line) => printable(line)).join('\n'))}`;

// As the runner undoes it: the percent sign last there, so first here.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
