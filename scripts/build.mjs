// Compiles the package into a folder (no tests in it) and bundles its command: `node scripts/build.mjs [FOLDER]`, default dist.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const COMMAND = 'bcda-conformance';

/** Compiles the sources to modules and their types. The comments are in the types, where editors read them, and there alone. */
const compile = (out) => {
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const modules = ['--removeComments', '--declaration', 'false'];
  for (const kind of [modules, ['--emitDeclarationOnly']])
    execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', out, ...kind], {
      stdio: 'inherit',
    });
};

const BUNDLED = ['supertest', 'commander', 'picocolors'];

/** Packages that are not bundled: whoever installs this package gets them with their licenses. */
const isPackage = (() => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !BUNDLED.includes(name));
  return (id) => id.startsWith('node:') || names.some((name) => id === name || id.startsWith(`${name}/`));
})();

/** A bundled module still says where it was: it finds its worker, its data, its texts and package.json from there. */
const keepsItsUrl = (folder) => ({
  name: 'keeps-its-url',
  transform: (code, id) =>
    code
      .replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(folder, id))}, import.meta.url).href`)
      .replaceAll(
        'import.meta.dirname',
        `(import.meta.dirname+${JSON.stringify(`/${relative(folder, dirname(id))}`)})`,
      ),
});

/**
 * Bundles the command into a few files, since to find and read hundreds of modules takes longer than to run them. What
 * is imported dynamically has files of its own. The library stays as it is: modules.
 */
const bundle = async (out) => {
  const folder = join(out, 'bin');
  const bundled = await rolldown({
    input: { [COMMAND]: join(folder, `${COMMAND}.js`) },
    platform: 'node',
    external: isPackage,
    plugins: [keepsItsUrl(folder)],
  });
  // Without comments and white space: names stay, so that an internal error can be told from its place.
  const minify = { compress: false, mangle: false, codegen: { removeWhitespace: true } };
  await bundled.write({ dir: folder, format: 'esm', chunkFileNames: '[name].js', minify });
  await bundled.close();
  chmodSync(join(folder, `${COMMAND}.js`), 0o755);
  // Only the command is made of it, and that is bundled.
  rmSync(join(out, 'cli'), { recursive: true });
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
