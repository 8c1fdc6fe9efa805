/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned in this file */
import type { Binding } from '../definitions/tables.js';

const QUOTE = 0x22;
const ENCODER = new TextEncoder();

/** Names as bytes, one after another, each with the characters that follow it in JSON. */
export class Pool {
  #bytes = new Uint8Array(1 << 14);
  #length = 1;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** End of the name added last. */
  get end(): number {
    return this.#length;
  }

  /** Adds a name and returns where it begins. */
  add(text: string): number {
    const at = this.#length;
    const most = at + 3 * text.length;
    if (most > this.#bytes.length) {
      const more = new Uint8Array(2 * most);
      more.set(this.#bytes);
      this.#bytes = more;
    }
    this.#length += ENCODER.encodeInto(text, this.#bytes.subarray(at)).written;
    return at;
  }
}

interface CodeSet {
  readonly systems: readonly { readonly at: number; readonly length: number; readonly owner: number }[];
  readonly any: number;
}

/** The codes of value sets, found by their bytes. */
export class CodeSets {
  readonly #pool = new Pool();
  readonly #sets: CodeSet[] = [];
  readonly #ids = new Map<Binding['codes'], number>();
  #owners = 0;
  #entries: { owner: number; at: number; length: number }[] = [];
  #index = new Int32Array(1 << 10);

  add({ codes }: Binding): number {
    const known = this.#ids.get(codes);
    if (known !== undefined) return known;
    const any = (this.#owners += 1);
    const systems = [...codes].map(([system, list]) => {
      const owner = (this.#owners += 1);
      for (const code of list) {
        this.#enter(owner, code);
        this.#enter(any, code);
      }
      // With the closing quote, so that a longer system does not match.
      return { at: this.#pool.add(`${system}"`), length: Buffer.byteLength(system) + 1, owner };
    });
    this.#sets.push({ systems, any });
    this.#ids.set(codes, this.#sets.length - 1);
    return this.#sets.length - 1;
  }

  /** Whether a code is in the set, with any system. */
  holds(set: number, buf: Uint8Array, from: number): boolean {
    return this.#find(this.#sets[set]!.any, buf, from);
  }

  /** How a coding relates to a set: 1 in the set; 2 not in it, but of a system of the set; 0 neither. */
  place(set: number, buf: Uint8Array, system: number, code: number): number {
    if (system === 0 || code === 0) return 0;
    for (const one of this.#sets[set]!.systems)
      if (same(this.#pool.bytes, one.at, one.length, buf, system)) return this.#find(one.owner, buf, code) ? 1 : 2;
    return 0;
  }

  #enter(owner: number, code: string): void {
    const at = this.#pool.add(`${code}"`);
    if (this.#find(owner, this.#pool.bytes, at)) return;
    this.#entries.push({ owner, at, length: this.#pool.end - at });
    if (this.#entries.length * 4 > this.#index.length) this.#grow();
    else this.#put(this.#entries.length - 1);
  }

  #grow(): void {
    this.#index = new Int32Array(this.#index.length * 4);
    for (let nth = 0; nth < this.#entries.length; nth += 1) this.#put(nth);
  }

  #put(nth: number): void {
    const { owner, at } = this.#entries[nth]!;
    const mask = this.#index.length - 1;
    let slot = hashed(owner, this.#pool.bytes, at) & mask;
    while (this.#index[slot] !== 0) slot = (slot + 1) & mask;
    this.#index[slot] = nth + 1;
  }

  #find(owner: number, buf: Uint8Array, from: number): boolean {
    const index = this.#index;
    const mask = index.length - 1;
    for (let slot = hashed(owner, buf, from) & mask; index[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = this.#entries[index[slot]! - 1]!;
      if (entry.owner === owner && same(this.#pool.bytes, entry.at, entry.length, buf, from)) return true;
    }
    return false;
  }
}

/** Hash of the bytes up to the closing quote. */
const hashed = (owner: number, buf: Uint8Array, from: number): number => {
  let hash = owner;
  for (let at = from; buf[at] !== QUOTE; at += 1) hash = Math.imul(hash ^ buf[at]!, 16_777_619);
  return (hash ^ (hash >>> 15)) >>> 0;
};

/** Whether both contain the same bytes. */
export const same = (pool: Uint8Array, at: number, length: number, buf: Uint8Array, from: number): boolean => {
  for (let nth = 0; nth < length; nth += 1) if (pool[at + nth] !== buf[from + nth]) return false;
  return true;
};
