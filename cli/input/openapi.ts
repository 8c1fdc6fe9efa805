import { CannotJudge, type GivenDocument } from '../../src/model/index.js';
import type { Io } from '../io.js';
import { documentUrl } from '../options/urls.js';
import { readInput } from './files.js';

/** Longest document that is read, in bytes; the bound for a document from a server is the same. */
const LONGEST = 8 * 1024 * 1024;

/** The document of --openapi: a URL, which is requested without a token when it is needed, or a file, which is read now. */
export const givenDocument = async (name: string, io: Io): Promise<GivenDocument> => {
  if (name.includes('://')) return { url: documentUrl(name) };
  const text = readInput(name, 'the document of --openapi', io);
  if (Buffer.byteLength(text) > LONGEST)
    throw new CannotJudge(`${name} is too large for --openapi: it must not exceed 8 MB.`);
  const { readDocument } = await import('../../src/openapi/read.js');
  const read = await readDocument(text);
  if ('because' in read) throw new CannotJudge(`${name} is not a Swagger or OpenAPI document: ${read.because}.`);
  return { text };
};
