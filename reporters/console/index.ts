import pc from 'picocolors';
import { type Report, type Standing, standingOf, type Verdict } from '../../src/model/index.js';
import type { ReporterOptions } from '../reporter.js';
import { blockedGroups } from '../text/blocked.js';
import { conclusion } from '../text/conclusion.js';
import { particulars } from '../text/evidence.js';
import { counted, printable, wrapped } from '../text/index.js';
import { outdatedTexts } from '../text/known.js';
import type { Paint } from '../text/paint.js';
import { timelineLines } from '../text/timeline.js';
import { variableLines } from '../text/variables.js';

/** The report for a person at a terminal: what failed, with its evidence, and one sentence at the end. */
export const consoleReport = (report: Report, { color = false }: ReporterOptions = {}): string => {
  const paint = pc.createColors(color);
  const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
  const [gating, warnings] = [failed.filter((one) => one.gating), failed.filter((one) => !one.gating)];
  const sections = [
    head(report, paint),
    failures('Failed', gating, report, paint),
    failures('Warnings: failed, with no effect on conformance', warnings, report, paint),
    blockedLines('Blocked: could not be judged', ['blocked', 'known failure'], report, paint),
    blockedLines('Not tested: left out by an option, or an input is missing', ['not tested'], report, paint),
    variableLines(report),
    timelineLines(report, paint),
    remarks(report, paint),
    [conclusion(report, paint)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

const conformsText = (report: Report, paint: Paint): string => {
  if (report.conforms === 'yes') return paint.green('yes');
  if (report.conforms === 'no') return paint.red('no');
  return `${paint.yellow('incomplete')}: ${reasons(report)}`;
};

/** Why the run does not show conformance, in a line. */
const reasons = ({ incomplete }: Report): string => printable(incomplete.join('; '));

const head = (report: Report, paint: Paint): string[] => {
  const { pass, fail, warn, blocked, inapplicable } = report.summary;
  const counts = [
    `${pass} passed`,
    `${fail} failed`,
    counted(warn, 'warning'),
    `${blocked} blocked`,
    `${inapplicable} inapplicable`,
  ];
  const line = (name: string, text: string): string => `${paint.dim(name.padEnd(12))} ${text}`;
  return [
    line(report.role === 'client' ? 'Client' : 'Target', printable(report.target)),
    line('Profile', `${report.profile}${report.strict ? ' (strict)' : ''}`),
    line('Conforms', conformsText(report, paint)),
    line('Requirements', `${report.verdicts.length}: ${counts.join(', ')}`),
    ...(report.conforms === 'no' && report.incomplete.length > 0 ? [line('Incomplete', reasons(report))] : []),
  ];
};

/** Failures under the title of their chapter, in reading order. */
const failures = (title: string, failed: readonly Verdict[], report: Report, paint: Paint): string[] => {
  if (failed.length === 0) return [];
  const titles = new Map(report.chapters.map((chapter) => [chapter.id, chapter.title]));
  const chapters = [...new Set(failed.map(({ chapter }) => chapter))];
  return [
    paint.bold(title),
    ...chapters.flatMap((chapter) => [
      '',
      paint.underline(printable(titles.get(chapter) ?? chapter)),
      ...failed
        .filter((verdict) => verdict.chapter === chapter)
        .flatMap((verdict) => verdictLines(verdict, report, paint)),
    ]),
  ];
};

/** A failure with everything that a reader needs to see it for themselves. */
const verdictLines = (verdict: Verdict, report: Report, paint: Paint): string[] => {
  const { id, level, basis, statement, known } = verdict;
  const standing = standingOf(verdict);
  const sign = standing === 'failed' ? paint.red('✗') : standing === 'warning' ? paint.yellow('!') : paint.yellow('k');
  return [
    `  ${sign} ${paint.bold(id)}  ${level}, ${basis}${known === undefined ? '' : ', known failure'}`,
    `    ${printable(statement)}`,
    ...particulars(verdict, report).map(([name, text]) => `    ${paint.dim(name.padEnd(9))} ${printable(text)}`),
  ];
};

/** What was not judged, grouped by the reason. */
const blockedLines = (title: string, standings: readonly Standing[], report: Report, paint: Paint): string[] => {
  const groups = blockedGroups(report, standings);
  if (groups.length === 0) return [];
  const lines = groups.map(({ why, ids }) => [
    `  ${paint.yellow('?')} ${printable(why)}`,
    ...wrapped(ids, ', ', '    '),
  ]);
  return [paint.bold(title), ...lines.flat()];
};

const remarks = ({ notes, errors, verdicts }: Report, paint: Paint): string[] => [
  ...verdicts.flatMap(outdatedTexts).map((text) => `${paint.red('Known failure')} ${printable(text)}`),
  ...notes.map((note) => `${paint.dim('Note')} ${printable(note)}`),
  ...errors.map((error) => `${paint.red('Error')} ${printable(error)}`),
];
