import { LONGEST_LINE } from './ndjson.js';

const NEWLINE = 0x0a;

/** A line without its newline; `bytes` undefined where it is longer than any that is judged. */
export interface Line {
  readonly number: number;
  readonly offset: number;
  readonly bytes: Buffer | undefined;
}

/** Cuts a stream of bytes into lines, whatever the sizes of its chunks. A line is good until the next is given. */
export class LineCutter {
  readonly #give: (line: Line) => void;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #number: number;
  bytes = 0;

  /** `before`: lines that were given elsewhere. */
  constructor(give: (line: Line) => void, before = 0) {
    this.#give = give;
    this.#number = before;
  }

  /** Passes over lines that were read elsewhere; only between two lines. */
  skip(lines: number, bytes: number): void {
    this.#number += lines;
    this.bytes += bytes;
  }

  write(chunk: Uint8Array): void {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      this.#take(chunk.subarray(start, at), this.bytes + at);
      start = at + 1;
    }
    this.bytes += chunk.length;
    if (start === chunk.length) return;
    this.#restLength += chunk.length - start;
    // A line over the bound is not kept: its length alone is needed to say so.
    if (this.#restLength <= LONGEST_LINE) this.#rest.push(Uint8Array.from(chunk.subarray(start)));
    else this.#rest = [];
  }

  /** Gives what stands after the last newline, if anything does. */
  end(): void {
    if (this.#restLength > 0) this.#take(new Uint8Array(0), this.bytes);
  }

  #take(tail: Uint8Array, end: number): void {
    const length = this.#restLength + tail.length;
    this.#number += 1;
    const whole = this.#rest.length === 0 ? tail : Buffer.concat([...this.#rest, tail], length);
    const bytes = length > LONGEST_LINE ? undefined : Buffer.from(whole.buffer, whole.byteOffset, length);
    this.#rest = [];
    this.#restLength = 0;
    this.#give({ number: this.#number, offset: end - length, bytes });
  }
}
