import { JsonKind, type JsonNode } from '../ndjson/json-node.js';

// Functions with which invariants read an object. A primitive that has only an extension (`_x`) also exists.

const UNDERSCORE = 0x5f;
const NONE: readonly JsonNode[] = [];

/** Objects with more members are searched by an index: a line may repeat one name a million times. */
const FEW = 64;
const indexes = new WeakMap<JsonNode, ReadonlyMap<string, number>>();

const indexOf = (node: JsonNode): ReadonlyMap<string, number> => {
  const known = indexes.get(node);
  if (known !== undefined) return known;
  const made = new Map(node.keys.map((key, at) => [key, at]));
  indexes.set(node, made);
  return made;
};

/** Where a name occurs last in an object; -1: it does not. */
export const lastPlaceOf = (node: JsonNode, key: string): number =>
  node.keys.length <= FEW ? node.keys.lastIndexOf(key) : (indexOf(node).get(key) ?? -1);

export const member = (node: JsonNode | undefined, key: string): JsonNode | undefined => {
  if (node?.kind !== JsonKind.object) return undefined;
  const at = lastPlaceOf(node, key);
  return at === -1 ? undefined : node.items[at];
};

/** The id and extensions of a primitive, under its name with an underscore: most objects have none. */
export const primitiveExtensionOf = (node: JsonNode | undefined, key: string): JsonNode | undefined => {
  if (node === undefined) return undefined;
  if (node.keys.length > FEW) return member(node, `_${key}`);
  for (const one of node.keys) if (one.charCodeAt(0) === UNDERSCORE) return member(node, `_${key}`);
  return undefined;
};

export const has = (node: JsonNode | undefined, key: string): boolean => {
  const value = member(node, key) ?? primitiveExtensionOf(node, key);
  return value !== undefined && value.kind !== JsonKind.null;
};

/** Whether a choice element (value[x] by its name `value`) has a value of any type. */
export const hasChoice = (node: JsonNode | undefined, name: string): boolean =>
  node !== undefined && node.keys.some((key) => isChoice(key, name));

const isChoice = (key: string, name: string): boolean => {
  const at = key.startsWith('_') ? 1 : 0;
  const next = key.charCodeAt(at + name.length);
  return key.startsWith(name, at) && next >= 0x41 && next <= 0x5a;
};

/** The value of a choice element, if it has one and not only an extension. */
export const choiceOf = (node: JsonNode | undefined, name: string): JsonNode | undefined =>
  node?.items[node.keys.findIndex((key) => !key.startsWith('_') && isChoice(key, name))];

/** The members of a list without nulls, or the single value. */
export const list = (node: JsonNode | undefined, key: string): readonly JsonNode[] => {
  const value = member(node, key);
  if (value === undefined) return NONE;
  return value.kind === JsonKind.array ? value.items.filter(({ kind }) => kind !== JsonKind.null) : [value];
};

/** All values at a path of names, through lists. */
export const all = (node: JsonNode | undefined, ...path: readonly string[]): readonly JsonNode[] =>
  path.reduce<readonly JsonNode[]>(
    (nodes, key) => nodes.flatMap((one) => list(one, key)),
    node === undefined ? NONE : [node],
  );

/** A string, number or boolean as text. */
export const textAt = (node: JsonNode | undefined, key: string): string | undefined => {
  const value = member(node, key);
  return value === undefined || value.kind === JsonKind.null || value.kind >= JsonKind.array ? undefined : value.text;
};

export const isTrue = (node: JsonNode | undefined, key: string): boolean =>
  member(node, key)?.kind === JsonKind.boolean && textAt(node, key) === 'true';

/** Whether no text occurs twice; undefined ones are ignored. */
export const distinct = (texts: readonly (string | undefined)[]): boolean => {
  const there = texts.filter((text) => text !== undefined);
  return new Set(there).size === there.length;
};

/** All values with a name, on any level. */
export const deep = (node: JsonNode, key: string): readonly JsonNode[] =>
  node.items.flatMap((item, at) => [...(node.keys[at] === key ? [item] : NONE), ...deep(item, key)]);
