import { LineCutter, type Line } from './lines.js';
import type { NdjsonValidator } from '../validate/validate.js';

/** Lines of a file: its first, its last, and others drawn at random, in the order of the file. */
export interface Sample {
  readonly picked: readonly Line[];
  /** Of the complete file. */
  readonly lines: number;
  readonly bytes: number;
}

/** Judges the lines of a sample and skips the rest of the file. Returns how many were judged; undefined: all lines. */
export const judgeSample = (validator: NdjsonValidator, { picked, lines, bytes }: Sample): number | undefined => {
  for (const line of picked) validator.line(line);
  validator.skip(lines - (picked.at(-1)?.number ?? 0), bytes);
  return picked.length === lines ? undefined : picked.length;
};

/**
 * Draws `size` lines in one pass, each line between the first and the last with the same probability. The same seed draws
 * the same lines. Only the lines that are currently picked are kept.
 */
export class Sampler {
  readonly #cutter: LineCutter;
  readonly #random: () => number;
  readonly #room: number;
  readonly #inner: Line[] = [];
  #first: Line | undefined;
  #last: Line | undefined;
  #lines = 0;
  #passed = 0;

  constructor(size: number, seed: number, longestLine?: number) {
    this.#cutter = new LineCutter((line) => this.#onLine(line), 0, longestLine);
    this.#room = Math.max(0, size - 2);
    this.#random = generator(seed);
  }

  write(chunk: Uint8Array): void {
    this.#cutter.write(chunk);
    // The last line may still be picked, and the chunk with its bytes will be gone.
    if (this.#last !== undefined) this.#last = kept(this.#last);
  }

  end(complete = true): Sample {
    if (complete) this.#cutter.end();
    const ends = [this.#first, this.#last].filter((line) => line !== undefined);
    const picked = [...ends, ...this.#inner].toSorted((a, b) => a.number - b.number);
    return { picked, lines: this.#lines, bytes: this.#cutter.bytes };
  }

  #onLine(line: Line): void {
    this.#lines = line.number;
    if (this.#first === undefined) {
      this.#first = kept(line);
      return;
    }
    const inner = this.#last;
    this.#last = line;
    if (inner === undefined || this.#room === 0) return;
    this.#passed += 1;
    if (this.#inner.length < this.#room) this.#inner.push(kept(inner));
    else {
      const at = Math.floor(this.#random() * this.#passed);
      if (at < this.#room) this.#inner[at] = kept(inner);
    }
  }
}

/** A copy of a line, with the newline after it. */
const kept = ({ number, offset, within, start, end }: Line): Line => ({
  number,
  offset,
  within: within && Uint8Array.from(within.subarray(start, end + 1)),
  start: 0,
  end: end - start,
});

/** Numbers from 0 to 1, determined by a seed (mulberry32). */
const generator = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
