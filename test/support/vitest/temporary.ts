import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tells the projects of a run, each of which loads this module for itself, that the folder is there. */
const GIVEN = 'BCDA_TESTS_FOLDER';

/** Gives the tests of a run one temporary folder, and removes it after them with all that they left in it. */
export default (): (() => void) | undefined => {
  // Every project asks, and a folder in a folder would be too long for the socket of a browser.
  if (process.env[GIVEN] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bcda-tests-'));
  process.env[GIVEN] = process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
