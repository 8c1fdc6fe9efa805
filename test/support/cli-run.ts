import { mkdtempSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Io } from '../../cli/io.js';
import { main } from '../../cli/main.js';
import type { Clock } from '../../src/model/index.js';

/** What one command line left. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunIo {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: Uint8Array;
  readonly clock?: Clock;
  /** Stdin as it comes; what gives it may interrupt the command. */
  readonly stdinFrom?: (interrupt: () => void) => AsyncIterable<Uint8Array>;
  /** Stdout and stderr are terminals. */
  readonly tty?: true;
  /** Sees every text on stderr, and may interrupt the command. */
  readonly watch?: (text: string, interrupt: () => void) => void;
  /** Sees every text on stdout, and may interrupt the command. */
  readonly watchOut?: (text: string, interrupt: () => void) => void;
}

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'bcda-cli-'));

/** Runs a command line in this process, away from this process's environment and folder. */
export const run = async (
  argv: readonly string[],
  { env = {}, cwd, stdin, stdinFrom, clock, tty, watch, watchOut }: RunIo = {},
): Promise<Ran> => {
  let out = '';
  let err = '';
  let stop: () => void = () => undefined;
  const terminal = tty === undefined ? {} : { isTTY: true, columns: 200 };
  const io: Io = {
    stdout: {
      ...terminal,
      write: (text) => {
        out += text;
        watchOut?.(text, () => stop());
      },
    },
    stderr: {
      ...terminal,
      write: (text) => {
        err += text;
        watch?.(text, () => stop());
      },
    },
    stdin: stdinFrom?.(() => stop()) ?? Readable.from(stdin === undefined ? [] : [stdin]),
    env,
    cwd: cwd ?? emptyFolder(),
    ...(clock !== undefined && { clock }),
    onInterrupt: (listener) => {
      stop = listener;
      return () => (stop = () => undefined);
    },
  };
  const code = await main(argv, io);
  return { code, out, err };
};

/** A server of a few lines, for as long as `use` takes. */
export const withServer = async <T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** A port on which nothing listens. */
export const freePort = (): Promise<number> => freePorts(1);

/**
 * The first of several ports in a row on which nothing listens. They are below those that a system gives to whoever asks
 * for any port (from 32768 on Linux): tests that run at the same time cannot get one of them before it is used.
 */
export const freePorts = async (count: number): Promise<number> => {
  for (;;) {
    if (nextPort + count > PORTS.end) nextPort = PORTS.first;
    const first = nextPort;
    nextPort += count;
    const wanted = Array.from({ length: count }, (_, nth) => first + nth);
    const free = await Promise.all(wanted.map(isFree));
    if (free.every(Boolean)) return first;
  }
};

const PORTS = { first: 11_000, end: 32_000 };
// Test processes start apart from each other.
let nextPort = PORTS.first + ((process.pid * 127) % (PORTS.end - PORTS.first));

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
