import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Marks } from './marks.js';

/** A folder of a test's own that every temporary file goes into. */
export interface OwnTemp {
  readonly path: string;
  /** A new folder below it. */
  readonly folder: (name: string) => string;
  readonly remove: () => void;
}

/** Sends what this thread, and what it starts, writes into the system's temporary folder to one of the test's own. */
export const ownTemp = (): OwnTemp => {
  const before = process.env['TMPDIR'];
  const path = mkdtempSync(join(tmpdir(), 'bcda-planted-'));
  process.env['TMPDIR'] = path;
  return {
    path,
    folder: (name) => {
      const folder = mkdtempSync(join(path, `${name}-`));
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    remove: () => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
      rmSync(path, { recursive: true, force: true });
    },
  };
};

/** Every file below a folder, with its names. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });

/** A mark's place and the file, relative to a folder, that it was found in. */
export type Found = readonly [place: string, file: string];

/** Marks in the names and in the content of all files of a folder, `except` some. */
export const marksBelow = (folder: string, marks: Marks, except: (path: string) => boolean = () => false): Found[] =>
  filesBelow(folder)
    .filter((path) => !except(path))
    .flatMap((path) => {
      const name = path.slice(folder.length + 1).replace(/^[^/]*\//, '');
      return [
        ...marks.in(Buffer.from(name)).map((place): Found => [`${place}, in the name of a file`, name]),
        ...marks.in(readFileSync(path)).map((place): Found => [place, name]),
      ];
    });

/** Each place once, with the files in which its marks were found. */
export const byPlace = (all: readonly Found[]): string[] => {
  const places = new Map<string, Set<string>>();
  for (const [place, file] of all) {
    const files = places.get(place) ?? new Set();
    places.set(place, files.add(file.replace(/allure-results\/.*/, 'allure-results')));
  }
  return [...places].map(([place, files]) => `${place}: ${[...files].toSorted().join(', ')}`);
};
