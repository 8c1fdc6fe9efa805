import type { Hash } from './validate/identity.js';

/** High word, low word, count. */
const WORDS = 3;

/** Counts hashes, in twelve bytes each plus some reserve: an export has millions of them. */
export class HashCounts {
  #slots = new Uint32Array(WORDS * 1024);
  size = 0;

  /** Counts a hash and returns its count before. */
  add(high: number, low: number, times = 1): number {
    // At most two thirds of the slots are used, so that an unused one is near.
    if (3 * (this.size + 1) * WORDS > 2 * this.#slots.length) this.#grow();
    const at = this.#find(high, low);
    const before = this.#slots[at + 2] ?? 0;
    if (before === 0) {
      this.#slots[at] = high;
      this.#slots[at + 1] = low;
      this.size += 1;
    }
    this.#slots[at + 2] = before + times;
    return before;
  }

  /** Sets bits in the count of a hash, which must not be all zero, and returns the count before. */
  mark(high: number, low: number, bits: number): number {
    const at = this.#find(high, low);
    const before = this.#slots[at + 2] ?? 0;
    if (before === 0) this.add(high, low, bits);
    else this.#slots[at + 2] = before | bits;
    return before;
  }

  has(high: number, low: number): boolean {
    return this.countOf(high, low) !== 0;
  }

  countOf(high: number, low: number): number {
    return this.#slots[this.#find(high, low) + 2] ?? 0;
  }

  *[Symbol.iterator](): Generator<{ hash: Hash; count: number }> {
    for (let at = 0; at < this.#slots.length; at += WORDS) {
      const [high = 0, low = 0, count = 0] = this.#slots.subarray(at, at + WORDS);
      if (count > 0) yield { hash: [high, low], count };
    }
  }

  /** The slot of a hash, or the unused slot where it belongs. */
  #find(high: number, low: number): number {
    const slots = this.#slots;
    let at = (low % (slots.length / WORDS)) * WORDS;
    while (slots[at + 2] !== 0 && (slots[at] !== high || slots[at + 1] !== low)) at = (at + WORDS) % slots.length;
    return at;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += WORDS) {
      const [high, low, count] = [before[at] ?? 0, before[at + 1] ?? 0, before[at + 2] ?? 0];
      if (count === 0) continue;
      const to = this.#find(high, low);
      this.#slots[to] = high;
      this.#slots[to + 1] = low;
      this.#slots[to + 2] = count;
    }
  }
}
