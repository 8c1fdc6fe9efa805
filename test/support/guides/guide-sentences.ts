import { createHash } from 'node:crypto';

/** One unit of a guide as it is published: a sentence, a list item, a line of code, a field of a sample or a table row. */
export interface GuideSentence {
  /** Headings above it, from the second level on, e.g. `Examples > BCDA Metadata`. */
  readonly heading: string;
  /** Position under that heading, from 1. */
  readonly ordinal: number;
  /** Normalized; a field of a JSON sample is `path: value`. */
  readonly text: string;
  /** The first 12 hex digits of the SHA-256 of the text. */
  readonly digest: string;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Splits a guide, which is Markdown, into its units. The same text always gives the same units. */
export const guideSentences = (markdown: string): GuideSentence[] =>
  sectionsOf(blocksOf(markdown)).flatMap(({ heading, texts }) =>
    texts.map((text, index) => ({ heading, ordinal: index + 1, text, digest: digestOf(text) })),
  );

type Block =
  | { readonly is: 'heading'; readonly level: number; readonly text: string }
  | { readonly is: 'code' | 'prose' | 'row'; readonly text: string };

/** Blocks of a text, without the front matter: that is the site's, not the guide's. */
const blocksOf = (markdown: string): Block[] => {
  const lines = markdown
    .replace(/\r/g, '')
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .split('\n');
  const blocks: Block[] = [];
  let prose: string[] = [];
  let code: string[] | undefined;
  const flush = (): void => {
    if (prose.length > 0) blocks.push({ is: 'prose', text: prose.join(' ') });
    prose = [];
  };
  for (const line of lines) {
    const [, marks, title] = /^(#{1,6}) +(.*?) *$/.exec(line) ?? [];
    if (/^ *```/.test(line)) {
      flush();
      if (code !== undefined) blocks.push({ is: 'code', text: code.join('\n') });
      code = code === undefined ? [] : undefined;
    } else if (code !== undefined) code.push(line);
    else if (marks !== undefined && title !== undefined) {
      flush();
      blocks.push({ is: 'heading', level: marks.length, text: plain(title) });
    } else if (/^ *\|/.test(line)) {
      flush();
      blocks.push({ is: 'row', text: line });
    } else if (line.trim() === '') flush();
    else {
      const item = line.replace(/^ *(?:[*+-]|\d+[.)]) +/, '');
      if (item !== line) flush();
      prose.push(item.trim());
    }
  }
  flush();
  return blocks;
};

interface Section {
  readonly heading: string;
  readonly texts: string[];
}

/** Texts of the units under each heading, in order. A heading without any is left out. */
const sectionsOf = (blocks: readonly Block[]): Section[] => {
  const path: { readonly level: number; readonly text: string }[] = [];
  const sections: Section[] = [{ heading: '', texts: [] }];
  for (const block of blocks) {
    if (block.is === 'heading') {
      while ((path.at(-1)?.level ?? 0) >= block.level) path.pop();
      path.push(block);
      sections.push({ heading: path.map(({ text }) => text).join(' > '), texts: [] });
    } else sections.at(-1)?.texts.push(...TEXTS[block.is](block.text));
  }
  return sections.filter(({ texts }) => texts.length > 0);
};

/** Sentences of a paragraph or a list item. A few bold words alone are a label, such as "Request", and say nothing. */
const sentencesIn = (text: string): string[] => {
  if (/^\*\*[\w ]{1,20}\*\*$/.test(text)) return [];
  return (
    plain(text)
      // The full stop of a title, as in Mr. Smith, ends no sentence.
      .split(/(?<=(?<!\b(?:Mrs?|Ms))[.!?]["')]?) (?=["'(]?[A-Z])|(?<=\S) (?=\([A-Z][^()]*\.\)$)/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => /\w/.test(sentence))
  );
};

/** Text without its typography: links as `text (target)`, no emphasis, straight quotation marks, single spaces. */
const plain = (text: string): string =>
  text
    .replace(/\{:[^}]*\}/g, '')
    // A full stop inside a link ends the sentence, as one after the link does.
    .replace(/\[([^\]]*?)(\.?)\]\(([^)]*)\)/g, '$1 ($3)$2')
    .replace(/[*`]/g, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();

/** Fields of a JSON sample; else the lines of a block of code. */
const linesIn = (code: string): string[] => {
  const sample = parsed(code);
  if (sample !== undefined) return fieldsOf(sample, '');
  return code
    .split('\n')
    .map((line) =>
      line
        .replace(/\\\s*$/, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => /\w/.test(line));
};

/** A sample as JSON. The guides print some of them with curly quotation marks. */
const parsed = (code: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(code.replace(/[“”]/g, '"'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

const fieldsOf = (value: unknown, path: string): string[] => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [`${path}: ${JSON.stringify(value)}`];
  return entries.flatMap(([key, field]) => fieldsOf(field, path === '' ? key : `${path}.${key}`));
};

/** A row of a table; the line under its head says nothing. */
const rowIn = (row: string): string[] => (/\w/.test(row) ? [plain(row.replace(/^ *\| *| *\| *$/g, ''))] : []);

const TEXTS: Readonly<Record<Exclude<Block['is'], 'heading'>, (text: string) => string[]>> = {
  prose: sentencesIn,
  code: linesIn,
  row: rowIn,
};
