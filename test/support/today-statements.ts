/** One row of the list of what today's pages promise: its ids, and the versions under which it holds. */
export interface TodayStatement {
  readonly id: string;
  /** As its first row says it. */
  readonly level: string;
  readonly versions: readonly string[];
}

const VERSIONS = ['v1', 'v2', 'v3'] as const;
/** A cell that says that a version has no such statement. */
const ABSENT = new Set(['no', '-', '']);

/** `a.{b,c}.d` as `a.b.d` and `a.c.d`. */
const expanded = (id: string): string[] => {
  const match = /\{([^}]*)\}/.exec(id);
  if (match === null) return [id];
  return (match[1] ?? '').split(',').flatMap((part) => expanded(id.replace(match[0], part.trim())));
};

/** The ids of a cell: `a.b, .c` names a.b and a.c; what stands in parentheses is no id. */
const idsIn = (cell: string): string[] => {
  let chapter = '';
  return cell
    .replace(/\(.*?\)/g, '')
    .split(/,\s+/)
    .map((part) => part.trim())
    .filter((part) => /^[\w.-]*[.{]?[\w.{},*-]+$/.test(part))
    .flatMap(expanded)
    .map((id) => {
      if (id.startsWith('.')) return chapter + id;
      chapter = id.slice(0, id.lastIndexOf('.'));
      return id;
    });
};

/** The statements about servers, in order, each id once with every version under which one of its rows holds. */
export const todayStatements = (markdown: string): TodayStatement[] => {
  const start = markdown.indexOf('\n## Server role');
  const end = markdown.indexOf('\n## ', start + 1);
  const found = new Map<string, { readonly level: string; readonly holds: Set<string> }>();
  for (const line of markdown.slice(start, end).split('\n')) {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, ids = '', level = '', , ...versions] = cells;
    if (!line.startsWith('| ') || !ids.includes('.')) continue;
    for (const id of idsIn(ids)) {
      const known = found.get(id) ?? { level, holds: new Set() };
      found.set(id, known);
      for (const [nth, version] of VERSIONS.entries()) {
        const cell = versions[nth] ?? '';
        if (!ABSENT.has(cell) || versions[0] === 'not judged') known.holds.add(version);
      }
    }
  }
  return [...found].map(([id, { level, holds }]) => ({ id, level, versions: [...holds] }));
};
