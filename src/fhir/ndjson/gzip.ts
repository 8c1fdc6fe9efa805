import { crc32, createInflateRaw } from 'node:zlib';
import { type ByteReader, readerOf } from './byte-reader.js';

/** Compressed bytes that are decompressed at a time: they expand at most some thousand times. */
const STEP = 1 << 14;

/**
 * The bytes inside gzip, which may have several members and zeros after them (RFC 1952). All bytes before an error are yielded
 * before the error is thrown, however slow the reader is, also those before bytes that are not gzip: Node's own decompressor
 * drops what it decompressed in the step in which it meets them. isBadGzip tells the error.
 */
export async function* decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = readerOf(source);
  try {
    await skipHeader(reader);
    do yield* member(reader);
    while (await begins(reader));
  } finally {
    await reader.close();
  }
}

export const isBadGzip = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');

const badGzip = (message: string): Error => Object.assign(new Error(message), { code: 'Z_DATA_ERROR' });

/** Whether another member begins, whose header is skipped. Zeros may follow the last one, and nothing else. */
const begins = async (reader: ByteReader): Promise<boolean> => {
  let next = await reader.peek();
  if (next === 0) while (next === 0) next = await skipped(reader);
  else if (next === 0x1f) {
    await skipHeader(reader);
    return true;
  }
  if (next !== undefined) throw badGzip('bytes that are not gzip follow the compressed data');
  return false;
};

const skipped = async (reader: ByteReader): Promise<number | undefined> => {
  await reader.take(1);
  return reader.peek();
};

/** Names of the flags of a header (RFC 1952, 2.3.1). */
const [HEADER_CRC, EXTRA, NAME, COMMENT, RESERVED] = [2, 4, 8, 16, 224] as const;

const skipHeader = async (reader: ByteReader): Promise<void> => {
  const head = await taken(reader, 10);
  const flags = head[3] ?? 0;
  if (head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8 || (flags & RESERVED) !== 0)
    throw badGzip('it has no gzip header');
  if ((flags & EXTRA) !== 0) await taken(reader, Buffer.from(await taken(reader, 2)).readUInt16LE());
  for (const text of [NAME, COMMENT]) if ((flags & text) !== 0) while ((await taken(reader, 1))[0] !== 0);
  if ((flags & HEADER_CRC) !== 0) await taken(reader, 2);
};

const taken = async (reader: ByteReader, length: number): Promise<Uint8Array> => {
  const bytes = await reader.take(length);
  if (bytes.length < length) throw badGzip('it ends inside its compressed data');
  return bytes;
};

/** The bytes of one member behind its header. */
async function* member(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: 1 << 16 });
  const ready: Uint8Array[] = [];
  const state: { over: boolean; failed?: unknown } = { over: false };
  let release: () => void = () => undefined;
  inflate.on('data', (chunk: Uint8Array) => ready.push(chunk));
  inflate.on('error', (error) => (state.failed = error));
  // After the end of the data, and after an error, the callback of a step is not called; these events are the only sign.
  for (const sign of ['end', 'close'] as const)
    inflate.once(sign, () => {
      state.over = true;
      release();
    });
  const step = (begin: (done: () => void) => unknown): Promise<void> =>
    new Promise((done) => {
      release = done;
      if (state.over) done();
      else begin(done);
    });
  let crc = 0;
  let length = 0;
  const counted = (chunks: readonly Uint8Array[]): readonly Uint8Array[] => {
    for (const chunk of chunks) {
      crc = crc32(chunk, crc);
      length += chunk.length;
    }
    return chunks;
  };
  // The next step is decompressed while the reader works on the last one.
  let running = Promise.resolve();
  let fed = 0;
  let last: Uint8Array = new Uint8Array();
  try {
    for (;;) {
      const bytes = await reader.some(STEP);
      await running;
      if (state.over || bytes.length === 0) {
        reader.back(bytes);
        break;
      }
      const chunks = ready.splice(0);
      fed += bytes.length;
      last = bytes;
      running = step((done) => inflate.write(bytes, () => done()));
      yield* counted(chunks);
    }
    if (!state.over) await step(() => inflate.end());
    yield* counted(ready.splice(0));
    if (state.failed !== undefined) throw state.failed as Error;
    // What the decompressor left of the last step belongs to what follows.
    reader.back(last.subarray(last.length - (fed - inflate.bytesWritten)));
  } finally {
    inflate.destroy();
  }
  const trailer = Buffer.from(await taken(reader, 8));
  if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== length % 2 ** 32)
    throw badGzip('its content is not what it was when it was compressed');
}
