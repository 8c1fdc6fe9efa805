import { resolve } from 'node:path';
import { type ReporterOptions } from '../reporters/index.js';
import { validationFormats } from '../reporters/validation/index.js';
import { validateFiles, validationExitCode } from '../src/assess/validate.js';
import { destination } from '../src/files/destination.js';
import { noSecrets, writeAll } from '../src/files/write.js';
import type { FileOptions } from '../src/fhir/validate/file.js';
import type { Validation } from '../src/fhir/validate/validation.js';

/** How to validate files. Every option has a default. */
export interface ValidationOptions extends Pick<
  FileOptions,
  'fhir' | 'carin' | 'type' | 'workers' | 'maxFindings' | 'longestLine' | 'sample'
> {
  /**
   * Whether warnings change the exit code too.
   * @default false
   */
  readonly strict?: boolean;
  /** Ends the validation early; the result says so. */
  readonly signal?: AbortSignal;
}

/** A format of a validation. */
type ValidationFormat = keyof typeof validationFormats;

/** The result of a validation. */
export interface ValidationRun {
  readonly validation: Validation;
  /** What the command line would exit with: 0 valid, 1 not valid, 2 interrupted or without a single resource. */
  readonly exitCode: 0 | 1 | 2;
  /** The findings as text. */
  readonly render: (format: ValidationFormat, options?: ReporterOptions) => string;
  /** Writes a file for each format; relative names start from the working folder. */
  readonly write: (files: Partial<Readonly<Record<ValidationFormat, string>>>) => void;
}

/**
 * Validates files against NDJSON and FHIR (STU3 or R4, recognized by the beginning of each file): NDJSON, or one resource in a .json file; either may be gzipped. Throws
 * CannotJudge if a file cannot be read.
 */
export const validate = async (
  files: string | readonly string[],
  options: ValidationOptions = {},
): Promise<ValidationRun> => {
  const names = typeof files === 'string' ? [files] : files;
  const validation = await validateFiles(
    names.map((name) => ({ name, source: resolve(name) })),
    options,
  );
  const render = (format: ValidationFormat, how?: ReporterOptions): string =>
    validationFormats[format](validation, how);
  return {
    validation,
    exitCode: validationExitCode(validation),
    render,
    write: (to) =>
      writeAll(
        (Object.entries(to) as [ValidationFormat, string][]).map(([format, file]) => () => ({
          text: render(format),
          to: destination(file, { cwd: process.cwd() }),
        })),
        noSecrets,
      ),
  };
};
