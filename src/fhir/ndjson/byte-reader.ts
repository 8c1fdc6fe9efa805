/** Reads bytes of a stream in pieces of the length that is wanted. */
export interface ByteReader {
  /** The next byte, which stays; undefined at the end. */
  readonly peek: () => Promise<number | undefined>;
  /** The next bytes: at most `most`, at least one, none at the end. */
  readonly some: (most: number) => Promise<Uint8Array>;
  /** The next `length` bytes; fewer at the end. */
  readonly take: (length: number) => Promise<Uint8Array>;
  /** Puts bytes back in front of the next ones. */
  readonly back: (bytes: Uint8Array) => void;
  readonly close: () => Promise<void>;
}

/** A reader of chunks, each of which stays as it is until all of it was read. */
export const readerOf = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const chunks = source[Symbol.asyncIterator]();
  /** What was read and not taken; the first is next. */
  const held: Uint8Array[] = [];
  const fill = async (): Promise<Uint8Array | undefined> => {
    while (held[0]?.length === 0) held.shift();
    if (held[0] === undefined) {
      let next = await chunks.next();
      while (next.done !== true && next.value.length === 0) next = await chunks.next();
      if (next.done !== true) held.push(next.value);
    }
    return held[0];
  };
  const some = async (most: number): Promise<Uint8Array> => {
    const first = await fill();
    if (first === undefined) return new Uint8Array();
    held[0] = first.subarray(most);
    return first.subarray(0, most);
  };
  return {
    peek: async () => (await fill())?.[0],
    some,
    take: async (length) => {
      const parts: Uint8Array[] = [];
      for (let left = length; left > 0;) {
        const part = await some(left);
        if (part.length === 0) break;
        // A copy: the source may use its memory again.
        parts.push(Uint8Array.from(part));
        left -= part.length;
      }
      return Buffer.concat(parts);
    },
    back: (bytes) => void held.unshift(bytes),
    close: async () => void (await chunks.return?.()),
  };
};
