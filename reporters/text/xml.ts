import { printable } from './index.js';

/** Printable characters that XML 1.0 cannot contain: the last two of the basic plane. */
const NO_XML = /[\u{fffe}\u{ffff}]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** One line of text, for an attribute or for content: nothing in it is markup, and XML 1.0 can contain all of it. */
export const xmlText = (text: string): string =>
  printable(text)
    .replace(NO_XML, '\u{fffd}')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** An element on lines of its own; children are XML already. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly string[] = [],
): string => {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xmlText(String(value))}"`],
  );
  const open = `<${name}${written.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>\n${children.join('\n')}\n</${name}>`;
};
