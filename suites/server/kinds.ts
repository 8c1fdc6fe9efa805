import { answering, asking, bearerOf, changing, collect, onReply } from '../../src/reference/index.js';
import type { Alter, FaultContext, ServerReply, ServerRequest } from '../../src/model/index.js';
import type { RequirementId } from './suites.js';

/** Requirements that compare the resources of all exports, which takes a resource with an id on each line. */
export const HISTORY = [
  'history.no-loss',
  'history.no-small-loss',
  'history.same-content',
] as const satisfies readonly RequirementId[];
/** The same, and those that compare Coverages, or any resources, of exports with _since or _typeFilter. */
export const COMPARED = [
  ...HISTORY,
  ...(['parameters.since-complete', 'parameters.since-group', 'parameters.type-filter-others-whole'] as const),
] as const satisfies readonly RequirementId[];

/** Kinds of replies that faults of several chapters, and the conditions of clients, change. */
export const is401 = ({ status }: ServerReply): boolean => status === 401;
export const isOk = ({ status }: ServerReply): boolean => status === 200;
export const isRunning = ({ status }: ServerReply): boolean => status === 202;

/** A 404 to the first client, for something that does not exist; 404s to the second client stay as they are. */
export const isUnknownThing = ({ status }: ServerReply, request: ServerRequest, { claims }: FaultContext): boolean =>
  // A job of an earlier run, which has number 7, has faults of its own.
  status === 404 &&
  !/\/7(?:\/|$)/.test(request.path) &&
  claims(bearerOf(request) ?? '')?.client.startsWith('09869a7f') === true;

/** Changes the 404s to the first client's status requests: those for jobs that it canceled, or those for all others. */
const notFound =
  (ofCanceled: boolean) =>
  (change: Alter): Alter =>
  async (request, next, context) => {
    const canceled = context.keep('canceled jobs', new Set<string>());
    if (request.method === 'GET' && canceled.has(request.path) === ofCanceled)
      return onReply(isUnknownThing, change)(request, next, context);
    const reply = await next(request);
    if (request.method === 'DELETE' && reply.status === 202) canceled.add(request.path);
    return reply;
  };
/** Changes the 404s to status requests for jobs that the server never had. */
export const ofUnknownJobs = notFound(false);
/** Changes the 404s to status requests for jobs that were canceled. */
export const ofCanceledJobs = notFound(true);

/** A request for the export of the people of last year. */
export const isOfRunout = ({ path }: ServerRequest): boolean => path.includes('/Group/runout/');

/** The reply about a job that runs, almost at its end. */
export const stillRunning: Alter = answering((_, { profile }) => ({
  status: 202,
  headers: [['X-Progress', profile.progress === 'words' ? 'In Progress' : 'In Progress (99%)']],
  body: '',
}));

/** Whether a request accepts gzip. */
export const wantsGzip = ({ headers }: ServerRequest): boolean => headers['accept-encoding']?.includes('gzip') === true;

/** Polls within the server until the job is done. */
export const atOnce: Alter = async (request, next) => {
  let reply = await next(request);
  if (request.method !== 'GET') return reply;
  for (let polls = 1; isRunning(reply) && polls < 10; polls += 1) reply = await next(request);
  return reply;
};

/** The reply of a server that is busy. */
export const busy = (status: 429 | 503, retryAfter: string): ServerReply => ({
  status,
  headers: [['Retry-After', retryAfter]],
  body: '',
});

/** The reply of a server that does not do what is asked, and says so. */
export const refusing = (status: number): ServerReply => ({
  status,
  headers: [['Content-Type', 'application/fhir+json']],
  body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]}',
});

/** The reply of a server that has nobody to export, with an issue of this severity. */
export const nobody = (severity: 'error' | 'information' = 'error'): ServerReply => ({
  status: 404,
  headers: [['Content-Type', 'application/fhir+json']],
  body: `{"resourceType":"OperationOutcome","issue":[{"severity":"${severity}","code":"not-found"}]}`,
});

/** Changes the text of data files that have a resource of the type; other files stay as they are. */
export const textOf = (type: string, change: (lines: string) => string | Uint8Array): Alter =>
  onReply(
    isOk,
    changing(async (reply) => {
      const lines = await collect(reply.body);
      // A contained resource does not count as a resource of the file.
      const isOfType = new RegExp(`^\\{"resourceType":"${type}"`, 'm').test(lines);
      return { ...reply, body: isOfType ? change(lines) : lines };
    }),
  );

/** Changes the first resource of the files of a type; the others stay as they were written. */
export const firstOf = <Resource>(type: string, change: (resource: Resource) => unknown): Alter =>
  textOf(type, (lines) => {
    const end = lines.indexOf('\n');
    const resource = JSON.parse(lines.slice(0, end)) as Resource;
    change(resource);
    return JSON.stringify(resource) + lines.slice(end);
  });

/** The first of each four lines. */
export const oneInFour = (lines: string): string =>
  lines
    .split(/(?<=\n)/)
    .filter((_, nth) => nth % 4 === 0)
    .join('');

/** A request about a job, or that starts one, of a kind that is told by path and query of its export request. */
export const ofJobs =
  (asked: RegExp) =>
  (_: ServerRequest, { occasion: { job } }: FaultContext): boolean =>
    job !== undefined && asked.test(job.asked);

/** Of several parameters of a name in an export request only one is read. */
export const readingOne = (name: string, which: 'first' | 'last'): Alter =>
  asking((request) => {
    const values = request.query.getAll(name);
    const value = values.at(which === 'first' ? 0 : -1);
    if (value === undefined || values.length < 2) return request;
    const query = new URLSearchParams(request.query);
    query.set(name, value);
    return { ...request, query };
  });
