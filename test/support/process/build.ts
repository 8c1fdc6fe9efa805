import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packageRoot } from '../../../src/package.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the compiled program. */
    readonly built: string;
  }
}

const jsonIn = (name: string): unknown => JSON.parse(readFileSync(join(packageRoot, name), 'utf8'));

/** All that a build depends on: folders and files from the root. */
const SOURCES = [
  ...(jsonIn('tsconfig.build.json') as { include: readonly string[] }).include,
  ...['scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
];
/** Builds lie where packages are found from them, and where nothing else looks. */
const BUILDS = join(packageRoot, 'node_modules/.cache/bcda-conformance');
const DAY = 86_400_000;

/** Gives the tests of a project the compiled program. Sources that were built before are not built again. */
export default ({ provide }: TestProject): void => {
  const folder = join(BUILDS, digestOf(SOURCES));
  if (!existsSync(folder)) buildInto(folder);
  utimesSync(folder, new Date(), new Date());
  for (const name of readdirSync(BUILDS))
    if (statSync(join(BUILDS, name)).mtimeMs < Date.now() - DAY) rmSync(join(BUILDS, name), { recursive: true });
  provide('built', folder);
};

const digestOf = (names: readonly string[]): string => {
  const hash = createHash('sha256').update(process.version);
  for (const name of names.flatMap(filesOf)) {
    const bytes = readFileSync(join(packageRoot, name));
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
};

const filesOf = (name: string): string[] => {
  const path = join(packageRoot, name);
  if (statSync(path).isFile()) return [name];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length + 1))
    .toSorted();
};

/** Builds elsewhere and moves the whole, so that a run beside this one finds all of it or nothing. */
const buildInto = (folder: string): void => {
  mkdirSync(BUILDS, { recursive: true });
  const making = mkdtempSync(join(BUILDS, 'making-'));
  execFileSync(process.execPath, ['scripts/build.mjs', join(making, 'dist')], { cwd: packageRoot, stdio: 'inherit' });
  copyFileSync(join(packageRoot, 'package.json'), join(making, 'package.json'));
  for (const name of readAtRunTime()) symlinkSync(join(packageRoot, name), join(making, name));
  try {
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
};

/** What the package has apart from its modules: the program finds these folders next to its package.json. */
const readAtRunTime = (): Set<string> => {
  const { files } = jsonIn('package.json') as { files: readonly string[] };
  return new Set(files.map((file) => file.split('/', 1)[0] ?? '').filter((name) => name !== 'dist'));
};
