import type { Profile, ServerReply, ServerRequest } from '../../model/index.js';
import { notFound, refusal, wrongMethod } from './outcome.js';
import { type Job, jobsAt, type State } from './state.js';

const DAY = 86_400_000;
/** Polls with the reply Pending or In Progress, however fast the job is, so that every run sees each. */
const PENDING_POLLS = 1;
const PROGRESS_POLLS = 2;

/**
 * GET <jobs>/<id>: where a job stands, and its manifest at the end (guide: Check the status of the export
 * job). Another client's job is as unknown as one that never was.
 */
export const jobStatus = (state: State, client: string, request: ServerRequest): ServerReply => {
  const job = state.jobs.get(request.path.slice((jobsAt(state.profile, request.path)?.length ?? 0) + 1));
  if (job?.client !== client || job.canceled === true) return notFound('job');
  if (request.method === 'DELETE' && state.profile.managesJobs) return cancel(job);
  if (request.method !== 'GET') return wrongMethod('GET');
  if (job.manifest === undefined) {
    const progress = advance(state, job);
    if (progress !== undefined) return { status: 202, headers: [['X-Progress', progress]], body: '' };
  }
  const { body, expires } = (job.manifest ??= {
    body: manifest(job, state.profile),
    expires: new Date(state.clock.now() + DAY).toUTCString(),
  });
  const headers = [
    ['Content-Type', 'application/json'],
    ['Expires', expires],
  ] as const;
  return { status: 200, headers, body };
};

/** DELETE <jobs>/<id>: ends a job; one that is done is gone already (pages: Cancel a job). */
const cancel = (job: Job): ServerReply => {
  if (job.manifest !== undefined) return refusal(410, 'not-found', 'The job is done.');
  job.canceled = true;
  return { status: 202, headers: [], body: '' };
};

/** Counts a poll; returns the value of X-Progress, or undefined if the job is complete. */
const advance = ({ profile, clock, jobDuration }: State, job: Job): string | undefined => {
  job.polls += 1;
  if (job.polls <= PENDING_POLLS) return 'Pending';
  const share = jobDuration > 0 ? (clock.now() - job.startedAt) / (jobDuration * 1000) : 1;
  if (job.polls > PENDING_POLLS + PROGRESS_POLLS && share >= 1) return undefined;
  const reached = jobDuration > 0 ? Math.floor(share * 100) : job.polls === PENDING_POLLS + 1 ? 25 : 75;
  job.percent = Math.max(job.percent, Math.min(99, reached));
  return inProgress(profile, job.percent);
};

const inProgress = (profile: Profile, percent: number): string =>
  profile.progress === 'percentage' ? `In Progress (${percent}%)` : 'In Progress';

/** The manifest, with the fields in the order of the guides. */
const manifest = (job: Job, { paths }: Profile): string => {
  const listed = (list: 'output' | 'error'): object[] =>
    job.files
      .filter((file) => file.list === list)
      .map(({ name, type }) => ({
        type: list === 'error' ? 'OperationOutcome' : type,
        url: `${job.base}${paths.data}/${job.id}/${name}`,
      }));
  return JSON.stringify({
    // The guides show microseconds; the clock has milliseconds.
    transactionTime: new Date(job.startedAt).toISOString().replace('Z', '000Z'),
    request: job.request,
    requiresAccessToken: true,
    output: listed('output'),
    error: listed('error'),
    JobID: job.id,
  });
};
