import type { Report } from '../src/model/index.js';

/** How a report looks, where a format leaves a choice. */
export interface ReporterOptions {
  /** ANSI colors; only the command line knows whether a terminal reads it. */
  readonly color?: boolean;
}

/** Turns a report into text. Pure: everything it needs is in the report. */
export type Reporter = (report: Report, options?: ReporterOptions) => string;
