import { createHash } from 'node:crypto';
import type { ContractDocument, ContractOperation } from '../model/index.js';
import { dialectOf, type Operation, operationsOf } from './operations.js';
import type { JsonValue } from './json.js';
import { problemsOf } from './problems.js';
import { readDocument } from './read.js';
import { bodyJudge, type JudgeBody } from './schemas.js';

/** What a document says, without what the run's answers show. */
type Said = Pick<ContractDocument, 'dialect' | 'format' | 'bytes' | 'sha256' | 'problems' | 'more'>;

/** A document made ready to be compared with answers. */
export interface Contract extends Said {
  readonly document: JsonValue;
  readonly operations: readonly Operation[];
  readonly judgeBody: JudgeBody;
}

/** The last documents, since the same server is often asked again in one process. */
const recent = new Map<string, Promise<Contract | { readonly because: string }>>();
const MOST_RECENT = 4;

/**
 * Reads a Swagger or OpenAPI document; a sentence where it cannot be read.
 * @param url where it came from; absent: it was given as a file
 */
export const readContract = (text: string, url?: string): Promise<Contract | { readonly because: string }> => {
  const sha256 = createHash('sha256').update(text).digest('hex');
  // Of the URL only its path says anything, as what relative servers start at.
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
    ...{ document, dialect, format, sha256, problems, operations },
    bytes: Buffer.byteLength(text),
    more: more || moreProblems,
    judgeBody: await bodyJudge(document, dialect),
  };
};

/** An operation as a transcript keeps it. */
export const asSaid = ({ method, path, statuses, parameters, security }: Operation): ContractOperation => ({
  ...{ method, path, statuses, parameters, security },
});
