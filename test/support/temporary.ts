import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let given = false;

/** Gives the tests of a run one temporary folder, and removes it after them with all that they left in it. */
export default (): (() => void) | undefined => {
  // Every project asks.
  if (given) return undefined;
  given = true;
  const folder = mkdtempSync(join(tmpdir(), 'bcda-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
