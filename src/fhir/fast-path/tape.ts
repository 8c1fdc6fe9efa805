/** Entries for which a tape has room before it grows. */
const ROOM = 4096;

/**
 * What the fast path read of a line, in order: three numbers for each value. A primitive: its slot, where it begins, and
 * where it ends. An object: its slot, where it begins, and 0. The end of an object: 0, and where it ends.
 */
export class Tape {
  /** Whether lines are recorded. */
  on = false;
  /** The line has something that the tape does not tell: it says nothing about the line. */
  odd = false;
  /** Numbers on the tape. */
  length = 0;
  entries = new Int32Array(3 * ROOM);

  begin(): void {
    this.length = 0;
    this.odd = false;
  }

  add(slot: number, from: number, to: number): void {
    const at = this.length;
    if (at === this.entries.length) this.#grow();
    const { entries } = this;
    entries[at] = slot;
    entries[at + 1] = from;
    entries[at + 2] = to;
    this.length = at + 3;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.entries.length);
    larger.set(this.entries);
    this.entries = larger;
  }
}
