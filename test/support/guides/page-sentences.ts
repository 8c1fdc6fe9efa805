import { type GuideSentence, guideSentences } from './guide-sentences.js';

/**
 * Splits a page of today's site into its units, as a guide of 2019 is split. Such a page is Markdown with a little HTML
 * and Liquid in it; its title, which its front matter has, is the first of its headings.
 */
export const pageSentences = (page: string): GuideSentence[] => guideSentences(markdownOf(page));

const markdownOf = (page: string): string => {
  const [, title = ''] = /^page_title: *"([^"]*)"/m.exec(page) ?? [];
  const rules: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
    // A page shows its title itself, or has it shown by its layout.
    [/^---\n[\s\S]*?\n---\n(?:\s*# \{\{ *page\.page_title *\}\}\n)?/, () => `# ${title}\n\n`],
    [/<!--[\s\S]*?-->/g, () => ''],
    [/\{\{ *'([^']*)' *\| *relative_url *\}\}/g, (_, path = '') => path],
    [/<table[\s\S]*?<\/table>/g, (table = '') => rowsOf(table)],
    [/\{% capture \w+ %\}([\s\S]*?)\{% endcapture %\}/g, (_, code = '') => fenced(code.replace(RAW, ''))],
    [SNIPPET, (_, code = '') => fenced(code)],
    [/\{%[\s\S]*?%\}/g, () => ''],
    // A mark that is only shown, as the title of a section does, is no mark.
    [/\\([`_])/g, (_, mark = '') => mark],
  ];
  const markdown = rules.reduce((text, [pattern, by]) => text.replace(pattern, by), page.replace(/\r/g, ''));
  return outsideCode(markdown, (text) =>
    text
      .split(/\n\s*\n/)
      .filter((paragraph) => !isLabel(paragraph))
      .join('\n\n'),
  );
};

const RAW = /\{% (?:end)?raw %\}/g;
/** A line of code that an include shows. One that shows a value of the site's data, such as credentials, is no text of the page. */
const SNIPPET = /\{% include copy_snippet\.html code="([^"]*)"[\s\S]*?%\}/g;

/** A block of code. A request that is wrapped to be read, without the mark that a shell needs, is one line. */
const fenced = (code: string): string => {
  const isWrapped = /^\s*GET \S+\n +[?&]/.test(code);
  return `\n\n\`\`\`\n${isWrapped ? code.trim().replace(/\n\s+/g, '') : code}\n\`\`\`\n\n`;
};

/** The text with everything but its blocks of code as Markdown. */
const outsideCode = (text: string, then: (text: string) => string): string =>
  text
    .split(/(```\n[\s\S]*?\n```\n)/)
    .map((part, index) => (index % 2 === 1 ? part : `${then(withoutHtml(part))}\n`))
    .join('');

/** A few words that only say what comes next, such as "Client ID:". */
const isLabel = (paragraph: string): boolean => /^\s*(?:\*\*)?[\w ]{1,20}:(?:\*\*)?\s*$/.test(paragraph);

/** Rows of a table, as Markdown has them. What stands above a table is a heading, and is left out. */
const rowsOf = (table: string): string => {
  const rows = [...table.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      withoutHtml(cell.replace(SNIPPET, '$1')).replace(/\s+/g, ' ').trim(),
    ),
  );
  return `\n\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`;
};

/** The tags of the pages, outside in: those that begin a block or a heading, then those inside a line. */
const withoutHtml = (text: string): string =>
  text
    .replace(/<sup>[\s\S]*?<\/sup>/g, '')
    .replace(/<a\s[^>]*?href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g, (_, target: string, shown: string) => {
      return `[${shown
        .replace(/\{%[\s\S]*?%\}/g, '')
        .replace(/\s+/g, ' ')
        .trim()}](${target})`;
    })
    .replace(/<code>([^<]*)<\/code>/g, '`$1`')
    .replace(/<h(\d)[^>]*>([\s\S]*?)<\/h\d>/g, (_, level: string, title: string) => {
      return `\n\n${'#'.repeat(Number(level))} ${title.replace(/\s+/g, ' ').trim()}\n\n`;
    })
    .replace(/<dt[^>]*>([\s\S]*?)<\/dt>/g, (_, title: string) => `\n\n### ${title.replace(/\s+/g, ' ').trim()}\n\n`)
    .replace(/<li[^>]*>\s*/g, '\n\n- ')
    .replace(/<\/?(?:p|div|ul|ol|li|dl|dd)(?:\s[^>]*)?>/g, '\n\n')
    .replace(/<\/?(?:b|i|span|strong)(?:\s[^>]*)?>|<img[^>]*>/g, '');
