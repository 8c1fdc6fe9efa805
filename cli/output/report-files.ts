import { formatsFor } from '../../reporters/index.js';
import type { Role } from '../../src/model/index.js';

/** Formats, each with the name that its file has in the folder of --report-dir; undefined: it stays on stdout there. */
export type DefaultFiles = Readonly<Record<string, string | undefined>>;

/** File names that the readers of each format expect or recognise. */
const FILES: DefaultFiles = {
  console: undefined,
  json: 'report.json',
  html: 'report.html',
  junit: 'junit.xml',
  markdown: 'summary.md',
  github: 'annotations.txt',
  har: 'bcda.har',
  fhir: 'TestReport.json',
  certificate: 'certificate.md',
  'certificate-html': 'certificate.html',
  // A folder of files, not one text.
  allure: 'allure-results',
};

/** The formats of a report about a server, or about a client. */
export const filesFor = (role: Role): DefaultFiles =>
  Object.fromEntries([...formatsFor(role), 'allure'].map((format) => [format, FILES[format]]));

/** The formats of `validate`. */
export const VALIDATION_FILES: DefaultFiles = { console: undefined, json: 'validation.json' };

/** The formats of `compare`, and those of `doctor`. */
export const COMPARISON_FILES: DefaultFiles = {
  console: undefined,
  markdown: 'comparison.md',
  json: 'comparison.json',
};
export const DIAGNOSIS_FILES: DefaultFiles = { console: undefined, json: 'doctor.json' };
