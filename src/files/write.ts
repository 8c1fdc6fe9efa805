import { CannotJudge } from '../model/index.js';

/** A text that is ready, and where it goes. */
export interface Ready {
  readonly text: string;
  readonly to: { readonly write: (text: string) => unknown };
  /** Removes what was prepared for it; called whether it was written or not. */
  readonly discard?: () => void;
}

/** One output: makes its text. */
export type Output = () => Ready;

/** What keeps secrets out of what is written. */
export interface Guard {
  /** Whether a text contains a secret of the run. */
  readonly leaks: (text: string) => boolean;
  /** The value that the outputs are made from. A format may escape a secret in its own way (&amp;, %25), so it is searched too. */
  readonly source?: unknown;
  /** Gets each failure that the thrown error does not mention. */
  readonly warn?: (sentence: string) => void;
}

/** The guard for outputs of a command that knows no secret. */
export const noSecrets: Guard = { leaks: () => false };

/**
 * Writes every output. If any of them contains a secret of the run, nothing at all is written. If one of them cannot be
 * made or written, the others still are; then the failures are thrown.
 */
export const writeAll = (outputs: readonly Output[], { leaks, source, warn }: Guard): void => {
  const failed: string[] = [];
  const unexpected: unknown[] = [];
  const attempt = <T>(step: () => T): T[] => {
    try {
      return [step()];
    } catch (error) {
      if (error instanceof CannotJudge) failed.push(error.message);
      else unexpected.push(error);
      return [];
    }
  };
  const ready = outputs.flatMap((output) => attempt(output));
  try {
    const made = source === undefined ? '' : JSON.stringify(source);
    if (leaks(made) || ready.some(({ text }) => leaks(text)))
      throw new CannotJudge(
        'A secret of the run was found in the output, so nothing was written. This is a bug in the harness: please report it, without the secret.',
      );
    for (const { text, to } of ready) attempt(() => to.write(text));
  } finally {
    for (const { discard } of ready) discard?.();
  }
  if (unexpected.length > 0) {
    for (const sentence of failed) warn?.(sentence);
    throw unexpected[0];
  }
  if (failed.length > 0) throw new CannotJudge(failed.join(' '));
};
