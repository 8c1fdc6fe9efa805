import type { Scoreboard, ScoreColumn, ScoreGroup } from '../../src/model/index.js';
import { markdownText as text } from '../text/markdown.js';
import { legend, SIGNS } from './signs.js';

/** The scoreboard as Markdown: a table for each role and profile, and what changed from run to run. */
export const scoreboardMarkdown = ({ groups, release, because }: Scoreboard): string =>
  `${[
    `## BCDA conformance: ${release ? '✅ may be released' : '❌ may not be released'}`,
    ...(because.length === 0 ? [] : [because.map((why) => `- ${text(why)}`).join('\n')]),
    ...groups.flatMap(section),
    legend,
  ].join('\n\n')}\n`;

const section = ({ role, profile, columns, chapters }: ScoreGroup): string[] => [
  `### ${role}, profile ${text(profile)}`,
  [
    `| | ${columns.map((column) => text(titleOf(column))).join(' | ')} |`,
    `|---|${columns.map(() => ' --- |').join('')}`,
    `| conforms | ${columns.map(({ conforms }) => conforms).join(' | ')} |`,
    `| failed | ${columns.map(({ summary }) => summary.fail).join(' | ')} |`,
    ...chapters.map(({ id, cells }) => `| ${text(id)} | ${cells.map((cell) => SIGNS[cell]).join(' | ')} |`),
  ].join('\n'),
  ...columns.flatMap((column) => changes(column)),
];

/** Name, version and date of a run. */
export const titleOf = ({ subject, version, startedAt }: ScoreColumn): string =>
  `${subject}${version === undefined ? '' : ` ${version}`}, ${startedAt.slice(0, 19).replace('T', ' ')}`;

const changes = (column: ScoreColumn): string[] => {
  const { failing, fixed, still } = column;
  const parts = [
    ...(failing.length === 0 ? [] : [`newly failing ${failing.join(', ')}`]),
    ...(fixed.length === 0 ? [] : [`fixed ${fixed.join(', ')}`]),
    ...(still.length === 0
      ? []
      : [`still failing ${still.map(({ id, since }) => `${id} (since ${since.slice(0, 10)})`).join(', ')}`]),
  ];
  return parts.length === 0 ? [] : [text(`${titleOf(column)}: ${parts.join('; ')}.`, 2000)];
};
