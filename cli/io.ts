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

/** Whether a sink wants colors (https://no-color.org). */
export const wantsColor = ({ isTTY }: Sink, { env }: Io): boolean =>
  isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
