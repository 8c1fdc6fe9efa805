import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CannotJudge } from '../../src/model/index.js';
import { reasonOf } from '../../src/files/error.js';
import type { Io } from '../io.js';
import { textOf } from './text.js';

/** Reads a file that the user named; throws CannotJudge, with a sentence instead of an errno, if it cannot. */
export const readInput = (file: string, what: string, { cwd }: Io): string => {
  if (file === '') throw new CannotJudge(`Cannot read ${what}: the name of the file is empty.`);
  return textOf(bytesOf(file, what, cwd), file);
};

const bytesOf = (file: string, what: string, cwd: string): Uint8Array => {
  try {
    return readFileSync(resolve(cwd, file));
  } catch (error) {
    throw new CannotJudge(`Cannot read ${what} ${file}: ${reasonOf(error)}.`, { cause: error });
  }
};

/** Throws CannotJudge if a file that the user named cannot be read; for files too large to be read at once. */
export const readable = (file: string, { cwd }: Io): void => {
  try {
    const path = resolve(cwd, file);
    accessSync(path, constants.R_OK);
    if (statSync(path).isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
  } catch (error) {
    throw new CannotJudge(`Cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
  }
};
