// Bundles the command: finding and reading hundreds of modules takes longer than running them.
import { chmodSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { licensesOf, loadsWhenUsed } from './packages.mjs';

const COMMAND = 'bcda-conformance';
const PACKAGE = new URL('../../package.json', import.meta.url);

/** The packages that each start of the command needs. The others are loaded from where they are installed. */
const BUNDLED = ['supertest', 'commander', 'picocolors'];
const isInstalled = (() => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8'));
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !BUNDLED.includes(name));
  return (id) => id.startsWith('node:') || names.some((name) => id === name || id.startsWith(`${name}/`));
})();

/** Modules that are read when a run is over, and are long: the command takes them from the library, which has them once more. */
const FROM_LIBRARY = join('suites', 'guides', 'index.js');

/** A bundled module still says where it was: it finds its worker, its data, its texts and package.json from there. */
const keepsItsPlace = (folder) => ({
  name: 'keeps-its-place',
  transform: (code, id) =>
    code
      .replaceAll('import.meta.url', `new URL(${JSON.stringify(relative(folder, id))}, import.meta.url).href`)
      .replaceAll(
        'import.meta.dirname',
        `(import.meta.dirname+${JSON.stringify(`/${relative(folder, dirname(id))}`)})`,
      ),
});

/** A module and all that it imports, directly or not; what is imported dynamically does not count. */
const closureOf = (module) => {
  const found = new Set();
  const add = (file) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'"=;]*['"](\.[^'"]+)['"]/gm))
      add(join(dirname(file), name));
  };
  add(module);
  return found;
};

/** Whether a module was compiled from this project; a build may lie below node_modules. */
const isOurs = (out, id) => id.startsWith(join(out, sep));

/**
 * What is in one file. A file takes time to find and to read, and each line of it to parse: what `check` needs until its first
 * request, and what `validate` needs until its first verdict, is in few files that hold little else.
 */
const groupsOf = (out) => {
  const main = closureOf(join(out, 'cli/process.js'));
  const [checking, validating] = ['check', 'validate'].map((name) => closureOf(join(out, `cli/commands/${name}.js`)));
  const tests = {
    commander: (id) => /\bnode_modules[\\/]commander\b/.test(id),
    colors: (id) => /\bnode_modules[\\/]picocolors\b/.test(id),
    supertest: (id) => !isOurs(out, id),
    main: (id) => main.has(id),
    shared: (id) => checking.has(id) && validating.has(id),
    checking: (id) => checking.has(id),
    validating: (id) => validating.has(id),
  };
  const names = Object.keys(tests);
  return names.map((name, index) => ({ name, test: tests[name], priority: names.length - index }));
};

/** Bundles the command of the compiled modules in a folder into a few files. The library stays as it is: modules. */
export const bundle = async (given) => {
  // The bundler names modules by their real paths.
  const out = realpathSync(given);
  const folder = join(out, 'bin');
  const bundled = await rolldown({
    input: { [COMMAND]: join(folder, `${COMMAND}.js`) },
    platform: 'node',
    external: (id, _, isResolved) => isInstalled(id) || (isResolved && id === join(out, FROM_LIBRARY)),
    plugins: [loadsWhenUsed(), keepsItsPlace(folder)],
  });
  const { output } = await bundled.write({
    dir: folder,
    format: 'esm',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: groupsOf(out) },
    // Without comments and white space: names stay, so that an internal error can be told from its place.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundled.close();
  const modules = output.flatMap(({ moduleIds = [] }) => moduleIds).filter((id) => !isOurs(out, id));
  writeFileSync(join(folder, 'licenses.txt'), licensesOf(modules));
  chmodSync(join(folder, `${COMMAND}.js`), 0o755);
  // Only the command is made of it, and that is bundled.
  rmSync(join(out, 'cli'), { recursive: true });
};
