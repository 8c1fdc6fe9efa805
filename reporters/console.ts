import pc from 'picocolors';
import type { Report, Verdict } from '../src/model/index.js';
import { verdictLines } from './failure.js';
import type { ReporterOptions } from './index.js';
import { conclusion } from './conclusion.js';
import { counted, printable } from './text.js';

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
    blocked(report, paint),
    remarks(report, paint),
    [conclusion(report, paint)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

const conformsText = ({ conforms, incomplete }: Report, paint: Paint): string => {
  if (conforms === 'yes') return paint.green('yes');
  if (conforms === 'no') return paint.red('no');
  return `${paint.yellow('incomplete')}: ${incomplete.map((why) => printable(why)).join('; ')}`;
};

const head = (report: Report, paint: Paint): string[] => {
  const { pass, fail, warn, blocked, inapplicable } = report.summary;
  const counts = [
    `${pass} passed`,
    `${fail} failed`,
    counted(warn, 'warning'),
    `${blocked} blocked`,
    `${inapplicable} inapplicable`,
  ];
  const why =
    report.conforms === 'no' && report.incomplete.length > 0 ? [`Besides    ${report.incomplete.join('; ')}`] : [];
  return [
    `${paint.dim('Target    ')} ${printable(report.target)}`,
    `${paint.dim('Profile   ')} ${report.profile}${report.strict ? ' (strict)' : ''}`,
    `${paint.dim('Conforms  ')} ${conformsText(report, paint)}`,
    `${paint.dim('Judged    ')} ${report.verdicts.length}: ${counts.join(', ')}`,
    ...why,
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

/** What kept a verdict from being reached, in words that also group it with others. */
const hindrance = ({ cause, unblock, because = 'no reason is known' }: Verdict): string =>
  unblock === undefined ? because : `${because}${cause === 'earlier' ? '' : ` (give ${unblock})`}`;

const blocked = ({ verdicts }: Report, paint: Paint): string[] => {
  const open = verdicts.filter(({ outcome }) => outcome === 'blocked');
  if (open.length === 0) return [];
  const groups = [...new Set(open.map(hindrance))].map((why) => {
    const ids = open
      .filter((verdict) => hindrance(verdict) === why)
      .map(({ id, known }) => `${id}${known ? ' (known)' : ''}`);
    return [`  ${paint.yellow('?')} ${printable(why)}`, `    ${ids.join(', ')}`];
  });
  return [paint.bold('Blocked: could not be judged'), ...groups.flat()];
};

const remarks = ({ notes, errors, verdicts }: Report, paint: Paint): string[] => [
  ...verdicts
    .filter(({ known, outcome }) => known !== undefined && outcome === 'pass')
    .map(({ id }) => `${paint.red('Known failure')} ${id} passes now: remove its entry.`),
  ...notes.map((note) => `${paint.dim('Note')} ${printable(note)}`),
  ...errors.map((error) => `${paint.red('Error')} ${printable(error)}`),
];
