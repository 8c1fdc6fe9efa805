import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../src/model/index.js';

/** In the temporary folder of this run of tests: the reports that several of its files need. */
const folder = join(tmpdir(), 'reports');

/**
 * A report that is made once in a run of tests, whichever file asks for it first; if several ask at the same time, each
 * makes it.
 */
export const kept = async (name: string, make: () => Promise<Report>): Promise<Report> => {
  const path = join(folder, `${name}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Report;
  const report = await make();
  mkdirSync(folder, { recursive: true });
  // Moved as a whole: a file that asks meanwhile finds all of it or nothing.
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(report));
  renameSync(`${path}.${process.pid}`, path);
  return report;
};
