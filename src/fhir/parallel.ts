import { type Crew, hire } from './crew.js';
import { type Answer, type Piece, readPiece } from './part.js';
import type { Next } from './pieces.js';
import { NdjsonValidator, type ValidateOptions, type ValidationResult } from './validate.js';

export interface ParallelOptions extends Pick<
  ValidateOptions,
  'type' | 'maxFindings' | 'judgeAll' | 'longestLine' | 'signal'
> {
  readonly workers: number;
  /** Hears of each piece that was taken in, in the order of the file. */
  readonly onBytes?: (bytes: number) => void;
  /** Gets back the bytes of a piece that was handed over. */
  readonly onFree?: (bytes: ArrayBuffer) => void;
}

/**
 * Judges the pieces of a file in workers and puts what they find together in the order of the file: the result is
 * what one validator would give. A part that was judged under a wrong assumption is judged again here.
 */
export const judgePieces = async (
  source: AsyncGenerator<Next, unknown>,
  { workers, type, maxFindings, judgeAll, longestLine, signal, onBytes, onFree }: ParallelOptions,
): Promise<ValidationResult> => {
  const options: ValidateOptions = {
    ...(type !== undefined && { type }),
    ...(maxFindings !== undefined && { maxFindings }),
    ...(judgeAll !== undefined && { judgeAll }),
    ...(longestLine !== undefined && { longestLine }),
  };
  const validator = new NdjsonValidator(options);
  const crew: Crew = hire(workers);
  const pending: { piece: Piece; answer: Promise<Answer> }[] = [];

  const settle = async (): Promise<void> => {
    const [first] = pending.splice(0, 1);
    if (first === undefined) return;
    const { part, bytes } = await first.answer;
    const piece = bytes === undefined ? first.piece : { ...first.piece, bytes };
    if (part === undefined || !validator.absorb(part)) readPiece(piece, (chunk) => validator.write(chunk));
    if (bytes !== undefined) onFree?.(bytes);
    onBytes?.(part?.bytes ?? 0);
  };
  const drain = async (): Promise<void> => {
    while (pending.length > 0) await settle();
  };

  try {
    let ended: unknown;
    while (signal?.aborted !== true) {
      const { done, value: next } = await source.next();
      if (done === true) {
        ended = next;
        break;
      }
      const piece = next;
      if ('here' in piece) {
        await drain();
        validator.write(piece.here);
        onBytes?.(piece.here.length);
        continue;
      }
      // Each worker has a piece, and one more lies ready.
      if (pending.length > crew.size) await settle();
      pending.push({ piece, answer: crew.judge(piece, { ...options, maxFindings: validator.room }) });
    }
    await drain();
    return signal?.aborted === true ? validator.stop() : validator.end(ended !== false);
  } finally {
    await crew.dismiss();
  }
};
