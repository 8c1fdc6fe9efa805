// Compiles the package (no tests in it) and makes the command executable: node scripts/build.mjs [FOLDER], by default dist.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder = 'dist'] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', folder], {
  stdio: 'inherit',
});
chmodSync(join(folder, 'bin/bcda-conformance.js'), 0o755);
