import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Pause between two searches, in milliseconds: time for a killed process to end, and for one that is just starting another program. */
const PAUSE = 10;
/** Searches after which remaining processes are left: they wait in the system, or belong to another user. */
const MOST_SEARCHES = 500;

/**
 * Ends all processes with an environment entry (`NAME=value`), except this one, and resolves when none is left. Only on
 * Linux: elsewhere, the environment of another process is not visible. A process that was started with another environment
 * is not found.
 */
export const endOrphans = async (entry: string): Promise<void> => {
  if (process.platform !== 'linux') return;
  // A process that is just starting another program has no environment for a moment: two empty searches are needed.
  for (let [searches, clear] = [0, 0]; clear < 2 && searches < MOST_SEARCHES; searches += 1) {
    const found = withEntry(entry);
    for (const pid of found) endProcess(pid, 'SIGKILL');
    clear = found.length === 0 ? clear + 1 : 0;
    if (clear < 2) await pause(PAUSE);
  }
};

/** Sends a signal to a process, or to a group by its negated id; it is no error if the process is gone or belongs to another user. */
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

/** Names of the folders of /proc; none if it is not readable. */
const processes = (): string[] => {
  try {
    return readdirSync('/proc');
  } catch (error) {
    if (isCode(error, ['ENOENT', 'EACCES', 'EPERM'])) return [];
    throw error;
  }
};

/** Environment entries separated by NUL; none for a process that has ended or belongs to another user. */
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
