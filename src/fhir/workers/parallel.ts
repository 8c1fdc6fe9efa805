import type { Scan } from '../validate/identity.js';
import type { WorkerPool } from './pool.js';
import { type PieceAnswer, type Piece, type PieceOptions, readPiece } from './part.js';
import type { NextPiece } from './pieces.js';
import type { NdjsonValidator } from '../validate/validate.js';

export interface ParallelOptions {
  readonly pool: WorkerPool;
  /** Options for the workers: those of the validator of the file. */
  readonly options: Omit<PieceOptions, 'maxFindings' | 'scan'>;
  /** What is asked about the lines of the next piece. */
  readonly scan?: (() => Scan) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the length of each absorbed piece, in the order of the file. */
  readonly onBytes?: (bytes: number) => void;
  /** Called with the buffer of a judged piece, which can be reused. */
  readonly onFree?: (bytes: SharedArrayBuffer) => void;
}

/**
 * Judges the pieces of a file in a pool and combines the results in the order of the file: the validator ends in the state
 * in which reading the pieces itself would leave it. A part that was judged under a wrong assumption is judged again here.
 * Returns what the source returned; undefined if it was interrupted.
 */
export const judgePieces = async (
  validator: NdjsonValidator,
  source: AsyncGenerator<NextPiece, unknown>,
  { pool, options, scan, signal, onBytes, onFree }: ParallelOptions,
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
    // Each worker has one piece, and one more is ready.
    if (pending.length > pool.size) await settle();
    const asked = { ...options, maxFindings: validator.room, ...(scan !== undefined && { scan: scan() }) };
    pending.push({ piece: next, answer: pool.judge(next, asked) });
  }
  await drain();
  return undefined;
};
