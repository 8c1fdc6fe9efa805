import { createReadStream } from 'node:fs';
import { isBadGzip } from '../ndjson/gzip.js';
import { blocks, isGzipFile, plainBytes, untilAborted } from '../ndjson/source.js';
import { recognized } from './recognize.js';
import { NdjsonValidator, type ValidateOptions, type ValidationResult } from './validate.js';

/** Validates NDJSON from a file (by its path; gzip is recognized by its first bytes) or from any source of bytes. */
export const validateNdjson = async (
  from: string | AsyncIterable<Uint8Array>,
  given: ValidateOptions = {},
): Promise<ValidationResult> => {
  const { fhir = 'auto' } = given;
  const found = fhir === 'auto' ? await recognized(from, given.signal) : { source: from, fhir };
  const { source } = found;
  const options = { ...given, fhir: found.fhir };
  const validator = new NdjsonValidator({ recognizeRelease: true, repeatedIds: true, ...options });
  const gzip = options.gzip ?? (typeof source === 'string' ? await isGzipFile(source) : false);
  const { signal } = options;
  const read = typeof source !== 'string' ? source : gzip === false ? blocks(source) : createReadStream(source);
  const bytes = untilAborted(read, signal);
  try {
    for await (const chunk of await plainBytes(bytes, gzip)) validator.write(chunk);
  } catch (error) {
    // A stream that is not gzip, or ends inside it, is a finding about the data.
    if (!isBadGzip(error)) throw error;
    return signal?.aborted === true ? validator.stop() : validator.end(false);
  }
  return signal?.aborted === true ? validator.stop() : validator.end();
};
