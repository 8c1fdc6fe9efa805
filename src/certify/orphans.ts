import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks, in milliseconds: time for a killed process to go, and for one that just starts another program. */
const PAUSE = 10;
/** Looks after which what still does not go is left: it waits in the system, or belongs to someone else. */
const MOST_LOOKS = 500;

/**
 * Ends the processes that were given an environment entry (`NAME=value`) and resolves when none is left, this process
 * aside. On Linux alone: elsewhere one cannot see the environment of another process. A process that was started with
 * another environment is not found.
 */
export const endOrphans = async (entry: string): Promise<void> => {
  if (process.platform !== 'linux') return;
  // One that was starting another program had no environment for a moment: only the second look is sure.
  for (let [looks, clear] = [0, 0]; clear < 2 && looks < MOST_LOOKS; looks += 1) {
    const found = withEntry(entry);
    for (const pid of found) endProcess(pid, 'SIGKILL');
    clear = found.length === 0 ? clear + 1 : 0;
    if (clear < 2) await pause(PAUSE);
  }
};

/** Sends a signal to a process, or to a group by its negated id; one that is gone, or is not ours, is no error. */
export const endProcess = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isCode(error, ['ESRCH', 'EPERM'])) throw error;
  }
};

const withEntry = (entry: string): number[] =>
  processes()
    .filter((name) => /^[1-9][0-9]*$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && `\0${environmentOf(pid)}\0`.includes(`\0${entry}\0`));

/** Names of the folders of /proc; none where it cannot be seen. */
const processes = (): string[] => {
  try {
    return readdirSync('/proc');
  } catch (error) {
    if (isCode(error, ['ENOENT', 'EACCES', 'EPERM'])) return [];
    throw error;
  }
};

/** Entries with a NUL between them; none for a process that ended meanwhile, or is another user's. */
const environmentOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch (error) {
    if (isCode(error, ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])) return '';
    throw error;
  }
};

const isCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
