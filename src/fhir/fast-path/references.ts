/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the fast path */
import { same } from './codes.js';
import { textOf } from './scan.js';
import type { FastPathTables } from './tables.js';
import { typeNamed } from '../definitions/terms.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HASH = 0x23;
/** Pairs of a local reference and a contained resource that are compared in a line. */
const MOST_PAIRS = 10_000;

/** The local references of one line, and its contained resources. */
export class References {
  readonly #tables: FastPathTables;
  #locals: { readonly at: number; readonly targets: number }[] = [];
  #contained: { readonly type: string; readonly at: number; readonly start: number }[] = [];

  constructor(tables: FastPathTables) {
    this.#tables = tables;
  }

  begin(): void {
    if (this.#locals.length > 0) this.#locals = [];
    if (this.#contained.length > 0) this.#contained = [];
  }

  /**
   * Registers a contained resource that begins at `start` and whose id begins at `at`; false if it has no id, so that
   * nothing can refer to it.
   */
  contains(type: string, at: number, start: number): boolean {
    this.#contained.push({ type, at, start });
    return at !== 0;
  }

  /**
   * Judges a reference (a valid string) against its allowed target types: 1 valid (local references are looked up later),
   * 2 invalid, 0 unknown.
   */
  judge(buf: Uint8Array, from: number, end: number, targets: number): number {
    const first = buf[from + 1];
    if (first === BACKSLASH) return 0;
    if (first === HASH) {
      this.#locals.push({ at: from + 2, targets });
      return escaped(buf, from, end) ? 0 : 1;
    }
    if (targets === 0) return 1;
    for (const { at, length } of this.#tables.starts[targets - 1]!)
      if (same(this.#tables.pool.bytes, at, length, buf, from + 1)) return 1;
    const type = typeNamed(textOf(buf, from, end));
    const { definitions } = this.#tables;
    return type === undefined || !definitions.isResource(type) || this.#tables.targetSets[targets - 1]!.has(type)
      ? 1
      : 2;
  }

  /** Whether every local reference has its one contained resource. */
  resolved(buf: Uint8Array): boolean {
    if (this.#locals.length === 0 && this.#contained.length === 0) return true;
    // Every pair is compared: of very many, the judge decides, which has an index.
    if (this.#contained.length * Math.max(this.#locals.length, this.#contained.length) > MOST_PAIRS) return false;
    for (const { at, targets } of this.#locals) {
      // '#' alone means the resource itself.
      if (buf[at] === QUOTE) continue;
      const found = this.#contained.find((one) => sameText(buf, at, one.at));
      if (found === undefined) return false;
      if (targets !== 0 && !this.#tables.targetSets[targets - 1]!.has(found.type)) return false;
    }
    return !this.#contained.some(
      (one, nth) => this.#contained.findIndex(({ at }) => sameText(buf, at, one.at)) !== nth,
    );
  }

  /**
   * The contained resources that no reference in the line from `start` to `end` names: their positions, and where they begin.
   * Undefined: a URI may name one, or one its container, which R4 allows.
   */
  unreferenced(buf: Uint8Array, start: number, end: number): readonly Unreferenced[] | undefined {
    if (this.#contained.length === 0) return NONE;
    const found: Unreferenced[] = [];
    for (const [nth, one] of this.#contained.entries()) {
      if (this.#locals.some(({ at }) => sameText(buf, at, one.at))) continue;
      if (this.#locals.some(({ at }) => buf[at] === QUOTE) || isNamed(buf, one.at, start, end)) return undefined;
      found.push({ nth, start: one.start });
    }
    return found;
  }
}

interface Unreferenced {
  readonly nth: number;
  readonly start: number;
}
const NONE: readonly Unreferenced[] = [];

/** Whether a string of a line is the local reference to an id. */
const isNamed = (buf: Uint8Array, id: number, start: number, end: number): boolean => {
  const line = Buffer.from(buf.buffer, buf.byteOffset + start, end - start);
  const to = buf.indexOf(QUOTE, id);
  return line.includes(Buffer.concat([Buffer.from('"#'), buf.subarray(id, to + 1)]));
};

const escaped = (buf: Uint8Array, from: number, end: number): boolean => {
  for (let at = from; at < end; at += 1) if (buf[at] === BACKSLASH) return true;
  return false;
};

const sameText = (buf: Uint8Array, one: number, other: number): boolean => {
  for (let nth = 0; ; nth += 1) {
    if (buf[one + nth] !== buf[other + nth]) return false;
    if (buf[one + nth] === QUOTE) return true;
  }
};
