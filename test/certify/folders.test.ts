import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { clientFolders } from '../../src/certify/folders.js';
import type { Condition } from '../../src/model/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { emptyFolder } from '../support/cli-run.js';

const [condition] = conditions.filter(({ id }) => id === 'sunny') as [Condition];
const warn = (sentence: string): never => expect.fail(sentence);
const folders = () => clientFolders([condition], { out: undefined, cwd: emptyFolder(), warn });

test('however many runs have folders at a time, one listener clears them all if the program exits', () => {
  const first = folders();
  const listeners = process.listenerCount('exit');
  const runs = [first, ...Array.from({ length: 11 }, folders)];
  expect(process.listenerCount('exit')).toBe(listeners);
  const roots = runs.map(({ of }) => dirname(of(condition)));
  expect(roots.map(existsSync)).toEqual(roots.map(() => true));
  for (const run of runs) run.clear();
  // Another run in this process may still need it.
  expect(process.listenerCount('exit')).toBeLessThanOrEqual(listeners);
  expect(roots.map(existsSync)).toEqual(roots.map(() => false));
});

test('clearing twice clears once', () => {
  const [one, other] = [folders(), folders()];
  one.clear();
  one.clear();
  expect(existsSync(other.of(condition))).toBe(true);
  other.clear();
  expect(existsSync(other.of(condition))).toBe(false);
});
