import { type Report, runProblems, type Standing, standingOf, type Verdict } from '../src/model/index.js';
import { blockedGroups } from './text/blocked.js';
import { conclusion } from './text/conclusion.js';
import { printable } from './text/index.js';
import { outdatedTexts } from './text/known.js';
import { outcomeText } from './text/outcome.js';
import { plain } from './text/paint.js';

type Severity = 'error' | 'warning' | 'notice';

/**
 * Workflow commands for GitHub's runner, one annotation a line: an error for what makes the run fail, a warning for
 * a failure that does not, a notice for what is known or was not tested, and the conclusion.
 */
export const github = (report: Report): string => {
  const of = (standing: Standing): Verdict[] => report.verdicts.filter((one) => standingOf(one) === standing);
  const open = (title: string, severity: Severity, standing: Standing): string[] =>
    blockedGroups(report, [standing]).map(({ why, ids }) => annotation(severity, title, `${why}: ${ids.join(', ')}`));
  const untested = open('Not tested', report.strict ? 'error' : 'notice', 'not tested');
  const lines = [
    ...runProblems(report).map((problem) => annotation('error', 'The run itself', problem)),
    ...of('failed').map((verdict) => failure('error', verdict)),
    ...report.verdicts.flatMap(outdatedTexts).map((text) => annotation('error', 'Known failure', text)),
    ...open('Blocked', 'error', 'blocked'),
    ...of('warning').map((verdict) => failure('warning', verdict)),
    annotation('notice', `BCDA ${report.role}`, conclusion(report, plain)),
    ...of('known failure').map((verdict) => failure('notice', verdict)),
    ...untested,
  ];
  return `${lines.join('\n')}\n`;
};

const failure = (severity: Severity, verdict: Verdict): string =>
  annotation(severity, verdict.id, verdict.statement, outcomeText(verdict));

/** One command. Only the line breaks made here break the message. */
const annotation = (severity: Severity, title: string, ...lines: readonly string[]): string =>
  `::${severity} title=${property(printable(title))}::${data(lines.map((line) => printable(line)).join('\n'))}`;

// As the runner undoes it: the percent sign last there, so first here.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
