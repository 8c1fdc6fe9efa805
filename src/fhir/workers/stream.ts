import type { WorkerPool } from './pool.js';
import { isBadGzip } from '../ndjson/gzip.js';
import { judgePieces } from './parallel.js';
import type { PieceOptions } from './part.js';
import { buffered, buffersOf } from './pieces.js';
import type { NdjsonValidator } from '../validate/validate.js';

export interface StreamOptions {
  /** Workers to go on with where a stream is long; asked for once that is known. */
  readonly pool: () => WorkerPool;
  /** How they are to judge; as the validator does. */
  readonly options: Omit<PieceOptions, 'maxFindings'>;
  /** Bytes that are judged in this thread first. */
  readonly alone?: number;
  /** Bytes of a piece that a worker judges at a time. */
  readonly pieceBytes?: number;
}

/** A pool loads and warms up for itself, which takes as long as to judge some ten megabytes. */
const ALONE = 16 * 1024 * 1024;
/** Several streams may be read beside each other, each with some pieces under way. */
const PIECE = 1024 * 1024;

/**
 * Has a validator read a stream of NDJSON: the beginning in this thread, what follows in a pool. False: the stream is
 * no gzip, or ends inside one, and only what stands before that was read. The end of the file is the caller's to tell.
 */
export const readStream = async (
  validator: NdjsonValidator,
  source: AsyncIterable<Uint8Array>,
  { pool, options, alone = ALONE, pieceBytes = PIECE }: StreamOptions,
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
    onFree: buffers.giveBack,
  });
  return ended !== false;
};
