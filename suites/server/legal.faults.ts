import {
  answering,
  asking,
  bearerOf,
  both,
  changing,
  changingHeader,
  collect,
  headerOf,
  json,
  onReply,
  text,
  when,
  withHeader,
  withRequestHeader,
  without,
} from '../../src/reference/index.js';
import { type Alter, exportsOthers, isOfPages, isOneGuide, ROUTES, takes } from '../../src/model/index.js';
import { fault } from './fault.js';
import { counting } from './output.faults.js';
import type { RequirementId } from './suites.js';
import { atOnce, busy, isOfRunout, isOk, is401, isRunning, nobody, stillRunning, textOf } from './kinds.js';

/** Behavior that is allowed although the guide does not show it: every requirement must still pass. */
const legal = { fails: [] } as const;
const progress = [
  'status.processing',
  'status.progress',
  'status.progress-percent',
  'status.progress-short',
  'status.progress-words',
  'status.accepted-body',
] as const satisfies readonly RequirementId[];

type Json = Record<string, unknown>;

const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, reversed(member)]),
        )
      : value;

const ESCAPES: Readonly<Record<string, string>> = { '/': '\\/', '&': '\\u0026', '<': '\\u003c', '>': '\\u003e' };

const ABSENT = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
};

/** The first resource of each file of a type says why an element has no value (STU3, JSON representation of primitives). */
const unknown = (type: string, name: string): Alter =>
  textOf(type, (lines) => {
    const end = lines.indexOf('\n');
    const resource = JSON.parse(lines.slice(0, end)) as Json;
    Reflect.deleteProperty(resource, name);
    return JSON.stringify({ ...resource, [`_${name}`]: ABSENT }) + lines.slice(end);
  });

/** Like a production server: no second export while one runs; a job runs until its manifest has been read. */
const oneAtATime: Alter = async (request, next, context) => {
  const state = context.keep('running job', { url: '' });
  if (!request.path.endsWith('$export')) {
    const reply = await next(request);
    // A job that is canceled runs no more.
    const isOver = isOk(reply) || request.method === 'DELETE';
    if (isOver && state.url.endsWith(request.path)) state.url = '';
    return reply;
  }
  if (state.url !== '' && context.claims(bearerOf(request) ?? '') !== undefined)
    return answering(busy(429, '0'))(request, next, context);
  const reply = await next(request);
  if (isRunning(reply)) state.url = headerOf(reply.headers, 'Content-Location') ?? '';
  return reply;
};

/** What tells a second job of the same request from the first one, inside of the server. */
const SECOND = '#2';
const secondJob: Alter = async (request, next, context) => {
  const reply = await next(request);
  if (reply.status === 429) return next({ ...request, target: request.target + SECOND });
  return text((body) => body.replaceAll(`$export${SECOND}`, '$export'))(request, () => Promise.resolve(reply), context);
};

