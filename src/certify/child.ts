import { ChildProcess, spawn } from 'node:child_process';
import type { Ending, RunClient, Task } from '../model/index.js';
import { lastLines } from './last-lines.js';
import { endProcess, endOrphans } from './orphans.js';

/** Where a client's command runs. */
export interface ChildOptions {
  /** Its environment, beside what tells it of its task. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the folder that it runs in. */
  readonly cwd: string;
}

/** Milliseconds from the request to end to the end that cannot be refused. */
const GRACE = 2000;
/** Rounds of the event loop in which a pipe that someone still holds is read. */
const MOST_ROUNDS = 1000;

/**
 * A client that is a command: its name and arguments, run without a shell, once for each task. {url}, {client_id},
 * {client_secret}, {out}, {type} and {profile} are replaced wherever they stand in an argument; BCDA_BASE_URL, BCDA_CLIENT_ID,
 * BCDA_CLIENT_SECRET, BCDA_OUT, BCDA_TYPE and BCDA_PROFILE say the same in its environment. It has no input. It never throws: a
 * command that cannot be started is an ending too. No process of it is left when it resolves; on other systems than
 * Linux, none that stayed in its process group (on Windows: the process itself).
 */
export const childClient =
  (command: readonly string[], options: ChildOptions): RunClient =>
  async (task) => {
    if (task.signal.aborted) return { failedToStart: 'the run was ended before it could be started', lines: [] };
    const child = started(command, wordsOf(task), options);
    return child instanceof ChildProcess ? runToEnd(child, task) : { failedToStart: child, lines: [] };
  };

/** A child; or why there is none, where that is known at once. */
const started = (command: readonly string[], words: Words, { cwd, env }: ChildOptions): ChildProcess | string => {
  const [file = '', ...args] = command.map((argument) => filled(argument, words));
  try {
    return spawn(file, args, {
      cwd,
      env: { ...env, ...OURS_ALONE, ...environmentOf(words) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that what it starts can be ended with it.
      detached: true,
      windowsHide: true,
    });
  } catch (error) {
    return reasonOf(error);
  }
};

type Words = Readonly<Record<'url' | 'client_id' | 'client_secret' | 'out' | 'type' | 'profile', string>>;

const wordsOf = ({ url, credentials, out, type, profile }: Task): Words => ({
  url,
  client_id: credentials.clientId,
  client_secret: credentials.clientSecret,
  out,
  type,
  profile,
});

/** In one pass: what is filled in is not searched again. */
const filled = (argument: string, words: Words): string =>
  argument.replace(/\{(url|client_id|client_secret|out|type|profile)\}/g, (_, word: keyof Words) => words[word]);

/** What is for the harness alone; a client has no second one. */
const OURS_ALONE = { BCDA_OTHER_CLIENT_ID: undefined, BCDA_OTHER_CLIENT_SECRET: undefined } as const;
const BASE_URL = 'BCDA_BASE_URL';
const environmentOf = (words: Words): Record<string, string> => ({
  [BASE_URL]: words.url,
  BCDA_CLIENT_ID: words.client_id,
  BCDA_CLIENT_SECRET: words.client_secret,
  BCDA_OUT: words.out,
  BCDA_TYPE: words.type,
  BCDA_PROFILE: words.profile,
});

const runToEnd = async (child: ChildProcess, { url, signal }: Task): Promise<Ending> => {
  const output = readOutput(child);
  const stopped = await untilStopped(child, signal);
  if (stopped.failedToStart !== undefined) return { ...stopped, lines: [] };
  // It may have been the only one of its group that minded the first signal.
  endGroup(child, 'SIGKILL');
  await endOrphans(`${BASE_URL}=${url}`);
  return { ...stopped, lines: await output() };
};

type Stopped = Omit<Ending, 'lines'>;

/** Waits for the child's own end, and brings it about when the signal says so. */
const untilStopped = async (child: ChildProcess, signal: AbortSignal): Promise<Stopped> => {
  let timer: NodeJS.Timeout | undefined;
  const endAtOnce = (): void => endGroup(child, 'SIGKILL');
  const askToEnd = (): void => {
    endGroup(child, 'SIGTERM');
    timer = setTimeout(endAtOnce, GRACE);
  };
  signal.addEventListener('abort', askToEnd, { once: true });
  // Where this program is ended itself, nobody else would; and before its folder is removed.
  process.prependOnceListener('exit', endAtOnce);
  try {
    return await new Promise<Stopped>((resolve) => {
      child.once('error', (error) => resolve({ failedToStart: reasonOf(error) }));
      child.once('exit', (code, killed) => resolve(code === null ? { killed: killed ?? 'unknown' } : { code }));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', askToEnd);
    process.removeListener('exit', endAtOnce);
  }
};

const endGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid !== undefined) endProcess(process.platform === 'win32' ? pid : -pid, signal);
};

/** Reads what a child writes, from now on; called after its end it gives the last lines. */
const readOutput = (child: ChildProcess): (() => Promise<readonly string[]>) => {
  const kept = lastLines();
  let chunks = 0;
  let closed = false;
  child.once('close', () => (closed = true));
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) {
    const take = kept.stream();
    stream.on('data', (chunk: Buffer) => {
      chunks += 1;
      take(chunk);
    });
    // A pipe that breaks is the end of what was written.
    stream.on('error', () => stream.destroy());
  }
  return async () => {
    // A pipe may still be open, in hands that were not found: what stands in it is read, more is not waited for.
    for (let [rounds, quiet] = [0, 0]; !closed && quiet < 2 && rounds < MOST_ROUNDS; rounds += 1) {
      const before = chunks;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = chunks === before ? quiet + 1 : 0;
    }
    for (const stream of streams) stream.destroy();
    return kept.all();
  };
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such command, or the program or folder that it runs in is missing',
  EACCES: 'it is no program, or may not be run by this user',
  EPERM: 'this user may not run it',
  ENOTDIR: 'its path, or the folder that it runs in, leads through a file that is no folder',
  ENOEXEC: 'it is no program of this system',
  E2BIG: 'its arguments and environment are too long for this system',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EAGAIN: 'too many processes are running',
  ENOMEM: 'there is not enough memory',
  ERR_INVALID_ARG_VALUE: 'the command is empty, or an argument holds a NUL character',
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) throw error;
  return REASONS[code] ?? `the system says ${code}`;
};
