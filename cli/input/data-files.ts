import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CannotJudge } from '../../src/model/index.js';
import type { Io } from '../io.js';

/** What a folder is searched for. Other files in it, such as a manifest, are not data. */
const NDJSON = '**/*.ndjson{,.gz}';

/**
 * The files that names stand for, in order and without repetition: a folder stands for the NDJSON in it and in its folders, a
 * pattern (`*`, `?`, `[…]`, `{…}`) for the files that match. Throws CannotJudge if no file matches.
 */
export const dataFiles = async (names: readonly string[], io: Io): Promise<string[]> => {
  const files: string[] = [];
  for (const name of names) files.push(...(await filesFor(name, io)));
  return [...new Set(files)];
};

const filesFor = async (name: string, { cwd }: Io): Promise<readonly string[]> => {
  if (name === '-') return [name];
  const path = resolve(cwd, name);
  // A file whose name looks like a pattern is that file.
  if (existsSync(path)) return statSync(path).isDirectory() ? await inFolder(name, path) : [name];
  if (!/[*?[\]{}]/u.test(name)) return [name];
  const found = await matching(name, cwd);
  if (found.length === 0) throw new CannotJudge(`No file matches ${name}.`);
  return found;
};

const inFolder = async (name: string, path: string): Promise<string[]> => {
  const found = await matching(NDJSON, path, false);
  if (found.length === 0)
    throw new CannotJudge(
      `${name} has no file whose name ends in .ndjson or .ndjson.gz. Name other files by a pattern, such as "${join(name, '**/*.json')}".`,
    );
  return found.map((file) => join(name, file));
};

/** Loaded only where a command line needs it. */
const matching = async (pattern: string, cwd: string, caseSensitiveMatch = true): Promise<string[]> => {
  const { glob } = await import('tinyglobby');
  const found = await glob(pattern, { cwd, onlyFiles: true, caseSensitiveMatch, expandDirectories: false });
  return found.toSorted();
};
