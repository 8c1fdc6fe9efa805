import { ChildProcess, spawn } from 'node:child_process';
import { type Ending, KILLED, type RunClient, type Task } from '../model/index.js';
import { lastLines } from './last-lines.js';
import { endProcess, endOrphans } from './orphans.js';

/** Where and with which environment a client's command runs. */
export interface ChildOptions {
  /** Its environment, in addition to the variables that describe its task. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of its working directory. */
  readonly cwd: string;
}

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE = 2000;
/** Rounds of the event loop during which a pipe that another process still holds is read. */
const MOST_ROUNDS = 1000;

/**
 * A client that is a command: its name and arguments, run without a shell, once for each task. {url}, {client_id},
 * {client_secret}, {out}, {type}, {profile} and {ca} are replaced anywhere in an argument; the environment variables
 * BCDA_BASE_URL, BCDA_CLIENT_ID, BCDA_CLIENT_SECRET, BCDA_OUT, BCDA_TYPE, BCDA_PROFILE and BCDA_CA have the same values.
 * If the servers use https, the variables that common libraries take an authority from name it too. It has no input. It never throws: a command that cannot be started also ends with an ending. When it resolves, no process of the
 * command is left; on systems other than Linux, none that stayed in its process group (on Windows: the process itself).
 */
export const childClient =
  (command: readonly string[], options: ChildOptions): RunClient =>
  async (task) => {
    if (task.signal.aborted)
      return { failedToStart: 'the run was stopped before the client could be started', lines: [] };
    const child = started(command, wordsOf(task), options);
    return child instanceof ChildProcess ? runToEnd(child, task) : { failedToStart: child, lines: [] };
  };

/** The child process, or why there is none if that is known at once. */
const started = (command: readonly string[], words: Words, { cwd, env }: ChildOptions): ChildProcess | string => {
  const [file = '', ...args] = command.map((argument) => filled(argument, words));
  try {
    return spawn(file, args, {
      cwd,
      env: { ...env, ...REMOVED, ...environmentOf(words) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group, so that the processes it starts can be ended with it.
      detached: true,
      windowsHide: true,
    });
  } catch (error) {
    return reasonOf(error);
  }
};

type Words = Readonly<Record<'url' | 'client_id' | 'client_secret' | 'out' | 'type' | 'profile' | 'ca', string>>;

const wordsOf = ({ url, credentials, out, type, profile, ca = '' }: Task): Words => ({
  url,
  client_id: credentials.clientId,
  client_secret: credentials.clientSecret,
  out,
  type,
  profile,
  ca,
});

/** Replaces all placeholders in one pass: replacements are not searched again. */
const filled = (argument: string, words: Words): string =>
  argument.replace(/\{(url|client_id|client_secret|out|type|profile|ca)\}/g, (_, word: keyof Words) => words[word]);

/** Variables that only the harness uses; a client has no second client. */
const REMOVED = { BCDA_OTHER_CLIENT_ID: undefined, BCDA_OTHER_CLIENT_SECRET: undefined } as const;
const BASE_URL = 'BCDA_BASE_URL';
const environmentOf = (words: Words): Record<string, string> => ({
  [BASE_URL]: words.url,
  BCDA_CLIENT_ID: words.client_id,
  BCDA_CLIENT_SECRET: words.client_secret,
  BCDA_OUT: words.out,
  BCDA_TYPE: words.type,
  BCDA_PROFILE: words.profile,
  ...(words.ca !== '' && Object.fromEntries(AUTHORITY.map((name) => [name, words.ca]))),
});
/** Variables from which clients take an authority: our own, Node, OpenSSL (Go, Ruby, curl), and Python requests. */
const AUTHORITY = ['BCDA_CA', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] as const;

const runToEnd = async (child: ChildProcess, { url, signal, onOutput }: Task): Promise<Ending> => {
  const output = readOutput(child, onOutput);
  const stopped = await untilStopped(child, signal);
  if (stopped.failedToStart !== undefined) return { ...stopped, lines: [] };
  // The child may have been the only process of its group that reacted to SIGTERM.
  endGroup(child, 'SIGKILL');
  await endOrphans(`${BASE_URL}=${url}`);
  return { ...stopped, lines: await output() };
};

type Stopped = Omit<Ending, 'lines'>;

/** Waits for the end of the child, and ends it when the signal says so. */
const untilStopped = async (child: ChildProcess, signal: AbortSignal): Promise<Stopped> => {
  let timer: NodeJS.Timeout | undefined;
  const endAtOnce = (): void => endGroup(child, 'SIGKILL');
  const askToEnd = (): void => {
    if (signal.reason === KILLED) return endAtOnce();
    endGroup(child, 'SIGTERM');
    timer = setTimeout(endAtOnce, GRACE);
  };
  signal.addEventListener('abort', askToEnd, { once: true });
  // If this program exits, nobody else would end the child; and it must end before its folder is removed.
  if (running.size === 0) process.prependOnceListener('exit', endRunning);
  running.add(endAtOnce);
  try {
    return await new Promise<Stopped>((resolve) => {
      child.once('error', (error) => resolve({ failedToStart: reasonOf(error) }));
      child.once('exit', (code, killed) => resolve(code === null ? { killed: killed ?? 'unknown' } : { code }));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', askToEnd);
    running.delete(endAtOnce);
    if (running.size === 0) process.removeListener('exit', endRunning);
  }
};

/** What ends each child that still runs. One listener for all of them: Node warns where there are more than ten. */
const running = new Set<() => void>();
const endRunning = (): void => {
  for (const end of running) end();
};

const endGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid !== undefined) endProcess(process.platform === 'win32' ? pid : -pid, signal);
};

/** Reads the output of a child from now on; the returned function gives the last lines after its end. */
const readOutput = (child: ChildProcess, onOutput?: Task['onOutput']): (() => Promise<readonly string[]>) => {
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
      onOutput?.(chunk);
    });
    // An error of a pipe is the end of the output.
    stream.on('error', () => stream.destroy());
  }
  return async () => {
    // A process that was not found may still hold a pipe open: its content is read, but more is not waited for.
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
  ENOENT: 'there is no such command, or its program or working directory does not exist',
  EACCES: 'it is not a program, or this user may not run it',
  EPERM: 'this user may not run it',
  ENOTDIR: 'its path, or that of its working directory, contains a file instead of a folder',
  ENOEXEC: 'it is not a program for this system',
  E2BIG: 'its arguments and environment are too long for this system',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EAGAIN: 'too many processes are running',
  ENOMEM: 'there is not enough memory',
  ERR_INVALID_ARG_VALUE: 'the command is empty, or an argument contains a NUL character',
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) throw error;
  return REASONS[code] ?? `the system reports ${code}`;
};
