import type { Validation } from '../../src/fhir/validate/validation.js';
import type { ReporterOptions } from '../reporter.js';
import { jsonText } from '../text/index.js';
import { validationText } from './console.js';
import { validationGithub } from './github.js';
import { validationHtml } from './html.js';
import { validationJunit } from './junit.js';
import { validationMarkdown } from './markdown.js';

/** The name of a format of a validation. */
export type ValidationFormat = 'console' | 'json' | 'junit' | 'github' | 'markdown' | 'html';

/** Every format of a validation by the name that `--report` takes; json is as schemas/validation.schema.json describes it. */
export const validationFormats: Readonly<
  Record<ValidationFormat, (validation: Validation, options?: ReporterOptions) => string>
> = {
  console: validationText,
  json: (validation) => jsonText(validation),
  junit: validationJunit,
  github: validationGithub,
  markdown: validationMarkdown,
  html: validationHtml,
};
