/** A text as it stands in a cell of a table. */
export const literal = (text: string): string => text.replace(/\s+/g, ' ').replace(/[|<$*_]/g, '\\$&');

/** A Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
