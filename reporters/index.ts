import type { Role } from '../src/model/index.js';
import { certificateHtml } from './certificate/html.js';
import { certificate } from './certificate/index.js';
import { consoleReport } from './console/index.js';
import { fhir } from './fhir.js';
import { github } from './github.js';
import { har } from './har.js';
import { htmlReport } from './html/index.js';
import { json } from './json.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import type { Reporter } from './reporter.js';

/** Every format by the name that `--report` takes. A new format is a function in its own file and a line here. */
export const formats: Readonly<Record<string, Reporter>> = {
  console: consoleReport,
  json,
  junit,
  markdown,
  github,
  har,
  fhir,
  certificate,
  html: htmlReport,
  'certificate-html': certificateHtml,
};

/** Names of the formats that a report about a server, or about a client, can have. */
export const formatsFor = (role: Role): string[] =>
  Object.keys(formats).filter((name) => role === 'client' || !name.startsWith('certificate'));

export type { Reporter, ReporterOptions } from './reporter.js';
