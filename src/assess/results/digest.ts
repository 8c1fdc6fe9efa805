import { createHash } from 'node:crypto';
import { jsonText } from '../../model/text.js';
import type { Transcript } from '../../model/index.js';

/** SHA-256 of a transcript as it is saved, hex: `sha256sum` of the file gives the same. */
export const transcriptDigest = (transcript: Transcript): string =>
  createHash('sha256').update(jsonText(transcript)).digest('hex');
