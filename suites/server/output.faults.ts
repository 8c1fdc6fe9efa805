import {
  answering,
  bytesOf,
  changing,
  collect,
  documentIn,
  onReply,
  text,
  when,
  withHeader,
  withStatus,
} from '../../src/reference/index.js';
import { type Alter, type Profile, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import {
  filesMissing,
  EVERY_FILE,
  EVERY_JOB,
  EVERY_OTHER_FILE,
  ofOtherType,
  SMALLEST_FILES,
  atPlaces,
  forEach,
  typed,
  unseen,
} from './places.js';
import type { RequirementId } from './suites.js';
import { COMPARED, HISTORY, isOk, isUnknownThing, textOf, wantsGzip } from './kinds.js';

const at = 'data';
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;

/** Changes Coverage files, of which every profile exports some, and which are never the smallest of a job with others. */
const coverage = (change: (lines: string) => string | Uint8Array): Alter => textOf('Coverage', change);

/** Lines that cannot be read: no export with _since has _type, nor one with _typeFilter that has Coverages. */
const unreadIn = (id: RequirementId) => ({
  ...EVERY_OTHER_FILE,
  // Exports since an instant, and filtered ones, are compared with those before them, and not with the last one.
  'last-job': (profile: Profile) => (takes(profile, '_type') ? { fails: [id], blocks: HISTORY } : ofOtherType(profile)),
  'typed-requests': (profile: Profile) =>
    takes(profile, '_type') ? { fails: [id], blocks: HISTORY } : unseen('this guide has no exports with _type'),
});

interface Manifest {
  output: { url: string; count?: unknown }[];
  error: { url: string; count?: unknown }[];
}

/** Gives each file of a manifest a count, made from the number of its lines. */
export const counting =
  (say: (lines: number, list: 'output' | 'error') => unknown): Alter =>
  async (request, next) => {
    const reply = await next(request);
    if (!isOk(reply) || request.method !== 'GET') return reply;
    const body = await collect(reply.body);
    const manifest = documentIn(body) as Manifest | undefined;
    if (manifest === undefined) return { ...reply, body };
    for (const list of ['output', 'error'] as const)
      for (const entry of manifest[list]) {
        const { pathname } = new URL(entry.url);
        const path = pathname.slice(request.target.indexOf(request.path));
        const file = await next({ ...request, path, query: new URLSearchParams() });
        entry.count = say((await collect(file.body)).split('\n').length - 1, list);
      }
    return { ...reply, body: JSON.stringify(manifest) };
  };

/** What is judged of each Coverage by rules of its type, or of each resource. */
const OF_COVERAGES: readonly RequirementId[] = [
  ...(['resources.coverage', 'resources.carin-coverage'] as const),
  ...(['resources.carin-profile', 'resources.carin-invariants'] as const),
];

export default atPlaces(
  [
    fault({
      id: 'output-cut',
      title: 'the transfer of Coverage files is cut off',
      ...fails('output.downloadable'),
      blocks: COMPARED,
      alter: onReply(
        isOk,
        changing(async (reply) => {
          const bytes = await bytesOf(reply.body);
          if (!bytes.includes('"resourceType":"Coverage"')) return { ...reply, body: bytes };
          return { ...reply, body: bytes.subarray(0, -50), cut: 50 };
        }),
      ),
    }),
    fault({
      id: 'output-fails',
      title: 'every data file request returns 500',
      at,
      fails: ['output.downloadable'],
      stops: 'file',
      alter: onReply(isOk, withStatus(500)),
    }),
    fault({
      id: 'output-not-there-yet',
      title: 'the first request for each data file returns 404, and later ones return the file',
      at,
      fails: ['output.downloadable'],
      stops: 'file',
      spares: ['hygiene.any-tool'],
      alter: onReply(
        (reply, { path }, { count }) => isOk(reply) && count(`there ${path}`) === 1,
        answering({ status: 404, headers: [], body: '' }),
      ),
    }),
    fault({
      id: 'output-line-not-json',
      title: 'Coverage files end with a line that is not JSON',
      ...fails('output.ndjson'),
      blocks: COMPARED,
      alter: coverage((lines) => `${lines}end of file\n`),
    }),
    fault({
      id: 'output-line-array',
      title: 'Coverage files begin with a line that is an array',
      ...fails('output.ndjson'),
      blocks: COMPARED,
      alter: coverage((lines) => `[]\n${lines}`),
    }),
    fault({
      id: 'output-bom',
      title: 'Coverage files begin with a byte order mark',
      ...fails('output.ndjson'),
      alter: coverage((lines) => `\uFEFF${lines}`),
    }),
    fault({
      id: 'output-not-utf-8',
      title: 'Coverage files have a line in Latin-1',
      ...fails('output.ndjson'),
      blocks: COMPARED,
      alter: coverage((lines) => Buffer.concat([Buffer.from(lines), Buffer.from('{"name":"Zo\u00eb"}\n', 'latin1')])),
    }),
    fault({
      id: 'output-pretty-printed',
      title: 'Coverage files contain a resource that spans several lines',
      at,
      // The other lines of the file are still valid, so the type is exported.
      fails: ['output.ndjson'],
      blocks: COMPARED,
      alter: coverage((lines) => `${lines}{\n "resourceType": "Coverage"\n}\n`),
    }),
    fault({
      id: 'output-blank-line',
      title: 'Coverage files have a blank line after the first line',
      ...fails('output.no-blank-lines'),
      alter: coverage((lines) => lines.replace('\n', '\n\n')),
    }),
    fault({
      id: 'output-other-type',
      title: 'Coverage files also contain a Patient',
      at,
      fails: ['output.type'],
      // A file that has another type in it is not checked against the rules of its own type.
      blocks: [...OF_COVERAGES, 'resources.extensible-bindings', ...COMPARED],
      alter: coverage(
        (lines) => `${lines}{"resourceType":"Patient","id":"stray","meta":{"lastUpdated":"2026-04-01T00:00:00Z"}}\n`,
      ),
    }),
    fault({
      id: 'output-as-text',
      title: 'data files are sent as text/plain',
      ...fails('output.content-type'),
      alter: onReply(isOk, withHeader('Content-Type', 'text/plain; charset=utf-8')),
    }),
    fault({
      id: 'output-gzip-differs',
      title: 'a file requested with gzip has one more line',
      ...fails('output.gzip'),
      alter: when(
        wantsGzip,
        text((lines) => `${lines}\n`),
      ),
    }),
    fault({
      id: 'output-gzip-of-coverage-differs',
      title: 'a Coverage file requested with gzip has one more line',
      ...fails('output.gzip'),
      alter: when(
        wantsGzip,
        coverage((lines) => `${lines}\n`),
      ),
    }),
    fault({
      id: 'output-coverage-changes',
      title: 'every download of a Coverage file after the first has one more line',
      ...fails('output.stable'),
      alter: when(
        (request, { count }) => !wantsGzip(request) && count(`coverage ${request.path}`) > 1,
        coverage((lines) => `${lines}\n`),
      ),
    }),
    fault({
      id: 'output-last-line-unterminated',
      title: 'the last line of a Coverage file has no line ending',
      ...fails('output.last-newline'),
      alter: coverage((lines) => lines.trimEnd()),
    }),
    fault({
      id: 'output-gzip-is-none',
      title: 'a file with Content-Encoding: gzip is not compressed',
      ...fails('output.gzip'),
      alter: when(wantsGzip, onReply(isOk, withHeader('Content-Encoding', 'gzip'))),
    }),
    fault({
      id: 'output-count-one-more',
      title: 'the count that the manifest gives for a file is one more than the file has resources',
      at: 'status',
      fails: ['output.count'],
      alter: counting((lines) => lines + 1),
    }),
    fault({
      id: 'output-count-as-text',
      title: 'the count that the manifest gives for a file is a string',
      at: 'status',
      fails: ['output.count'],
      alter: counting(String),
    }),
    fault({
      id: 'output-count-of-error-files',
      title: 'the count that the manifest gives for an error file is 0',
      at: 'status',
      fails: ['output.count'],
      alter: counting((lines, list) => (list === 'error' ? 0 : lines)),
    }),
    fault({
      id: 'output-gzip-refused',
      title: 'a request for a data file with Accept-Encoding: gzip returns 406',
      ...fails('output.gzip'),
      alter: when(wantsGzip, onReply(isOk, answering({ status: 406, headers: [], body: '' }))),
    }),
    fault({
      id: 'output-for-later-tokens-differs',
      title: 'the file that a later token gets of an earlier job has one more line',
      ...fails('output.stable'),
      alter: when(
        ({ path }, { occasion: { token }, count }) =>
          count(`asked ${path}`) > 1 && (token?.nth ?? 0) > 1 && !token?.expired,
        text((lines) => `${lines}\n`),
      ),
    }),
    fault({
      id: 'output-with-accept-as-html',
      title: 'a data file that a request with an Accept header gets is sent as text/html',
      ...fails('output.content-type'),
      alter: when(
        ({ headers }) => headers['accept'] !== undefined,
        onReply(isOk, withHeader('Content-Type', 'text/html')),
      ),
    }),
    fault({
      id: 'output-gone-once-read',
      title: 'a data file is gone once it was downloaded twice',
      ...fails('output.stable'),
      // A file that is gone shows nothing of what else is asked of it.
      blocks: ['output.gzip', 'output.accept-allowed', 'hygiene.any-tool'],
      alter: onReply(
        (reply, { path }, { count }) => isOk(reply) && count(`read ${path}`) > 1,
        answering({ status: 404, headers: [], body: '' }),
      ),
    }),
    fault({
      id: 'output-unknown-file-empty',
      title: 'a request for a file that the job does not have returns an empty file',
      ...fails('output.unknown-file'),
      alter: onReply(isUnknownThing, answering({ status: 200, headers: [], body: '' })),
    }),
    fault({
      id: 'output-unknown-file-500',
      title: 'a request for a file that the job does not have returns 500',
      ...fails('output.unknown-file'),
      alter: onReply(isUnknownThing, withStatus(500)),
    }),
    fault({
      id: 'output-unknown-file-is-patient',
      title: 'a request for a file that the job does not have returns a Patient',
      ...fails('output.unknown-file'),
      alter: onReply(
        isUnknownThing,
        answering({
          status: 200,
          headers: [['Content-Type', 'application/fhir+ndjson']],
          body: '{"resourceType":"Patient","id":"other"}\n',
        }),
      ),
    }),
    fault({
      id: 'output-changes',
      title: 'every download of a file after the first has one more line',
      ...fails('output.stable'),
      alter: when(
        (request) => !wantsGzip(request),
        text((lines, { path }, { count }) => (count(`file ${path}`) > 1 ? `${lines}\n` : lines)),
      ),
    }),
    fault({
      id: 'output-refuses-accept',
      title: 'a request for a data file with an Accept header returns 406',
      at,
      fails: ['output.accept-allowed'],
      blocks: ['output.stable', 'hygiene.any-tool'],
      alter: when(
        ({ headers }) => headers['accept'] !== undefined,
        onReply(isOk, answering({ status: 406, headers: [], body: '' })),
      ),
    }),
  ],
  {
    ...forEach(filesMissing('output.downloadable'), 'output-fails', 'output-not-there-yet'),
    ...forEach(unreadIn('output.ndjson'), 'output-line-not-json', 'output-line-array', 'output-not-utf-8'),
    ...forEach(unreadIn('output.ndjson'), 'output-pretty-printed'),
    ...forEach(EVERY_FILE, 'output-as-text'),
    ...forEach(EVERY_OTHER_FILE, 'output-bom', 'output-blank-line', 'output-last-line-unterminated'),
    ...forEach(EVERY_JOB, 'output-count-one-more', 'output-count-as-text', 'output-count-of-error-files'),
    ...forEach(
      { 'typed-requests': typed },
      'output-unknown-file-empty',
      'output-unknown-file-500',
      'output-unknown-file-is-patient',
    ),
    ...forEach(
      SMALLEST_FILES,
      'output-gzip-differs',
      'output-gzip-of-coverage-differs',
      'output-coverage-changes',
      'output-gzip-is-none',
      'output-refuses-accept',
    ),
    // A second token tries a file of an export with _type.
    'output-changes': { ...SMALLEST_FILES, 'typed-requests': typed },
  },
);
