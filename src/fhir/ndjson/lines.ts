import { defaultLimits } from '../../model/limits.js';

const NEWLINE = 0x0a;
const NEWLINES = Uint8Array.of(NEWLINE);
/** Longest line that is judged by default, in bytes; a longer one is a finding and is skipped. */
export const LONGEST_LINE = defaultLimits['line-bytes'];

/** A line: the bytes of `within` from `start` up to `end`, where a newline is. */
export interface Line {
  readonly number: number;
  readonly offset: number;
  /** One view for all lines of a chunk, and for no others; undefined if the line is longer than any that is judged. */
  readonly within: Uint8Array | undefined;
  readonly start: number;
  readonly end: number;
}

/** Cuts a stream of bytes into lines, whatever the sizes of its chunks. A line is valid until the next one is given. */
export class LineCutter {
  readonly #give: (line: Line) => void;
  readonly #longest: number;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #number: number;
  bytes = 0;

  /** `before`: number of lines that were given elsewhere. */
  constructor(give: (line: Line) => void, before = 0, longest = LONGEST_LINE) {
    this.#give = give;
    this.#longest = longest;
    this.#number = before;
  }

  /** Skips lines that were read elsewhere; only between two lines. */
  skip(lines: number, bytes: number): void {
    this.#number += lines;
    this.bytes += bytes;
  }

  write(bytes: Uint8Array): void {
    // A buffer may be reused with other bytes.
    const chunk = bytes.subarray();
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      this.#take(chunk, start, at);
      start = at + 1;
    }
    this.bytes += chunk.length;
    if (start === chunk.length) return;
    this.#restLength += chunk.length - start;
    // A line over the limit is not kept: only its length is needed.
    if (this.#restLength <= this.#longest) this.#rest.push(Uint8Array.from(chunk.subarray(start)));
    else this.#rest = [];
  }

  /** Gives the text after the last newline, if there is any. */
  end(): void {
    if (this.#restLength > 0) this.#take(new Uint8Array(0), 0, 0);
  }

  /** Gives a line that ends at `end` of a chunk, and may have begun in an earlier one. */
  #take(chunk: Uint8Array, start: number, end: number): void {
    const rest = this.#rest;
    const length = this.#restLength + end - start;
    const offset = this.bytes + end - length;
    const number = (this.#number += 1);
    const split = this.#restLength > 0;
    this.#rest = [];
    this.#restLength = 0;
    if (length > this.#longest) this.#give({ number, offset, within: undefined, start: 0, end: 0 });
    else if (!split) this.#give({ number, offset, within: chunk, start, end });
    else {
      const joined = Buffer.concat([...rest, chunk.subarray(start, end), NEWLINES], length + 1);
      this.#give({ number, offset, within: joined, start: 0, end: length });
    }
  }
}

/** Whether a file begins as UTF-16: with its byte order mark, or with a brace and a zero byte. */
export const isUtf16 = (bytes: Uint8Array, start = 0): boolean => {
  const [one, two] = [bytes[start], bytes[start + 1]];
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) return true;
  return (one === 0x7b && two === 0) || (one === 0 && two === 0x7b);
};
