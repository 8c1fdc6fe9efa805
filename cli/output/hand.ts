import { CannotJudge } from '../../src/model/index.js';
import type { Sink } from '../io.js';
import type { Destination } from './files.js';

/** A text that is ready, and where it goes. */
export interface Rendered {
  readonly text: string;
  readonly to: Destination | Sink;
}

/** Hands every text over; when one cannot be written, the others still are, and what failed is thrown at the end. */
export const writeTexts = (all: readonly Rendered[]): void => {
  const failed = all.flatMap(({ text, to }) => {
    try {
      to.write(text);
      return [];
    } catch (error) {
      if (error instanceof CannotJudge) return [error.message];
      throw error;
    }
  });
  if (failed.length > 0) throw new CannotJudge(failed.join(' '));
};
