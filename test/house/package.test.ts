import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly homepage: string;
  readonly bugs: unknown;
  readonly repository: unknown;
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
  expect(files).toEqual(expect.arrayContaining(['dist', 'schemas/**/*.json', 'suites/examples/*.json', ...read]));
  expect(read.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
});

test('nothing runs when it is installed, and what is optional is said to be', () => {
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  expect(manifest.engines.node).toBe('>=20.19');
  const peers = Object.keys(manifest.peerDependencies);
  expect(peers).toEqual(['allure-vitest', 'nock', 'vitest']);
  expect(peers.filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true)).toEqual([]);
});

test('every dependency is pinned and has its line', () => {
  const page = readFileSync(join(packageRoot, 'docs/dependencies.md'), 'utf8');
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^(npm:\w+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  const rows = page.split('\n').map((line) => (line.split('|')[1] ?? '').split(',').map((name) => name.trim()));
  expect(Object.keys(all).filter((name) => !rows.flat().includes(name))).toEqual([]);
});

test('repository, homepage and bugs are placeholders until the project has a public place: replace them together, here too', () => {
  const place = 'https://git.example.org/OWNER/bcda-conformance';
  const { homepage, bugs, repository } = manifest;
  expect({ homepage, bugs, repository }).toEqual({
    homepage: `${place}#readme`,
    bugs: { url: `${place}/issues` },
    repository: { type: 'git', url: `git+${place}.git` },
  });
});

describe('until the package is published, nothing advises to take it by name from a registry', () => {
  const ENDINGS = /\.(md|ts|mjs|js|py|yml|yaml|json|sh)$/;
  const files = ['README.md', 'CONTRIBUTING.md', 'action.yml', 'package.json', '.ci/run'].concat(
    ['bin', 'cli', 'docs', 'examples', 'library', 'reporters', 'scripts/docs', 'src', 'suites', 'vitest'].flatMap(
      (folder) =>
        readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
          .filter((name) => ENDINGS.test(name) && !name.includes('node_modules'))
          .map((name) => join(folder, name)),
    ),
  );
  /** npx, npm, pnpm, yarn or bunx with the name, not with a path, a URL or a variable. */
  const BY_NAME =
    /\b(?:npx|bunx|(?:npm|pnpm|yarn|bun)\s+(?:i|install|add|exec|dlx|x|create|global add))\s+(?:-\S+\s+)*["']?bcda-conformance(?:@|["'\s]|$)/m;

  test.each(files)('%s', (file) => expect(readFileSync(join(packageRoot, file), 'utf8')).not.toMatch(BY_NAME));

  test.each([
    'npx bcda-conformance check',
    'npx --yes bcda-conformance@0.1.0 check',
    'npm install --save-dev bcda-conformance',
    "sh 'npm i -g bcda-conformance'",
    'pnpm dlx bcda-conformance',
  ])('the search finds %s', (text) => expect(text).toMatch(BY_NAME));
  test.each([
    'bcda-conformance check',
    'npm install --global ./bcda-conformance-0.1.0.tgz',
    'npm install --global "$BCDA_CONFORMANCE"',
    'npm install --prefix conformance "$BCDA_CONFORMANCE"',
  ])('the search leaves %s', (text) => expect(text).not.toMatch(BY_NAME));
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
      // Until the package is published, a name would be somebody else's: the examples use the folder that they are in.
      expect(own).toBe('file:../..');
      expect(manifest.devDependencies).toMatchObject(others);
    },
  );
});
