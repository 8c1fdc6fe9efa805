import { createGunzip } from 'node:zlib';

/** Compressed bytes that are unpacked at a time: they grow to some thousand times as many at most. */
const BITE = 1 << 14;

/**
 * The bytes inside gzip. What stands before a fault comes out whole before the fault is thrown, whatever the pace of
 * the reader: a stream of Node would drop what it still holds.
 */
export async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
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
  // After a fault nothing calls back: its end does.
  const step = (begin: (done: () => void) => unknown): Promise<void> =>
    new Promise((done) => {
      release = done;
      if (closed) done();
      else begin(done);
    });
  // The next bite is unpacked while the reader works on the last one.
  let running = Promise.resolve();
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && failed === undefined; at += BITE) {
        await running;
        const bites = ready.splice(0);
        running = step((done) => gunzip.write(chunk.subarray(at, at + BITE), () => done()));
        yield* bites;
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
