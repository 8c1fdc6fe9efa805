import { type Report, type Standing, standingOf, type Verdict } from '../src/model/index.js';
import { blockedGroups } from './text/blocked.js';
import { conclusion } from './text/conclusion.js';
import { knownTexts, outdatedTexts } from './text/known.js';
import { markdownText as text } from './text/markdown.js';
import { plain } from './text/paint.js';

/** Characters of one cell or item; the JSON report has all. */
const CELL = 300;

/** A part of the page. Beyond `most` bytes it gives only the number of rows left. */
interface Section {
  readonly title: string;
  /** Lines above the rows, such as the head of a table. */
  readonly head?: readonly string[];
  readonly rows: readonly string[];
  readonly most: number;
  /** What the rows are about, if that is not one thing each. */
  readonly count?: number;
}

/**
 * A summary in Markdown for a pull request or a job's page: verdict, counts, what to fix. Under 60 KB whatever the run
 * (a comment may have 65 536 characters): the bounds of the sections and the head, which is short, are less together.
 */
export const markdown = (report: Report): string => {
  const of = (standing: Standing): Verdict[] => report.verdicts.filter((one) => standingOf(one) === standing);
  const seen = table('Requirement', 'Statement', 'Seen');
  const why = table('Requirement', 'Why');
  const outdated = report.verdicts.flatMap(outdatedTexts);
  const sections: Section[] = [
    { title: 'Failed', head: seen, rows: of('failed').map(failureRow), most: 18_000 },
    { title: 'Warnings', head: seen, rows: of('warning').map(failureRow), most: 8_500 },
    {
      ...{ title: 'Blocked: could not be judged', rows: blockedRows(report, 'blocked'), most: 5_000 },
      count: of('blocked').length,
    },
    {
      ...{ title: 'Not tested', rows: blockedRows(report, 'not tested'), most: 2_000 },
      count: of('not tested').length,
    },
    { title: 'Known failures', head: why, rows: of('known failure').map(knownRow), most: 6_000 },
    { title: 'Known failures to remove', rows: items(outdated), most: 3_000 },
    { title: 'Errors of the run', rows: items(report.errors), most: 3_000 },
    { title: 'Notes', rows: items(report.notes), most: 3_000 },
  ];
  const parts = [head(report), ...sections.filter(({ rows }) => rows.length > 0).map(sectionText)];
  return `${parts.join('\n\n')}\n`;
};

const TITLES: Readonly<Record<Report['conforms'], string>> = {
  yes: '✅ Conforms',
  no: '❌ Does not conform',
  incomplete: '⚠️ Incomplete',
};

const head = (report: Report): string => {
  const { role, target, profile, summary, verdicts, tool, startedAt, catalogue, incomplete, conforms } = report;
  const { pass, fail, warn, blocked, inapplicable } = summary;
  const reasons = incomplete.length === 0 ? [] : [`Incomplete: ${text(incomplete.join('; '))}.`];
  return [
    `## BCDA ${role}: ${report.errors.length > 0 ? '⚠️ Could not be judged' : TITLES[conforms]}`,
    text(conclusion(report, plain), 1000),
    ...reasons,
    [
      ...table('Requirements', 'Passed', 'Failed', 'Warnings', 'Blocked', 'Inapplicable'),
      `| ${[verdicts.length, pass, fail, warn, blocked, inapplicable].join(' | ')} |`,
    ].join('\n'),
    `${text(target)}, profile ${text(profile)}, ${text(startedAt)}, ${text(`${tool.name} ${tool.version}`)}, catalogue ${text(catalogue.slice(0, 12))}`,
  ].join('\n\n');
};

const table = (...columns: readonly string[]): string[] => [
  `| ${columns.join(' | ')} |`,
  `|${columns.map(() => ' --- |').join('')}`,
];

const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => text(cell, CELL)).join(' | ')} |`;
const items = (list: readonly string[]): string[] => list.map((item) => `- ${text(item, CELL)}`);

const failureRow = ({ id, statement, seen = '' }: Verdict): string => row(id, statement, seen);
const knownRow = (verdict: Verdict): string => row(verdict.id, knownTexts(verdict).join('; '));

const blockedRows = (report: Report, standing: Standing): string[] =>
  blockedGroups(report, [standing]).map(({ why, ids }) => `- ${text(why, CELL)}: ${text(ids.join(', '), 1000)}`);

const sectionText = ({ title, head = [], rows, most, count = rows.length }: Section): string => {
  const shown: string[] = [];
  let bytes = 0;
  for (const line of rows) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > most) break;
    shown.push(line);
  }
  const more = rows.length - shown.length;
  const cut = more === 0 ? [] : [`And ${more} more, listed in the other reports.`];
  const lists = shown.length === 0 ? [] : [[...head, ...shown].join('\n')];
  return [`### ${title} (${count})`, ...lists, ...cut].join('\n\n');
};
