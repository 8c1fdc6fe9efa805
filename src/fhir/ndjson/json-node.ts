/** Kinds of JSON values. */
export const JsonKind = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5 } as const;
export type JsonKind = (typeof JsonKind)[keyof typeof JsonKind];

/** A JSON value with its place in the text (offsets in UTF-16 units). */
export interface JsonNode {
  readonly kind: JsonKind;
  readonly start: number;
  readonly end: number;
  /** A string, decoded; a number or boolean as written; otherwise empty. */
  readonly text: string;
  /** Names of an object's members, decoded, and where each begins and ends including its quotes. */
  readonly keys: readonly string[];
  readonly keyStarts: readonly number[];
  readonly keyEnds: readonly number[];
  /** Members of an object or array. */
  readonly items: readonly JsonNode[];
}

const NONE: readonly never[] = [];

/** An object or array. */
export const node = (
  kind: JsonKind,
  start: number,
  end: number,
  keys: readonly string[],
  keyStarts: readonly number[],
  keyEnds: readonly number[],
  items: readonly JsonNode[],
): JsonNode => ({ kind, start, end, text: '', keys, keyStarts, keyEnds, items });

/** A value without members. */
export const leaf = (kind: JsonKind, start: number, end: number, text: string): JsonNode => ({
  kind,
  start,
  end,
  text,
  keys: NONE,
  keyStarts: NONE,
  keyEnds: NONE,
  items: NONE,
});
