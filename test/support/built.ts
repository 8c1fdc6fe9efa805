import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';

/** The program, compiled. */
export interface Built {
  /** Path of its command. */
  readonly command: string;
  readonly remove: () => void;
}

/** Builds the program as it is now into a folder of its own. Takes about three seconds. */
export const build = (): Built => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-built-'));
  execFileSync(process.execPath, [join(packageRoot, 'scripts/build.mjs'), join(folder, 'dist')], { stdio: 'inherit' });
  copyFileSync(join(packageRoot, 'package.json'), join(folder, 'package.json'));
  for (const name of ['node_modules', 'schemas']) symlinkSync(join(packageRoot, name), join(folder, name));
  return {
    command: join(folder, 'dist/bin/bcda-conformance.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
