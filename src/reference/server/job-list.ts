import type { ServerReply, ServerRequest } from '../../model/index.js';
import { notFound, refusal, wrongMethod } from './outcome.js';
import type { Job, State } from './state.js';

const DAY_MS = 24 * 3_600_000;

/** The states of a job by the names that the pages give them, with the status of its Task. */
const STATES: Readonly<Record<string, string>> = {
  Completed: 'completed',
  Archived: 'completed',
  Expired: 'completed',
  Failed: 'failed',
  FailedExpired: 'failed',
  'In Progress': 'in-progress',
  Pending: 'in-progress',
  Cancelled: 'cancelled',
  CancelledExpired: 'cancelled',
};

const stateOf = ({ canceled, manifest, polls }: Job): string =>
  canceled === true ? 'Cancelled' : manifest !== undefined ? 'Completed' : polls > 0 ? 'In Progress' : 'Pending';

/** GET <jobs>: the client's jobs as a Bundle of Tasks, all or those in some states (pages: Request job history). */
export const jobList = (state: State, client: string, request: ServerRequest): ServerReply => {
  if (request.method !== 'GET') return wrongMethod('GET');
  if (
    !request.headers['accept']?.includes('application/fhir+json') ||
    !request.headers['prefer']?.includes('respond-async')
  )
    return refusal(400, 'required', 'The list of jobs requires the headers Accept and Prefer.');
  const asked = request.query.get('_status')?.split(',');
  if (asked?.some((name) => STATES[name] === undefined) === true)
    return refusal(400, 'value', `_status allows only ${Object.keys(STATES).join(', ')}.`);
  const jobs = [...state.jobs.values()].filter(
    (job) => job.client === client && (asked === undefined || asked.includes(stateOf(job))),
  );
  if (jobs.length === 0) return notFound('job');
  return {
    status: 200,
    headers: [['Content-Type', 'application/fhir+json']],
    body: JSON.stringify({
      resourceType: 'Bundle',
      type: 'searchset',
      total: jobs.length,
      entry: jobs.map((job) => ({ resource: task(state, job) })),
    }),
  };
};

const task = ({ profile, clock }: State, job: Job): object => ({
  resourceType: 'Task',
  status: STATES[stateOf(job)],
  intent: 'order',
  identifier: [{ use: 'official', system: job.base + profile.paths.jobs, value: String(job.id) }],
  input: [{ type: { text: 'BULK FHIR Export' }, valueString: `GET ${withoutToken(job.request)}` }],
  executionPeriod: { start: instantOf(job.startedAt), end: instantOf(clock.now()) },
});

/** A list shows no token. */
const withoutToken = (url: string): string => url.replace(/[?&]access_token=[^&]*/, '');

const instantOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');

/** GET <attribution>: when the lists of people were last updated (pages: Request attribution status). */
export const attribution = (state: State, _: string, request: ServerRequest): ServerReply => {
  if (request.method !== 'GET') return wrongMethod('GET');
  const ago = (days: number): string => new Date(state.clock.now() - days * DAY_MS).toISOString();
  return {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify({
      ingestion_dates: [
        { type: 'last_attribution_update', timestamp: ago(10) },
        { type: 'last_runout_update', timestamp: ago(200) },
      ],
    }),
  };
};
