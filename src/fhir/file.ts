import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { judgePieces } from './parallel.js';
import { buffered, stretches } from './pieces.js';
import { unpacked } from './gzip.js';
import { validateNdjson, type ValidateOptions, type ValidationResult } from './validate.js';

/** How far the reading of a file is. */
export interface FileProgress {
  /** Bytes judged, after decompression. */
  readonly bytes: number;
  /** Bytes of the file that were read. */
  readonly read: number;
  /** Bytes of the file; undefined for a stream. */
  readonly size?: number;
}

export interface FileOptions extends ValidateOptions {
  /** Threads; by default as many as there are cores for a large file, one for a small. The findings are the same. */
  readonly workers?: number;
  readonly onProgress?: (progress: FileProgress) => void;
  /** Bytes of a piece that a worker judges at a time. */
  readonly pieceBytes?: number;
}

/** Bytes from which workers are worth their start. */
const LARGE = 16 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const BUFFER = 4 * 1024 * 1024;
const MOST_WORKERS = 8;

/** Validates NDJSON from a file (gzip by its name or first bytes) or a stream, on as many threads as are worth it. */
export const validateFile = async (
  source: string | AsyncIterable<Uint8Array>,
  options: FileOptions = {},
): Promise<ValidationResult> => {
  if (typeof source !== 'string') return validateStream(source, { read: 0 }, options);
  const handle = await open(source, 'r');
  try {
    const stats = await handle.stat();
    const size = stats.isFile() ? stats.size : undefined;
    const gzip = options.gzip ?? (source.endsWith('.gz') || (size !== undefined && (await isGzip(handle))));
    // Claims shrink to a tenth or less.
    const {
      workers = workersFor(size === undefined ? LARGE : gzip ? size * 10 : size),
      pieceBytes = PIECE,
      onProgress,
    } = options;
    if (gzip || size === undefined || workers === 1) {
      const meter: Meter = { read: 0, ...(size !== undefined && { size }) };
      const stream = createReadStream(source, { highWaterMark: 1 << 18 });
      return await validateStream(stream, meter, { ...options, gzip, workers });
    }
    let bytes = 0;
    const onBytes = (more: number): void => {
      bytes += more;
      onProgress?.({ bytes, read: bytes, size });
    };
    return await judgePieces(stretches({ handle, path: source, size }, pieceBytes), { ...options, workers, onBytes });
  } finally {
    await handle.close();
  }
};

const workersFor = (size: number): number => (size < LARGE ? 1 : Math.min(availableParallelism(), MOST_WORKERS));

const isGzip = async (handle: FileHandle): Promise<boolean> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
};

interface Meter {
  read: number;
  readonly size?: number;
}

const validateStream = async (
  source: AsyncIterable<Uint8Array>,
  meter: Meter,
  { workers = workersFor(LARGE), pieceBytes = BUFFER, onProgress, ...options }: FileOptions,
): Promise<ValidationResult> => {
  let bytes = 0;
  const tell = (more: number): void => {
    bytes += more;
    onProgress?.({ bytes, ...meter });
  };
  const counted = counting(source, (more) => (meter.read += more));
  const plain = await plainly(counted, options.gzip);
  if (workers === 1) return validateNdjson(counting(plain, tell), { ...options, gzip: false });
  const free: ArrayBuffer[] = [];
  const take = (): ArrayBuffer => free.pop() ?? new ArrayBuffer(pieceBytes);
  const onFree = (buffer: ArrayBuffer): void => void free.push(buffer);
  return judgePieces(buffered(plain, { length: pieceBytes, take }), { ...options, workers, onBytes: tell, onFree });
};

/** The bytes of a stream, unpacked where they are said to be gzip or begin like it. */
const plainly = async (source: AsyncGenerator<Uint8Array>, gzip?: boolean): Promise<AsyncIterable<Uint8Array>> => {
  if (gzip !== undefined) return gzip ? unpacked(source) : source;
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = preceded(head, source);
  return head[0] === 0x1f && head[1] === 0x8b ? unpacked(whole) : whole;
};

async function* preceded(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* counting(source: AsyncIterable<Uint8Array>, count: (more: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    count(chunk.length);
    yield chunk;
  }
}
