import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CannotJudge, type KeepData } from '../../src/model/index.js';
import { reasonOf } from '../../src/files/error.js';
import type { Io } from '../io.js';

/** A folder for data files, and the errors of writing into it. */
export interface DataFolder {
  readonly keep: KeepData;
  readonly errors: () => readonly string[];
}

/**
 * Creates the folder of `--keep-data`, for the user alone: it will contain health records. Throws CannotJudge if it
 * cannot be created or is not empty. A later failure ends the keeping but not the run.
 */
export const dataFolder = (name: string, { cwd }: Io): DataFolder => {
  if (name === '') throw new CannotJudge('--keep-data needs the name of a folder.');
  const folder = resolve(cwd, name);
  prepare(folder, name);
  const errors: string[] = [];
  const note = (error: unknown): void => {
    if (errors.length === 0) errors.push(`Cannot keep data in ${name}: ${reasonOf(error)}. The folder is incomplete.`);
  };
  const unlessFailed = async <T>(step: () => Promise<T>): Promise<T | undefined> => {
    if (errors.length > 0) return undefined;
    try {
      return await step();
    } catch (error) {
      note(error);
      return undefined;
    }
  };
  return {
    errors: () => errors,
    keep: async ({ of, list, nth }) => {
      const path = join(folder, folderOf(of), `${list}-${nth}.ndjson`);
      const file = await unlessFailed(() => create(`${path}.part`));
      return {
        write: async (chunk) => void (await unlessFailed(async () => file?.writeFile(chunk))),
        end: async (whole) => {
          await file?.close().catch(note);
          if (whole) await unlessFailed(() => rename(`${path}.part`, path));
        },
      };
    },
  };
};

const prepare = (folder: string, name: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (readdirSync(folder).length > 0)
      throw new CannotJudge(`The folder of --keep-data, ${name}, is not empty. Give another folder, or empty it.`);
    chmodSync(folder, 0o700);
    if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0)
      throw new CannotJudge(`Other users can read ${name}, so no data is kept there. Give another folder.`);
  } catch (error) {
    if (error instanceof CannotJudge) throw error;
    throw new CannotJudge(`Cannot write into ${name}: ${reasonOf(error)}.`, { cause: error });
  }
};

/** The folder name for an export: `Patient?_type=Coverage` is `Patient_type-Coverage`. */
const folderOf = (of: string): string =>
  of
    .replace('?', '')
    .replaceAll('=', '-')
    .replace(/[^\w.-]+/g, '_');

/** Creates a file for the user alone. The folder was empty and nobody else may write there, so no link leads elsewhere. */
const create = async (path: string): Promise<FileHandle> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  return open(path, 'w', 0o600);
};
