import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf } from '../files/error.js';
import { CannotJudge, type Condition } from '../model/index.js';

/** The folders that a client stores in. */
export interface ClientFolders {
  readonly of: (condition: Condition) => string;
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
  const of = ({ id }: Condition): string => join(root, id);
  try {
    for (const condition of planned) {
      mkdirSync(of(condition), { recursive: true, mode: 0o700 });
      if (readdirSync(of(condition)).length > 0)
        throw new CannotJudge(
          `The folder ${join(out ?? '', condition.id)} is not empty. Empty it, or give another folder.`,
        );
    }
  } catch (error) {
    if (error instanceof CannotJudge) throw error;
    throw new CannotJudge(`Cannot create the folders in ${out}: ${reasonOf(error)}.`, { cause: error });
  }
  if (out !== undefined) return { of, clear: () => undefined };
  const clear = (): void => {
    process.off('exit', clear);
    remove(root, warn);
  };
  // A run that is stopped at once (Ctrl-C twice) must not leave claims behind either.
  process.once('exit', clear);
  return { of, clear };
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
