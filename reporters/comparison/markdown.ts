import type { Comparison } from '../../src/model/index.js';
import { headline, type Item, sectionsOf } from './text.js';
import { printable } from '../text/index.js';

/** Less than the comment of a pull request may have (65 536 characters), with room for what surrounds it. */
export const MOST_BYTES = 60 * 1024;
/** Characters of one text. */
const LONGEST = 400;
/** Plain text: letters, digits, and signs that have no meaning in Markdown or to a forge. */
const PROSE = /^(?!.*www\.)(?:[\p{L}\p{N} ,.;’“”()/→×…-]|:(?=[ \d]))*$/iu;

/** Text from a compared file: as it is if it is plain prose, else as code, in which nothing has a meaning. */
const text = (raw: string): string => (PROSE.test(printable(raw, LONGEST)) ? printable(raw, LONGEST) : code(raw));

const code = (raw: string): string => {
  const clean = printable(raw, LONGEST);
  const runs = [...clean.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
};

/** The comparison as Markdown for a pull request: at most 60 KB, and whatever the files contain stays text. */
export const comparisonMarkdown = (comparison: Comparison): string => {
  const sign = { regressed: '❌', unclear: '❓', 'no regression': '✅' }[comparison.result];
  const lines = [
    `## ${sign} ${text(headline(comparison))}`,
    ...sectionsOf(comparison).flatMap(({ title, items }) => ['', `### ${title}`, '', ...items.flatMap(itemLines)]),
  ];
  return `${bounded(lines).join('\n')}\n`;
};

const itemLines = ({ id, words, more }: Item): string[] => [
  `- ${[...(id === undefined ? [] : [code(id)]), ...(words === '' ? [] : [text(words)])].join(' ')}`,
  ...more.map(({ name, text: raw }) => `  - ${name}: ${text(raw)}`),
];

/** Whole lines as far as they fit; each is safe by itself. */
const bounded = (lines: readonly string[]): string[] => {
  const end = '- … cut here: the JSON report has everything.';
  let left = MOST_BYTES - Buffer.byteLength(end) - 2;
  const fitting = lines.findIndex((line) => (left -= Buffer.byteLength(line) + 1) < 0);
  return fitting === -1 ? [...lines] : [...lines.slice(0, fitting), end];
};
