import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf } from '../files/error.js';
import { CannotJudge, type Condition } from '../model/index.js';

/** The folders that a client stores in. */
export interface ClientFolders {
  readonly of: (condition: Condition) => string;
  /** After the run: removes them, or gives them the names of their conditions. */
  readonly clear: () => void;
}

/** Where the folders are. */
export interface ClientFoldersOptions {
  /** Where they stay; absent: a temporary folder, which `clear` removes. */
  readonly out: string | undefined;
  readonly cwd: string;
  /** Gets a sentence if the temporary folder cannot be removed. */
  readonly warn: (sentence: string) => void;
}

/** A folder for each condition. Throws CannotJudge if one of them cannot be created or is not empty. */
export const clientFolders = (
  planned: readonly Condition[],
  { out, cwd, warn }: ClientFoldersOptions,
): ClientFolders => {
  if (out === '') throw new CannotJudge('--out needs the name of a folder.');
  const root = out === undefined ? mkdtempSync(join(tmpdir(), 'bcda-conformance-')) : resolve(cwd, out);
  // While the client runs, a folder's name does not say which condition it is in.
  const names = new Map(planned.map(({ id }) => [id, `run-${randomBytes(4).toString('hex')}`]));
  const of = ({ id }: Condition): string => join(root, names.get(id) ?? id);
  try {
    for (const condition of planned) {
      mkdirSync(of(condition), { recursive: true, mode: 0o700 });
      if (existsSync(join(root, condition.id)) && readdirSync(join(root, condition.id)).length > 0)
        throw new CannotJudge(
          `The folder ${join(out ?? '', condition.id)} is not empty. Empty it, or give another folder.`,
        );
    }
  } catch (error) {
    if (error instanceof CannotJudge) throw error;
    throw new CannotJudge(`Cannot create the folders in ${out}: ${reasonOf(error)}.`, { cause: error });
  }
  const finish = (): void => {
    if (out === undefined) return remove(root, warn);
    for (const condition of planned) rename(of(condition), join(root, condition.id), warn);
  };
  return { of, clear: clearedAtExit(finish) };
};

/** Does something once: when it is called, or else at the exit of the process. */
const clearedAtExit = (finish: () => void): (() => void) => {
  // A run that is stopped at once (Ctrl-C twice) must not leave claims behind either.
  if (unfinished.size === 0) process.once('exit', finishAll);
  const clear = (): void => {
    if (!unfinished.delete(clear)) return;
    if (unfinished.size === 0) process.off('exit', finishAll);
    finish();
  };
  unfinished.add(clear);
  return clear;
};

/** What clears the folders of each run that is not over. One listener for all of them: Node warns where there are more than ten. */
const unfinished = new Set<() => void>();
const finishAll = (): void => {
  for (const clear of unfinished) clear();
};

/** Gives a folder the name of its condition; one that the client has removed has none. */
const rename = (from: string, to: string, warn: (sentence: string) => void): void => {
  try {
    if (existsSync(from)) renameSync(from, to);
  } catch (error) {
    warn(`Cannot rename the folder ${from} to ${to}: ${reasonOf(error)}.`);
  }
};

/** Removes the temporary folder, even if the client has changed its permissions. */
const remove = (root: string, warn: (sentence: string) => void): void => {
  try {
    for (const name of readdirSync(root)) chmodSync(join(root, name), 0o700);
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch (error) {
    warn(`Cannot remove the temporary folder ${root}: ${reasonOf(error)}.`);
  }
};
