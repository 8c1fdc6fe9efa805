import { BytePass } from './byte-pass.js';
import type { Sighting } from './finding.js';
import type { Whose } from './whose.js';

/** Lines in a row that the pass was unsure of before it is asked more seldom. */
const PATIENCE = 16;
/** Of how many lines it is then asked about one. */
const SELDOM = 16;

/** Asks the byte pass while that pays: where lines after lines go to the judge, their pass is lost time. */
export class Doorman {
  readonly #pass: BytePass | undefined;
  #unsure = 0;

  constructor(type: string | undefined, off: boolean) {
    this.#pass = off ? undefined : new BytePass(type);
  }

  /** What the judge would say against the line that was let through last, and its type. */
  get noted(): readonly Sighting[] {
    return this.#pass?.noted ?? [];
  }
  get type(): string {
    return this.#pass?.type ?? '';
  }

  /** What tells the resource from others that was let through last, out of the bytes that it stood in. */
  whose(buf: Uint8Array): Whose {
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
