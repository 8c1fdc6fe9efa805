/** A tag of a page as it stands in the text. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const VOID = new Set(['meta', 'input', 'br', '!doctype']);
const ENTITY: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#34': '"',
  '#39': "'",
  '#96': '`',
};

const decoded = (text: string): string => text.replace(/&([#\w]+);/g, (whole, name: string) => ENTITY[name] ?? whole);

const attributesOf = (text: string): Record<string, string> => {
  const all: Record<string, string> = {};
  const rest = text.replace(/\s+([a-z][\w:-]*)(?:="([^"]*)")?/gi, (_, name: string, value: string | undefined) => {
    if (name in all) throw new Error(`${name} stands twice in <…${text}>`);
    all[name] = decoded(value ?? '');
    return '';
  });
  if (!/^\s*\/?$/.test(rest)) throw new Error(`attributes that are not well formed: ${text}`);
  return all;
};

/** The style sheet and the script hold no markup; what stands between is theirs. */
const withoutCode = (page: string): string =>
  page.replace(/(<style>)[\s\S]*?(<\/style>)/, '$1$2').replace(/(<script>)[\s\S]*?(<\/script>)/, '$1$2');

/** Every tag of a page; throws where one is not closed, or where there is a sign that should have been escaped. */
export const tagsOf = (page: string): Tag[] => {
  const open: string[] = [];
  const tags: Tag[] = [];
  let at = 0;
  const text = withoutCode(page);
  for (const found of text.matchAll(/<(\/?)([!a-z][a-z0-9]*)((?:[^<>"]|"[^"<>]*")*)>/gi)) {
    const between = text.slice(at, found.index);
    if (/[<>]/.test(between)) throw new Error(`unescaped: ${between.slice(0, 200)}`);
    at = found.index + found[0].length;
    const [, slash, name = '', rest = ''] = found;
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last ?? ''}>`);
      continue;
    }
    const lower = name.toLowerCase();
    tags.push({ name: lower, attributes: lower === '!doctype' ? {} : attributesOf(rest) });
    if (!VOID.has(lower)) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return tags;
};

/** What a reader sees of a page, in the order of its source. */
export const wordsOf = (page: string): string =>
  decoded(withoutCode(page).replace(/<(?:[^<>"]|"[^"]*")*>/g, ' ')).replace(/\s+/g, ' ');
