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

/** In how many resources a run saw the element of a field. Not a verdict. */
export interface FieldCount {
  readonly type: string;
  /** Names of the field where it comes from. */
  readonly fields: readonly string[];
  /** Elements from their resource type on, of which each will do. */
  readonly paths: readonly string[];
  readonly seen: number;
  /** How many resources were looked at. */
  readonly of: number;
}

/** Name of a field among the watches: a digest of its elements (FNV-1a), the same in every version that asks for them. */
const watchId = ({ paths }: ContentField): string => {
  let hash = 0x811c9dc5;
  for (const code of new TextEncoder().encode(paths.join())) hash = Math.imul(hash ^ code, 0x01000193);
  return `f${(hash >>> 0).toString(16).padStart(8, '0')}`;
};

/** The watches of fields, made once: what reads files keeps what it makes of them. */
export const watchesOf = (fields: readonly ContentField[]): readonly ElementWatch[] => {
  const watches = WATCHES.get(fields) ?? madeWatches(fields);
  WATCHES.set(fields, watches);
  return watches;
};

const WATCHES = new WeakMap<readonly ContentField[], readonly ElementWatch[]>();

const madeWatches = (fields: readonly ContentField[]): ElementWatch[] =>
  fields.flatMap((field) =>
    typesOf(field).map((type) => ({
      ...{ id: watchId(field), type, paths: pathsIn(field, type) },
      ...(field.judged && { item: field.item }),
    })),
  );

/** The ids of the watches of an item. */
export const watchesOfItem = (fields: readonly ContentField[], item: string): string[] =>
  fields.flatMap((field) => (field.item === item ? [watchId(field)] : []));

/** In how many resources each field was seen, type by type. `countsOf`: the counts of all files of a type. */
export const fieldCounts = (
  fields: readonly ContentField[],
  countsOf: (type: string) => ElementCounts,
): readonly FieldCount[] =>
  fields.flatMap((field) =>
    typesOf(field).map((type) => {
      const { looked, seen } = countsOf(type);
      return { type, fields: field.fields, paths: pathsIn(field, type), seen: seen[watchId(field)] ?? 0, of: looked };
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

const typesOf = ({ paths }: ContentField): string[] => [...new Set(paths.map(typeOf))];

const pathsIn = ({ paths }: ContentField, type: string): string[] => paths.filter((path) => typeOf(path) === type);
