import { FastPathReader } from './pass.js';
import type { Sighting } from '../validate/finding.js';
import type { ResourceIdentity } from '../validate/resource-identity.js';
import { tables } from '../definitions/tables.js';

/** Lines in a row that the pass was unsure of before it is asked more seldom. */
const PATIENCE = 16;
/** Of how many lines it is then asked about one. */
const SELDOM = 16;

const passes = new Map<string | undefined, FastPathReader>();

/** To compile the tables of a type takes as long as to read a megabyte, and a pass keeps nothing between two lines. */
const passOf = (type: string | undefined): FastPathReader => {
  const known = passes.get(type);
  if (known !== undefined) return known;
  const made = new FastPathReader(type);
  // A server can name any number of types that are none.
  if (type === undefined || tables().isResource(type)) passes.set(type, made);
  return made;
};

/** Asks the byte pass while that pays: where lines after lines go to the judge, their pass is lost time. */
export class FastPath {
  readonly #pass: FastPathReader | undefined;
  #unsure = 0;

  constructor(type: string | undefined, off: boolean) {
    this.#pass = off ? undefined : passOf(type);
  }

  /** What the judge would say against the line that was let through last, and its type. */
  get noted(): readonly Sighting[] {
    return this.#pass?.noted ?? [];
  }
  get type(): string {
    return this.#pass?.type ?? '';
  }

  /** What tells the resource from others that was let through last, out of the bytes that it stood in. */
  whose(buf: Uint8Array): ResourceIdentity {
    return this.#pass?.whose(buf) ?? {};
  }

  /** Whether the judge need not see a line. */
  lets(buf: Uint8Array, start: number, end: number): boolean {
    if (this.#pass === undefined) return false;
    if (this.#unsure >= PATIENCE && (this.#unsure - PATIENCE) % SELDOM !== 0) {
      this.#unsure += 1;
      return false;
    }
    const sure = this.#pass.sure(buf, start, end);
    this.#unsure = sure ? 0 : this.#unsure + 1;
    return sure;
  }
}
