import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf } from '../../src/files/error.js';
import { CannotJudge, type Condition } from '../../src/model/index.js';
import type { Io } from '../io.js';

/** The folders that a client stores in. */
export interface ClientFolders {
  readonly of: (condition: Condition) => string;
  readonly clear: () => void;
}

/** A folder for each scenario: below --out, where they stay, or in a temporary folder. */
export const clientFolders = (out: string | undefined, planned: readonly Condition[], io: Io): ClientFolders => {
  const { cwd } = io;
  if (out === '') throw new CannotJudge('--out needs the name of a folder.');
  const root = out === undefined ? mkdtempSync(join(tmpdir(), 'bcda-conformance-')) : resolve(cwd, out);
  const of = ({ id }: Condition): string => join(root, id);
  try {
    for (const condition of planned) {
      mkdirSync(of(condition), { recursive: true, mode: 0o700 });
      if (readdirSync(of(condition)).length > 0)
        throw new CannotJudge(
          `The folder ${join(out ?? '', condition.id)} is not empty. Empty it, or give another --out.`,
        );
    }
  } catch (error) {
    if (error instanceof CannotJudge) throw error;
    throw new CannotJudge(`Cannot create the folders of --out ${out}: ${reasonOf(error)}.`, { cause: error });
  }
  if (out !== undefined) return { of, clear: () => undefined };
  const clear = (): void => {
    process.off('exit', clear);
    removed(root, io);
  };
  // A run that is stopped at once (Ctrl-C twice) must not leave claims behind either.
  process.once('exit', clear);
  return { of, clear };
};

/** Removes the temporary folder, even if the client has changed its permissions. */
const removed = (root: string, { stderr }: Io): void => {
  try {
    for (const name of readdirSync(root)) chmodSync(join(root, name), 0o700);
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch (error) {
    stderr.write(`warning: cannot remove the temporary folder ${root}: ${reasonOf(error)}.\n`);
  }
};
