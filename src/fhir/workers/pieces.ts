import type { FileHandle } from 'node:fs/promises';
import type { Piece } from './part.js';
import { isBadGzip } from '../ndjson/gzip.js';

const NEWLINE = 0x0a;
const READ = 1 << 16;

/** The next part of a file: a piece for a worker, or bytes that only the validator of the file can judge. */
export type NextPiece = Piece | { readonly here: Uint8Array };

/** An uncompressed file: its first line, which may be more than one line, and stretches that end with a newline. */
export async function* stretches(
  { handle, path, size }: { handle: FileHandle; path: string; size: number },
  length: number,
): AsyncGenerator<NextPiece> {
  let from = await afterNewline(handle, 0, size);
  for (let at = 0; at < from;) {
    const buffer = Buffer.allocUnsafe(Math.min(READ, from - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    yield { here: buffer.subarray(0, bytesRead) };
    at += bytesRead;
  }
  while (from < size) {
    const to = size - from <= length ? size : await afterNewline(handle, from + length - 1, size);
    yield { path, from, to };
    from = to;
  }
}

/** The beginning of the next line after a place; the end of the file if there is none. */
const afterNewline = async (handle: FileHandle, place: number, size: number): Promise<number> => {
  const buffer = Buffer.allocUnsafe(READ);
  for (let at = place; at < size;) {
    const { bytesRead } = await handle.read(buffer, 0, READ, at);
    if (bytesRead === 0) return size;
    const found = buffer.subarray(0, bytesRead).indexOf(NEWLINE);
    if (found !== -1) return Math.min(size, at + found + 1);
    at += bytesRead;
  }
  return size;
};

/** Buffers that workers use and return. */
interface Buffers {
  readonly length: number;
  readonly take: () => SharedArrayBuffer;
  readonly giveBack: (buffer: SharedArrayBuffer) => void;
}

export const buffersOf = (length: number): Buffers => {
  const unused: SharedArrayBuffer[] = [];
  return {
    length,
    take: () => unused.pop() ?? new SharedArrayBuffer(length),
    giveBack: (buffer) => void unused.push(buffer),
  };
};

/**
 * A stream: the bytes before its first newline, buffers cut at a newline, and the bytes after the last one. A line longer
 * than a buffer is passed on in its chunks. Returns whether the stream ended without an error.
 */
export async function* buffered(
  source: AsyncIterable<Uint8Array>,
  { length, take }: Pick<Buffers, 'length' | 'take'>,
): AsyncGenerator<NextPiece, boolean> {
  let buffer = new Uint8Array(take());
  let filled = 0;
  let inLine = true;
  let complete = true;
  try {
    for await (const chunk of source) {
      let rest = chunk;
      while (rest.length > 0) {
        if (inLine) {
          const end = rest.indexOf(NEWLINE) + 1;
          const go = end === 0 ? rest.length : end;
          yield { here: rest.subarray(0, go) };
          rest = rest.subarray(go);
          inLine = end === 0;
          continue;
        }
        const more = Math.min(rest.length, length - filled);
        buffer.set(rest.subarray(0, more), filled);
        filled += more;
        rest = rest.subarray(more);
        if (filled < length) continue;
        const cut = buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
        if (cut === 0) {
          yield { here: buffer.slice(0, filled) };
          inLine = true;
          filled = 0;
          continue;
        }
        const tail = buffer.slice(cut, filled);
        yield { bytes: buffer.buffer, length: cut };
        buffer = new Uint8Array(take());
        buffer.set(tail);
        filled = tail.length;
      }
    }
  } catch (error) {
    // A stream that is not gzip, or ends inside it, is a finding about the data.
    if (!isBadGzip(error)) throw error;
    complete = false;
  }
  const cut = filled === 0 ? 0 : buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
  const tail = buffer.slice(cut, filled);
  if (cut > 0) yield { bytes: buffer.buffer, length: cut };
  if (tail.length > 0) yield { here: tail };
  return complete;
}
