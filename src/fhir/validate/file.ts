import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { defaultPoolSize, startWorkerPool } from '../workers/pool.js';
import { judgePieces, type ParallelOptions } from '../workers/parallel.js';
import { buffered, buffersOf, type NextPiece, stretches } from '../workers/pieces.js';
import { judgeSample, type Sample, Sampler } from '../ndjson/sample.js';
import { readResource, validateResource } from './single.js';
import { blocks, counting, type FileProgress, heard, isGzip, plainly, until } from '../ndjson/source.js';
import { isBadGzip } from '../ndjson/gzip.js';
import { NdjsonValidator, validateNdjson, type ValidateOptions, type ValidationResult } from './validate.js';

export interface FileOptions extends ValidateOptions {
  /**
   * Threads; the findings are the same for every number.
   * @default the number of cores, one for a small file
   */
  readonly workers?: number;
  readonly onProgress?: (progress: FileProgress) => void;
  /** Bytes of a piece that a worker judges at a time. */
  readonly pieceBytes?: number;
  /** Judge so many lines only: the first, the last, and others drawn at random. */
  readonly sample?: { readonly size: number; readonly seed: number };
  /** Hears of each chunk of a stream, unpacked, before it is judged; it keeps nothing of it. */
  readonly onChunk?: (chunk: Uint8Array) => void;
}

export interface FileResult extends ValidationResult {
  /** ndjson: a resource a line; resource: one, perhaps spread over lines. */
  readonly form: 'ndjson' | 'resource';
  /** Lines that were judged, where not all were; lines and bytes are those of the whole file then, all else of these. */
  readonly sample?: { readonly judged: number; readonly seed: number };
  /** The reading was ended early by the signal: all is of the lines so far. */
  readonly interrupted?: true;
}

/** Bytes from which workers are worth their start: each loads and warms up for itself, which takes as long as to judge some ten megabytes. */
const LARGE = 64 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const BUFFER = 4 * 1024 * 1024;

/**
 * Validates a file or a stream, gzip by its name or first bytes: NDJSON, on as many threads as are worth it; a file
 * whose name ends in .json may hold one resource instead, spread over lines or not.
 */
export const validateFile = async (
  source: string | AsyncIterable<Uint8Array>,
  options: FileOptions = {},
): Promise<FileResult> => {
  const one = typeof source === 'string' ? await readResource(source, options.longestLine) : undefined;
  if (one !== undefined) return { form: 'resource', ...validateResource(one, options) };
  const early = (): Pick<FileResult, 'interrupted'> => (options.signal?.aborted === true ? { interrupted: true } : {});
  if (options.sample === undefined) {
    const result = await validateLines(source, options);
    return { form: 'ndjson', ...result, ...early() };
  }
  const { seed } = options.sample;
  const sample = await drawSample(source, { ...options, sample: options.sample });
  const validator = new NdjsonValidator(options);
  const judged = judgeSample(validator, sample);
  const ended = options.signal?.aborted === true ? validator.stop() : validator.end(sample.whole);
  const result = { form: 'ndjson' as const, ...ended, ...early() };
  return judged === undefined ? result : { ...result, sample: { judged, seed } };
};

/** The lines of a sample, and whether the file was whole. */
export const drawSample = async (
  source: string | AsyncIterable<Uint8Array>,
  {
    sample: { size, seed },
    gzip,
    longestLine,
    onProgress,
    onChunk,
    signal,
  }: FileOptions & Required<Pick<FileOptions, 'sample'>>,
): Promise<Sample & { readonly whole: boolean }> => {
  const sampler = new Sampler(size, seed, longestLine);
  const total = typeof source === 'string' ? (await stat(source)).size : undefined;
  const meter: Meter = { read: 0, ...(total !== undefined && { size: total }) };
  const stream = typeof source === 'string' ? createReadStream(source, { highWaterMark: 1 << 18 }) : source;
  let bytes = 0;
  const packed = gzip ?? (typeof source === 'string' && source.endsWith('.gz') ? true : undefined);
  try {
    for await (const chunk of await plainly(
      counting(until(stream, signal), (more) => (meter.read += more)),
      packed,
    )) {
      onChunk?.(chunk);
      sampler.write(chunk);
      bytes += chunk.length;
      onProgress?.({ bytes, ...meter });
    }
  } catch (error) {
    if (!isBadGzip(error)) throw error;
    return { ...sampler.end(false), whole: false };
  }
  return { ...sampler.end(signal?.aborted !== true), whole: true };
};

