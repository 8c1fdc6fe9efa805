/** Where a field that a guide names is in a resource. */
export interface ContentField {
  /** What of the guide's own sentences it belongs to, e.g. `eob.cost`. */
  readonly item: string;
  /** Names of the field where it comes from: files and fields of CCLF; `-`: the guide alone names it. */
  readonly fields: readonly string[];
  /** Elements from their resource type on, of which each will do. `name[path=value]` selects, `^=` by its beginning. */
  readonly paths: readonly string[];
  /** A requirement asks whether the item occurs, so that every resource is searched until it does. */
  readonly judged: boolean;
}

/** An element whose occurrences a run counts, while files stream. */
export interface ElementWatch {
  readonly id: string;
  readonly type: string;
  readonly paths: readonly string[];
  /** Watches of the same item: until one of them has been seen, every resource is searched. Absent: a sample will do. */
  readonly item?: string;
}

/** In how many resources of a file elements occur. Counts only, never a value. */
export interface ElementCounts {
  /** Resources that were looked at: the first ones of a file, some of the others, and all while an item has not been seen. */
  readonly looked: number;
  /** Of these, those with nothing but resourceType, id and meta. */
  readonly bare: number;
  /** How many have the element, by the watch's id; absent: none. */
  readonly seen: Readonly<Record<string, number>>;
}

/** Name of a field among the watches: its number among the fields, which no report shows. */
const watchId = (nth: number): string => `f${nth}`;

/** The watches of fields. */
export const watchesOf = (fields: readonly ContentField[]): ElementWatch[] =>
  fields.flatMap(({ item, paths, judged }, nth) =>
    [...new Set(paths.map(typeOf))].map((type) => ({
      ...{ id: watchId(nth), type, paths: paths.filter((path) => typeOf(path) === type) },
      ...(judged && { item }),
    })),
  );

/** The ids of the watches of an item. */
export const watchesOfItem = (fields: readonly ContentField[], item: string): string[] =>
  fields.flatMap((field, nth) => (field.item === item ? [watchId(nth)] : []));

/** How often each field was seen, and in how many resources it could have been. */
export const fieldCounts = (
  fields: readonly ContentField[],
  countsOf: (type: string) => ElementCounts,
): { readonly field: ContentField; readonly type: string; readonly seen: number; readonly of: number }[] =>
  fields.flatMap((field, nth) =>
    [...new Set(field.paths.map(typeOf))].map((type) => {
      const { looked, seen } = countsOf(type);
      return { field, type, seen: seen[watchId(nth)] ?? 0, of: looked };
    }),
  );

/** The sum of the counts of several files. */
export const addCounts = (one: ElementCounts, other: ElementCounts): ElementCounts => {
  const seen: Record<string, number> = { ...one.seen };
  for (const [id, count] of Object.entries(other.seen)) seen[id] = (seen[id] ?? 0) + count;
  return { looked: one.looked + other.looked, bare: one.bare + other.bare, seen };
};

export const NO_COUNTS: ElementCounts = { looked: 0, bare: 0, seen: {} };

const typeOf = (path: string): string => /^[A-Za-z]+/.exec(path)?.[0] ?? '';
