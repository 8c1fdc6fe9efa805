import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { CannotJudge } from '../../src/model/index.js';
import type { Io } from '../io.js';
import { isSpecial } from '../../src/files/destination.js';

/** A file that the command line names, and the words for it in a message. */
export interface NamedFile {
  readonly what: string;
  /** As the user wrote it; absent: not named. */
  readonly name: string | undefined;
}

interface Place {
  readonly what: string;
  readonly path: string;
}

/** Refuses a command line by which one output would replace another, or a file that is read. */
export const refuseOverwriting = (inputs: readonly NamedFile[], outputs: readonly NamedFile[], io: Io): void => {
  const read = placesOf(inputs, io);
  const written: Place[] = [];
  for (const { what, path } of placesOf(outputs, io)) {
    const input = read.find((place) => place.path === path);
    if (input !== undefined) throw new CannotJudge(`${what} would overwrite ${input.what}: give it a file of its own.`);
    const other = written.find((place) => place.path === path);
    if (other !== undefined)
      throw new CannotJudge(`${other.what} and ${what} cannot go to the same file: give each a file of its own.`);
    written.push({ what, path });
  }
};

/** Where the names lead. Devices and pipes are not replaced, so they may be named as often as one likes. */
const placesOf = (files: readonly NamedFile[], { cwd }: Io): Place[] =>
  files
    .flatMap(({ what, name }) => (name === undefined || name === '' ? [] : [{ what, path: real(resolve(cwd, name)) }]))
    .filter(({ path }) => !isSpecial(path));

/** A path without links, also where its last parts are not there yet. */
const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(real(folder), basename(path));
  }
};

/** Refuses a command line by which a folder would replace a file that is read or written. */
export const refuseWithin = (folders: readonly NamedFile[], files: readonly NamedFile[], io: Io): void => {
  for (const folder of placesOf(folders, io))
    for (const file of placesOf(files, io))
      if (`${file.path}${sep}`.startsWith(`${folder.path}${sep}`) && folder.what !== file.what)
        throw new CannotJudge(`${folder.what} would replace ${file.what}: give it a folder of its own.`);
};
