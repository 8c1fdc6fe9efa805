/** Nesting that is compared; what is deeper counts as equal. */
const DEEPEST = 100;

/**
 * The content of a resource as text that is the same however the resource is written: without meta and white space, and with
 * members in one order. Undefined: the line has no JSON object.
 */
export const contentOf = (line: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(line.startsWith('\u{feff}') ? line.slice(1) : line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return written({ ...value, meta: undefined }, 0);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

const written = (value: unknown, depth: number): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join()}]`;
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members)
    .filter((name) => members[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(members[name], depth + 1)}`).join()}}`;
};
