import type { WorkerPool } from './pool.js';
import { type PieceAnswer, type Piece, type PieceOptions, readPiece } from './part.js';
import type { NextPiece } from './pieces.js';
import type { NdjsonValidator } from '../validate/validate.js';

export interface ParallelOptions {
  readonly pool: WorkerPool;
  /** How the pool is to judge; as the validator of the whole does. */
  readonly options: Omit<PieceOptions, 'maxFindings'>;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each piece that was taken in, in the order of the file. */
  readonly onBytes?: (bytes: number) => void;
  /** Gets back the bytes of a piece that was judged. */
  readonly onFree?: (bytes: SharedArrayBuffer) => void;
}

/**
 * Judges the pieces of a file in a pool and puts what they find together in the order of the file: the validator is
 * where it would be had it read them itself. A part that was judged under a wrong assumption is judged again here.
 * Returns what the source returned; undefined where it was interrupted.
 */
export const judgePieces = async (
  validator: NdjsonValidator,
  source: AsyncGenerator<NextPiece, unknown>,
  { pool, options, signal, onBytes, onFree }: ParallelOptions,
): Promise<unknown> => {
  const pending: { piece: Piece; answer: Promise<PieceAnswer> }[] = [];

  const settle = async (): Promise<void> => {
    const [first] = pending.splice(0, 1);
    if (first === undefined) return;
    const { part } = await first.answer;
    const { piece } = first;
    if (part === undefined || !validator.absorb(part)) readPiece(piece, (chunk) => validator.write(chunk));
    if ('bytes' in piece) onFree?.(piece.bytes);
    onBytes?.(part?.bytes ?? 0);
  };
  const drain = async (): Promise<void> => {
    while (pending.length > 0) await settle();
  };

  while (signal?.aborted !== true) {
    const { done, value: next } = await source.next();
    if (done === true) {
      await drain();
      return next;
    }
    if ('here' in next) {
      await drain();
      validator.write(next.here);
      onBytes?.(next.here.length);
      continue;
    }
    // Each worker has a piece, and one more lies ready.
    if (pending.length > pool.size) await settle();
    pending.push({ piece: next, answer: pool.judge(next, { ...options, maxFindings: validator.room }) });
  }
  await drain();
  return undefined;
};
