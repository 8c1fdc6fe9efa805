import { folderFormats, type FolderFormatName, type Format, formatsFor } from '../../reporters/names.js';
import type { Role } from '../../src/model/index.js';

/** The formats of a command, each with the name of its file in the folder of --report-dir; undefined: it goes to stdout. */
export type FormatFiles = Readonly<Record<string, string | undefined>>;

/** File names that the readers of each format expect or recognize. */
const FILES: Readonly<Record<Format | FolderFormatName, string | undefined>> = {
  console: undefined,
  json: 'report.json',
  html: 'report.html',
  junit: 'junit.xml',
  markdown: 'summary.md',
  github: 'annotations.txt',
  har: 'bcda.har',
  fhir: 'TestReport.json',
  curl: 'try.sh',
  certificate: 'certificate.md',
  'certificate-html': 'certificate.html',
  // A folder of files, not one text.
  allure: 'allure-results',
};

/** The formats of a report about a server, or about a client. */
export const filesFor = (role: Role): FormatFiles => {
  const folders = Object.keys(folderFormats) as FolderFormatName[];
  return Object.fromEntries([...formatsFor(role), ...folders].map((format) => [format, FILES[format]]));
};

/** The formats of `validate`. */
export const VALIDATION_FILES: FormatFiles = {
  console: undefined,
  json: 'validation.json',
  junit: 'junit.xml',
  github: 'annotations.txt',
  markdown: 'validation.md',
  html: 'validation.html',
};

/** The formats of `compare`, and those of `doctor`. */
export const COMPARISON_FILES: FormatFiles = {
  console: undefined,
  markdown: 'comparison.md',
  html: 'comparison.html',
  json: 'comparison.json',
};
export const DIAGNOSIS_FILES: FormatFiles = { console: undefined, json: 'doctor.json' };

/** The formats of `scoreboard`. */
export const SCOREBOARD_FILES: FormatFiles = {
  markdown: 'scoreboard.md',
  html: 'scoreboard.html',
  json: 'scoreboard.json',
  badge: 'badge.svg',
  shields: 'badge.json',
};
