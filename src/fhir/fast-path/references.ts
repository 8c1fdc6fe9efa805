/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import { same } from './codes.js';
import { textOf } from './scan.js';
import type { PassTables } from './tables.js';
import { tables } from '../definitions/tables.js';
import { typeNamed } from '../definitions/terms.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HASH = 0x23;

/** The references of one line, and what it contains. */
export class References {
  readonly #tables: PassTables;
  #locals: { readonly at: number; readonly targets: number }[] = [];
  #contained: { readonly type: string; readonly at: number }[] = [];

  constructor(tables: PassTables) {
    this.#tables = tables;
  }

  begin(): void {
    if (this.#locals.length > 0) this.#locals = [];
    if (this.#contained.length > 0) this.#contained = [];
  }

  /** Notes a contained resource; false where it has no id, so that nothing can refer to it. */
  holds(type: string, at: number): boolean {
    this.#contained.push({ type, at });
    return at !== 0;
  }

  /**
   * How a reference, a sound string, stands to what it may be to: 1 right (one to something contained is looked up
   * later), 2 wrong, 0 unsure.
   */
  place(buf: Uint8Array, from: number, end: number, targets: number): number {
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
    return type === undefined || !tables().isResource(type) || this.#tables.targetSets[targets - 1]!.has(type) ? 1 : 2;
  }

  /** Whether all that was said to be contained is, and all that is contained is referred to. */
  settled(buf: Uint8Array): boolean {
    if (this.#locals.length === 0 && this.#contained.length === 0) return true;
    for (const { at, targets } of this.#locals) {
      // '#' alone means the resource itself.
      if (buf[at] === QUOTE) continue;
      const found = this.#contained.find((one) => alike(buf, at, one.at));
      if (found === undefined) return false;
      if (targets !== 0 && !this.#tables.targetSets[targets - 1]!.has(found.type)) return false;
    }
    return this.#contained.every((one) => this.#locals.some(({ at }) => alike(buf, at, one.at)));
  }
}

const escaped = (buf: Uint8Array, from: number, end: number): boolean => {
  for (let at = from; at < end; at += 1) if (buf[at] === BACKSLASH) return true;
  return false;
};

const alike = (buf: Uint8Array, one: number, other: number): boolean => {
  for (let nth = 0; ; nth += 1) {
    if (buf[one + nth] !== buf[other + nth]) return false;
    if (buf[one + nth] === QUOTE) return true;
  }
};
