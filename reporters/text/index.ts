export { counted } from '../../src/model/index.js';
export { jsonText, printable } from '../../src/model/text.js';

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
