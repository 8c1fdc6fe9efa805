import type { Io } from './io.js';

/** A run that the user can interrupt. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Stops listening for the user. */
  readonly end: () => void;
}

/** Aborts the signal when the user interrupts, after it has called `say` with a sentence for them. */
export const interruptible = (
  io: Io,
  say: (sentence: string) => void,
  sentence = 'Interrupted. The report of what was done so far follows. Interrupt again to stop at once.',
): Interruptible => {
  const controller = new AbortController();
  const end = io.onInterrupt(() => {
    say(sentence);
    controller.abort(new Error('interrupted'));
  });
  return { signal: controller.signal, end };
};
