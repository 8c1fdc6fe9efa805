import type { Clock } from '../src/model/index.js';

/** Where text goes. */
export interface Sink {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Where a command reads and writes; injected, so that tests run commands in their own process. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Read only if the command line names -. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Calls `stop` when the user interrupts; returns the function that ends this. */
  readonly onInterrupt: (stop: () => void) => () => void;
}

/**
 * Whether a sink wants colors: no if NO_COLOR is set (https://no-color.org); else yes if FORCE_COLOR is, also where no
 * terminal reads it, as in the log of a CI job; else if it is a terminal.
 */
export const wantsColor = ({ isTTY }: Sink, { env }: Io): boolean => {
  const force = env['FORCE_COLOR'] ?? '';
  if ((env['NO_COLOR'] ?? '') !== '' || ['0', 'false'].includes(force)) return false;
  return force !== '' || (isTTY === true && env['TERM'] !== 'dumb');
};
