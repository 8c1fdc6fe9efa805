import type { Scan } from '../validate/identity.js';
import type { WorkerPool } from './pool.js';
import { isBadGzip } from '../ndjson/gzip.js';
import { judgePieces } from './parallel.js';
import type { PieceOptions } from './part.js';
import { buffered, buffersOf } from './pieces.js';
import type { NdjsonValidator } from '../validate/validate.js';

export interface StreamOptions {
  /** Workers for the rest of a long stream; requested once it is known to be long. */
  readonly pool: () => WorkerPool;
  /** Options for the workers: those of the validator. */
  readonly options: Omit<PieceOptions, 'maxFindings' | 'scan'>;
  /** What is asked about the lines of the next piece. */
  readonly scan?: () => Scan;
  /** Bytes that are judged in this thread first. */
  readonly alone?: number;
  /** Bytes of a piece that a worker judges at a time. */
  readonly pieceBytes?: number;
}

/** Starting a pool takes as long as judging some ten megabytes. */
const ALONE = 16 * 1024 * 1024;
/** Several streams may be read in parallel, each with several pieces in progress. */
const PIECE = 1024 * 1024;

/**
 * Reads a stream of NDJSON with a validator: the beginning in this thread, the rest in a pool. False: the stream is not
 * gzip, or ends inside it, and only the bytes before that were read. The caller ends the file.
 */
export const readStream = async (
  validator: NdjsonValidator,
  source: AsyncIterable<Uint8Array>,
  { pool, options, scan, alone = ALONE, pieceBytes = PIECE }: StreamOptions,
): Promise<boolean> => {
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (let bytes = 0; bytes < alone;) {
      const next = await chunks.next();
      if (next.done === true) return true;
      validator.write(next.value);
      bytes += next.value.length;
    }
  } catch (error) {
    if (!isBadGzip(error)) throw error;
    return false;
  }
  const buffers = buffersOf(pieceBytes);
  const rest = { [Symbol.asyncIterator]: () => chunks };
  const ended = await judgePieces(validator, buffered(rest, buffers), {
    pool: pool(),
    options,
    scan,
    onFree: buffers.giveBack,
  });
  return ended !== false;
};
