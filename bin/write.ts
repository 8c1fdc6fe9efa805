import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CannotJudge } from '../src/model/index.js';
import { reasonOf } from './inputs.js';
import type { Io } from './io.js';

/** A file to write at the end of a run, proven writable at its beginning. */
export interface Destination {
  /** As the user wrote it. */
  readonly name: string;
  readonly write: (text: string) => void;
}

/**
 * Prepares a file to be written whole or not at all. Its folder is made, and that it can be written is tried at once:
 * a run may take hours.
 */
export const destination = (name: string, { cwd }: Io): Destination => {
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
  attempt(() => {
    if (special) return accessSync(path, constants.W_OK);
    mkdirSync(dirname(path), { recursive: true });
    if (found(path)?.isDirectory() === true) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
    closeSync(openSync(temporary, 'w'));
    rmSync(temporary);
  });
  return {
    name,
    write: (text) =>
      attempt(() => {
        if (special) return writeFileSync(path, text);
        try {
          writeFileSync(temporary, text);
          renameSync(temporary, path);
        } finally {
          rmSync(temporary, { force: true });
        }
      }),
  };
};

/** Prepares a file to which others write as well: the text goes to its end, in one write. */
export const appendix = (name: string, { cwd }: Io): Destination => {
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

/** What is not there, or not to be seen; the attempt to write says so better. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG']);

/** A device or a pipe (/dev/stdout, a process substitution), which must not be replaced by a file. */
export const isSpecial = (path: string): boolean => {
  const stats = found(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
};

/** Where a symbolic link leads, so that the link survives; the path itself where nothing is there yet. */
const followed = (path: string): string => (found(path)?.isFile() === true ? realpathSync(path) : path);
