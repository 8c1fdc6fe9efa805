/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the fast path */
import { space } from './scan.js';
import type { Flat } from './flat.js';

interface Pending {
  readonly of: number;
  readonly slot: number;
  readonly value: number;
  readonly count: number;
  /** Bit mask of the nulls. */
  readonly nulls: number;
}

/** The nulls in a list of values of an object. */
interface Hole {
  readonly of: number;
  readonly slot: number;
  nulls: number;
}

/** Values of a list that have a bit; if a null comes after them, the line goes to the judge. */
const MOST = 31;

/** Primitive extensions (`_x`): next to a value, opposite a null in a list, or alone if that is certainly allowed. */
export class PrimitiveExtensions {
  /** Whether an object has extensions that must still be compared with its values. */
  waiting = false;
  /** Bits of the elements that have only an extension, in the object compared last. */
  low = 0;
  high = 0;
  /** Number of values in a list of extensions so far, by the depth of its members. */
  readonly counts: Int32Array;
  /** Bit mask of the nulls among them, by the same depth. */
  readonly nullsAt: Int32Array;
  /** By the number of the containing object: the slot of the value, and the count; -1: not a list. */
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

  /** Begins a list of extensions. */
  open(depth: number): void {
    this.counts[depth] = 0;
    this.nullsAt[depth] = 0;
  }

  /** The end of a null in a list of values, which needs an extension opposite. 0: it is not a null. */
  hole(buf: Uint8Array, i: number, of: number, slot: number, nth: number): number {
    if (!isNull(buf, i) || nth >= MOST) return 0;
    const last = this.#holes.at(-1);
    if (last?.of === of && last.slot === slot) last.nulls |= 1 << nth;
    else this.#holes.push({ of, slot, nulls: 1 << nth });
    this.waiting = true;
    return i + 4;
  }

  /**
   * Skips nulls of a list up to an object or the end of the list: returns where that is, or 0 if it is not a list of nulls.
   * If there is no null, it skips nothing.
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

  /** Notes an extension that has ended; false if it is the second one of an element, or an empty list. */
  note({ targets, many }: Flat, of: number, slot: number, depth: number): boolean {
    const value = targets[slot]!;
    const count = many[slot] === 1 ? this.counts[depth]! : -1;
    if (count === 0 || this.#pending.some((one) => one.of === of && one.value === value)) return false;
    this.#pending.push({ of, slot, value, count, nulls: this.nullsAt[depth]! });
    this.waiting = true;
    return true;
  }

  /** Whether each extension of an object that ends has its value, or needs none. */
  paired(flat: Flat, of: number): boolean {
    const { stamp, count, bound } = flat;
    this.low = this.high = 0;
    for (let last = this.#pending.at(-1); last?.of === of; last = this.#pending.at(-1)) {
      if (stamp[last.value] !== of) {
        if (bound[last.slot] === 0) return false;
        this.low |= flat.low[last.value]!;
        this.high |= flat.high[last.value]!;
      } else if (last.count !== -1 && count[last.value] !== last.count) return false;
      else if (last.count !== -1 && !this.#opposite(last)) return false;
      this.#pending.pop();
    }
    // A null with nothing opposite.
    if (this.#holes.at(-1)?.of === of) return false;
    this.waiting = this.#pending.length > 0 || this.#holes.length > 0;
    return true;
  }

  /** Whether no null is opposite a null: every other member of a list of extensions has an extension. */
  #opposite({ of, value, nulls }: Pending): boolean {
    const at = this.#holes.findIndex((one) => one.of === of && one.slot === value);
    if (at === -1) return true;
    const [hole] = this.#holes.splice(at, 1);
    return (hole!.nulls & nulls) === 0;
  }
}

const isNull = (buf: Uint8Array, i: number): boolean =>
  buf[i] === 0x6e && buf[i + 1] === 0x75 && buf[i + 2] === 0x6c && buf[i + 3] === 0x6c;
