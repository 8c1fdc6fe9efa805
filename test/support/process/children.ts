import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A command that was started as a process of its own. */
export interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when a text stands on either stream, or the process has ended. */
  readonly until: (text: RegExp) => Promise<void>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a process without a shell. */
export const start = (
  file: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Started => {
  const child = spawn(file, args, {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  let news = (): void => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    news();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    news();
  });
  let over = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    over = true;
    news();
    return (code ?? signal) as number | NodeJS.Signals;
  });
  return {
    child,
    out: () => out,
    err: () => err,
    until: async (text) => {
      while (!over && !text.test(out + err)) await new Promise<void>((resolve) => (news = resolve));
    },
    ended,
  };
};
