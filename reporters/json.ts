import { createHash } from 'node:crypto';
import type { Report } from '../src/model/index.js';
import { jsonText } from './text/index.js';

/**
 * The report itself, with a digest of it, so that `verify` finds any edit. Keys and lists keep the order in which the engine
 * made them, which is always the same.
 */
export const json = (report: Report): string => jsonText({ ...report, seal: sealOf(report) });

/** SHA-256 of a report without its seal, hex. */
export const sealOf = (report: Report): string =>
  createHash('sha256')
    .update(jsonText({ ...report, seal: undefined }))
    .digest('hex');
