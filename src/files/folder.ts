import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CannotJudge } from '../model/index.js';
import { type Cwd, escaped, leftoversIn } from './destination.js';
import { reasonOf } from './error.js';
import type { Ready } from './write.js';

/** A format that is a folder of files. */
export interface FolderFormat {
  readonly name: string;
  /** Entries of an older folder of this format, which a new one may replace. */
  readonly own: RegExp;
}

/** A folder to write at the end of a run; that it can be replaced is tested at the start. */
export interface FolderDestination {
  /**
   * Fills a folder next to its place with `write`; it becomes the new one when it is written. Throws CannotJudge if it
   * cannot.
   */
  readonly fill: (write: (folder: string) => void) => Ready;
}

/**
 * Prepares a folder to be written whole or not at all: a folder next to it is filled and then renamed. An existing
 * folder is replaced if it contains only an older report of the format; anything else is refused, at once.
 */
export const folderDestination = (
  { name: format, own }: FolderFormat,
  name: string,
  { cwd }: Cwd,
): FolderDestination => {
  const named = resolve(cwd, name);
  const path = existsSync(named) ? realpathSync(named) : named;
  const attempt = <T>(step: () => T): T => {
    try {
      return step();
    } catch (error) {
      if (error instanceof CannotJudge) throw error;
      throw new CannotJudge(`Cannot write ${name}: ${reasonOf(error)}.`, { cause: error });
    }
  };
  const refuseOthers = (): void => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory())
      throw new CannotJudge(`Cannot write ${name}: the format ${format} is a folder, but this is a file.`);
    const other = readdirSync(path).find((entry) => !own.test(entry));
    if (other !== undefined)
      throw new CannotJudge(
        `Cannot write ${name}: it contains ${other}, which is not part of a report in the format ${format}. Give another folder.`,
      );
  };
  const sibling = (): string => mkdtempSync(join(dirname(path), `.${basename(path)}.${process.pid}.`));
  attempt(() => {
    mkdirSync(dirname(path), { recursive: true });
    recover(path);
    refuseOthers();
    rmSync(sibling(), { recursive: true });
  });
  return {
    fill: (write) => {
      const work = attempt(sibling);
      const discard = (): void => rmSync(work, { recursive: true, force: true });
      const place = (): void => {
        refuseOthers();
        replace(path, join(work, 'new'), join(work, 'old'));
      };
      try {
        attempt(() => write(join(work, 'new')));
        return { text: textIn(join(work, 'new')), to: { write: () => attempt(place) }, discard };
      } catch (error) {
        discard();
        throw error;
      }
    },
  };
};

/**
 * Removes what a killed run (kill -9) left next to the folder. Between the two steps of a replacement the place is
 * empty: the folder that was there before is put back.
 */
const recover = (path: string): void => {
  const form = new RegExp(String.raw`^\.${escaped(basename(path))}\.(\d+)\.\w{6}$`);
  for (const name of leftoversIn(dirname(path), form)) {
    const left = join(dirname(path), name);
    if (!existsSync(path) && existsSync(join(left, 'old'))) renameSync(join(left, 'old'), path);
    rmSync(left, { recursive: true, force: true });
  }
};

/** Replaces a folder by another; if that fails, the old one is put back. */
const replace = (path: string, filled: string, old: string): void => {
  if (!existsSync(path)) return renameSync(filled, path);
  renameSync(path, old);
  try {
    renameSync(filled, path);
  } catch (error) {
    renameSync(old, path);
    throw error;
  }
};

/** Everything in the folder, to be searched for secrets. */
const textIn = (folder: string): string =>
  readdirSync(folder)
    .map((entry) => `${entry}\n${readFileSync(join(folder, entry), 'utf8')}`)
    .join('\n');
