/** An element of a document; text between elements stands among the children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

/** What XML 1.0 section 2.2 calls Char. */
const CHARACTERS = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const DECLARATION = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/;
const OPEN = /<([A-Za-z][\w.-]*)((?: [\w:.-]+="[^"<]*")*)(\/?)>/y;
const CLOSE = /<\/([A-Za-z][\w.-]*)>/y;
const TEXT = /[^<]+/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text that was meant; throws where an ampersand begins no entity, or a CDATA section would seem to end. */
const undone = (text: string): string => {
  if (text.includes(']]>')) throw new Error('a CDATA section ends in text');
  return text.replace(/&(\w*;?)/g, (all, name: string) => {
    const sign = ENTITIES[name.slice(0, -1)];
    if (sign === undefined || !name.endsWith(';')) throw new Error(`${all} is no entity`);
    return sign;
  });
};

const attributesOf = (text: string): Record<string, string> => {
  const found = [...text.matchAll(/ ([\w:.-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, undone(value)]);
  const attributes = Object.fromEntries(found) as Record<string, string>;
  if (Object.keys(attributes).length !== found.length) throw new Error('an attribute stands twice');
  return attributes;
};

/**
 * Reads a document; throws where it is not well-formed. A subset of XML 1.0: elements, attributes in double quotes,
 * text and the five entities, which is all that a report needs.
 */
export const readXml = (document: string): XmlElement => {
  if (!CHARACTERS.test(document)) throw new Error('a character that XML 1.0 cannot carry');
  if (!DECLARATION.test(document)) throw new Error('no XML declaration');
  const text = document.replace(DECLARATION, '').trimEnd();
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };
  const element = (): XmlElement => {
    const open = take(OPEN);
    if (open === undefined) throw new Error(`no element at ${text.slice(at, at + 40)}`);
    const [, name = '', attributes = '', end] = open;
    const children: (XmlElement | string)[] = [];
    while (end === '') {
      const close = take(CLOSE);
      if (close !== undefined) {
        if (close[1] !== name) throw new Error(`${name} is closed as ${close[1]}`);
        break;
      }
      const run = take(TEXT);
      children.push(run === undefined ? element() : undone(run[0]));
    }
    return { name, attributes: attributesOf(attributes), children };
  };
  const root = element();
  if (at !== text.length) throw new Error('something stands behind the root');
  return root;
};

/** Elements of a name among the children. */
export const childrenOf = ({ children }: XmlElement, name: string): XmlElement[] =>
  children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === name);
