import { createReadStream } from 'node:fs';
import { decompressed, isBadGzip } from '../ndjson/gzip.js';
import { blocks, untilAborted } from '../ndjson/source.js';
import { NdjsonValidator, type ValidateOptions, type ValidationResult } from './validate.js';

/** Validates NDJSON from a file (by its path; .gz is decompressed) or from any source of bytes. */
export const validateNdjson = async (
  source: string | AsyncIterable<Uint8Array>,
  options: ValidateOptions = {},
): Promise<ValidationResult> => {
  const validator = new NdjsonValidator(options);
  const gzip = options.gzip ?? (typeof source === 'string' && source.endsWith('.gz'));
  const { signal } = options;
  const read = typeof source !== 'string' ? source : gzip ? createReadStream(source) : blocks(source);
  const bytes = untilAborted(read, signal);
  try {
    for await (const chunk of gzip ? decompressed(bytes) : bytes) validator.write(chunk);
  } catch (error) {
    // A stream that is not gzip, or ends inside it, is a finding about the data.
    if (!isBadGzip(error)) throw error;
    return signal?.aborted === true ? validator.stop() : validator.end(false);
  }
  return signal?.aborted === true ? validator.stop() : validator.end();
};
