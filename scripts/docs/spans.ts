const SPAN = /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- \/generated -->)/g;

/** The names of a page's generated spans, in order. */
export const spansOf = (page: string): string[] => [...page.matchAll(SPAN)].map(([, , name = '']) => name);

/** A page written by hand, with the text of each generated span filled in. Throws for a span that has no text. */
export const fillSpans = (page: string, texts: ReadonlyMap<string, string>): string =>
  page.replace(SPAN, (_, head: string, name: string, tail: string) => {
    const text = texts.get(name);
    if (text === undefined) throw new Error(`there is no generated text "${name}"`);
    return `${head}\n${text}\n\n${tail}`;
  });

/** A Markdown table, laid out as prettier does it. */
export const alignedTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [line(head, ' '), line([], '-'), ...rows.map((row) => line(row, ' '))].join('\n');
};
