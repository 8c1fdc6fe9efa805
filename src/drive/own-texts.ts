import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package.js';

/** Folders of programs whose texts get into reports, beside this one. */
const PROGRAMS = [
  'src/model',
  'src/record',
  'src/drive',
  'src/expect',
  'src/assess',
  'src/fhir',
  'src/openapi',
  'suites',
  'reporters',
];
const beside = join(import.meta.dirname, '../..');
/** Folders of the package with other texts that get into reports: names of elements, the looks of the HTML page, and examples. */
const DATA = ['schemas/fhir/stu3/tables', 'reporters/html', 'suites/examples'].map((folder) =>
  join(packageRoot, folder),
);
const TEXT = /(?<!\.d)\.(?:js|ts|css|json)$/;

let texts: string | undefined;

/** Everything that this package itself may write into a report, in lower case: the texts of its programs and tables. */
export const ownTexts = (): string => (texts ??= read().toLowerCase());

const read = (): string =>
  [...PROGRAMS.map((folder) => join(beside, folder)), ...DATA]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => TEXT.test(name))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    )
    .join('\n');
