import { counted, printable } from '../text/index.js';

const MADE = Symbol('markup');

/** HTML that this file made. Parsed data can never be one: the key is a symbol that only this file has. */
export interface Markup {
  readonly [MADE]: string;
}

/** What a template may contain: text and numbers are escaped, markup and lists of it are not. */
type MarkupContent = string | number | undefined | Markup | readonly MarkupContent[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Longest text that is shown in one piece, in characters. */
const LONGEST = 4000;

/** The only way that text gets into a page: nothing invisible, nothing that opens a tag or ends an attribute. */
const escaped = (text: string): string =>
  printable(text, LONGEST).replace(/[&<>"'`]/gu, (sign) => ENTITIES[sign] ?? sign);

const SIGNS = new Map(Object.entries(ENTITIES).map(([sign, entity]) => [entity, sign]));

/** The text that a page of this package shows, from its source without tags. */
export const shownText = (source: string): string =>
  source.replace(/&#?\w+;/gu, (entity) => SIGNS.get(entity) ?? entity);

const written = (content: MarkupContent): string => {
  if (content === undefined) return '';
  if (typeof content === 'number') return `${content}`;
  if (typeof content === 'string') return escaped(content);
  return isMarkup(content) ? content[MADE] : content.map(written).join('');
};

const isMarkup = (content: Markup | readonly MarkupContent[]): content is Markup => MADE in content;

/** Indentation of the source does not reach the page. */
const unindented = (text: string): string => text.replace(/\n\s*/gu, '\n');

/** A template of HTML; attributes must be quoted. */
export const html = (parts: TemplateStringsArray, ...contents: readonly MarkupContent[]): Markup => ({
  [MADE]: parts.map((part, index) => unindented(part) + written(contents[index])).join(''),
});

/** The text of a style sheet or a script of this package, to stand in its element unescaped. */
export const sourceText = (text: string): Markup => ({ [MADE]: unindented(`\n${text}`) });

/** The finished text. */
export const textOf = (markup: Markup): string => markup[MADE];

/** Texts one below the other, for `pre`; of too many, the first ones and the number of the others. */
export const linesOf = (texts: readonly string[], most = 400): Markup => {
  const shown = texts.slice(0, most).map((text) => html`${text}${NEWLINE}`);
  const more = texts.length - most;
  return html`${shown}${more > 0 ? `… and ${counted(more, 'more line')} in the JSON report` : undefined}`;
};
const NEWLINE = html`${{ [MADE]: '\n' }}`;

/** A link if the address is http or https, else the text alone: an address may come from anybody. */
export const link = (address: string | undefined, text: string): Markup =>
  address !== undefined && /^https?:\/\/[^\s]+$/iu.test(address)
    ? html`<a href="${address}" rel="noreferrer noopener">${text}</a>`
    : html`${text}`;

/** A value with its name in a list of definitions; nothing where there is no value. */
export const entry = (name: string, content: MarkupContent): Markup | undefined =>
  content === undefined || (Array.isArray(content) && content.length === 0)
    ? undefined
    : html`<div>
        <dt>${name}</dt>
        <dd>${content}</dd>
      </div>`;

/** Each on a line of its own; nothing where the list is empty. */
export const listOf = (items: readonly MarkupContent[]): Markup | undefined =>
  items.length === 0
    ? undefined
    : html`<ul>
        ${items.map((item) => html`<li>${item}</li>`)}
      </ul>`;
