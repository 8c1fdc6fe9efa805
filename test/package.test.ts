import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../src/model/index.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

const { exports, bin, files } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as Manifest;

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

test('what is read at run time is in the package', () => {
  expect(files).toEqual(expect.arrayContaining(['dist', 'schemas']));
});
