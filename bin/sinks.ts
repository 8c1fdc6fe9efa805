import type { Sink } from './io.js';

/** Stdout or stderr, as far as a command needs it. */
interface Stream extends Sink {
  readonly on: (event: 'error', listener: (error: NodeJS.ErrnoException) => void) => unknown;
}

/**
 * A stream of the process that never throws, whether it fails at once, as a file does, or later, as a pipe does: the
 * reports in files are still to be written. A reader that has seen enough (`| head`) is no failure; any other is told
 * to `onFailure` once.
 */
export const sinkOf = (stream: Stream, onFailure: (error: NodeJS.ErrnoException) => void): Sink => {
  let over = false;
  const fail = (error: NodeJS.ErrnoException): void => {
    if (over) return;
    over = true;
    if (error.code !== 'EPIPE') onFailure(error);
  };
  stream.on('error', fail);
  return {
    write: (text) => {
      if (over) return false;
      try {
        return stream.write(text);
      } catch (error) {
        fail(error as NodeJS.ErrnoException);
        return false;
      }
    },
    isTTY: stream.isTTY,
    // It changes while a command runs.
    get columns() {
      return stream.columns;
    },
  };
};
