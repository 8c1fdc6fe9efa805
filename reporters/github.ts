import { type Report, runProblems, type Standing, standingOf, type Verdict } from '../src/model/index.js';
import { annotation, type AnnotationSeverity } from './text/annotation.js';
import { blockedGroups } from './text/blocked.js';
import { conclusion } from './text/conclusion.js';
import { outdatedTexts } from './text/known.js';
import { outcomeText } from './text/outcome.js';
import { plain } from './text/paint.js';

/**
 * Workflow commands for GitHub's runner, one annotation a line: an error for what makes the run fail, a warning for
 * a failure that does not, a notice for what is known or was not tested, and the conclusion.
 */
export const github = (report: Report): string => {
  const of = (standing: Standing): Verdict[] => report.verdicts.filter((one) => standingOf(one) === standing);
  const open = (title: string, severity: AnnotationSeverity, standing: Standing): string[] =>
    blockedGroups(report, [standing]).map(({ why, ids }) =>
      annotation(severity, { title }, `${why}: ${ids.join(', ')}`),
    );
  const untested = open('Not tested', report.strict ? 'error' : 'notice', 'not tested');
  const lines = [
    ...runProblems(report).map((problem) => annotation('error', { title: 'The run itself' }, problem)),
    ...of('failed').map((verdict) => failure('error', verdict)),
    ...report.verdicts.flatMap(outdatedTexts).map((text) => annotation('error', { title: 'Known failure' }, text)),
    ...open('Blocked', 'error', 'blocked'),
    ...of('warning').map((verdict) => failure('warning', verdict)),
    annotation('notice', { title: `BCDA ${report.role}` }, conclusion(report, plain)),
    ...of('known failure').map((verdict) => failure('notice', verdict)),
    ...untested,
  ];
  return `${lines.join('\n')}\n`;
};

const failure = (severity: AnnotationSeverity, verdict: Verdict): string =>
  annotation(severity, { title: verdict.id }, verdict.statement, outcomeText(verdict));
