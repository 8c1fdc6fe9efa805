import { createHash } from 'node:crypto';
import type { ContractDocument, ContractOperation, ContractServer } from '../model/index.js';
import { dialectOf, type Operation, operationsOf } from './operations.js';
import type { JsonValue } from './json.js';
import { problemsOf } from './problems.js';
import { readDocument } from './read.js';
import { serversOf } from './servers.js';
import { bodyJudge, type JudgeBody } from './schemas.js';

/** What a document says, without the comparison with replies. */
type DocumentFacts = Pick<ContractDocument, 'dialect' | 'format' | 'bytes' | 'sha256' | 'problems' | 'more'>;

/** A document that replies can be compared with. */
export interface Contract extends DocumentFacts {
  readonly document: JsonValue;
  readonly servers: readonly ContractServer[];
  readonly operations: readonly Operation[];
  readonly judgeBody: JudgeBody;
}

/** The last documents, since one process often reads the same server several times. */
const recent = new Map<string, Promise<Contract | { readonly because: string }>>();
const MOST_RECENT = 4;

/**
 * Reads a Swagger or OpenAPI document, or returns why it cannot be read.
 * @param url where it was found; absent: it was given as a file
 */
export const readContract = (text: string, url?: string): Promise<Contract | { readonly because: string }> => {
  const sha256 = createHash('sha256').update(text).digest('hex');
  // Only the path of the URL matters: relative servers begin there.
  const key = `${sha256} ${url === undefined ? '' : new URL(url).pathname}`;
  const known = recent.get(key);
  if (known !== undefined) return known;
  const reading = read(text, sha256, url);
  recent.set(key, reading);
  if (recent.size > MOST_RECENT) recent.delete([...recent.keys()][0] ?? '');
  return reading;
};

const read = async (text: string, sha256: string, url?: string): Promise<Contract | { readonly because: string }> => {
  const given = await readDocument(text);
  if ('because' in given) return given;
  const { document, format } = given;
  const dialect = dialectOf(document);
  const { operations, more } = operationsOf(document, url);
  const { problems, more: moreProblems } = await problemsOf(document, dialect);
  return {
    ...{ document, dialect, format, sha256, problems, operations, servers: serversOf(document) },
    bytes: Buffer.byteLength(text),
    more: more || moreProblems,
    judgeBody: await bodyJudge(document, dialect),
  };
};

/** An operation as kept in a transcript. */
export const asRecorded = ({ method, path, statuses, parameters, security }: Operation): ContractOperation => ({
  ...{ method, path, statuses, parameters, security },
});
