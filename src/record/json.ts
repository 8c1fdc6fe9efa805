import { isUtf8 } from 'node:buffer';
import { readJson } from '../fhir/ndjson/json-text.js';

/** A small body, parsed once for all readers; it may contain secrets and is not recorded. */
export interface JsonContent {
  readonly bytes: number;
  readonly text: string;
  readonly documents: readonly unknown[];
  /** What is not as RFC 8259 says in a body that could be read nevertheless. */
  readonly defect?: string;
}

/** Parses a small body as received; no body is the same as an empty one. */
export const contentOf = (bytes: Uint8Array = new Uint8Array(0)): JsonContent => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const documents = documentsIn(text);
  const defect = documents.length === 0 ? undefined : defectOf(bytes, text);
  return { bytes: bytes.length, text, documents, ...(defect !== undefined && { defect }) };
};

/** White space that JSON does not have (RFC 8259, 2), outside of strings at the beginning or the end of a body. */
const OTHER_SPACE = /^[ \t\r\n]*[^\S \t\r\n]|[^\S \t\r\n][ \t\r\n]*$/;

/** Whether an object has a member name twice, with different values (RFC 8259, 4: readers then differ). */
const contradictsItself = (text: string): boolean => {
  const { root, faults } = readJson(text.trim());
  if (root === undefined || !faults.some(({ rule }) => rule === 'json.duplicate-key')) return false;
  const body = text.trim();
  const open = [root];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const first = new Map<string, string>();
    for (const [nth, item] of one.items.entries()) {
      open.push(item);
      const name = one.keys[nth];
      if (name === undefined) continue;
      const value = body.slice(item.start, item.end);
      if ((first.get(name) ?? value) !== value) return true;
      first.set(name, value);
    }
  }
  return false;
};

const defectOf = (bytes: Uint8Array, text: string): string | undefined => {
  if (!isUtf8(bytes)) return 'bytes that are not UTF-8';
  if (text.startsWith('\u{feff}')) return 'a byte order mark';
  if (OTHER_SPACE.test(text)) return 'white space that JSON does not have';
  return contradictsItself(text) ? 'a member name twice, with different values' : undefined;
};

/** Documents that are read from one text: more say nothing that the second one did not. */
const MOST_DOCUMENTS = 1000;

/**
 * The JSON documents of a text, one after another with only white space between them; only the first ones if there are
 * very many. Empty if the text contains anything else.
 */
export const documentsIn = (text: string): unknown[] => {
  const only = parse(text);
  if (only !== undefined) return [only.value];
  const documents: unknown[] = [];
  for (let at = skipSpace(text, 0); at < text.length && documents.length < MOST_DOCUMENTS; at = skipSpace(text, at)) {
    const end = endOfValue(text, at);
    const document = end === undefined ? undefined : parse(text.slice(at, end));
    if (end === undefined || document === undefined) return [];
    documents.push(document.value);
    at = end;
  }
  return documents;
};

const parse = (text: string): { value: unknown } | undefined => {
  try {
    const value = finitely(text);
    return { value: nestsDeeply(text) ? shallow(value) : value };
  } catch (error) {
    // SyntaxError: not JSON. RangeError: nested more deeply than the parser supports; no documented body is.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Levels of arrays and objects that are kept of a body; no documented one has more than some ten. */
const DEEPEST = 200;

/** Whether a text of JSON may nest beyond the levels that are kept; brackets in strings count, too. */
const nestsDeeply = (text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === 0x5b || letter === 0x7b) depth += 1;
    else if (letter === 0x5d || letter === 0x7d) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
};

/**
 * The same document with null for whatever is nested too deeply: each level costs memory for as long as the run lasts,
 * some hundred times its two characters.
 */
const shallow = (document: unknown): unknown => {
  let level = [document];
  for (let depth = 1; level.length > 0; depth += 1) {
    const below: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const [name, member] of Object.entries(one) as [string, unknown][])
        if (typeof member === 'object' && member !== null)
          if (depth < DEEPEST) below.push(member);
          else Object.defineProperty(one, name, { ...OWN, value: null });
    }
    level = below;
  }
  return document;
};

/** Matches every number that can be infinite as a double; numbers with fewer digits or shorter exponents cannot. */
const HUGE = /\d[eE]\+?\d\d|(?<!\d)\d{300}/;

/**
 * Parses like JSON.parse, but with the largest finite number in place of larger ones: a transcript cannot contain
 * infinity, and judging now must give the same result as judging a saved transcript. Throws what JSON.parse throws.
 */
export const finitely = (text: string): unknown => {
  const document: unknown = JSON.parse(text);
  // The parser's reviver is recursive, and a server may nest more deeply than the stack allows.
  return HUGE.test(text) ? clamped(document) : document;
};

const clamp = (value: number): number => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);

const clamped = (document: unknown): unknown => {
  if (typeof document === 'number') return clamp(document);
  const open = [document];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, member] of Object.entries(one) as [string, unknown][])
      if (typeof member !== 'number') open.push(member);
      else if (!Number.isFinite(member)) Object.defineProperty(one, name, { ...OWN, value: clamp(member) });
  }
  return document;
};

const OWN = { configurable: true, enumerable: true, writable: true } as const;

const skipSpace = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
};

/** End of the object or array that begins at `from`; undefined if none begins there or it does not end. */
const endOfValue = (text: string, from: number): number | undefined => {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (depth === 0) return undefined;
  }
  return undefined;
};
