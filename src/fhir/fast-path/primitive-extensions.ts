/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import { space } from './scan.js';
import type { Flat } from './tables.js';

interface Pending {
  readonly of: number;
  readonly slot: number;
  readonly beside: number;
  readonly count: number;
  /** Which are null. */
  readonly nulls: number;
}

/** Which values of a list are null, in which object. */
interface Hole {
  readonly of: number;
  readonly slot: number;
  nulls: number;
}

/** Values of a list that have a bit; a null further on is left to the judge. */
const MOST = 31;

/** Shadows (`_x`): beside a value, opposite a null of a list, or alone where that surely is allowed. */
export class PrimitiveExtensions {
  /** Whether an object waits whose shadows are still to be compared. */
  waiting = false;
  /** Bits of the elements that a shadow alone explains, in the object that was compared last. */
  low = 0;
  high = 0;
  /** Values of a list of shadows so far, by the depth of what is in it. */
  readonly counts: Int32Array;
  /** Which of them are null, by the same depth. */
  readonly nullsAt: Int32Array;
  /** By the number of the object they are in: the slot beside, and how many; -1: not a list. */
  readonly #pending: Pending[] = [];
  readonly #holes: Hole[] = [];

  constructor(depths: number) {
    this.counts = new Int32Array(depths);
    this.nullsAt = new Int32Array(depths);
  }

  begin(): void {
    this.#pending.length = 0;
    this.#holes.length = 0;
    this.waiting = false;
  }

  /** Begins a list of shadows. */
  open(depth: number): void {
    this.counts[depth] = 0;
    this.nullsAt[depth] = 0;
  }

  /** Where a null ends that stands in a list of values: a shadow must stand opposite. 0: it is none. */
  hole(buf: Uint8Array, i: number, of: number, slot: number, nth: number): number {
    if (!isNull(buf, i) || nth >= MOST) return 0;
    const last = this.#holes.at(-1);
    if (last?.of === of && last.slot === slot) last.nulls |= 1 << nth;
    else this.#holes.push({ of, slot, nulls: 1 << nth });
    this.waiting = true;
    return i + 4;
  }

  /**
   * Steps over nulls of a list, to an object or the end: gives where it stands, or 0 where it is no list of nulls. Where
   * no null stands, it steps over nothing.
   */
  nulls(buf: Uint8Array, i: number, depth: number): number {
    let at = i;
    while (buf[at] === 0x6e) {
      if (!isNull(buf, at) || this.counts[depth]! >= MOST) return 0;
      this.nullsAt[depth]! |= 1 << this.counts[depth]!;
      this.counts[depth]! += 1;
      at = space(buf, at + 4);
      if (buf[at] === 0x5d) return at;
      if (buf[at] !== 0x2c) return 0;
      at = space(buf, at + 1);
      if (buf[at] !== 0x6e && buf[at] !== 0x7b) return 0;
    }
    return at;
  }

  /** Notes a shadow that has ended; false where it is a second one, or an empty list. */
  note({ targets, many }: Flat, of: number, slot: number, depth: number): boolean {
    const beside = targets[slot]!;
    const count = many[slot] === 1 ? this.counts[depth]! : -1;
    if (count === 0 || this.#pending.some((one) => one.of === of && one.beside === beside)) return false;
    this.#pending.push({ of, slot, beside, count, nulls: this.nullsAt[depth]! });
    this.waiting = true;
    return true;
  }

  /** Whether beside each shadow of an object that ends stands its value, or none is needed. */
  paired(flat: Flat, of: number): boolean {
    const { stamp, count, bound } = flat;
    this.low = this.high = 0;
    for (let last = this.#pending.at(-1); last?.of === of; last = this.#pending.at(-1)) {
      if (stamp[last.beside] !== of) {
        if (bound[last.slot] === 0) return false;
        this.low |= flat.low[last.beside]!;
        this.high |= flat.high[last.beside]!;
      } else if (last.count !== -1 && count[last.beside] !== last.count) return false;
      else if (last.count !== -1 && !this.#opposite(last)) return false;
      this.#pending.pop();
    }
    // A null that has nothing opposite.
    if (this.#holes.at(-1)?.of === of) return false;
    this.waiting = this.#pending.length > 0 || this.#holes.length > 0;
    return true;
  }

  /** Whether no null stands opposite a null: all else in a list of shadows has an extension. */
  #opposite({ of, beside, nulls }: Pending): boolean {
    const at = this.#holes.findIndex((one) => one.of === of && one.slot === beside);
    if (at === -1) return true;
    const [hole] = this.#holes.splice(at, 1);
    return (hole!.nulls & nulls) === 0;
  }
}

const isNull = (buf: Uint8Array, i: number): boolean =>
  buf[i] === 0x6e && buf[i + 1] === 0x75 && buf[i + 2] === 0x6c && buf[i + 3] === 0x6c;
