import { type JsonNode, JsonKind, leaf, node } from './json-node.js';

type JsonRule = 'json.syntax' | 'json.depth' | 'json.values' | 'json.duplicate-key' | 'json.lone-surrogate';
interface JsonFault {
  readonly rule: JsonRule;
  readonly at: number;
}

/** Deepest nesting that is read; anything deeper is a finding. */
const DEEPEST = 256;
/** Values of a text that are read: in memory, one takes a hundred times the bytes of `1,`. More are a finding. */
const MOST_VALUES = 250_000;

const NONE: readonly never[] = [];
// Control characters are not allowed in a string (RFC 8259, 7).
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Names that occurred before, by their length and ends. */
const NAMES: (string | undefined)[] = Array.from({ length: 1 << 10 }, () => undefined);
const LONGEST_NAME = 64;
/** A copy: a slice of a text keeps the complete text in memory. */
const ownText = (part: string): string => Buffer.from(part, 'utf8').toString('utf8');

class JsonError extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super(fault.rule);
    this.fault = fault;
  }
}

/**
 * Reads JSON (RFC 8259) and keeps what JSON.parse loses: places, the spelling of numbers, repeated names, lone surrogates.
 * `root` is missing if the text is not JSON; the first violation is then among `faults`.
 */
export const readJson = (text: string): { root?: JsonNode; faults: readonly JsonFault[] } => {
  const reader = new Reader(text);
  try {
    return { root: reader.document(), faults: reader.faults };
  } catch (error) {
    if (error instanceof JsonError) return { faults: [...reader.faults, error.fault] };
    throw error;
  }
};

class Reader {
  readonly faults: JsonFault[] = [];
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    this.#space();
    const root = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#stop();
    return root;
  }

  #stop(rule: JsonRule = 'json.syntax'): never {
    throw new JsonError({ rule, at: this.#at });
  }

  #space(): void {
    for (; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #value(depth: number): JsonNode {
    this.#values += 1;
    if (this.#values > MOST_VALUES) this.#stop('json.values');
    switch (this.#text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object(depth);
      case 0x5b:
        return this.#array(depth);
      case 0x22: {
        const start = this.#at;
        const text = this.#string();
        return leaf(JsonKind.string, start, this.#at, text);
      }
      case 0x74:
        return this.#word('true', JsonKind.boolean);
      case 0x66:
        return this.#word('false', JsonKind.boolean);
      case 0x6e:
        return this.#word('null', JsonKind.null);
      default:
        return this.#number();
    }
  }

  #word(word: string, kind: JsonKind): JsonNode {
    if (!this.#text.startsWith(word, this.#at)) this.#stop();
    this.#at += word.length;
    return leaf(kind, this.#at - word.length, this.#at, kind === JsonKind.null ? '' : word);
  }

  #number(): JsonNode {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null) this.#stop();
    this.#at += found[0].length;
    return leaf(JsonKind.number, this.#at - found[0].length, this.#at, found[0]);
  }

  /** A name: nearly always one that occurred before, so the same string is returned again. */
  #name(): string {
    const text = this.#text;
    const start = this.#at + 1;
    const end = text.indexOf('"', start);
    const place = (31 * (end - start) + 7 * text.charCodeAt(start) + text.charCodeAt(end - 1)) & (NAMES.length - 1);
    const known = NAMES[place];
    if (known?.length === end - start && text.startsWith(known, start)) {
      this.#at = end + 1;
      return known;
    }
    const name = this.#string();
    // Names of the specification are short and have no escapes.
    if (this.#at === end + 1 && name.length === end - start && name.length <= LONGEST_NAME)
      NAMES[place] = ownText(name);
    return name;
  }

  #string(): string {
    const start = this.#at;
    PLAIN.lastIndex = start + 1;
    PLAIN.test(this.#text);
    this.#at = PLAIN.lastIndex;
    let decoded = this.#text.slice(start + 1, this.#at);
    while (this.#text.charCodeAt(this.#at) !== 0x22) {
      decoded += this.#escape();
      PLAIN.lastIndex = this.#at;
      PLAIN.test(this.#text);
      decoded += this.#text.slice(this.#at, PLAIN.lastIndex);
      this.#at = PLAIN.lastIndex;
    }
    this.#at += 1;
    // Only an escape can produce half a pair: the bytes are valid UTF-8.
    if (this.#at - start - 2 !== decoded.length && LONE.test(decoded))
      this.faults.push({ rule: 'json.lone-surrogate', at: start });
    return decoded;
  }

  #escape(): string {
    if (this.#text.charCodeAt(this.#at) !== 0x5c) this.#stop();
    const letter = this.#text.charAt(this.#at + 1);
    const simple = ESCAPES[letter];
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) this.#stop();
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #array(depth: number): JsonNode {
    const start = this.#at;
    const items: JsonNode[] = [];
    if (this.#opens(depth, 0x5d)) return node(JsonKind.array, start, this.#at, NONE, NONE, NONE, NONE);
    do items.push(this.#value(depth + 1));
    while (this.#goesOn(0x5d));
    return node(JsonKind.array, start, this.#at, NONE, NONE, NONE, items);
  }

  #object(depth: number): JsonNode {
    const start = this.#at;
    const keys: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const items: JsonNode[] = [];
    if (!this.#opens(depth, 0x7d)) {
      do {
        starts.push(this.#at);
        if (this.#text.charCodeAt(this.#at) !== 0x22) this.#stop();
        keys.push(this.#name());
        ends.push(this.#at);
        this.#space();
        if (this.#text.charCodeAt(this.#at) !== 0x3a) this.#stop();
        this.#at += 1;
        this.#space();
        items.push(this.#value(depth + 1));
      } while (this.#goesOn(0x7d));
      this.#repeated(keys, starts);
    }
    return node(JsonKind.object, start, this.#at, keys, starts, ends, items);
  }

  #repeated(keys: readonly string[], starts: readonly number[]): void {
    if (keys.length < FEW ? apart(keys) : new Set(keys).size === keys.length) return;
    const seen = new Set<string>();
    keys.forEach((key, nth) => {
      if (seen.has(key)) this.faults.push({ rule: 'json.duplicate-key', at: starts[nth] ?? this.#at });
      seen.add(key);
    });
  }

  /** Enters an object or array; true if it is empty, and already left again. */
  #opens(depth: number, close: number): boolean {
    if (depth >= DEEPEST) this.#stop('json.depth');
    this.#at += 1;
    this.#space();
    if (this.#text.charCodeAt(this.#at) !== close) return false;
    this.#at += 1;
    return true;
  }

  /** Skips a comma (true) or the end (false). */
  #goesOn(close: number): boolean {
    this.#space();
    const code = this.#text.charCodeAt(this.#at);
    if (code !== 0x2c && code !== close) this.#stop();
    this.#at += 1;
    if (code === close) return false;
    this.#space();
    return true;
  }
}

/** Number of names up to which comparing all pairs is faster than a set. */
const FEW = 12;

const apart = (keys: readonly string[]): boolean => {
  for (let nth = 1; nth < keys.length; nth += 1) {
    const key = keys[nth];
    for (let before = 0; before < nth; before += 1) if (keys[before] === key) return false;
  }
  return true;
};
