import { open, type FileHandle } from 'node:fs/promises';
import { unpacked } from './gzip.js';

/** How far the reading of a file is. */
export interface FileProgress {
  /** Bytes judged, after decompression. */
  readonly bytes: number;
  /** Bytes of the file that were read. */
  readonly read: number;
  /** Bytes of the file; undefined for a stream. */
  readonly size?: number;
}

/** Whether a file is gzip, by its name or its first bytes. */
export const isGzip = async (path: string, handle: FileHandle): Promise<boolean> => {
  if (path.endsWith('.gz')) return true;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && hasMark(buffer);
};

const hasMark = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The bytes of a stream, unpacked where they are said to be gzip or begin like it. */
export const plainly = async (
  source: AsyncIterable<Uint8Array>,
  gzip?: boolean,
): Promise<AsyncIterable<Uint8Array>> => {
  if (gzip !== undefined) return gzip ? unpacked(source) : source;
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = preceded(head, chunks);
  return hasMark(head) ? unpacked(whole) : whole;
};

async function* preceded(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** The same chunks; `count` hears of each before it is given. */
export async function* counting(
  source: AsyncIterable<Uint8Array>,
  count: (more: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count(chunk.length);
    yield chunk;
  }
}

/** The same chunks; `hear` hears each before it is given. */
export const heard = (
  source: AsyncIterable<Uint8Array>,
  hear: ((chunk: Uint8Array) => void) | undefined,
): AsyncIterable<Uint8Array> => (hear === undefined ? source : told(source, hear));

async function* told(source: AsyncIterable<Uint8Array>, hear: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hear(chunk);
    yield chunk;
  }
}

const BLOCK = 1 << 18;

/** The bytes of a file, in one buffer again and again: only for who keeps nothing of a block once it asks for the next. */
export async function* blocks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    const block = Buffer.allocUnsafeSlow(BLOCK);
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, BLOCK, null);
      if (bytesRead === 0) return;
      yield block.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * The same chunks until `signal` is aborted, also while the next one is waited for; then the source is let go. Whoever
 * reads must ask the signal whether the end was the end.
 */
export async function* until(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (signal === undefined) {
    yield* source;
    return;
  }
  const chunks = source[Symbol.asyncIterator]();
  let wake: () => void = () => undefined;
  const listen = (): void => wake();
  signal.addEventListener('abort', listen);
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<Uint8Array> | undefined>((done, failed) => {
        wake = () => done(undefined);
        chunks.next().then(done, failed);
      });
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', listen);
    // Whoever waits for a chunk that never comes cannot be waited for.
    if (signal.aborted && isDestroyable(source)) source.destroy();
    const ended = chunks.return?.();
    if (!signal.aborted) await ended;
    else ended?.catch(() => undefined);
  }
}

const isDestroyable = (source: object): source is { destroy: () => void } =>
  'destroy' in source && typeof source.destroy === 'function';
