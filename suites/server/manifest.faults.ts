import { answering, asking, json, onReply, text, when, withHeader } from '../../src/reference/index.js';
import { type Alter, isOfPages, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import { atPlaces, afterFirst, EVERY_JOB, forEach, lastStops } from './places.js';
import type { RequirementId } from './suites.js';
import { isOk, isUnknownThing } from './kinds.js';

interface Manifest {
  transactionTime: string;
  request: string;
  requiresAccessToken: unknown;
  output: { type?: unknown; url?: unknown }[];
  error?: { type: string; url: string }[];
  JobID: unknown;
}

const at = 'status';
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;
const manifest = (change: (manifest: Manifest) => void): Alter => json<Manifest>(change);
const everyUrl = (change: (url: string) => string): Alter =>
  manifest((it) => {
    for (const entry of [...it.output, ...(it.error ?? [])]) entry.url = change(String(entry.url));
  });
/** What compares transactionTime with other times. */
const COMPARED_TIMES = [
  'manifest.transaction-time-plausible',
  'manifest.transaction-time-of-export',
  'resources.last-updated',
] as const;
/** Where a fault is seen that changes a member of each manifest: one that changes later is not the same any more. */
const EVERY_MANIFEST = Object.fromEntries(
  (
    [
      ['manifest-request-internal', 'manifest.request'],
      ['manifest-token-needed-as-text', 'manifest.requires-access-token'],
      ['manifest-relative-urls', 'manifest.file-urls'],
      ['manifest-urls-with-newline', 'manifest.file-urls'],
      ['manifest-urls-differ-in-query', 'manifest.file-urls'],
      ['manifest-names-not-uuid', 'manifest.file-names'],
      ['manifest-lists-twice', 'manifest.distinct-urls'],
      ['manifest-time-before-export', 'manifest.transaction-time-of-export'],
    ] as const
  ).map(([id, broken]) => [id, { ...EVERY_JOB, 'later-manifests': { fails: [broken, 'status.repeatable'] as const } }]),
);
const EMPTY_FILE = '4f6a1c52-8d3e-4b7a-9c10-2e5d7f8a9b0c';
/** How the names of files begin that are listed and empty, another one for each job. */
const EMPTY_FILES = '4f6a1c52-8d3e-4b7a-9c10-';

export default atPlaces(
  [
    fault({
      id: 'manifest-contradicts-itself',
      title: 'the manifest has requiresAccessToken twice, with different values',
      ...fails('manifest.json'),
      alter: text((body) =>
        body.replace('"requiresAccessToken":', '"requiresAccessToken":false,"requiresAccessToken":'),
      ),
    }),
    fault({
      id: 'manifest-with-accept-as-text',
      title: 'the manifest that a request with an Accept header gets is sent as text/plain',
      ...fails('manifest.json'),
      alter: when(
        ({ headers }) => headers['accept'] !== undefined,
        onReply(isOk, withHeader('Content-Type', 'text/plain')),
      ),
    }),
    fault({
      id: 'manifest-of-other-job-for-later-tokens',
      title: 'the manifest that a later token gets of an earlier job has the id of another one',
      ...fails('manifest.job-id', 'status.repeatable'),
      alter: when(
        (_, { occasion: { job, token } }) => job?.done === true && (token?.nth ?? 0) > 1 && token?.uses === 1,
        manifest((it) => void (it.JobID = Number(it.JobID) - 1)),
      ),
    }),
    fault({
      id: 'manifest-as-text',
      title: 'the manifest is sent as text/plain',
      ...fails('manifest.json'),
      alter: onReply(({ status }) => status === 200, withHeader('Content-Type', 'text/plain')),
    }),
    fault({
      id: 'manifest-with-byte-order-mark',
      title: 'the manifest begins with a byte order mark',
      ...fails('manifest.json'),
      alter: text((body) => (body === '' ? body : `\u{feff}${body}`)),
    }),
    fault({
      id: 'manifest-not-json',
      title: 'the manifest is not JSON',
      at,
      fails: ['manifest.json'],
      stops: 'list',
      alter: text((body) => body.slice(0, -1)),
    }),
    fault({
      id: 'manifest-time-without-zone',
      title: 'transactionTime has no time zone',
      at,
      fails: ['manifest.transaction-time'],
      blocks: [...COMPARED_TIMES, 'parameters.since-transaction-time'],
      alter: manifest((it) => void (it.transactionTime = it.transactionTime.replace('Z', ''))),
    }),
    fault({
      id: 'manifest-time-on-no-day',
      title: 'transactionTime is on February 30',
      at,
      fails: ['manifest.transaction-time'],
      blocks: [...COMPARED_TIMES, 'parameters.since-transaction-time'],
      alter: manifest((it) => void (it.transactionTime = '2019-02-30T12:00:00Z')),
    }),
    fault({
      id: 'manifest-request-internal',
      title: 'request in the manifest has the host name of an internal server',
      ...fails('manifest.request'),
      alter: manifest((it) => void (it.request = it.request.replace(/^https?:\/\/[^/]+/, 'http://backend.example'))),
    }),
    fault({
      id: 'manifest-request-without-query',
      title: 'request in the manifest has no query string',
      where: (profile) => takes(profile, '_type'),
      ...fails('manifest.request'),
      alter: manifest((it) => void (it.request = it.request.split('?')[0] ?? '')),
    }),
    fault({
      id: 'manifest-token-needed-as-text',
      title: 'requiresAccessToken is a string',
      ...fails('manifest.requires-access-token'),
      alter: manifest((it) => void (it.requiresAccessToken = 'true')),
    }),
    fault({
      id: 'manifest-output-empty-entry',
      title: 'output has an entry without type and url',
      ...fails('manifest.output'),
      // In an export of little data, nothing else is listed.
      blocks: (profile) => (takes(profile, '_typeFilter') ? ['manifest.empty-types'] : []),
      alter: manifest((it) => void it.output.push({})),
    }),
    fault({
      id: 'manifest-error-other-type',
      title: 'error files are listed with a type other than OperationOutcome',
      ...fails('manifest.error'),
      alter: manifest((it) => it.error?.forEach((entry) => (entry.type = 'Error'))),
    }),
    fault({
      id: 'manifest-without-error',
      title: 'the manifest has no error array',
      at,
      fails: ['manifest.error'],
      stops: 'error-list',
      alter: manifest((it) => void delete it.error),
    }),
    fault({
      id: 'manifest-job-id-as-text',
      title: 'JobID is a string',
      ...fails('manifest.job-id'),
      alter: manifest((it) => void (it.JobID = String(it.JobID))),
    }),
    fault({
      id: 'manifest-job-id-other',
      title: 'JobID is not the number in the job URL',
      ...fails('manifest.job-id'),
      alter: manifest((it) => void (it.JobID = Number(it.JobID) + 1)),
    }),
    fault({
      id: 'manifest-lists-practitioner',
      title: 'an empty Practitioner file is also listed',
      at: ['status', 'data'],
      fails: ['manifest.types-requested', 'manifest.empty-types'],
      alter: (request, next, context) =>
        request.path.includes(EMPTY_FILES)
          ? onReply(
              isUnknownThing,
              answering({ status: 200, headers: [['Content-Type', 'application/fhir+ndjson']], body: '' }),
            )(request, next, context)
          : manifestAt(request.path, (it) => {
              const [file] = it.output;
              if (file === undefined) return;
              it.output.push({
                type: 'Practitioner',
                url: String(file.url).replace(/[^/]+$/, (name) => EMPTY_FILES + name.slice(EMPTY_FILES.length)),
              });
            })(request, next, context),
    }),
    fault({
      id: 'manifest-relative-urls',
      title: 'file URLs have no host',
      ...fails('manifest.file-urls'),
      alter: everyUrl((url) => url.replace(/^https?:\/\/[^/]+/, '')),
    }),
    // URLs of these two look alike once they are redacted, and are other URLs all the same.
    fault({
      id: 'manifest-urls-with-newline',
      title: 'file URLs end in a line feed',
      ...fails('manifest.file-urls'),
      alter: everyUrl((url) => `${url}\n`),
    }),
    fault({
      id: 'manifest-urls-differ-in-query',
      title: 'file URLs differ in their query alone',
      at: ['status', 'data', 'error-file'],
      fails: ['manifest.file-urls'],
      alter: (request, next, context) => {
        const file = request.query.get('file');
        return file === null
          ? manifestAt(request.path, (it) => {
              for (const entry of [...it.output, ...(it.error ?? [])])
                entry.url = String(entry.url).replace(/[^/]+$/, `${EMPTY_FILE}.ndjson?file=$&`);
            })(request, next, context)
          : asking((asked) => ({ ...asked, path: asked.path.replace(/[^/]+$/, file) }))(request, next, context);
      },
    }),
    fault({
      id: 'manifest-names-not-uuid',
      title: 'file names are not UUIDs',
      at: ['status', 'data', 'error-file'],
      fails: ['manifest.file-names'],
      alter: (request, next, context) =>
        request.path.endsWith('.ndjson')
          ? asking((asked) => ({ ...asked, path: asked.path.replace('/part-', '/') }))(request, next, context)
          : everyUrl((url) => url.replace(/([^/]+)$/, 'part-$1'))(request, next, context),
    }),
    fault({
      id: 'manifest-names-of-first-job',
      title: 'the files of all jobs have the same names',
      at: ['status', 'data', 'error-file'],
      fails: ['manifest.file-names'],
      alter: (request, next, context) => {
        const { keep } = context;
        if (request.path.endsWith('.ndjson'))
          return asking((asked) => ({ ...asked, path: keep(`file ${asked.path}`, asked.path) }))(
            request,
            next,
            context,
          );
        return manifest((it) => {
          for (const [nth, entry] of it.output.entries()) {
            const { pathname } = new URL(String(entry.url));
            const [name = ''] = pathname.split('/').slice(-1);
            const first = keep(`name ${nth}`, name);
            keep(`file ${pathname.replace(name, first)}`, pathname);
            entry.url = String(entry.url).replace(name, first);
          }
        })(request, next, context);
      },
    }),
    fault({
      id: 'manifest-lists-twice',
      title: 'the first file is listed twice',
      ...fails('manifest.distinct-urls'),
      alter: manifest((it) => it.output[0] && void it.output.push(it.output[0])),
    }),
    fault({
      id: 'manifest-time-tomorrow',
      title: 'transactionTime is one day in the future',
      ...fails('manifest.transaction-time-plausible'),
      blocks: ['parameters.since-transaction-time'],
      alter: manifest((it) => {
        it.transactionTime = new Date(Date.parse(it.transactionTime) + 86_400_000).toISOString();
      }),
    }),
    fault({
      id: 'manifest-time-of-1970',
      title: 'transactionTime is the beginning of 1970',
      at,
      fails: ['manifest.transaction-time-of-export', 'resources.last-updated'],
      alter: manifest((it) => void (it.transactionTime = '1970-01-01T00:00:00Z')),
    }),
    fault({
      id: 'manifest-time-before-export',
      title: 'transactionTime is 90 s before the export request',
      ...fails('manifest.transaction-time-of-export'),
      alter: manifest((it) => {
        it.transactionTime = new Date(Date.parse(it.transactionTime) - 90_000).toISOString();
      }),
    }),
    fault({
      id: 'manifest-lists-types-without-data',
      title:
        'an export of what was updated later than a time to come is accepted, and lists an empty file of each type',
      at: ['kickoff', 'data'],
      fails: ['manifest.empty-types'],
      where: isOfPages,
      alter: when(
        (_, { occasion }) => /_since=2999/.test(occasion.job?.asked ?? ''),
        (request, next, context) =>
          request.path.endsWith('.ndjson')
            ? text(() => '')(request, next, context)
            : asking((one) => ({ ...one, query: new URLSearchParams() }))(request, next, context),
      ),
    }),
  ],
  {
    ...forEach(
      // It is read as before.
      { ...EVERY_JOB, 'later-manifests': 'same' },
      'manifest-as-text',
      'manifest-contradicts-itself',
      'manifest-with-byte-order-mark',
    ),
    ...EVERY_MANIFEST,
    'manifest-output-empty-entry': {
      ...EVERY_JOB,
      'last-job': { fails: ['manifest.output'] },
      'later-manifests': { fails: ['manifest.output', 'status.repeatable'] },
    },
    ...forEach(
      {
        ...EVERY_JOB,
        // The manifest under another version is a later one.
        'later-manifests': { fails: ['manifest.job-id', 'status.repeatable', 'status.version-path'] },
      },
      'manifest-job-id-as-text',
      'manifest-job-id-other',
    ),
    'manifest-lists-practitioner': {
      ...EVERY_JOB,
      // Its files are not asked for.
      'last-job': { fails: ['manifest.types-requested'] },
      'later-manifests': { fails: ['manifest.types-requested', 'status.repeatable'] },
    },
    ...forEach(
      {
        ...afterFirst({ fails: ['manifest.transaction-time-plausible'] }),
        'later-manifests': { fails: ['manifest.transaction-time-plausible', 'status.repeatable'] },
      },
      'manifest-time-tomorrow',
    ),
    ...forEach(EVERY_JOB, 'manifest-without-error', 'manifest-time-of-1970'),
    ...forEach({ 'last-job': lastStops('list', ['manifest.json'], ['status.repeatable']) }, 'manifest-not-json'),
    ...forEach(
      afterFirst({ fails: ['manifest.transaction-time'], blocks: COMPARED_TIMES }),
      'manifest-time-without-zone',
      'manifest-time-on-no-day',
    ),
  },
);

/** Changes manifests and does not change data files. */
const manifestAt = (path: string, change: (manifest: Manifest) => void): Alter =>
  when(() => !path.endsWith('.ndjson'), manifest(change));
