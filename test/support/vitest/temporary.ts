import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells the projects of a run, each of which loads this module for itself, that the folder is there. */
const GIVEN = 'BCDA_TESTS_FOLDER';

/** Files in memory, where Linux has them: tests write and remove very many small ones. */
const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 ** 31;

/** Where temporary files of tests are: in memory if there is room, or else where the system has its own. */
const place = (): string => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    accessSync(MEMORY, constants.W_OK);
    return bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
};

/** Gives the tests of a run one temporary folder, and removes it after them with all that they left in it. */
export default (): (() => void) | undefined => {
  // Every project asks, and a folder in a folder would be too long for the socket of a browser.
  if (process.env[GIVEN] !== undefined) return undefined;
  const folder = mkdtempSync(join(place(), 'bcda-tests-'));
  process.env[GIVEN] = process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
