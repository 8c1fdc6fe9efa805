/** A JSON object of a document. */
export type JsonValue = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member that is an object; otherwise an empty one. */
export const objectAt = (node: JsonValue, name: string): JsonValue => {
  const member = Object.hasOwn(node, name) ? node[name] : undefined;
  return isObject(member) ? member : {};
};

/** A member that is an array; otherwise an empty one. */
export const listAt = (node: JsonValue, name: string): readonly unknown[] => {
  const member = Object.hasOwn(node, name) ? node[name] : undefined;
  return Array.isArray(member) ? member : [];
};

/** A JSON Pointer one step further (RFC 6901). */
export const below = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** A string or a number as text; otherwise empty: an object may fail to convert. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const LONGEST = 200;

/** A text of the document as a report can show it: one line of ASCII, of limited length. */
export const shown = (text: string): string => {
  const plain = text.replace(/[^\x20-\x7e]/g, '·');
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
};

/** A part of a document with its place in it. */
export interface DocumentPart {
  readonly node: unknown;
  readonly pointer: string;
}

/** The part at a JSON Pointer; undefined if there is none. */
export const partAt = (
  document: JsonValue,
  pointer: string,
  read: (part: string) => string = plain,
): DocumentPart | undefined => {
  let node: unknown = document;
  let at = '';
  for (const part of pointer.split('/').slice(1)) {
    const name = read(part);
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined;
    node = (node as JsonValue)[name];
    at = below(at, name);
  }
  return { node, pointer: at };
};

/** The target of a local reference (`#/definitions/Job`); undefined if there is none or it is in another document. */
export const referred = (document: JsonValue, reference: unknown): DocumentPart | undefined =>
  typeof reference === 'string' && reference.startsWith('#')
    ? partAt(document, reference.slice(1), unescaped)
    : undefined;

const plain = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** In a reference, the pointer is part of a URL. */
const unescaped = (part: string): string => {
  try {
    return plain(decodeURIComponent(part));
  } catch (error) {
    if (error instanceof URIError) return plain(part);
    throw error;
  }
};

/** A chain with more references than this is a circle. */
const LONGEST_CHAIN = 20;

/** The part itself, or the target of its references. */
export const resolved = (document: JsonValue, part: DocumentPart): DocumentPart => {
  let at = part;
  for (let steps = 0; steps < LONGEST_CHAIN && isObject(at.node) && '$ref' in at.node; steps += 1) {
    const next = referred(document, at.node['$ref']);
    if (next === undefined) return at;
    at = next;
  }
  return at;
};
