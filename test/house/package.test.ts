import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot, tool } from '../../src/package.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Manifest;
const { exports, bin, files } = manifest;

/** The source that the build makes a file of dist/ from. */
const sourceOf = (built: string): string =>
  built
    .replace('./dist/', '')
    .replace('dist/', '')
    .replace(/\.(d\.ts|js)$/, '.ts');

test.each(
  [...Object.values(exports).flatMap((entry) => Object.values(entry)), ...Object.values(bin)].filter((path) =>
    path.includes('dist/'),
  ),
)('%s has a source', (path) => {
  expect(existsSync(join(packageRoot, sourceOf(path)))).toBe(true);
});

// What npm makes of this list, and that it works when installed, is asserted by scripts/try-package/index.mjs.
test('what is read at run time is in the package', () => {
  const read = ['reporters/html/report.css', 'reporters/html/report.js'];
  expect(files).toEqual(expect.arrayContaining(['dist', 'schemas/**/*.json', ...read]));
  expect(read.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
});

test('nothing runs when it is installed, and what is optional is said to be', () => {
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  expect(manifest.engines.node).toBe('>=20.19');
  const peers = Object.keys(manifest.peerDependencies);
  expect(peers).toEqual(['allure-vitest', 'vitest']);
  expect(peers.filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true)).toEqual([]);
});

test('every dependency is pinned and has its line', () => {
  const page = readFileSync(join(packageRoot, 'docs/dependencies.md'), 'utf8');
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^(npm:\w+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const rows = page.split('\n').map((line) => (line.split('|')[1] ?? '').split(',').map((name) => name.trim()));
  expect(Object.keys(all).filter((name) => !rows.flat().includes(name))).toEqual([]);
});

describe('examples', () => {
  const folders = readdirSync(join(packageRoot, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  test.each(folders)('%s is told of', (name) => {
    expect(readFileSync(join(packageRoot, 'examples/README.md'), 'utf8')).toContain(`[${name}](${name})`);
  });

  test.each(folders.filter((name) => existsSync(join(packageRoot, 'examples', name, 'package.json'))))(
    '%s is for the versions that are tested',
    (name) => {
      const example = JSON.parse(readFileSync(join(packageRoot, 'examples', name, 'package.json'), 'utf8')) as Manifest;
      const { 'bcda-conformance': own, ...others } = example.devDependencies;
      expect(own).toBe(tool.version);
      expect(manifest.devDependencies).toMatchObject(others);
    },
  );
});
