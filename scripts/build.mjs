// Compiles the package into a folder (no tests in it) and bundles its command: `node scripts/build.mjs [FOLDER]`, default dist.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle/index.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Compiles the sources to modules and their types. The comments are in the types, where editors read them, and there alone. */
const compile = (out) => {
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const modules = ['--removeComments', '--declaration', 'false'];
  for (const kind of [modules, ['--emitDeclarationOnly']])
    execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', out, ...kind], {
      stdio: 'inherit',
    });
};

/** Removes the types that no export of the package leads to: nobody can import them, and they are a sixth of its size. */
const pruneTypes = (out) => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kept = new Set();
  const keep = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g))
      keep(join(dirname(file), name.replace(/\.js$/, '.d.ts')));
  };
  for (const { types } of Object.values(exports)) if (types !== undefined) keep(join(out, relative('dist', types)));
  for (const name of readdirSync(out, { recursive: true }))
    if (name.endsWith('.d.ts') && !kept.has(join(out, name))) rmSync(join(out, name));
};

const out = resolve(process.argv[2] ?? join(root, 'dist'));
rmSync(out, { recursive: true, force: true });
compile(out);
await bundle(out);
pruneTypes(out);
