import type { Report } from '../src/model/index.js';
import { jsonText } from './text/index.js';

/** The report itself. Keys and lists keep the order in which the engine made them, which is always the same. */
export const json = (report: Report): string => jsonText(report);