const validateLines = async (
  source: string | AsyncIterable<Uint8Array>,
  options: FileOptions,
): Promise<ValidationResult> => {
  if (typeof source !== 'string') return validateStream(source, { read: 0 }, options);
  const handle = await open(source, 'r');
  try {
    const stats = await handle.stat();
    const size = stats.isFile() ? stats.size : undefined;
    const gzip = options.gzip ?? (size === undefined ? undefined : await isGzip(source, handle));
    // Claims shrink to a tenth or less.
    const {
      workers = workersFor(size === undefined ? LARGE : gzip === true ? size * 10 : size),
      pieceBytes = PIECE,
      onProgress,
    } = options;
    if (gzip === true || size === undefined || workers === 1) {
      const meter: Meter = { read: 0, ...(size !== undefined && { size }) };
      // Who unpacks reads on while it works.
      const stream = gzip === false ? blocks(source) : createReadStream(source, { highWaterMark: 1 << 18 });
      return await validateStream(stream, meter, { ...options, ...(gzip !== undefined && { gzip }), workers });
    }
    let bytes = 0;
    const onBytes = (more: number): void => {
      bytes += more;
      onProgress?.({ bytes, read: bytes, size });
    };
    return await judgeWith(workers, stretches({ handle, path: source, size }, pieceBytes), options, { onBytes });
  } finally {
    await handle.close();
  }
};

const workersFor = (size: number): number => (size < LARGE ? 1 : defaultPoolSize());

interface Meter {
  read: number;
  readonly size?: number;
}

const validateStream = async (
  source: AsyncIterable<Uint8Array>,
  meter: Meter,
  { workers = workersFor(LARGE), pieceBytes = BUFFER, onProgress, onChunk, ...options }: FileOptions,
): Promise<ValidationResult> => {
  let bytes = 0;
  const tell = (more: number): void => {
    bytes += more;
    onProgress?.({ bytes, ...meter });
  };
  const counted = counting(until(source, options.signal), (more) => (meter.read += more));
  const plain = heard(await plainly(counted, options.gzip), onChunk);
  if (workers === 1) return validateNdjson(counting(plain, tell), { ...options, gzip: false });
  const buffers = buffersOf(pieceBytes);
  return judgeWith(workers, buffered(plain, buffers), options, { onBytes: tell, onFree: buffers.giveBack });
};

/** Judges a file in a pool of its own. */
const judgeWith = async (
  workers: number,
  source: AsyncGenerator<NextPiece, unknown>,
  { type, maxFindings, judgeAll, longestLine, signal }: FileOptions,
  hooks: Pick<ParallelOptions, 'onBytes' | 'onFree'>,
): Promise<ValidationResult> => {
  const options = {
    ...(type !== undefined && { type }),
    ...(judgeAll !== undefined && { judgeAll }),
    ...(longestLine !== undefined && { longestLine }),
  };
  const validator = new NdjsonValidator({ ...options, ...(maxFindings !== undefined && { maxFindings }) });
  const pool = startWorkerPool(workers);
  try {
    const ended = await judgePieces(validator, source, { pool, options, signal, ...hooks });
    return signal?.aborted === true ? validator.stop() : validator.end(ended !== false);
  } finally {
    await pool.stop();
  }
};
