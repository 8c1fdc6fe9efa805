/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is within the line */
import { isAscii } from 'node:buffer';
import { objectInLine } from './line.js';

/** Members of resources that a run reads in each line. */
const NAMES = ['meta', 'outcome', 'identifier', 'billablePeriod', 'item'] as const;
/** A member of a resource that a run reads. */
export type ReadMember = (typeof NAMES)[number];
/** Returns a member of the resource in a line; undefined: it has none. */
export type Members = (name: ReadMember) => unknown;

const KEYS = NAMES.map((name) => Buffer.from(`"${name}"`));
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a] as const;
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const;

/**
 * The members of the resource in a line, each parsed when it is first asked for: most of a claim is never asked for, and reading
 * all of it takes as long as its validation. `line` is valid JSON in UTF-8, or has no members.
 */
export const membersOf = (line: Buffer): Members => {
  let places: Int32Array | undefined | 'unknown';
  let whole: object | undefined;
  const known: unknown[] = [];
  return (name) => {
    const nth = NAMES.indexOf(name);
    if (nth in known) return known[nth];
    places ??= placesIn(line) ?? 'unknown';
    if (places === 'unknown') {
      whole ??= objectInLine(line) ?? {};
      return (known[nth] = (whole as Readonly<Record<string, unknown>>)[name]);
    }
    const [from, to] = [places[2 * nth]!, places[2 * nth + 1]!];
    return (known[nth] = to === 0 ? undefined : valueIn(line.subarray(from, to)));
  };
};

const valueIn = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/** Where the members begin and end, two numbers for each; undefined: names have escapes, or it is not one object. */
const placesIn = (line: Buffer): Int32Array | undefined => {
  const places = new Int32Array(2 * NAMES.length);
  const { length } = line;
  let at = line[0] === 0xef ? 3 : 0;
  while (line[at]! <= 0x20) at += 1;
  if (line[at] !== OBJECT) return undefined;
  for (at += 1; ; at += 1) {
    while (line[at]! <= 0x20) at += 1;
    if (line[at] !== QUOTE) return line[at] === OBJECT_END ? places : undefined;
    const name = at;
    at = stringEnd(line, at);
    const nth = keyAt(line, name, at);
    if (nth === -2) return undefined;
    while (line[at]! <= 0x20) at += 1;
    if (line[at] !== COLON) return undefined;
    at += 1;
    while (line[at]! <= 0x20) at += 1;
    const from = at;
    at = valueEnd(line, at);
    if (nth >= 0) {
      places[2 * nth] = from;
      places[2 * nth + 1] = at;
    }
    while (line[at]! <= 0x20) at += 1;
    if (at >= length) return undefined;
    if (line[at] !== COMMA) return line[at] === OBJECT_END ? places : undefined;
  }
};

/** The number of the member that a name from `from` up to `to` names; -1: another one, -2: it has escapes. */
const keyAt = (line: Buffer, from: number, to: number): number => {
  for (let at = from; at < to; at += 1) if (line[at] === BACKSLASH) return -2;
  for (let nth = 0; nth < KEYS.length; nth += 1) {
    const key = KEYS[nth]!;
    if (key.length !== to - from) continue;
    let at = 0;
    while (at < key.length && key[at] === line[from + at]) at += 1;
    if (at === key.length) return nth;
  }
  return -1;
};

const stringEnd = (line: Buffer, from: number): number => {
  let at = from + 1;
  while (at < line.length && line[at] !== QUOTE) at += line[at] === BACKSLASH ? 2 : 1;
  return at + 1;
};

const valueEnd = (line: Buffer, from: number): number => {
  const { length } = line;
  let [at, depth] = [from, 0];
  while (at < length) {
    const byte = line[at]!;
    if (byte === QUOTE) {
      at = stringEnd(line, at);
      if (depth === 0) return at;
      continue;
    }
    if (byte === OBJECT || byte === LIST) depth += 1;
    else if (byte === OBJECT_END || byte === LIST_END) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte <= 0x20)) return at;
    at += 1;
  }
  return at;
};
/** The tags of a resource, as it has them. */
export const tagsOf = (members: Members): unknown =>
  (members('meta') as { readonly tag?: unknown } | null | undefined)?.tag;
