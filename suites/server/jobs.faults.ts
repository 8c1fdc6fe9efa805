import {
  answering,
  asking,
  bearerOf,
  json,
  onReply,
  when,
  withHeader,
  withRequestHeader,
  withStatus,
} from '../../src/reference/index.js';
import {
  type Alter,
  type FaultContext,
  isR4,
  type Profile,
  type ServerReply,
  type ServerRequest,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { atPlaces, forEach } from './places.js';
import type { RequirementId } from './suites.js';
import { isOk, isUnknownThing, ofCanceledJobs, refusing } from './kinds.js';

const where = ({ managesJobs }: Profile): boolean => managesJobs;
const fails = (...ids: RequirementId[]) => ({ where, fails: ids });

interface JobTask {
  status: string;
  intent: string;
  identifier: { use: string; system: string; value: string }[];
  input: { type: { text: string }; valueString: string }[];
  executionPeriod: { start: string; end: string };
}
interface JobList {
  type: string;
  total: number;
  entry: { resource: JobTask }[];
}

const isWhole = ({ query }: ServerRequest): boolean => !query.has('_status');
const isCancel = ({ method }: ServerRequest): boolean => method === 'DELETE';
const list = (change: (it: JobList, request: ServerRequest) => void): Alter =>
  json<JobList>((it, request) => change(it, request));
/** Changes each Task of the lists. */
const tasks = (change: (task: JobTask) => void): Alter =>
  list((it) => {
    for (const { resource } of it.entry) change(resource);
  });
const replied =
  (status: number) =>
  (reply: ServerReply): boolean =>
    reply.status === status;
const isOther = (request: ServerRequest, { claims }: FaultContext): boolean => {
  const client = claims(bearerOf(request) ?? '')?.client;
  return client !== undefined && !client.startsWith('09869a7f');
};
/** Accepts requests of a kind as if they came from the first client with a valid token. */
const letIn = (kind: (request: ServerRequest, context: FaultContext) => boolean): Alter =>
  when(
    kind,
    asking((request, context) => withRequestHeader(request, 'authorization', `Bearer ${context.issue()}`)),
  );
/** A request about a job that is done. */
const isDone = (_: ServerRequest, { occasion: { job } }: FaultContext): boolean => job?.done === true;
const isBare = ({ headers }: ServerRequest): boolean => headers['authorization'] === undefined;
const isGarbage = (request: ServerRequest): boolean => bearerOf(request)?.includes('.') === false;
const isExpired = (request: ServerRequest, { claims, clock }: FaultContext): boolean => {
  const token = claims(bearerOf(request) ?? '');
  return token !== undefined && token.exp * 1000 <= clock.now();
};
const EMPTY_LIST = '{"resourceType":"Bundle","type":"searchset","total":0}';
const fhirJson = [['Content-Type', 'application/fhir+json']] as const;

/** Faults of a single Task, each with what it changes. */
const OF_TASKS: readonly (readonly [name: string, title: string, change: (task: JobTask) => void])[] = [
  ['intent-plan', 'have intent plan', (it) => void (it.intent = 'plan')],
  ['without-identifier', 'have no identifier', (it) => void Reflect.deleteProperty(it, 'identifier')],
  [
    'of-other-path',
    'name another path as the system of their identifier',
    (it) => it.identifier.forEach((one) => (one.system += '/all')),
  ],
  ['without-request', 'do not say what was asked', (it) => it.input.forEach((one) => (one.valueString = 'an export'))],
  ['named-export', 'call their input Export', (it) => it.input.forEach((one) => (one.type.text = 'Export'))],
  ['without-end', 'have no end', (it) => void Reflect.deleteProperty(it.executionPeriod, 'end')],
  ['started-in-2001', 'start in 2001', (it) => void (it.executionPeriod.start = '2001-01-01T00:00:00+00:00')],
  ['ends-in-2100', 'end in 2100', (it) => void (it.executionPeriod.end = '2100-01-01T00:00:00+00:00')],
  ['without-start', 'have no start', (it) => void Reflect.deleteProperty(it.executionPeriod, 'start')],
  [
    'of-other-version',
    'name the path of another version as the system of their identifier',
    (it) => it.identifier.forEach((one) => (one.system = one.system.replace(/v\d(?=\/jobs$)/, 'v9'))),
  ],
];

export default atPlaces(
  [
    fault({
      id: 'jobs-list-fails',
      title: 'the list of all jobs returns 500',
      at: 'jobs',
      ...fails('jobs.list'),
      blocks: [
        ...(['jobs.list-json', 'jobs.list-valid', 'jobs.task', 'jobs.contains-run', 'jobs.status-words'] as const),
        ...([
          'token.version-independent',
          'jobs.no-token',
          'jobs.garbage-token',
          'jobs.expired-token',
          'jobs.own-only',
          'jobs.canceled-listed',
        ] as const),
      ],
      alter: when(isWhole, onReply(isOk, withStatus(500))),
    }),
    fault({
      id: 'jobs-list-history',
      title: 'the list of jobs is a Bundle of type history',
      at: 'jobs',
      // R4 asks for a request in each entry of such a Bundle.
      where,
      fails: (profile) => (isR4(profile) ? ['jobs.list', 'jobs.list-valid'] : ['jobs.list']),
      alter: list((it) => void (it.type = 'history')),
    }),
    fault({
      id: 'jobs-total-of-more',
      title: 'total is one more than the list of jobs has entries',
      at: 'jobs',
      ...fails('jobs.list'),
      alter: list((it) => void (it.total += 1)),
    }),
    fault({
      id: 'jobs-list-as-html',
      title: 'the list of jobs is sent as text/html',
      at: 'jobs',
      ...fails('jobs.list-json'),
      alter: onReply(isOk, withHeader('Content-Type', 'text/html')),
    }),
    fault({
      id: 'jobs-list-while-running-as-html',
      title: 'the list of jobs that is asked for while a job runs is sent as text/html',
      at: 'jobs',
      ...fails('jobs.list-json'),
      alter: when((_, { count }) => count('lists') === 1, onReply(isOk, withHeader('Content-Type', 'text/html'))),
    }),
    fault({
      id: 'jobs-list-with-invalid-task',
      title: 'the last Task of the list of jobs has a priority that FHIR does not have',
      at: 'jobs',
      ...fails('jobs.list-valid'),
      alter: list((it) => void Object.assign(it.entry.at(-1)?.resource ?? {}, { priority: 'Urgent' })),
    }),
    fault({
      id: 'jobs-task-ended-in-2001',
      title: 'the Tasks of the list of jobs end in 2001, before they start',
      at: 'jobs',
      // FHIR: a period does not end before it starts.
      ...fails('jobs.list-valid'),
      alter: tasks((it) => void (it.executionPeriod.end = '2001-01-01T00:00:00+00:00')),
    }),
    ...OF_TASKS.map(([name, title, change]) =>
      fault({
        id: `jobs-task-${name}`,
        title: `the Tasks of the list of jobs ${title}`,
        at: 'jobs',
        fails:
          name === 'without-identifier'
            ? ['jobs.task', 'jobs.contains-run', 'jobs.status-filter', 'jobs.canceled-listed']
            : name === 'without-request'
              ? ['jobs.task', 'jobs.contains-run']
              : ['jobs.task'],
        where,
        alter: tasks(change),
      }),
    ),
    fault({
      id: 'jobs-total-of-more-by-state',
      title: 'total is one more than a list of jobs by state has entries',
      at: 'jobs',
      ...fails('jobs.list'),
      alter: when(
        (request) => !isWhole(request),
        list((it) => void (it.total += 1)),
      ),
    }),
    fault({
      id: 'jobs-by-state-as-html',
      title: 'lists of jobs by state are sent as text/html',
      at: 'jobs',
      ...fails('jobs.list-json'),
      alter: when((request) => !isWhole(request), onReply(isOk, withHeader('Content-Type', 'text/html'))),
    }),
    fault({
      id: 'jobs-by-state-with-invalid-task',
      title: 'the last Task of each list of jobs by state has a priority that FHIR does not have',
      at: 'jobs',
      ...fails('jobs.list-valid'),
      alter: when(
        (request) => !isWhole(request),
        list((it) => void Object.assign(it.entry.at(-1)?.resource ?? {}, { priority: 'Urgent' })),
      ),
    }),
    fault({
      id: 'jobs-task-by-state-intent-plan',
      title: 'the Tasks of the lists of jobs by state have intent plan',
      at: 'jobs',
      ...fails('jobs.task'),
      alter: when(
        (request) => !isWhole(request),
        tasks((it) => void (it.intent = 'plan')),
      ),
    }),
    fault({
      id: 'jobs-list-forgets-one',
      title: 'the list of all jobs lacks the first job',
      at: 'jobs',
      ...fails('jobs.contains-run'),
      alter: when(
        isWhole,
        list((it) => {
          // A list of nothing is another deviation.
          if (it.entry.length === 1) return;
          it.entry = it.entry.filter(({ resource }) => resource.identifier[0]?.value !== '42');
          it.total = it.entry.length;
        }),
      ),
    }),
    fault({
      id: 'jobs-request-without-query',
      title: 'the export requests in the list of jobs have no query',
      at: 'jobs',
      ...fails('jobs.contains-run'),
      alter: tasks((it) => it.input.forEach((one) => (one.valueString = one.valueString.split('?')[0] ?? ''))),
    }),
    fault({
      id: 'jobs-status-other-word',
      title: 'completed jobs are listed as done',
      at: 'jobs',
      ...fails('jobs.status-words', 'jobs.status-filter', 'jobs.list-valid'),
      alter: tasks((it) => void (it.status = it.status.replace('completed', 'done'))),
    }),
    fault({
      id: 'jobs-status-of-list-late',
      title: 'in the list of all jobs, completed jobs are in-progress',
      at: 'jobs',
      ...fails('jobs.status-words'),
      alter: when(
        isWhole,
        tasks((it) => void (it.status = it.status.replace('completed', 'in-progress'))),
      ),
    }),
    fault({
      id: 'jobs-filter-ignored',
      title: '_status does not narrow the list of jobs',
      at: 'jobs',
      ...fails('jobs.status-filter'),
      alter: when(
        ({ query }) => query.get('_status') !== 'Asleep',
        asking((request) => ({ ...request, query: new URLSearchParams() })),
      ),
    }),
    fault({
      id: 'jobs-completed-not-found',
      title: 'the list of jobs in the state Completed is always 404',
      at: 'jobs',
      ...fails('jobs.status-filter'),
      alter: when(({ query }) => query.get('_status') === 'Completed', onReply(isOk, answering(refusing(404)))),
    }),
    fault({
      id: 'jobs-completed-forgets-one',
      title: 'the list of jobs in the state Completed lacks the second job',
      at: 'jobs',
      ...fails('jobs.status-filter'),
      alter: when(
        ({ query }) => query.get('_status') === 'Completed',
        list((it) => {
          it.entry = it.entry.filter(({ resource }) => resource.identifier[0]?.value !== '43');
          it.total = it.entry.length;
        }),
      ),
    }),
    ...(['Archived', 'Expired'] as const).map((state) =>
      fault({
        id: `jobs-${state.toLowerCase()}-lists-completed`,
        title: `the list of jobs in the state ${state} has those that are Completed`,
        at: 'jobs',
        ...fails('jobs.status-filter'),
        alter: when(
          ({ query }) => query.get('_status') === state,
          asking((request) => ({ ...request, query: new URLSearchParams({ _status: 'Completed' }) })),
        ),
      }),
    ),
    fault({
      id: 'jobs-state-of-two-words-refused',
      title: 'the state In Progress is refused',
      at: 'jobs',
      ...fails('jobs.status-filter'),
      blocks: ['jobs.none'],
      alter: when(
        ({ query }) => query.get('_status') === 'In Progress',
        answering({
          status: 400,
          headers: fhirJson,
          body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value"}]}',
        }),
      ),
    }),
    fault({
      id: 'jobs-none-is-empty-list',
      title: 'where no job fits, the list of jobs is empty',
      at: 'jobs',
      ...fails('jobs.none'),
      alter: when(
        (request, context) => !isOther(request, context),
        onReply(replied(404), answering({ status: 200, headers: fhirJson, body: EMPTY_LIST })),
      ),
    }),
    fault({
      id: 'jobs-none-of-client-is-empty-list',
      title: 'the list of a client without jobs is empty',
      at: 'jobs',
      ...fails('jobs.none'),
      alter: when(isOther, onReply(replied(404), answering({ status: 200, headers: fhirJson, body: EMPTY_LIST }))),
    }),
    fault({
      id: 'jobs-none-without-outcome',
      title: 'where no job fits, the 404 has no body',
      at: 'jobs',
      ...fails('jobs.none'),
      alter: onReply(replied(404), answering({ status: 404, headers: [], body: '' })),
    }),
    fault({
      id: 'jobs-any-state',
      title: 'an unknown state gives the list of all jobs',
      at: 'jobs',
      ...fails('jobs.status-unknown'),
      alter: when(
        ({ query }) => query.get('_status') === 'Asleep',
        asking((request) => ({ ...request, query: new URLSearchParams() })),
      ),
    }),
    fault({
      id: 'jobs-open-with-no-token',
      title: 'the list of jobs is given without a token',
      at: 'jobs',
      ...fails('jobs.no-token'),
      alter: letIn(isBare),
    }),
    fault({
      id: 'jobs-open-with-garbage-token',
      title: 'the list of jobs is given with a made-up token',
      at: 'jobs',
      ...fails('jobs.garbage-token'),
      alter: letIn(isGarbage),
    }),
    fault({
      id: 'jobs-open-with-expired-token',
      title: 'the list of jobs is given with an expired token',
      at: 'jobs',
      ...fails('jobs.expired-token'),
      alter: letIn(isExpired),
    }),
    fault({
      id: 'jobs-listed-for-no-token',
      title: 'the 401 to a request for the list of jobs without a token has the list',
      at: 'jobs',
      ...fails('jobs.no-token'),
      alter: when(isBare, async (request, next, context) => {
        const [refusal, { body }] = [await next(request), await letIn(isBare)(request, next, context)];
        return { ...refusal, headers: [...refusal.headers, ['Content-Type', 'application/fhir+json']], body };
      }),
    }),
    fault({
      id: 'jobs-listed-for-other-client',
      title: "the 404 to a second client's request for the list of jobs has that of the first client",
      at: 'jobs',
      // Nor has it an OperationOutcome.
      ...fails('jobs.own-only', 'jobs.none'),
      alter: when(isOther, async (request, next, context) => ({
        ...(await letIn(isOther)(request, next, context)),
        status: 404,
      })),
    }),
    fault({
      id: 'jobs-by-state-open-with-no-token',
      title: 'the lists of jobs by state are given without a token',
      at: 'jobs',
      ...fails('jobs.no-token'),
      alter: letIn((request) => isBare(request) && request.query.has('_status')),
    }),
    fault({
      id: 'jobs-elsewhere-open-with-no-token',
      title: 'the lists of jobs of the other versions of the API are given without a token',
      at: 'jobs',
      ...fails('jobs.no-token'),
      alter: when(({ path }, { profile }) => path !== profile.paths.jobs, letIn(isBare)),
    }),
    fault({
      id: 'jobs-elsewhere-of-everybody',
      title: 'under the other versions of the API, every client gets the list of the jobs of all',
      at: 'jobs',
      ...fails('jobs.own-only'),
      alter: when(({ path }, { profile }) => path !== profile.paths.jobs, letIn(isOther)),
    }),
    fault({
      id: 'jobs-by-state-open-with-garbage-token',
      title: 'the lists of jobs by state are given with a made-up token',
      at: 'jobs',
      ...fails('jobs.garbage-token'),
      alter: letIn((request) => isGarbage(request) && request.query.has('_status')),
    }),
    fault({
      id: 'jobs-by-state-open-with-expired-token',
      title: 'the lists of jobs by state are given with an expired token',
      at: 'jobs',
      ...fails('jobs.expired-token'),
      alter: letIn((request, context) => isExpired(request, context) && request.query.has('_status')),
    }),
    fault({
      id: 'jobs-by-state-of-everybody',
      title: 'every client gets the lists by state of the jobs of all',
      at: 'jobs',
      ...fails('jobs.own-only'),
      alter: letIn((request, context) => isOther(request, context) && request.query.has('_status')),
    }),
    fault({
      id: 'jobs-of-everybody',
      title: 'every client gets the list of the jobs of all',
      at: 'jobs',
      ...fails('jobs.own-only'),
      alter: letIn(isOther),
    }),
    fault({
      id: 'cancel-refused',
      title: 'a DELETE of a job that runs is refused',
      at: 'status',
      ...fails('jobs.cancel'),
      empties: ['jobs.canceled-gone', 'jobs.canceled-listed'],
      alter: when(isCancel, onReply(replied(202), answering({ status: 405, headers: [['Allow', 'GET']], body: '' }))),
    }),
    fault({
      id: 'cancel-answers-204',
      title: 'a DELETE of a job that runs returns 204',
      at: 'status',
      ...fails('jobs.cancel'),
      empties: ['jobs.canceled-gone', 'jobs.canceled-listed'],
      alter: when(isCancel, onReply(replied(202), withStatus(204))),
    }),
    fault({
      id: 'cancel-with-no-token',
      title: 'a job can be ended without a token',
      at: 'status',
      ...fails('jobs.cancel-no-token'),
      blocks: ['jobs.cancel'],
      empties: ['jobs.canceled-gone', 'jobs.canceled-listed'],
      alter: letIn((request) => isCancel(request) && isBare(request)),
    }),
    fault({
      id: 'cancel-with-garbage-token',
      title: 'a job can be ended with a made-up token',
      at: 'status',
      ...fails('jobs.cancel-garbage-token'),
      blocks: ['jobs.cancel'],
      empties: ['jobs.canceled-gone', 'jobs.canceled-listed'],
      alter: letIn((request) => isCancel(request) && isGarbage(request)),
    }),
    ...(
      [
        ['no-token', 'without a token', isBare],
        ['garbage-token', 'with a made-up token', isGarbage],
      ] as const
    ).map(([name, title, isSent]) =>
      fault({
        id: `cancel-done-with-${name}`,
        title: `a job that is done can be ended ${title}`,
        at: 'status',
        ...fails(`jobs.cancel-${name}`),
        alter: when(
          (request, context) => isCancel(request) && isSent(request) && isDone(request, context),
          answering({ status: 202, headers: [], body: '' }),
        ),
      }),
    ),
    fault({
      id: 'cancel-with-expired-token',
      title: 'a job can be ended with an expired token',
      at: 'status',
      ...fails('jobs.cancel-expired-token'),
      alter: letIn((request, context) => isCancel(request) && isExpired(request, context)),
    }),
    fault({
      id: 'cancel-done-by-other-client',
      title: 'a client can end the jobs of others that are done',
      at: 'status',
      ...fails('jobs.cancel-other-client'),
      alter: async (request, next, context) => {
        const done = context.keep('done jobs', new Set<string>());
        if (isCancel(request) && isOther(request, context) && done.has(request.path))
          return answering({ status: 202, headers: [], body: '' })(request, next, context);
        const reply = await next(request);
        if (isOk(reply)) done.add(request.path);
        return reply;
      },
    }),
    fault({
      id: 'jobs-that-run-listed-as-completed',
      title: 'in the list of all jobs, those that run or wait are completed',
      at: 'jobs',
      ...fails('jobs.status-words'),
      alter: when(
        isWhole,
        tasks((it) => void (it.status = it.status.replace(/in-progress|accepted/, 'completed'))),
      ),
    }),
    fault({
      id: 'cancel-done-without-outcome',
      title: 'the 410 to a DELETE of a job that is done has no body',
      at: 'status',
      ...fails('jobs.cancel-done'),
      alter: when(isCancel, onReply(replied(410), answering({ status: 410, headers: [], body: '' }))),
    }),
    fault({
      id: 'cancel-done-fails',
      title: 'a DELETE of a job that is done returns 500',
      at: 'status',
      ...fails('jobs.cancel-done'),
      alter: when(isCancel, onReply(replied(410), withStatus(500))),
    }),
    fault({
      id: 'cancel-by-other-client',
      title: 'a client can end the jobs of others, which their owner can end again',
      at: 'status',
      ...fails('jobs.cancel-other-client'),
      alter: when(
        (request, context) => isCancel(request) && isOther(request, context),
        answering({ status: 202, headers: [], body: '' }),
      ),
    }),
    fault({
      id: 'canceled-job-completes',
      title: 'a canceled job comes back and completes',
      at: 'status',
      ...fails('jobs.canceled-gone'),
      blocks: ['jobs.canceled-listed'],
      alter: ofCanceledJobs(
        answering({
          status: 200,
          headers: [['Content-Type', 'application/json']],
          body: '{"transactionTime":"2026-11-20T08:15:30Z","request":"","requiresAccessToken":true,"output":[],"error":[],"JobID":1}',
        }),
      ),
    }),
    fault({
      id: 'canceled-job-without-outcome',
      title: 'the 404 for a canceled job has no body',
      at: 'status',
      ...fails('jobs.canceled-gone'),
      alter: ofCanceledJobs(answering({ status: 404, headers: [], body: '' })),
    }),
    fault({
      id: 'canceled-job-listed-as-failed',
      title: 'canceled jobs are listed as failed',
      at: 'jobs',
      ...fails('jobs.canceled-listed'),
      alter: when(
        isWhole,
        tasks((it) => void (it.status = it.status.replace('cancelled', 'failed'))),
      ),
    }),
    fault({
      id: 'cancel-unknown-accepted',
      title: 'a DELETE of an unknown job returns 202',
      at: 'status',
      ...fails('jobs.cancel-unknown'),
      alter: when(isCancel, onReply(isUnknownThing, answering({ status: 202, headers: [], body: '' }))),
    }),
    fault({
      id: 'cancel-unknown-without-outcome',
      title: 'the 404 to a DELETE of an unknown job has no body',
      at: 'status',
      ...fails('jobs.cancel-unknown'),
      alter: when(isCancel, onReply(isUnknownThing, answering({ status: 404, headers: [], body: '' }))),
    }),
  ],
  // The second list of all jobs is that at the end of the run.
  forEach(
    { 'second-time': 'same' },
    ...['jobs-list-history', 'jobs-total-of-more', 'jobs-list-as-html', 'jobs-list-with-invalid-task'],
    ...['jobs-task-intent-plan', 'jobs-list-forgets-one', 'jobs-request-without-query', 'jobs-status-of-list-late'],
  ),
);
