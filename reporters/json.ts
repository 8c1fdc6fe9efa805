import type { Report } from '../src/model/index.js';

/** The report itself: keys and lists keep the order in which the engine made them, which is always the same. */
export const json = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
