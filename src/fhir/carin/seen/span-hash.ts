/* eslint-disable @typescript-eslint/no-non-null-assertion -- the span is within the buffer */

let of: Uint8Array = new Uint8Array(0);
let view = new DataView(of.buffer);

/** Hashes the bytes from `from` to `to`, four at a time; the two words are in `spanHash.one` and `spanHash.two`. */
export const spanHash: { (buf: Uint8Array, from: number, to: number): void; one: number; two: number } = Object.assign(
  (buf: Uint8Array, from: number, to: number): void => {
    if (of !== buf) {
      of = buf;
      view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
    }
    let one = to - from;
    let two = 0x3c6ef372 ^ one;
    let at = from;
    for (const last = to - 4; at <= last; at += 4) {
      const word = view.getInt32(at, true);
      one = Math.imul(one ^ word, 0x5bd1e995);
      one ^= one >>> 15;
      two = Math.imul(two ^ word, 0x9e3779b1);
      two ^= two >>> 13;
    }
    for (; at < to; at += 1) {
      one = Math.imul(one ^ buf[at]!, 0x5bd1e995);
      one ^= one >>> 15;
      two = Math.imul(two ^ buf[at]!, 0x9e3779b1);
      two ^= two >>> 13;
    }
    spanHash.one = one;
    spanHash.two = two;
  },
  { one: 0, two: 0 },
);
