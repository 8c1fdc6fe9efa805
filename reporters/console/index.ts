import pc from 'picocolors';
import type { Report, Verdict } from '../../src/model/index.js';
import { blockedLines } from '../text/blocked.js';
import { verdictLines } from './failure.js';
import type { ReporterOptions } from '../index.js';
import { conclusion } from '../text/conclusion.js';
import { staleTexts } from '../text/known.js';
import { counted, printable } from '../text/index.js';
import { timelineLines } from '../text/timeline.js';
import { variableLines } from './variables.js';

/** Colours by meaning; functions that do nothing where there are none. */
export type Paint = ReturnType<typeof pc.createColors>;

/** The report for a person at a terminal: what failed, with its evidence, and one sentence at the end. */
export const consoleReport = (report: Report, { colour = false }: ReporterOptions = {}): string => {
  const paint = pc.createColors(colour);
  const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
  const sections = [
    head(report, paint),
    failures(
      'Failed',
      failed.filter(({ gating }) => gating),
      report,
      paint,
    ),
    failures(
      'Warnings: failed, but without effect on conformance',
      failed.filter(({ gating }) => !gating),
      report,
      paint,
    ),
    blockedLines(report, paint),
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
    ...(report.conforms === 'no' && report.incomplete.length > 0 ? [line('Besides', reasons(report))] : []),
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

const remarks = ({ notes, errors, verdicts }: Report, paint: Paint): string[] => [
  ...verdicts.flatMap(staleTexts).map((text) => `${paint.red('Known failure')} ${printable(text)}`),
  ...notes.map((note) => `${paint.dim('Note')} ${printable(note)}`),
  ...errors.map((error) => `${paint.red('Error')} ${printable(error)}`),
];
