import { createHash } from 'node:crypto';
import { type JsonNode, JsonKind } from '../fhir/ndjson/json-node.js';

/**
 * SHA-256 of a JSON value, base64: equal for two values that differ only in white space, the order of members and the
 * escapes of strings. Numbers are compared as written, and a repeated name counts.
 */
export const digestOf = (node: JsonNode): string => createHash('sha256').update(canonical(node)).digest('base64');

const canonical = (node: JsonNode): string => {
  switch (node.kind) {
    case JsonKind.object:
      return `{${inOrder(node)
        .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
        .join(',')}}`;
    case JsonKind.array:
      return `[${node.items.map(canonical).join(',')}]`;
    case JsonKind.string:
      return JSON.stringify(node.text);
    case JsonKind.null:
      return 'null';
    default:
      return node.text;
  }
};

/** Members by name; members with the same name keep their order. */
const inOrder = (node: JsonNode): (readonly [string, JsonNode])[] =>
  members(node).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const members = ({ keys, items }: JsonNode): (readonly [string, JsonNode])[] =>
  items.map((item, nth) => [keys[nth] ?? '', item]);

/**
 * The first place where a stored value differs from the one that was served, in the order of the latter, e.g.
 * `item[2].net.value`; empty for the value itself, undefined if they are equal. It contains only names that were served:
 * a member added to an object is a difference of that object.
 */
export const firstDifference = (served: JsonNode, stored: JsonNode): string | undefined => {
  if (served.kind !== stored.kind) return '';
  if (served.kind === JsonKind.array) return inArray(served, stored);
  if (served.kind === JsonKind.object) return inObject(served, stored);
  return served.text === stored.text ? undefined : '';
};

const inArray = ({ items }: JsonNode, stored: JsonNode): string | undefined => {
  for (let nth = 0; nth < Math.max(items.length, stored.items.length); nth += 1) {
    const path = below(items[nth], stored.items[nth]);
    if (path !== undefined) return joined(`[${nth}]`, path);
  }
  return undefined;
};

const inObject = (served: JsonNode, stored: JsonNode): string | undefined => {
  const rest = new Map<string, JsonNode[]>();
  for (const [key, item] of members(stored)) rest.set(key, [...(rest.get(key) ?? []), item]);
  for (const [key, item] of members(served)) {
    const path = below(item, rest.get(key)?.shift());
    if (path !== undefined) return joined(key, path);
  }
  return [...rest.values()].some(({ length }) => length > 0) ? '' : undefined;
};

const below = (served: JsonNode | undefined, stored: JsonNode | undefined): string | undefined =>
  served === undefined || stored === undefined ? '' : firstDifference(served, stored);

/** A path and its continuation. */
export const joined = (path: string, more: string): string =>
  more === '' || more.startsWith('[') ? `${path}${more}` : `${path}.${more}`;
