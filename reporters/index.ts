import type { Report, Role } from '../src/model/index.js';
import { certificate } from './certificate/index.js';
import { consoleReport } from './console/index.js';
import { fhir } from './fhir.js';
import { github } from './github.js';
import { har } from './har.js';
import { htmlFormats } from './html/index.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';

/** How a report is to look, where a format leaves a choice. */
export interface ReporterOptions {
  /** ANSI colours; only the command line knows whether a terminal reads it. */
  readonly colour?: boolean;
}

/** Turns a report into text. Pure: everything it needs is in the report. */
export type Reporter = (report: Report, options?: ReporterOptions) => string;

/** The name of a format that is one text. */
export type Format =
  'console' | 'json' | 'junit' | 'markdown' | 'github' | 'har' | 'fhir' | 'certificate' | 'html' | 'certificate-html';

/** Every format by the name that `--report` takes. A new format is a function in its own file, its name above and a line here. */
export const formats: Readonly<Record<Format, Reporter>> = {
  console: consoleReport,
  json,
  junit,
  markdown,
  github,
  har,
  fhir,
  certificate,
  ...htmlFormats,
};

/** Names of the formats that a report about a server, or about a client, can have. */
export const formatsFor = (role: Role): Format[] =>
  (Object.keys(formats) as Format[]).filter((name) => role === 'client' || !name.startsWith('certificate'));

export { curlOf, SHELL_VARIABLES } from './text/curl.js';
export { printable } from './text/index.js';
