import { CannotJudge, type GivenDocument } from '../../src/model/index.js';
import { readDocument } from '../../src/openapi/read.js';
import { readInput } from './inputs.js';
import type { Io } from '../io.js';
import { documentUrl } from './target.js';

/** Longest document that is read, in bytes: as long as one that a server sends may be. */
const LONGEST = 8 * 1024 * 1024;

/** What --openapi names: a URL, which is asked without a token when it is needed, or a file, which is read now. */
export const givenDocument = async (name: string, io: Io): Promise<GivenDocument> => {
  if (name.includes('://')) return { url: documentUrl(name) };
  const text = readInput(name, 'the document of --openapi', io);
  if (Buffer.byteLength(text) > LONGEST)
    throw new CannotJudge(`${name} is larger than 8 MB, too large for a document of --openapi.`);
  const read = await readDocument(text);
  if ('because' in read) throw new CannotJudge(`${name} is no Swagger or OpenAPI document: ${read.because}.`);
  return { text };
};
