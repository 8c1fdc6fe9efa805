/** A violation in a narrative: it is not XML, it has content that is not allowed, or it has no content. */
type NarrativeFault = 'malformed' | 'txt-1' | 'txt-2';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// HTML 4.0, chapters 7 to 11 (without section 4 of chapter 9) and 15, links, and images (narrative page).
const ELEMENTS = words(
  'div p h1 h2 h3 h4 h5 h6 address br hr blockquote q pre span em strong dfn code samp kbd var cite abbr acronym sub sup ' +
    'ul ol li dl dt dd table caption thead tfoot tbody colgroup col tr th td tt i b big small bdo a img map area',
);
const COMMON = words('id class style title lang xml:lang dir');
const OWN: Readonly<Record<string, ReadonlySet<string>>> = {
  a: words('href name charset type hreflang rel rev shape coords accesskey tabindex'),
  area: words('shape coords href nohref alt accesskey tabindex'),
  blockquote: words('cite'),
  col: words('span width align char charoff valign'),
  colgroup: words('span width align char charoff valign'),
  div: words('xmlns'),
  img: words('src alt longdesc height width usemap ismap'),
  map: words('name'),
  pre: words('xml:space'),
  q: words('cite'),
  table: words('summary width border frame rules cellspacing cellpadding'),
  tbody: words('align char charoff valign'),
  td: words('abbr axis headers scope rowspan colspan align char charoff valign nowrap width height'),
  tfoot: words('align char charoff valign'),
  th: words('abbr axis headers scope rowspan colspan align char charoff valign nowrap width height'),
  thead: words('align char charoff valign'),
  tr: words('align char charoff valign'),
};
const SPACE = 'http://www.w3.org/1999/xhtml';
const NAME = '[A-Za-z_][A-Za-z0-9_.:-]*';
const ATTRIBUTE = new RegExp(`[ \\t\\r\\n]+(${NAME})[ \\t\\r\\n]*=[ \\t\\r\\n]*("[^"<]*"|'[^'<]*')`, 'y');
const OPEN = new RegExp(`<(${NAME})`, 'y');
const CLOSE = new RegExp(`</(${NAME})[ \\t\\r\\n]*>`, 'y');
const TAIL = /[ \t\r\n]*(\/?)>/y;
const COMMENT = /<!--((?!--)[^])*-->/y;
const CDATA = /<!\[CDATA\[([^]*?)\]\]>/y;
const INSTRUCTION = /<\?[^]*?\?>/y;
// XML knows five entities; those of HTML are not declared (narrative page).
const REFERENCES = /&(?:(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)?/g;
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Judges a narrative's div: well-formed XML with only what the narrative page allows, and with content. */
export const judgeNarrative = (text: string): NarrativeFault | undefined => {
  const state = { open: [] as string[], foreign: false, content: false, roots: 0 };
  let at = 0;
  while (at < text.length) {
    const next = text.startsWith('<', at) ? tag(text, at, state) : prose(text, at, state);
    if (next === undefined) return 'malformed';
    at = next;
  }
  if (state.open.length > 0 || state.roots !== 1) return 'malformed';
  if (state.foreign) return 'txt-1';
  return state.content ? undefined : 'txt-2';
};

interface NarrativeState {
  readonly open: string[];
  foreign: boolean;
  content: boolean;
  roots: number;
}

const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const prose = (text: string, at: number, state: NarrativeState): number | undefined => {
  const next = text.indexOf('<', at);
  const end = next === -1 ? text.length : next;
  const run = text.slice(at, end);
  if (!isXmlText(run) || run.includes(']]>')) return undefined;
  const blank = /^[ \t\r\n]*$/.test(run);
  if (state.open.length === 0) return blank ? end : undefined;
  if (!/^(?:[\s\u00a0]|&#(?:9|10|13|32|160|x9|xa|xd|x20|xa0);)*$/i.test(run)) state.content = true;
  return end;
};

const isXmlText = (text: string): boolean =>
  !FORBIDDEN.test(text) && !(text.match(REFERENCES) ?? []).some((reference) => reference === '&');

const tag = (text: string, at: number, state: NarrativeState): number | undefined => {
  const comment = match(COMMENT, text, at);
  if (comment !== null) return at + comment[0].length;
  const cdata = match(CDATA, text, at);
  if (cdata !== null) {
    if (state.open.length === 0) return undefined;
    if (/\S/.test(cdata[1] ?? '')) state.content = true;
    return at + cdata[0].length;
  }
  const instruction = match(INSTRUCTION, text, at);
  if (instruction !== null) {
    state.foreign = true;
    return at + instruction[0].length;
  }
  const close = match(CLOSE, text, at);
  if (close !== null) return state.open.pop() === close[1] ? at + close[0].length : undefined;
  return opening(text, at, state);
};

const opening = (text: string, at: number, state: NarrativeState): number | undefined => {
  const open = match(OPEN, text, at);
  const name = open?.[1];
  if (name === undefined) return undefined;
  const root = state.open.length === 0;
  if (root) state.roots += 1;
  const attributes = new Map<string, string>();
  let next = at + name.length + 1;
  for (let one = match(ATTRIBUTE, text, next); one !== null; one = match(ATTRIBUTE, text, next)) {
    const [attribute, key = '', quoted = ''] = one;
    if (attributes.has(key) || !isXmlText(quoted)) return undefined;
    attributes.set(key, quoted.slice(1, -1));
    next += attribute.length;
  }
  const tail = match(TAIL, text, next);
  if (tail === null) return undefined;
  if (!allowed(name, attributes, root)) state.foreign = true;
  if (name === 'img') state.content = true;
  if (tail[1] === '') state.open.push(name);
  return next + tail[0].length;
};

const allowed = (name: string, attributes: ReadonlyMap<string, string>, root: boolean): boolean => {
  if (root && (name !== 'div' || attributes.get('xmlns') !== SPACE)) return false;
  if (!ELEMENTS.has(name)) return false;
  for (const [key, value] of attributes) {
    if (key === 'xmlns' && value !== SPACE) return false;
    if (key !== 'xmlns' && !COMMON.has(key) && OWN[name]?.has(key) !== true) return false;
    // A link that runs a script is an active element.
    if ((key === 'href' || key === 'src') && /^[\s\u0000-\u0020]*javascript:/i.test(value)) return false;
  }
  return true;
};
