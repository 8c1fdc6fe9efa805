import type { FileVerdict, Validation } from '../../src/fhir/validate/validation.js';
import { counted } from '../text/index.js';
import { markdownText as text } from '../text/markdown.js';
import { conclusionOf, groupsOf, isClean, problemOf } from './totals.js';

/** Rows of a table; the JSON report has all. */
const ROWS = 100;

/** A validation in Markdown for a pull request or a job's page: the kinds of findings, and the files that are not clean. */
export const validationMarkdown = (validation: Validation): string => {
  const { is, text: conclusion } = conclusionOf(validation);
  const problem = problemOf(validation);
  const sign = { valid: '✅', 'not valid': '❌', nothing: '⚠️' }[problem === undefined ? is : 'nothing'];
  const remarkable = validation.files.filter((file) => !isClean(file));
  return `${[
    `## Validation: ${sign} ${is}`,
    text(conclusion),
    ...(problem === undefined || problem === conclusion ? [] : [text(problem)]),
    ...table(
      ['Rule', 'Path', 'Severity', 'Count', 'Files', 'Expected', 'First'],
      groupsOf(validation.files).map(({ rule, path, severity, count, files, first, in: file }) => [
        ...[rule, path, severity, `${count}`, `${files}`, first.expected, `${file}, line ${first.line}`],
      ]),
    ),
    ...table(['File', 'Resources', 'Errors', 'Warnings'], remarkable.map(rowOf)),
  ].join('\n\n')}\n`;
};

const rowOf = ({ file, resources, errors, warnings }: FileVerdict): string[] => [
  ...[file, `${resources}`, `${errors}`, `${warnings}`],
];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, ROWS).map((cells) => `| ${cells.map((cell) => text(cell, 200)).join(' | ')} |`);
  const more = rows.length - shown.length;
  return [
    [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...shown].join('\n'),
    ...(more > 0 ? [`… and ${counted(more, 'more row')} in the JSON report`] : []),
  ];
};
