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
import { basename, dirname, join, resolve, sep } from 'node:path';
import { writeAllure } from '../../reporters/allure/index.js';
import { CannotJudge, type Report } from '../../src/model/index.js';
import { reasonOf } from '../options/inputs.js';
import type { Io } from '../io.js';
import type { NamedFile } from './overwrite.js';
import { type Destination, escaped, leftoversIn } from './files.js';

/** A format that is a folder of files, and the files that such a folder holds. */
interface FolderFormat {
  readonly fill: (report: Report, folder: string) => void;
  /** Entries of an older folder of this format, which a new one may replace. */
  readonly own: RegExp;
}

const FOLDERS: Readonly<Record<string, FolderFormat>> = {
  allure: {
    fill: writeAllure,
    own: /^(.*-(result|container|globals)\.json|.*-attachment(\..*)?|environment\.properties|(categories|executor)\.json|history)$/,
  },
};

/** Whether a format is a folder of files. */
export const isFolder = (format: string): boolean => Object.hasOwn(FOLDERS, format);

/** A folder that was filled beside its place. */
export interface Filled {
  /** Everything in it, to be searched. */
  readonly text: string;
  /** Puts it in its place when written to; the text is in its files already. */
  readonly to: Destination;
  readonly discard: () => void;
}

/** A folder to write at the end of a run, proven replaceable at its beginning. */
export interface FolderDestination {
  /** Fills it beside its place; throws CannotJudge where that cannot be. */
  readonly fill: (report: Report) => Filled;
}

/**
 * Prepares a folder to be written whole or not at all: it is filled beside its place and then renamed. One that is there
 * is replaced if it holds nothing but an older report of the format; anything else is refused, at once.
 */
export const folderDestination = (format: string, name: string, { cwd }: Io): FolderDestination => {
  const { fill, own } = formatNamed(format);
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
      throw new CannotJudge(`Cannot write ${name}: ${format} is a folder, and this is a file.`);
    const other = readdirSync(path).find((entry) => !own.test(entry));
    if (other !== undefined)
      throw new CannotJudge(`Cannot write ${name}: it holds ${other}, which is not of ${format}. Name another folder.`);
  };
  const beside = (): string => mkdtempSync(join(dirname(path), `.${basename(path)}.${process.pid}.`));
  attempt(() => {
    mkdirSync(dirname(path), { recursive: true });
    recover(path);
    refuseOthers();
    rmSync(beside(), { recursive: true });
  });
  return {
    fill: (report) => {
      const work = attempt(beside);
      const discard = (): void => rmSync(work, { recursive: true, force: true });
      const write = (): void => {
        refuseOthers();
        replace(path, join(work, 'new'), join(work, 'old'));
      };
      try {
        attempt(() => fill(report, join(work, 'new')));
        return { text: textIn(join(work, 'new')), to: { name, write: () => attempt(write) }, discard };
      } catch (error) {
        discard();
        throw error;
      }
    },
  };
};

/**
 * Clears away what a run left beside the folder that was ended at once (kill -9). Between the two steps of a
 * replacement no folder is in its place: what was there before is put back.
 */
const recover = (path: string): void => {
  const form = new RegExp(String.raw`^\.${escaped(basename(path))}\.(\d+)\.\w{6}$`);
  for (const name of leftoversIn(dirname(path), form)) {
    const left = join(dirname(path), name);
    if (!existsSync(path) && existsSync(join(left, 'old'))) renameSync(join(left, 'old'), path);
    rmSync(left, { recursive: true, force: true });
  }
};

/** Puts a folder in the place of another, which is put back where that fails. */
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

const formatNamed = (name: string): FolderFormat => {
  const format = FOLDERS[name];
  if (format === undefined) throw new Error(`${name} is no format that is a folder`);
  return format;
};

const textIn = (folder: string): string =>
  readdirSync(folder)
    .map((entry) => `${entry}\n${readFileSync(join(folder, entry), 'utf8')}`)
    .join('\n');

/** Refuses a command line by which a folder would replace a file that is read or written. */
export const refuseWithin = (folders: readonly NamedFile[], files: readonly NamedFile[], { cwd }: Io): void => {
  for (const { what, name: folder = '' } of folders)
    for (const { what: other, name = '' } of files)
      if (name !== '' && `${resolve(cwd, name)}${sep}`.startsWith(`${resolve(cwd, folder)}${sep}`) && what !== other)
        throw new CannotJudge(`${what} would replace ${other}: give it a folder of its own.`);
};
