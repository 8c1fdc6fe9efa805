import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/package.js';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  /** It comes within the package that it is a part of, whose integrity covers it. */
  readonly inBundle?: boolean;
}

const text = readFileSync(join(packageRoot, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(text) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(([place]) => place !== '');
const placesOf = (test: (locked: Locked) => boolean | undefined): string[] =>
  installed.filter(([, locked]) => test(locked) === true).map(([place]) => place);

test('the lock file is one', () => expect(installed.length).toBeGreaterThan(200));

/** Each with what it does. Nothing that users install is among them. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'node_modules/fhirpath': 'installs a demonstration where its own repository is checked out; else it does nothing',
};

test('no package that users install runs a script when it is installed, and of the others only those that are known', () => {
  expect(placesOf(({ hasInstallScript, dev }) => hasInstallScript === true && dev !== true)).toEqual([]);
  expect(placesOf(({ hasInstallScript }) => hasInstallScript)).toEqual(Object.keys(SCRIPTS));
});

test('every package is pinned by its content', () => {
  expect(
    placesOf(({ integrity, inBundle }) => inBundle !== true && !/^sha512-[\w+/]{86}==$/.test(integrity ?? '')),
  ).toEqual([]);
});

test('no package is tied to a host', () => {
  expect(placesOf(({ resolved }) => resolved !== undefined)).toEqual([]);
  expect(placesOf(({ version }) => version?.includes('/'))).toEqual([]);
});

test('this package itself runs nothing where it is installed', () => {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(['preinstall', 'install', 'postinstall'].filter((name) => name in scripts)).toEqual([]);
});
