import { createGunzip } from 'node:zlib';

/** Compressed bytes that are decompressed at a time: they expand at most some thousand times. */
const STEP = 1 << 14;

/**
 * The bytes inside gzip. All bytes before an error are yielded before the error is thrown, however slow the reader is: a
 * Node stream would drop those that it still holds.
 */
export async function* decompressed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 16 });
  const ready: Uint8Array[] = [];
  let failed: unknown;
  gunzip.on('data', (chunk: Uint8Array) => ready.push(chunk));
  gunzip.on('error', (error) => (failed = error));
  let closed = false;
  let release: () => void = () => undefined;
  gunzip.once('close', () => {
    closed = true;
    release();
  });
  // After an error, no callback is called; the close event is the only sign.
  const step = (begin: (done: () => void) => unknown): Promise<void> =>
    new Promise((done) => {
      release = done;
      if (closed) done();
      else begin(done);
    });
  // The next step is decompressed while the reader works on the last one.
  let running = Promise.resolve();
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && failed === undefined; at += STEP) {
        await running;
        const chunks = ready.splice(0);
        running = step((done) => gunzip.write(chunk.subarray(at, at + STEP), () => done()));
        yield* chunks;
      }
      if (failed !== undefined) break;
    }
    await running;
    await step(() => gunzip.end());
    yield* ready;
    if (failed !== undefined) throw failed as Error;
  } finally {
    gunzip.destroy();
  }
}

export const isBadGzip = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
