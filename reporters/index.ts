import type { Role } from '../src/model/index.js';
import { certificateHtml } from './certificate/html.js';
import { certificate } from './certificate/index.js';
import { consoleReport } from './console/index.js';
import { curl } from './curl.js';
import { fhir } from './fhir.js';
import { github } from './github.js';
import { har } from './har.js';
import { htmlReport } from './html/index.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import type { Reporter } from './reporter.js';

/** The name of a format that is one text. */
export type Format =
  | 'console'
  | 'json'
  | 'junit'
  | 'markdown'
  | 'github'
  | 'har'
  | 'fhir'
  | 'curl'
  | 'certificate'
  | 'html'
  | 'certificate-html';

/** Every format by the name that `--report` takes. A new format is a function in its own file, its name above and a line here. */
export const formats: Readonly<Record<Format, Reporter>> = {
  console: consoleReport,
  json,
  junit,
  markdown,
  github,
  har,
  fhir,
  curl,
  certificate,
  html: htmlReport,
  'certificate-html': certificateHtml,
};

/** Names of the formats that a report about a server, or about a client, can have. */
export const formatsFor = (role: Role): Format[] =>
  (Object.keys(formats) as Format[]).filter((name) => role === 'client' || !name.startsWith('certificate'));

export type { Reporter, ReporterOptions } from './reporter.js';
