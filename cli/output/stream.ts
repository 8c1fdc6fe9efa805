import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Sink } from '../io.js';

/** Stdout or stderr, as far as a command needs it. */
interface Stream extends Sink {
  readonly fd?: number;
  readonly on: (event: 'error', listener: (error: NodeJS.ErrnoException) => void) => unknown;
}

/**
 * A stream of the process as a sink that never throws, whether the stream fails at once, as a file does, or later, as a
 * pipe does: the reports in files must still be written. A reader that has seen enough (`| head`) is not a failure; any
 * other failure goes to `onFailure` once.
 */
export const sinkOf = (stream: Stream, onFailure: (error: NodeJS.ErrnoException) => void): Sink => {
  let over = false;
  const fail = (error: NodeJS.ErrnoException): void => {
    if (over) return;
    over = true;
    if (error.code !== 'EPIPE') onFailure(error);
  };
  stream.on('error', fail);
  const { fd } = stream;
  // A stream that is neither a pipe nor a terminal is a file, where Node mistakes a write that a full disk cut short for a
  // complete one. (Not found out by fstat: after it, Node 20 does not follow the next link to a module.)
  const write =
    fd === undefined || stream instanceof Socket
      ? (text: string): unknown => stream.write(text)
      : (text: string): unknown => writeFileSync(fd, text);
  return {
    write: (text) => {
      if (over) return false;
      try {
        return write(text);
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
