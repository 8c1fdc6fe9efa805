export { counted } from '../../src/model/index.js';
export { printable } from '../../src/model/text.js';

/** Control and format characters, line separators; but for the line feeds that make the layout. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON in which everything is visible: invisible characters are escaped, also those that JSON allows. */
export const jsonText = (value: unknown): string => {
  const escaped = (sign: string): string =>
    sign
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `${JSON.stringify(value, null, 2).replace(INVISIBLE, escaped)}\n`;
};

/** Words in as few lines as possible, none longer than `width` unless a single word is. */
export const wrapped = (words: readonly string[], separator: string, indent: string, width = 100): string[] => {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    const longer = line === undefined ? undefined : `${line}${separator}${word}`;
    if (longer !== undefined && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  // A line that goes on ends in its separator.
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}${separator.trimEnd()}` : line));
};
