import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/model/index.js';

/** Builds the program as it is now into a folder of its own; the path of its command. Takes about two seconds. */
export const buildCommand = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-built-'));
  const compiler = join(packageRoot, 'node_modules/typescript-7/bin/tsc');
  const args = [compiler, '-p', join(packageRoot, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
  copyFileSync(join(packageRoot, 'package.json'), join(folder, 'package.json'));
  for (const name of ['node_modules', 'schemas']) symlinkSync(join(packageRoot, name), join(folder, name));
  return join(folder, 'dist/bin/bcda-conformance.js');
};
