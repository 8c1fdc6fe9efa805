/* eslint-disable @typescript-eslint/no-non-null-assertion -- a byte past the end compares as no character */

/** Nesting that is compared; what is deeper counts as equal. */
const DEEPEST = 100;
/** Members of an object among which one name may come twice; more members than that no object of FHIR has. */
const MOST_MEMBERS = 64;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a] as const;
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
const [POINT, ZERO, NINE, MINUS, PLUS, EXPONENT] = [0x2e, 0x30, 0x39, 0x2d, 0x2b, 0x65] as const;
/** Characters of a number: up to `exact`, a double keeps its digits; from `small` on, one that begins with zero may need an exponent. */
const Characters = { exact: 15, small: 9 } as const;
/** What sets strings, numbers, lists and objects apart. */
const Kind = { string: 0x2f, number: 0x51, list: 0x6b, object: 0x85, deep: 0xa7 } as const;

/** The state of one reading: module variables, since claims come by the hundred thousand. */
let bytes: Uint8Array = new Uint8Array(0);
let at = 0;
let seed = 0;
/** The members of the objects that are being read, each with its name and its digest. */
const read = new Int32Array(2 * DEEPEST * MOST_MEMBERS);
let membersRead = 0;

/**
 * A digest of the content of the resource in a line of valid JSON: the same however the resource is written, that is apart
 * from white space, the order of members, escapes, and how numbers are spelled. Its meta is left out.
 * @param line UTF-8, perhaps with a byte order mark
 * @param key a secret seed: a digest says nothing without it
 * @returns 32 bits; 0 if the line has no object
 */
export const contentDigest = (line: Uint8Array, key: number): number => {
  [bytes, at, seed, membersRead] = [line, line[0] === 0xef ? 3 : 0, key | 0, 0];
  skipSpace();
  const digest = bytes[at] === OBJECT ? ended(object(0)) || 1 : 0;
  // The line is part of a chunk, which must not be kept.
  bytes = new Uint8Array(0);
  return digest;
};

const skipSpace = (): void => {
  while (bytes[at]! <= 0x20) at += 1;
};

const added = (word: number, byte: number): number => Math.imul(word ^ byte, 0x01000193);

/** The final mix of MurmurHash3: each bit depends on all others. */
const ended = (given: number): number => {
  let word = Math.imul(given ^ (given >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
};

const value = (depth: number): number => {
  const first = bytes[at];
  if (first === QUOTE) return string();
  if (first === OBJECT) return depth === DEEPEST ? deep() : object(depth);
  if (first === LIST) return depth === DEEPEST ? deep() : list(depth);
  if (first === MINUS || (first! >= ZERO && first! <= NINE)) return number();
  return literal();
};

/** Members in any order: their digests are added up. Of members with one name, the last one counts. */
const object = (depth: number): number => {
  let sum = seed ^ Kind.object;
  const first = membersRead;
  at += 1;
  for (;;) {
    skipSpace();
    if (bytes[at] !== QUOTE) break;
    const from = at;
    const name = string();
    const isMeta = depth === 0 && at - from === META.length && META.every((byte, nth) => bytes[from + nth] === byte);
    skipSpace();
    if (bytes[at] === COLON) at += 1;
    skipSpace();
    const digest = ended(Math.imul(name, 0x9e3779b1) ^ value(depth + 1));
    if (!isMeta) sum = (sum + digest - withoutEarlier(first, name, digest)) | 0;
    skipSpace();
    if (bytes[at] !== COMMA) break;
    at += 1;
  }
  if (bytes[at] === OBJECT_END) at += 1;
  membersRead = first;
  return ended(sum);
};

/** Notes a member of the object whose members begin at `first`; returns the digest of an earlier one of that name, or 0. */
const withoutEarlier = (first: number, name: number, digest: number): number => {
  for (let nth = first; nth < membersRead; nth += 1)
    if (read[2 * nth] === (name | 0)) {
      const earlier = read[2 * nth + 1]!;
      read[2 * nth + 1] = digest | 0;
      return earlier;
    }
  if (membersRead - first === MOST_MEMBERS) return 0;
  read[2 * membersRead] = name | 0;
  read[2 * membersRead + 1] = digest | 0;
  membersRead += 1;
  return 0;
};
const META = Buffer.from('"meta"');

const list = (depth: number): number => {
  let word = seed ^ Kind.list;
  at += 1;
  for (;;) {
    skipSpace();
    if (at >= bytes.length || bytes[at] === LIST_END) break;
    word = Math.imul(word ^ value(depth + 1), 0x5bd1e995);
    word ^= word >>> 15;
    skipSpace();
    if (bytes[at] !== COMMA) break;
    at += 1;
  }
  if (bytes[at] === LIST_END) at += 1;
  return ended(word);
};

const string = (): number => {
  let word = seed ^ Kind.string;
  const from = at;
  at += 1;
  for (let byte = bytes[at]!; byte !== QUOTE; at += 1, byte = bytes[at]!) {
    if (byte === BACKSLASH) return escaped(from);
    if (at >= bytes.length) break;
    word = added(word, byte);
  }
  at += 1;
  return ended(word);
};

/** A string with escapes: what it says is compared. A line that breaks off within has no digest of use. */
const escaped = (from: number): number => {
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  at += 1;
  return at > bytes.length ? 0 : ofText(Kind.string, JSON.parse(textFrom(from)) as string);
};

const ofText = (kind: number, text: string): number => {
  let word = seed ^ kind;
  for (const byte of Buffer.from(text)) word = added(word, byte);
  return ended(word);
};

/** Most numbers are written the shortest way, apart from zeros at their end; the others are read, and written that way. */
const number = (): number => {
  const from = at;
  let word = seed ^ Kind.number;
  let [significant, point, isPlain] = [word, false, bytes[at] !== MINUS || bytes[at + 1] !== ZERO];
  for (let byte = bytes[at]!; at < bytes.length; at += 1, byte = bytes[at]!) {
    if (byte === POINT) point = true;
    else if (byte < ZERO || byte > NINE) {
      if (byte !== MINUS && byte !== PLUS && (byte | 0x20) !== EXPONENT) break;
      if (at > from) isPlain = false;
    }
    word = added(word, byte);
    if (!point || (byte > ZERO && byte <= NINE)) significant = word;
  }
  const length = at - from;
  if (isPlain && length <= Characters.exact && (length < Characters.small || bytes[from] !== ZERO))
    return ended(significant);
  return ofText(Kind.number, String(Number(textFrom(from))));
};

/** true, false and null: their first letters tell them apart. */
const literal = (): number => {
  const first = bytes[at]!;
  do at += 1;
  while (at < bytes.length && (bytes[at]! | 0x20) >= 0x61 && (bytes[at]! | 0x20) <= 0x7a);
  return ended(added(seed, first));
};

/** Skips what is nested too deep to be compared. */
const deep = (): number => {
  let open = 0;
  do {
    const byte = bytes[at];
    if (byte === QUOTE) string();
    else {
      if (byte === OBJECT || byte === LIST) open += 1;
      else if (byte === OBJECT_END || byte === LIST_END) open -= 1;
      at += 1;
    }
  } while (open > 0 && at < bytes.length);
  return Kind.deep;
};

const textFrom = (from: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, at - from).toString('utf8');
