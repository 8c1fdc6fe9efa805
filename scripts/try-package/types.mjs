import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, timed } from './run.mjs';

const OPTIONS = {
  ...{ target: 'ES2023', module: 'nodenext', moduleResolution: 'nodenext', lib: ['ES2023'], types: ['node'] },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ noEmit: true, skipLibCheck: false },
};

/** Compiles uses of the package in the project, its declarations among what is checked. */
export const compiles = (project) =>
  timed('its types compile in an outside project', async () => {
    cpSync('scripts/try-package/uses.ts', join(project, 'uses.ts'));
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, files: ['uses.ts'] }));
    await mustRun('tsc', process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', '.'], { cwd: project });
  });
