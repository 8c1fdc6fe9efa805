import { open, type FileHandle } from 'node:fs/promises';
import { decompressed } from './gzip.js';

/** Progress of reading a file. */
export interface FileProgress {
  /** Decompressed bytes that were judged. */
  readonly bytes: number;
  /** Bytes read from the file. */
  readonly read: number;
  /** Size of the file in bytes; undefined for a stream. */
  readonly size?: number;
}

/** Whether a file is gzip, by its first bytes: a name says nothing, since a transfer may have unpacked the content. */
export const isGzip = async (handle: FileHandle): Promise<boolean> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && isGzipHead(buffer);
};

/** The same for a path; undefined for what is not a regular file, whose first bytes can be read only once. */
export const isGzipFile = async (path: string): Promise<boolean | undefined> => {
  const handle = await open(path);
  try {
    return (await handle.stat()).isFile() ? await isGzip(handle) : undefined;
  } finally {
    await handle.close();
  }
};

/** Whether bytes begin like gzip. */
export const isGzipHead = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The bytes of a stream, decompressed if `gzip` says so or they begin like gzip. */
export const plainBytes = async (
  source: AsyncIterable<Uint8Array>,
  gzip?: boolean,
): Promise<AsyncIterable<Uint8Array>> => {
  if (gzip !== undefined) return gzip ? decompressed(source) : source;
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = preceded(head, chunks);
  return isGzipHead(head) ? decompressed(all) : all;
};

/** The rest of a source after bytes that were read already. */
export async function* preceded(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** The same chunks; `count` is called with the length of each before it is yielded. */
export async function* counting(
  source: AsyncIterable<Uint8Array>,
  count: (more: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count(chunk.length);
    yield chunk;
  }
}

/** The same chunks; `onChunk` is called with each before it is yielded. */
export const withListener = (
  source: AsyncIterable<Uint8Array>,
  onChunk: ((chunk: Uint8Array) => void) | undefined,
): AsyncIterable<Uint8Array> => (onChunk === undefined ? source : listening(source, onChunk));

async function* listening(
  source: AsyncIterable<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onChunk(chunk);
    yield chunk;
  }
}

const BLOCK = 1 << 18;

/** The bytes of a file, always in the same buffer: only for readers that keep nothing of a block when they request the next. */
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
 * The same chunks until `signal` is aborted, even while the next one is awaited; then the source is closed. The reader must
 * check the signal to know whether the file ended.
 */
export async function* untilAborted(
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
    // A source may wait for a chunk that never arrives, so its end is not awaited.
    if (signal.aborted && isDestroyable(source)) source.destroy();
    const ended = chunks.return?.();
    if (!signal.aborted) await ended;
    else ended?.catch(() => undefined);
  }
}

const isDestroyable = (source: object): source is { destroy: () => void } =>
  'destroy' in source && typeof source.destroy === 'function';
