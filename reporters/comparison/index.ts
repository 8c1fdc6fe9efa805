import pc from 'picocolors';
import type { Comparison } from '../../src/model/index.js';
import { sectionsOf, headline } from './text.js';
import { comparisonHtml } from './html.js';
import { comparisonMarkdown } from './markdown.js';
import type { ReporterOptions } from '../reporter.js';
import { jsonText, printable } from '../text/index.js';

/** The comparison for a person at a terminal: what became worse first, and one sentence at the end. */
const comparisonConsole = (comparison: Comparison, { color = false }: ReporterOptions = {}): string => {
  const paint = pc.createColors(color);
  const tint = { bad: paint.red, good: paint.green, plain: (text: string) => text };
  const sections = sectionsOf(comparison).map(({ title, tone, items }) => [
    tint[tone](paint.bold(title)),
    ...items.flatMap(({ id, words, more }) => [
      `  ${[...(id === undefined ? [] : [paint.bold(printable(id, 200))]), printable(words)].join('  ')}`,
      ...more.map(({ name, text }) => `    ${paint.dim(name.padEnd(9))} ${printable(text)}`),
    ]),
  ]);
  const verdict = { regressed: paint.red, unclear: paint.yellow, 'no regression': paint.green }[comparison.result];
  const blocks = [...sections.map((lines) => lines.join('\n')), verdict(printable(headline(comparison)))];
  return `${blocks.join('\n\n')}\n`;
};

/** The comparison as schemas/comparison.schema.json describes it. */
const comparisonJson = (comparison: Comparison): string => jsonText(comparison);

/** Every format of a comparison by the name that `--report` takes. */
export const comparisonFormats: Readonly<
  Record<string, (comparison: Comparison, options?: ReporterOptions) => string>
> = { console: comparisonConsole, markdown: comparisonMarkdown, html: comparisonHtml, json: comparisonJson };
