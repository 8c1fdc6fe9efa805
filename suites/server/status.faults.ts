import {
  answering,
  asking,
  changing,
  changingHeader,
  headerOf,
  json,
  onReply,
  when,
  withHeader,
  without,
  withStatus,
} from '../../src/reference/index.js';
import {
  type Alter,
  type FaultContext,
  isOfPages,
  type ServerReply,
  type ServerRequest,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { afterFirst, EVERY_JOB, EVERY_POLL, lastStops, atPlaces, forEach, typed, unseen } from './places.js';
import type { RequirementId } from './suites.js';
import { isOk, isRunning, ofUnknownJobs } from './kinds.js';

const DAY_MS = 86_400_000;
const at = 'status';
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;
const progressOf = (reply: ServerReply): string => headerOf(reply.headers, 'X-Progress') ?? '';
const pending = (reply: ServerReply): boolean => progressOf(reply) === 'Pending';
const inProgress = (reply: ServerReply): boolean => progressOf(reply).startsWith('In Progress');
const outcome = '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}';
const UUID = /\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const fhirJson = [['Content-Type', 'application/fhir+json']] as const;

/** X-Progress of responses that say In Progress, by how many of them the job has had. */
const progress = (say: (count: number) => string): Alter =>
  onReply(inProgress, (request, next, context) =>
    withHeader('X-Progress', say(context.count(`progress ${request.path}`)))(request, next, context),
  );

/** A request for the status of a job that there is. */
const isWatching = ({ method }: ServerRequest, { occasion: { job } }: FaultContext): boolean =>
  method === 'GET' && job !== undefined;
/** What only the responses for a running job show. */
const OF_RUNNING = [
  ...(['status.processing', 'status.progress', 'status.progress-percent', 'status.progress-short'] as const),
  ...(['status.progress-forward', 'status.progress-words', 'status.accepted-body', 'status.retry-after'] as const),
] as const;
/** No status of a job comes. */
const UNWATCHED = {
  stops: 'job',
  spares: [
    ...OF_RUNNING,
    ...(['jobs.cancel', 'jobs.cancel-no-token', 'jobs.cancel-garbage-token', 'jobs.canceled-listed'] as const),
  ],
  empties: [...OF_RUNNING, 'hygiene.retry-after'],
} as const;

const OF_FIRST_RUNNING = unseen('the first job that a poll finds running is asked with Accept, and no other');

export default atPlaces(
  [
    fault({
      id: 'status-pending-203',
      title: 'the status of a pending job is 203',
      ...fails('status.processing'),
      alter: onReply(pending, withStatus(203)),
    }),
    fault({
      id: 'status-pending-without-progress',
      title: 'the status response for a pending job has no X-Progress',
      ...fails('status.progress'),
      alter: onReply(pending, without('X-Progress')),
    }),
    fault({
      id: 'status-progress-empty',
      title: 'the X-Progress header for a pending job is empty',
      ...fails('status.progress'),
      alter: onReply(pending, withHeader('X-Progress', '')),
    }),
    fault({
      id: 'status-progress-without-percent',
      title: 'In Progress of the first job gives no percentage',
      where: ({ progress }) => progress === 'percentage',
      ...fails('status.progress-percent'),
      alter: onReply(
        (reply, _, { occasion: { job } }) => progressOf(reply).includes('%') && job?.nth === 1,
        withHeader('X-Progress', 'In Progress'),
      ),
    }),
    fault({
      id: 'status-progress-with-hyphen-without-percent',
      title: 'X-Progress of a job that runs is in-progress, without a percentage',
      where: ({ progress }) => progress === 'percentage',
      ...fails('status.progress-percent'),
      alter: progress(() => 'in-progress'),
    }),
    fault({
      id: 'status-progress-over-100',
      title: 'the last percentage of each job is over 100',
      where: ({ progress }) => progress === 'percentage',
      ...fails('status.progress-percent'),
      alter: onReply((reply) => progressOf(reply).includes('75%'), withHeader('X-Progress', 'In Progress (133%)')),
    }),
    fault({
      id: 'status-progress-two-percentages',
      title: 'the last X-Progress of each job gives two percentages',
      where: ({ progress }) => progress === 'percentage',
      ...fails('status.progress-percent'),
      alter: onReply((reply) => progressOf(reply).includes('75%'), withHeader('X-Progress', 'In Progress (75%, 250%)')),
    }),
    fault({
      id: 'status-progress-banana',
      title: 'X-Progress says another word for a pending job',
      ...fails('status.progress-words'),
      alter: onReply(pending, withHeader('X-Progress', 'banana')),
    }),
    fault({
      id: 'status-progress-twice',
      title: 'the response for a pending job has a second X-Progress',
      ...fails('status.progress-words'),
      alter: onReply(
        pending,
        changing((reply) => ({ ...reply, headers: [...reply.headers, ['X-Progress', 'Pending']] })),
      ),
    }),
    fault({
      id: 'status-running-as-html',
      title: 'the response for a running job has an HTML body',
      ...fails('status.accepted-body'),
      alter: onReply(
        isRunning,
        changing((reply) => ({
          ...reply,
          headers: [...reply.headers, ['Content-Type', 'text/html']],
          body: '<h1>Accepted</h1>',
        })),
      ),
    }),
    fault({
      id: 'status-progress-of-100',
      title: 'the X-Progress header for a pending job is exactly 100 characters long',
      ...fails('status.progress-short'),
      alter: onReply(pending, withHeader('X-Progress', 'Pending'.padEnd(100, '.'))),
    }),
    fault({
      id: 'status-progress-talkative',
      title: 'the X-Progress header for a pending job is 127 characters long',
      ...fails('status.progress-short'),
      alter: onReply(pending, withHeader('X-Progress', `Pending${'.'.repeat(120)}`)),
    }),
    fault({
      id: 'status-progress-falls',
      title: 'the percentage in X-Progress decreases',
      ...fails('status.progress-forward'),
      alter: progress((count) => `In Progress (${90 - 20 * count}%)`),
    }),
    fault({
      id: 'status-pending-again',
      title: 'a job that was In Progress is Pending again',
      ...fails('status.progress-forward'),
      alter: progress((count) => (count % 2 === 0 ? 'Pending' : 'In Progress (30%)')),
    }),
    fault({
      id: 'job-fails',
      title: 'every job ends with status 500',
      at,
      fails: ['status.completes'],
      stops: 'manifest',
      blocks: ['jobs.cancel-other-client'],
      alter: onReply(isOk, answering({ status: 500, headers: fhirJson, body: outcome })),
    }),
    fault({
      id: 'job-fails-without-outcome',
      title: 'every job ends with status 500 and a page of HTML',
      at,
      fails: ['status.completes', 'status.error-outcome'],
      stops: 'manifest',
      blocks: ['jobs.cancel-other-client'],
      alter: onReply(
        isOk,
        answering({ status: 500, headers: [['Content-Type', 'text/html']], body: '<h1>Internal Server Error</h1>' }),
      ),
    }),
    fault({
      id: 'job-is-gone',
      title: 'every job ends with status 410',
      at,
      fails: ['status.completes'],
      stops: 'manifest',
      blocks: ['jobs.cancel-other-client'],
      alter: onReply(isOk, answering({ status: 410, headers: fhirJson, body: outcome })),
    }),
    fault({
      id: 'job-never-ends',
      title: 'every job stays In Progress forever',
      at,
      // Under a version of today, what a run asks for last falls within milliseconds of its deadline: it may just be asked or not.
      where: (profile) => !isOfPages(profile),
      // Nothing shows that it would not end a moment after the deadline.
      fails: [],
      stops: 'manifest',
      blocks: ['status.completes'],
      alter: onReply(isOk, answering({ status: 202, headers: [['X-Progress', 'In Progress (99%)']], body: '' })),
    }),
    fault({
      id: 'status-lost-at-gateway',
      title: 'a gateway answers every status request for a job with 502',
      at,
      // Whether a job ends, nobody hears.
      fails: ['hygiene.no-gateway-errors'],
      ...UNWATCHED,
      alter: when(
        isWatching,
        answering({ status: 502, headers: [['Content-Type', 'text/html']], body: '<h1>502 Bad Gateway</h1>' }),
      ),
    }),
    fault({
      id: 'status-refuses-good-tokens',
      title: 'every status request for a job returns 401',
      at,
      // It says nothing of the job.
      fails: ['token.lifetime'],
      ...UNWATCHED,
      alter: when(isWatching, answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' })),
    }),
    fault({
      id: 'status-demands-accept',
      title: 'a status request without an Accept header returns 400',
      ...fails('status.token-suffices'),
      alter: when(
        // What is asked of a job of long ago must be answered as it is.
        ({ headers }, { occasion }) => headers['accept'] === undefined && occasion.job !== undefined,
        onReply(({ status }) => status !== 401, answering({ status: 400, headers: fhirJson, body: outcome })),
      ),
    }),
    fault({
      id: 'status-refuses-accept',
      title: 'a status request with an Accept header returns 406',
      ...fails('status.token-suffices'),
      alter: when(
        ({ headers }) => headers['accept'] !== undefined,
        onReply(({ status }) => status !== 401, answering({ status: 406, headers: fhirJson, body: outcome })),
      ),
    }),
    fault({
      id: 'status-running-refuses-accept',
      title: 'a status request with an Accept header for a running job returns 406',
      ...fails('status.token-suffices'),
      alter: when(
        ({ headers }) => headers['accept'] !== undefined,
        onReply(isRunning, answering({ status: 406, headers: fhirJson, body: outcome })),
      ),
    }),
    fault({
      id: 'status-with-accept-without-progress',
      title: 'the response to a status request with an Accept header has no X-Progress',
      ...fails('status.progress'),
      alter: when(({ headers }) => headers['accept'] !== undefined, without('X-Progress')),
    }),
    fault({
      id: 'status-unknown-uuid-500',
      title: 'a status request for a job whose id is an unknown UUID returns 500',
      ...fails('status.unknown-job'),
      alter: ofUnknownJobs(when(({ path }) => UUID.test(path), withStatus(500))),
    }),
    fault({
      id: 'status-unknown-word-is-done',
      title: 'a status request for a job whose id is an unknown word returns a manifest without files',
      ...fails('status.unknown-job'),
      alter: ofUnknownJobs(
        when(
          ({ path }) => /\/[a-z]+$/.test(path),
          answering({
            status: 200,
            headers: [['Content-Type', 'application/json']],
            body: '{"transactionTime":"2026-11-20T08:15:30Z","request":"","requiresAccessToken":true,"output":[],"error":[],"JobID":0}',
          }),
        ),
      ),
    }),
    fault({
      id: 'status-unknown-non-number-without-outcome',
      title: 'the 404 for an unknown job whose id is no number has no body',
      ...fails('status.error-outcome'),
      alter: ofUnknownJobs(when(({ path }) => !/\/\d+$/.test(path), answering({ status: 404, headers: [], body: '' }))),
    }),
    fault({
      id: 'status-unknown-job-500',
      title: 'a status request for an unknown job returns 500',
      ...fails('status.unknown-job'),
      empties: ['status.error-outcome'],
      alter: ofUnknownJobs(withStatus(500)),
    }),
    fault({
      id: 'status-unknown-job-pending',
      title: 'a status request for an unknown job says that the job is pending',
      ...fails('status.unknown-job'),
      empties: ['status.error-outcome'],
      alter: ofUnknownJobs(answering({ status: 202, headers: [['X-Progress', 'Pending']], body: '' })),
    }),
    fault({
      id: 'status-error-without-outcome',
      title: 'the 404 for an unknown job has no body',
      ...fails('status.error-outcome'),
      alter: ofUnknownJobs(answering({ status: 404, headers: [], body: '' })),
    }),
    fault({
      id: 'status-retry-after-soon',
      title: 'the value of Retry-After is the word soon',
      ...fails('status.retry-after'),
      alter: onReply(isRunning, withHeader('Retry-After', 'soon')),
    }),
    fault({
      id: 'status-expires-unlike-http',
      title: 'the value of Expires is a date, but not an HTTP-date',
      ...fails('status.expires'),
      empties: ['status.expires-in-time'],
      alter: onReply(isOk, withHeader('Expires', '2030-11-23 03:24:03.274908 +0000 UTC')),
    }),
    fault({
      id: 'status-manifest-changes',
      title: 'the manifest of a finished job changes with every request',
      ...fails('status.repeatable'),
      blocks: ['hygiene.any-tool'],
      alter: json((it, { path }, { count }) => {
        const asked = count(`manifest ${path}`);
        it['transactionTime'] = String(it['transactionTime']).replace(/\d{3}Z$/, `${asked}Z`);
      }),
    }),
    fault({
      id: 'status-manifest-vanishes',
      title: 'the manifest of a finished job can be read only once',
      ...fails('status.repeatable'),
      blocks: ['hygiene.any-tool'],
      alter: onReply(
        (reply, { path }, { count }) => isOk(reply) && count(`manifest ${path}`) > 1,
        answering({ status: 404, headers: fhirJson, body: outcome }),
      ),
    }),
    fault({
      id: 'status-runs-again',
      title: 'a finished job is In Progress again once its manifest was returned',
      ...fails('status.repeatable'),
      blocks: ['hygiene.any-tool'],
      alter: onReply(
        (reply, { path }, { count }) => isOk(reply) && count(`manifest ${path}`) > 1,
        answering({ status: 202, headers: [['X-Progress', 'In Progress (99%)']], body: '' }),
      ),
    }),
    fault({
      id: 'status-expires-in-two-days',
      title: 'Expires is two days after the job was done',
      where: isOfPages,
      ...fails('status.expires-in-time'),
      alter: onReply(
        isOk,
        changingHeader('Expires', (value) => new Date(Date.parse(value) + DAY_MS).toUTCString()),
      ),
    }),
    fault({
      id: 'status-of-old-job-kept',
      title: 'a job that was done long ago still has its manifest',
      where: ({ managesJobs }) => managesJobs,
      ...fails('status.expired-job'),
      alter: when(
        ({ path }) => path.endsWith('/7'),
        onReply(
          ({ status }) => status === 404,
          answering({
            status: 200,
            headers: [['Content-Type', 'application/json']],
            body: '{"transactionTime":"2026-07-01T08:15:30Z","request":"","requiresAccessToken":true,"output":[],"error":[],"JobID":7}',
          }),
        ),
      ),
    }),
    fault({
      id: 'file-of-old-job-kept',
      title: 'a file of a job that was done long ago can still be downloaded',
      where: ({ managesJobs }) => managesJobs,
      at: 'data',
      fails: ['status.expired-job'],
      alter: when(
        ({ path }) => path.includes('/7/'),
        onReply(
          ({ status }) => status === 404,
          answering({ status: 200, headers: [['Content-Type', 'application/fhir+ndjson']], body: '{}\n' }),
        ),
      ),
    }),
    fault({
      id: 'status-of-other-job-under-other-version',
      title: 'under another version of the API, the id of a job is that of the job before the last one',
      where: ({ paths }) => paths.otherJobs !== undefined,
      ...fails('status.version-path'),
      alter: when(
        ({ path }, { profile }) => !path.startsWith(profile.paths.jobs),
        asking((request) => ({ ...request, path: request.path.replace(/\d+$/, (id) => String(Number(id) + 1)) })),
      ),
    }),
  ],
  {
    ...forEach(
      { ...EVERY_JOB, 'later-polls': unseen('a job is pending at its first poll only') },
      'status-pending-203',
      'status-pending-without-progress',
      'status-progress-empty',
      'status-progress-banana',
      'status-progress-twice',
      'status-progress-of-100',
      'status-progress-talkative',
    ),
    ...forEach(
      EVERY_POLL,
      'status-progress-over-100',
      'status-progress-two-percentages',
      'status-running-as-html',
      'status-retry-after-soon',
    ),
    'status-expires-unlike-http': {
      ...afterFirst({ fails: ['status.expires'] }),
      'later-polls': 'same',
      'later-manifests': { fails: ['status.expires'] },
    },
    ...forEach(
      { 'last-job': lastStops('manifest', ['status.completes']) },
      'job-fails',
      'job-fails-without-outcome',
      'job-is-gone',
    ),
    ...forEach({ ...EVERY_JOB, 'later-manifests': 'same' }, 'status-expires-in-two-days'),
    ...forEach(EVERY_JOB, 'status-progress-falls', 'status-pending-again', 'status-demands-accept'),
    // Another tool asks for the first job.
    ...forEach(
      afterFirst({ fails: ['status.repeatable'] }),
      'status-manifest-changes',
      'status-manifest-vanishes',
      'status-runs-again',
    ),
    ...forEach(
      { 'typed-requests': typed, 'last-job': unseen('it is asked of each documented job, and of one with _type') },
      'status-refuses-accept',
    ),
    ...forEach(
      { 'typed-requests': OF_FIRST_RUNNING, 'last-job': OF_FIRST_RUNNING },
      'status-running-refuses-accept',
      'status-with-accept-without-progress',
    ),
  },
);