/** Digits in front of each job id: together they are too many for a number of JavaScript, as ids made of the time are. */
const MORE_DIGITS = '90071992547409';
/** Job ids of 64 bits, in URLs, manifests and the list of jobs. */
const longIds: Alter = both(
  asking((request) => ({ ...request, path: request.path.replace(`/${MORE_DIGITS}`, '/') })),
  changingHeader('Content-Location', (url) => url.replace(/\/jobs\/(?=\d)/, `$&${MORE_DIGITS}`)),
  onReply(
    ({ headers }) => !headerOf(headers, 'Content-Type')?.includes('ndjson'),
    text((body, _, { profile }) =>
      body
        .replace(new RegExp(`${profile.paths.data}/(?=\\d)`, 'g'), `$&${MORE_DIGITS}`)
        .replace(/"JobID":(?=\d)|"value":"(?=\d)/g, `$&${MORE_DIGITS}`),
    ),
  ),
);

interface JobList {
  total: number;
  entry: { resource: Json }[];
}
interface TaskList {
  entry: { resource: { identifier: object[]; input: object[] }; search?: object }[];
}
/** A job that another program of the client has started with the API of another version. */
const foreignJob = (status: 'completed' | 'in-progress', version: string, origin: string): { resource: Json } => ({
  resource: {
    resourceType: 'Task',
    status,
    intent: 'order',
    identifier: [{ use: 'official', system: `${origin}${version}/jobs`, value: status === 'completed' ? '7' : '8' }],
    input: [{ type: { text: 'BULK FHIR Export' }, valueString: `GET ${origin}${version}/Patient/$export` }],
    executionPeriod: {
      start: '2026-11-01T08:15:30+00:00',
      ...(status === 'completed' && { end: '2026-11-01T08:21:02+00:00' }),
    },
  },
});

/** Opaque tokens: the server keeps the JWT, and the client gets a number. */
const opaque: Alter = async (request, next, context) => {
  const tokens = context.keep('opaque tokens', new Map<string, string>());
  const jwt = tokens.get(bearerOf(request) ?? '');
  const asked = jwt === undefined ? request : withRequestHeader(request, 'authorization', `Bearer ${jwt}`);
  if (request.path !== context.profile.paths.token) return next(asked);
  return json((answer: Json) => {
    if (typeof answer['access_token'] !== 'string') return;
    const handle = `opaque-access-token-number-${context.count('opaque token')}`;
    tokens.set(handle, answer['access_token']);
    answer['access_token'] = handle;
  })(asked, next, context);
};

const TWIN = /-([0-9a-f])([0-9a-f]{11}\.ndjson)$/;
const twinOf = (name: string): string =>
  name.replace(TWIN, (_, digit: string, rest: string) => `-${(parseInt(digit, 16) ^ 8).toString(16)}${rest}`);

/** Every file in two halves, each with its own name. */
const halves: Alter = async (request, next, context) => {
  const twins = context.keep('twins', new Set<string>());
  if (!request.path.endsWith('.ndjson'))
    return json<{ output: { type: string; url: string }[] }>((it) => {
      it.output = it.output.flatMap((file) => {
        const twin = { ...file, url: twinOf(file.url) };
        twins.add(new URL(twin.url).pathname);
        return [file, twin];
      });
    })(request, next, context);
  const isTwin = twins.has(request.path);
  const reply = await next(isTwin ? { ...request, path: twinOf(request.path) } : request);
  if (!isOk(reply)) return reply;
  const lines = (await collect(reply.body)).split(/(?<=\n)/);
  const middle = Math.ceil(lines.length / 2);
  return { ...reply, body: (isTwin ? lines.slice(middle) : lines.slice(0, middle)).join('') };
};

export default [
  fault({
    id: 'required-elements-by-extension',
    title: 'the status of a claim and of a Coverage and the gender of a Patient have an extension in place of a value',
    at: 'data',
    ...legal,
    alter: (request, next, context) =>
      unknown('ExplanationOfBenefit', 'status')(
        request,
        (one) =>
          unknown('Coverage', 'status')(one, (other) => unknown('Patient', 'gender')(other, next, context), context),
        context,
      ),
  }),
  fault({
    id: 'slow-job',
    title: 'a job stays In Progress for 12 more polls',
    at: 'status',
    ...legal,
    alter: onReply(
      (reply, { path }, { count }) => isOk(reply) && count(`slow ${path.split('/').at(-1) ?? ''}`) <= 12,
      stillRunning,
    ),
  }),
  fault({
    id: 'pending-long',
    title: 'a running job is Pending for its first five polls',
    at: 'status',
    ...legal,
    alter: when(
      ({ path, headers }, { count }) => headers['authorization'] !== undefined && count(`pending ${path}`) <= 5,
      onReply(isRunning, withHeader('X-Progress', 'Pending')),
    ),
    // The job has only three 202 responses, so none of them gives a percentage.
    empties: ['status.progress-percent'],
  }),
  fault({
    id: 'job-done-at-once',
    title: 'a job is finished at the first poll',
    at: 'status',
    ...legal,
    empties: [
      ...progress,
      ...(['status.progress-forward', 'status.progress-words', 'status.accepted-body'] as const),
      ...(['kickoff.duplicate-429', 'hygiene.retry-after'] as const),
    ],
    alter: atOnce,
  }),
  fault({
    id: 'retry-after-while-running',
    title: 'the 202 response for a running job has a Retry-After of ten seconds',
    at: 'status',
    ...legal,
    passes: ['status.retry-after'],
    alter: onReply(isRunning, withHeader('Retry-After', '10')),
  }),
  fault({
    id: 'expires-not-sent',
    title: 'the response with the manifest has no Expires',
    at: 'status',
    ...legal,
    empties: ['status.expires', 'status.expires-in-time'],
    alter: without('Expires'),
  }),
  fault({
    id: 'production',
    title: 'it is a production server, whose clients are not those of the sandbox',
    at: [],
    where: ({ sandbox }) => sandbox !== undefined,
    production: true,
    ...legal,
    passes: ['token.sandbox-credentials'],
    alter: (request, next) => next(request),
  }),
  fault({ id: 'two-files-a-type', title: 'every type has two files', at: ['status', 'data'], ...legal, alter: halves }),
  fault({
    id: 'extra-headers-and-fields',
    title: 'responses have headers and JSON fields that the guide does not show',
    // The metadata is a FHIR resource, which may have no elements but its own.
    at: ['token', 'version', 'status'],
    ...legal,
    passes: ['token.expires-in-number'],
    alter: onReply(isOk, (request, next, context) =>
      withHeader('X-Request-Id', '4711')(
        request,
        (asked) =>
          json((it) => {
            it['extra'] = { nested: [1, 'two', null] };
            if ('access_token' in it) it['expires_in'] = context.profile.tokenLife;
          })(asked, next, context),
        context,
      ),
    ),
  }),
  fault({
    id: 'metadata-with-contained',
    title: 'the metadata begins with a contained OperationOutcome that nothing refers to',
    at: 'metadata',
    ...legal,
    alter: json((it) => ({
      contained: [
        {
          issue: [{ code: 'informational', severity: 'information' }],
          id: 'note',
          resourceType: 'OperationOutcome',
        },
      ],
      ...it,
    })),
  }),
  fault({
    id: 'manifest-with-count',
    title: 'the manifest gives the number of resources of each file',
    at: 'status',
    ...legal,
    passes: ['output.count'],
    alter: counting((lines) => lines),
  }),
  fault({
    id: 'charset-named',
    title: 'Content-Type names the charset UTF-8',
    at: ROUTES,
    ...legal,
    alter: changingHeader('Content-Type', (type) => `${type}; charset="UTF-8"`),
  }),
  fault({
    id: 'identity-only',
    title: 'data files are never compressed',
    at: ['data', 'error-file'],
    ...legal,
    alter: onReply(isOk, withHeader('Content-Encoding', 'identity')),
  }),
  fault({
    id: 'busy-once',
    title: 'the first attempt of every export request returns 429 with Retry-After in seconds',
    at: 'kickoff',
    ...legal,
    passes: ['hygiene.retry-after'],
    alter: when(
      ({ target, headers }, { count }) => count(`${target} ${headers['accept']}`) === 1,
      answering(busy(429, '2')),
    ),
  }),
  fault({
    id: 'busy-once-until-a-date',
    // The pages of today have seconds.
    where: isOneGuide,
    title: 'the first attempt of every export request returns 429 with Retry-After as an HTTP-date',
    at: 'kickoff',
    ...legal,
    alter: when(
      ({ target, headers }, { count }) => count(`${target} ${headers['accept']}`) === 1,
      answering((_, { clock }) => busy(429, new Date(clock.now() + 5000).toUTCString())),
    ),
  }),
  fault({
    id: 'one-job-at-a-time',
    title: 'an export request while another job runs returns 429',
    at: ['kickoff', 'status'],
    ...legal,
    alter: oneAtATime,
  }),
  fault({
    id: 'second-job-while-one-runs',
    title: 'an export request that repeats one whose job runs starts a second job',
    where: isOfPages,
    at: ['kickoff', 'status', 'jobs'],
    ...legal,
    empties: ['kickoff.duplicate-429', 'hygiene.retry-after'],
    alter: secondJob,
  }),
  fault({
    id: 'status-unavailable-once',
    title: 'the first status request for a job returns 503',
    at: 'status',
    ...legal,
    alter: when(({ path }, { count }) => count(`503 ${path}`) === 1, answering(busy(503, '1'))),
  }),
  fault({
    id: 'other-key-order',
    title: 'the properties of every JSON object are in reverse order',
    at: ROUTES,
    ...legal,
    alter: text((body) =>
      body
        .split('\n')
        .map((line) => (line.startsWith('{') ? JSON.stringify(reversed(JSON.parse(line))) : line))
        .join('\n'),
    ),
  }),
  fault({
    id: 'headers-in-lower-case',
    title: 'header names are in lower case and status lines have no reason phrase, as behind a gateway of HTTP/2',
    at: ROUTES,
    ...legal,
    alter: changing((reply) => ({
      ...reply,
      reason: '',
      headers: reply.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
    })),
  }),
  fault({
    id: 'json-with-escapes',
    title: 'JSON escapes every slash, and the characters that HTML reserves',
    at: ROUTES,
    ...legal,
    // All of them are in strings alone.
    alter: text((body) => (body.startsWith('{') ? body.replaceAll(/[/&<>]/g, (one) => ESCAPES[one] ?? one) : body)),
  }),
  fault({
    id: 'crlf-lines',
    title: 'the lines of files end with CR LF',
    at: ['data', 'error-file'],
    ...legal,
    alter: text((lines) => lines.replaceAll('\n', '\r\n')),
  }),
  fault({
    id: 'no-error-file',
    title: 'no error file is listed',
    at: 'status',
    ...legal,
    empties: [
      ...(['errors.downloadable', 'errors.operation-outcome', 'errors.valid-stu3', 'errors.valid-r4'] as const),
      ...(['errors.not-empty', 'errors.no-blank-lines', 'errors.content-type'] as const),
    ],
    alter: json((it) => void (it['error'] = [])),
  }),
  fault({
    id: 'unauthorized-in-words',
    title: 'the body of a 401 is the reason phrase',
    at: ['token', 'kickoff', 'status', 'data'],
    ...legal,
    alter: onReply(
      is401,
      changing((reply) => ({
        ...reply,
        headers: [...reply.headers, ['Content-Type', 'text/plain']],
        body: 'Unauthorized\n',
      })),
    ),
  }),
  fault({
    id: 'opaque-token',
    title: 'tokens are opaque',
    at: ['token', 'kickoff', 'status', 'jobs', 'attribution', 'data', 'error-file'],
    ...legal,
    alter: opaque,
  }),
  fault({
    id: 'runout-of-nobody',
    title: 'the client has no runout data: the export request for that group returns 404 with an OperationOutcome',
    where: exportsOthers,
    // Claims of every part are not in runout alone.
    beneficiaries: 20,
    at: 'kickoff',
    ...legal,
    empties: ['groups.runout-apart', 'groups.runout-dates'],
    alter: when(isOfRunout, onReply(isRunning, answering(nobody()))),
  }),
  fault({
    id: 'job-ids-of-64-bits',
    title: 'job ids have as many digits as a 64-bit number',
    at: ['kickoff', 'status', 'jobs', 'data', 'error-file'],
    ...legal,
    alter: longIds,
  }),
  fault({
    id: 'jobs-of-other-programs',
    title: 'the list of jobs has one of another version of the API, and one that runs and has no end',
    where: ({ managesJobs }) => managesJobs,
    at: 'jobs',
    ...legal,
    alter: when(
      ({ query }) => !query.has('_status'),
      json<JobList>((it, { origin }, { profile }) => {
        const { api } = profile.paths;
        const other = api.replace(/\d+$/, (version) => (version === '1' ? '2' : '1'));
        it.entry.push(foreignJob('completed', other, origin), foreignJob('in-progress', api, origin));
        it.total = it.entry.length;
      }),
    ),
  }),
  fault({
    id: 'progress-with-comma',
    title: 'X-Progress gives the percentage after a comma',
    where: ({ progress: form }) => form === 'percentage',
    at: 'status',
    ...legal,
    alter: changingHeader('X-Progress', (value) => value.replace(/ \((\d+%)\)/, ', $1')),
  }),
  fault({
    id: 'progress-with-hyphen',
    title: 'X-Progress says in-progress, and then the percentage',
    where: ({ progress: form }) => form === 'percentage',
    at: 'status',
    ...legal,
    alter: changingHeader('X-Progress', (value) => value.replace('In Progress', 'in-progress')),
  }),
  fault({
    id: 'jobs-with-more-members',
    title: 'the Tasks of the list of jobs have another identifier and another input before the documented ones',
    where: ({ managesJobs }) => managesJobs,
    at: 'jobs',
    ...legal,
    alter: json<TaskList>((it) => {
      for (const { resource } of it.entry) {
        resource.identifier.unshift({ use: 'secondary', system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3' });
        resource.input.unshift({ type: { text: 'Format' }, valueString: 'ndjson' });
      }
    }),
  }),
  fault({
    id: 'jobs-newest-first',
    title: 'the list of jobs begins with the newest one, and says where each match is from',
    where: ({ managesJobs }) => managesJobs,
    at: 'jobs',
    ...legal,
    alter: json<TaskList>((it) => {
      it.entry = it.entry.toReversed().map((entry) => ({ ...entry, search: { mode: 'match' } }));
    }),
  }),
  fault({
    id: 'empty-type-means-all',
    title: 'an empty _type means all types',
    where: (profile) => takes(profile, '_type'),
    at: 'kickoff',
    ...legal,
    alter: when(
      ({ query }) => query.get('_type') === '',
      asking((request) => ({ ...request, query: new URLSearchParams() })),
    ),
  }),
];
