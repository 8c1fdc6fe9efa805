import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the tests of a run one temporary folder, and takes it away after them with all that they left in it. */
export default (): (() => void) => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
};
