import type { Report } from '../src/model/index.js';
import { writeAllure } from './allure/index.js';
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
import type { FolderFormatName, Format } from './names.js';
import type { Reporter } from './reporter.js';

/** Every format by the name that `--report` takes. A new format is a function in its own file, its name in `names.ts` and a line here. */
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

/** Fills a folder with a report, for every format that is a folder of files. */
export const folders: Readonly<Record<FolderFormatName, (report: Report, folder: string) => void>> = {
  allure: writeAllure,
};

export { type Format, formatsFor } from './names.js';
export type { Reporter, ReporterOptions } from './reporter.js';
