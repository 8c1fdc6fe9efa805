import { Readable, pipeline } from 'node:stream';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { isResourceType, lines, pages, patientId, type ResourceType } from '../../../fixtures/index.js';
import { type Header, isOfPages, isStu3, releaseOf, type ServerReply, type ServerRequest } from '../../model/index.js';
import { notFound, outcome, wrongMethod } from './outcome.js';
import type { JobFile, State } from './state.js';

/** Files about at most this many beneficiaries are sent in one piece, with their length. */
const AT_ONCE = 100;
const CHUNK = 65_536;
/** The encoding must be correct, not small. */
const GZIP = { level: constants.Z_BEST_SPEED };

/** GET /data/<job>/<name>.ndjson: a file of a finished job (guide: Retrieve NDJSON output file(s)). */
export const dataFile = (state: State, client: string, request: ServerRequest): ServerReply => {
  const [job = '', name, ...more] = request.path.slice(state.profile.paths.data.length + 1).split('/');
  const found = state.jobs.get(job);
  const file = found?.client === client && found.manifest && found.files.find((one) => one.name === name);
  if (!file || more.length > 0) return notFound('file');
  if (request.method !== 'GET') return wrongMethod('GET');
  const headers: Header[] = [
    ['Content-Type', 'application/fhir+ndjson'],
    ['Vary', 'Accept-Encoding'],
  ];
  const large = file.to - file.from > AT_ONCE;
  return {
    status: 200,
    headers,
    body: large ? Readable.from(streamOf(state, file)) : [...linesOf(state, file)].join(''),
  };
};

const streamOf = (state: State, file: JobFile): Generator<string | Uint8Array, void, undefined> =>
  file.list === 'output' && file.only === undefined
    ? pages(generated(file.type), rangeOf(state, file))
    : chunks(linesOf(state, file));

const generated = (type: string): ResourceType => {
  if (!isResourceType(type)) throw new TypeError(`fixtures/ generates no ${type}, although the profile exports it.`);
  return type;
};

const rangeOf = ({ seed, profile }: State, { from, to }: JobFile) => ({
  ...{ seed, from, to, release: releaseOf(profile) },
  // The guides of 2019 have data of their time.
  dated: isOfPages(profile) && isStu3(profile),
});

/** Whether a file has a resource. */
export const hasLines = (state: State, file: JobFile): boolean => linesOf(state, file).next().done !== true;

function* linesOf(state: State, file: JobFile): Generator<string, void, undefined> {
  const { type, list, from, to } = file;
  if (list === 'output') return yield* lines(generated(type), rangeOf(state, file), file.only);
  if (file.notice === true) return yield `${outcome('processing', NOTICE, 'warning')}\n`;
  for (let index = from; index < to; index += 1) {
    yield `${outcome('exception', `${type} of beneficiary ${patientId(index)} could not be exported.`)}\n`;
  }
}

const NOTICE = 'Only claims with the System-Type tags NationalClaimsHistory and DDPS were exported.';

function* chunks(content: Iterable<string>): Generator<string, void, undefined> {
  let chunk = '';
  for (const line of content) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/**
 * Compresses a file with gzip if the request accepts it (RFC 9110, 12.5.3 and 8.4). This comes after the faults, which
 * change lines; a reply whose encoding or length was set by a fault is not changed.
 */
export const encode = (request: ServerRequest, reply: ServerReply): ServerReply => {
  const settled = reply.headers.some(([name]) => /^content-(encoding|length)$/i.test(name));
  if (reply.status !== 200 || settled || !wantsGzip(request.headers['accept-encoding'])) return reply;
  const { body } = reply;
  const inOnePiece = typeof body === 'string' || body instanceof Uint8Array;
  return {
    ...reply,
    headers: [...reply.headers, ['Content-Encoding', 'gzip']],
    body: inOnePiece ? gzipSync(body, GZIP) : zipped(body),
  };
};

const zipped = (body: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array> => {
  const gzip = createGzip(GZIP);
  // The callback has nothing to do: an error of the source destroys `gzip`, and its reader receives it.
  pipeline(Readable.from(body), gzip, () => {});
  return gzip;
};

const wantsGzip = (accept: string | undefined): boolean =>
  (accept ?? '').split(',').some((coding) => /^\s*gzip\s*(;\s*q=(1(\.0*)?|0\.0*[1-9]\d*)\s*)?$/i.test(coding));
