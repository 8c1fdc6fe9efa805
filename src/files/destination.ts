import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CannotJudge } from '../model/index.js';
import { reasonOf } from './error.js';

/** The folder that relative names start from. */
export interface Cwd {
  readonly cwd: string;
}

/** A file to write at the end of a run; that it can be written is tested at the start. */
export interface Destination {
  /** As the user wrote it. */
  readonly name: string;
  readonly write: (text: string) => void;
}

/**
 * Prepares a file to be written whole or not at all. Its folder is made, and a write is tried at once: a run may take
 * hours.
 */
export const destination = (name: string, { cwd }: Cwd): Destination => {
  const path = followed(resolve(cwd, name));
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      throw new CannotJudge(`Cannot write ${name}: ${reasonOf(error)}.`, { cause: error });
    }
  };
  const special = isSpecial(path);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const leftover = new RegExp(String.raw`^\.${escaped(basename(path))}\.(\d+)\.tmp$`);
  attempt(() => {
    if (special) return accessSync(path, constants.W_OK);
    mkdirSync(dirname(path), { recursive: true });
    if (found(path)?.isDirectory() === true) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
    removeLeftovers(dirname(path), leftover);
    closeSync(openSync(temporary, 'w'));
    rmSync(temporary);
  });
  return {
    name,
    write: (text) =>
      attempt(() => {
        if (special) return writeFileSync(path, text);
        try {
          writeDurably(temporary, text);
          renameSync(temporary, path);
        } finally {
          rmSync(temporary, { force: true });
        }
      }),
  };
};

/** Writes a file so that it is whole even after a power cut: its new name must not exist before its content does. */
const writeDurably = (path: string, text: string): void => {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * Names in a folder that a killed run (kill -9) left there.
 * @param form the pattern of such names; its first group is the process id
 */
export const leftoversIn = (folder: string, form: RegExp): string[] =>
  (found(folder)?.isDirectory() === true ? readdirSync(folder) : []).filter((name) => {
    const [, pid] = form.exec(name) ?? [];
    return pid !== undefined && !isRunning(Number(pid));
  });

const removeLeftovers = (folder: string, form: RegExp): void => {
  for (const name of leftoversIn(folder, form)) rmSync(join(folder, name), { force: true });
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** A text, escaped for a regular expression. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** Prepares a file that others also write to: the text is appended in one write. */
export const appendix = (name: string, { cwd }: Cwd): Destination => {
  const path = resolve(cwd, name);
  const attempt = (text: string): void => {
    try {
      appendFileSync(path, text);
    } catch (error) {
      throw new CannotJudge(`Cannot write ${name}: ${reasonOf(error)}.`, { cause: error });
    }
  };
  attempt('');
  return { name, write: attempt };
};

const found = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

/** The file does not exist or cannot be seen; the attempt to write explains it better. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG']);

/** Whether a path is a device or a pipe (/dev/stdout, a process substitution), which a file must not replace. */
export const isSpecial = (path: string): boolean => {
  const stats = found(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
};

/** The target of a symbolic link, so that the link survives; the path itself if nothing exists there yet. */
const followed = (path: string): string => (found(path)?.isFile() === true ? realpathSync(path) : path);
