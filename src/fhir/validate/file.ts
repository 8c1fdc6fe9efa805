import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { defaultPoolSize, startWorkerPool } from '../workers/pool.js';
import { judgePieces, type ParallelOptions } from '../workers/parallel.js';
import { buffered, buffersOf, type NextPiece, stretches } from '../workers/pieces.js';
import { judgeSample, type Sample, Sampler } from '../ndjson/sample.js';
import { readResource, validateResource } from './single.js';
import {
  blocks,
  counting,
  type FileProgress,
  withListener,
  isGzip,
  plainBytes,
  untilAborted,
} from '../ndjson/source.js';
import { isBadGzip } from '../ndjson/gzip.js';
import { RELEASES } from '../definitions/release.js';
import { recognized } from './recognize.js';
import { validateNdjson } from './ndjson.js';
import { NdjsonValidator, type ValidateOptions, type ValidationResult } from './validate.js';

export interface FileOptions extends ValidateOptions {
  /**
   * Threads; the findings are the same for every number.
   * @default the number of cores, one for a small file
   */
  readonly workers?: number;
  readonly onProgress?: (progress: FileProgress) => void;
  /** Bytes that a worker judges at a time. */
  readonly pieceBytes?: number;
  /** Judge only this many lines: the first, the last, and others drawn at random. */
  readonly sample?: { readonly size: number; readonly seed: number };
  /** Called with each decompressed chunk of a stream before it is judged; it must not keep it. */
  readonly onChunk?: (chunk: Uint8Array) => void;
}

export interface FileResult extends ValidationResult {
  /** ndjson: one resource per line; resource: a single one, on one or several lines. */
  readonly form: 'ndjson' | 'resource';
  /** The version of FHIR that was judged against. */
  readonly fhirVersion: string;
  /** If only a sample was judged: `lines` and `bytes` are then those of the complete file, everything else is of the sample. */
  readonly sample?: { readonly judged: number; readonly seed: number };
  /** The signal ended the reading early: the result is that of the lines so far. */
  readonly interrupted?: true;
}

/** Size from which workers pay off, in bytes: starting them takes as long as judging some ten megabytes. */
const LARGE = 64 * 1024 * 1024;
const PIECE = 8 * 1024 * 1024;
const BUFFER = 4 * 1024 * 1024;

/**
 * Validates a file or a stream; gzip is recognized by the first bytes. NDJSON is judged with as many threads as
 * pay off; a file whose name ends in .json may contain a single resource instead, on one or several lines.
 */
export const validateFile = async (
  from: string | AsyncIterable<Uint8Array>,
  given: FileOptions = {},
): Promise<FileResult> => {
  const { fhir = given.carin === true ? 'r4' : 'auto' } = given;
  const { source, fhir: release } = fhir === 'auto' ? await recognized(from, given.signal) : { source: from, fhir };
  const options = { ...given, fhir: release };
  const { version: fhirVersion } = RELEASES[release];
  const one = typeof source === 'string' ? await readResource(source, options.longestLine) : undefined;
  if (one !== undefined) return { form: 'resource', fhirVersion, ...validateResource(one, options) };
  const early = (): Pick<FileResult, 'interrupted'> => (options.signal?.aborted === true ? { interrupted: true } : {});
  if (options.signal?.aborted === true && typeof source !== 'string')
    return { form: 'ndjson', fhirVersion, ...(await judgeBegun(source, options)), ...early() };
  if (options.sample === undefined) {
    const result = await validateLines(source, options);
    return { form: 'ndjson', fhirVersion, ...result, ...early() };
  }
  const { seed } = options.sample;
  const sample = await drawSample(source, { ...options, sample: options.sample });
  const validator = new NdjsonValidator({ recognizeRelease: true, repeatedIds: true, ...options });
  const judged = judgeSample(validator, sample);
  const ended = options.signal?.aborted === true ? validator.stop() : validator.end(sample.complete);
  const result = { form: 'ndjson' as const, fhirVersion, ...ended, ...early() };
  return judged === undefined ? result : { ...result, sample: { judged, seed } };
};

/** Judges what was read of a stream before it was interrupted. */
const judgeBegun = async (
  source: AsyncIterable<Uint8Array>,
  { gzip, onChunk, ...options }: FileOptions,
): Promise<ValidationResult> => {
  const validator = new NdjsonValidator({ recognizeRelease: true, ...options });
  try {
    for await (const chunk of withListener(await plainBytes(source, gzip), onChunk)) validator.write(chunk);
  } catch (error) {
    if (!isBadGzip(error)) throw error;
  }
  return validator.stop();
};

/** The lines of a sample, and whether the file was complete. */
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
): Promise<Sample & { readonly complete: boolean }> => {
  const sampler = new Sampler(size, seed, longestLine);
  const total = typeof source === 'string' ? (await stat(source)).size : undefined;
  const meter: Meter = { read: 0, ...(total !== undefined && { size: total }) };
  const stream = typeof source === 'string' ? createReadStream(source, { highWaterMark: 1 << 18 }) : source;
  let bytes = 0;
  try {
    for await (const chunk of await plainBytes(
      counting(untilAborted(stream, signal), (more) => (meter.read += more)),
      gzip,
    )) {
      onChunk?.(chunk);
      sampler.write(chunk);
      bytes += chunk.length;
      onProgress?.({ bytes, ...meter });
    }
  } catch (error) {
    if (!isBadGzip(error)) throw error;
    return { ...sampler.end(false), complete: false };
  }
  return { ...sampler.end(signal?.aborted !== true), complete: true };
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
    const gzip = options.gzip ?? (size === undefined ? undefined : await isGzip(handle));
    // Claims compress to a tenth of their size or less.
    const {
      workers = workersFor(size === undefined ? LARGE : gzip === true ? size * 10 : size),
      pieceBytes = PIECE,
      onProgress,
    } = options;
    if (gzip === true || size === undefined || workers === 1) {
      const meter: Meter = { read: 0, ...(size !== undefined && { size }) };
      // Decompression reads ahead, so it needs buffers that are not reused.
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
  const onBytes = (more: number): void => {
    bytes += more;
    onProgress?.({ bytes, ...meter });
  };
  const counted = counting(untilAborted(source, options.signal), (more) => (meter.read += more));
  const plain = withListener(await plainBytes(counted, options.gzip), onChunk);
  if (workers === 1) return validateNdjson(counting(plain, onBytes), { ...options, gzip: false });
  const buffers = buffersOf(pieceBytes);
  return judgeWith(workers, buffered(plain, buffers), options, { onBytes: onBytes, onFree: buffers.giveBack });
};

/** Judges a file with a pool of its own. */
const judgeWith = async (
  workers: number,
  source: AsyncGenerator<NextPiece, unknown>,
  {
    type,
    maxFindings,
    judgeAll,
    longestLine,
    fhir,
    carin,
    recognizeRelease = true,
    repeatedIds = true,
    signal,
  }: FileOptions,
  hooks: Pick<ParallelOptions, 'onBytes' | 'onFree'>,
): Promise<ValidationResult> => {
  const options = {
    ...{ recognizeRelease, repeatedIds },
    ...(type !== undefined && { type }),
    ...(fhir !== undefined && { fhir }),
    ...(carin !== undefined && { carin }),
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
