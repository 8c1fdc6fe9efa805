import { ask } from '../../src/model/steps.js';
import {
  type Assertion,
  canceled,
  controlled,
  doneOrRefused,
  every,
  everyTask,
  givesNoJobOfRun,
  givesNothing,
  goneAfterCancel,
  header,
  inOneDoneList,
  isJobList,
  kickoffAccepted,
  listedAsCanceled,
  listsJobsOfRun,
  listsNoJobOfRun,
  mediaType,
  noneIs404,
  onlyStatus,
  onlyWith,
  opensNothing,
  refused,
  replies,
  repliesIfAsked,
  resource,
  runningAsRunning,
  status,
  statusWords,
  succeeded,
  validBody,
} from '../../src/expect/index.js';
import { type Expectation, type Profile, type Step, suite } from '../../src/model/index.js';
import { SECTIONS, PAGES } from '../profiles/pages.js';
import { advice, bulkData2, fhir, r4 } from '../sources.js';
import { inR4 } from './under.js';
import { documentedExports, everyJob, plainStartOfCanceled, startOfCanceled } from './conversations.js';

const where = ({ managesJobs }: Profile): boolean => managesJobs;
const page = (section: string) => ({ document: PAGES, section });

/** The states that a list can be asked for, and the statuses that their jobs are listed with. */
export const STATES = [
  ['completed', 'Completed', ['completed']],
  ['archived', 'Archived', ['completed']],
  ['expired', 'Expired', ['completed']],
  ['failed', 'Failed', ['failed']],
  ['failed-expired', 'FailedExpired', ['failed']],
  ['in-progress', 'In%20Progress', ['in-progress']],
  ['pending', 'Pending', ['in-progress', 'accepted']],
  ['canceled', 'Cancelled', ['cancelled']],
  ['canceled-expired', 'CancelledExpired', ['cancelled']],
] as const;

/** States of jobs that are done: a job is in one of them. */
const DONE_STATES: ReadonlySet<string> = new Set(['completed', 'archived', 'expired']);

const list = ask('jobs', 'jobs', 'token');
/** The list of those jobs that a run is sure to have. */
const COMPLETED = { query: '_status=Completed' } as const;
const byState = STATES.map(([name, state]) => ask(`jobs-${name}`, 'jobs', 'token', { query: `_status=${state}` }));
const [cancelWithout, cancelWithGarbage, cancelAsOther, cancel, after] = [
  ask('cancel-no-token', 'started-job', 'none', { method: 'DELETE' }),
  ask('cancel-garbage-token', 'started-job', 'garbage-token', { method: 'DELETE' }),
  ask('cancel-other-client', 'started-job', 'other-client', { method: 'DELETE' }),
  ask('cancel', 'started-job', 'token', { method: 'DELETE' }),
  ask('canceled-status', 'started-job', 'token'),
] as const;
/** A job is started, in a way that parameters.since-transaction-time judges, others try to end it, and its client ends it. */
const canceling = [
  ...documentedExports('manifest'),
  ...[startOfCanceled, plainStartOfCanceled],
  ...[cancelWithout, cancelWithGarbage, cancelAsOther, cancel, after],
] as const;
const cancelingDone: readonly Step[] = [
  ...everyJob,
  ask('cancel-done-other-client', 'done-job', 'other-client', { method: 'DELETE' }),
  ask('cancel-done-no-token', 'done-job', 'none', { method: 'DELETE' }),
  ask('cancel-done-garbage-token', 'done-job', 'garbage-token', { method: 'DELETE' }),
  ask('cancel-expired-token', 'done-job', 'expired-token', { method: 'DELETE' }),
  ask('cancel-done', 'done-job', 'token', { method: 'DELETE' }),
];
/** The list is asked for once while a job runs. */
const listWhileRunning = ask('jobs-while-running', 'jobs-while-running', 'token');
const listedWhileRunning: readonly Step[] = [...documentedExports('manifest'), listWhileRunning];
const LISTS_BY_STATE = STATES.map(([name]) => `jobs-${name}`);
const listedAfterAll: readonly Step[] = [...everyJob, list];
const listAfter = ask('jobs-after-cancel', 'jobs', 'token');
const everyList: readonly Step[] = [...listedAfterAll, ...byState, ...canceling, listAfter];
const later = ask('canceled-status-later', 'started-job', 'token');

/** Judges replies about jobs, which show nothing where no export request is accepted. */
const aboutJobs = (labels: readonly string[], ...looks: readonly Assertion[]): Expectation =>
  every(replies(...labels), kickoffAccepted, ...looks);
/** The same of a reply that recordings of an earlier version lack, which shows nothing against what they have. */
const ifAsked = (label: string, ...looks: readonly Assertion[]): Expectation =>
  every(repliesIfAsked(label), kickoffAccepted, ...looks);
/** Judges the list of all jobs. */
const allJobs = (...looks: readonly Assertion[]): Expectation => aboutJobs(['jobs'], ...looks);
/** A list, whole or by state, is refused to a bad token or to none, and the refusal lists no job. */
const listRefusedFor = (as: 'no-token' | 'garbage-token' | 'expired-token') => {
  const looks = [controlled(replies('jobs')), status(401), listsNoJobOfRun];
  return [
    { when: 'protected', expect: aboutJobs([`jobs-${as}`], ...looks) },
    { when: 'protected', expect: ifAsked(`jobs-${as}-by-state`, ...looks) },
  ] as const;
};
const DONE_TOO = 'It is sent for a job that runs, and for one that is done.';
const isListOrNone = onlyStatus('a list is returned or none is found', (code) => code === 200 || code === 404);
const isList = onlyStatus('a list is returned', (code) => code === 200);
/** Judges the list that the client gets while a job runs, if it gets one. */
const whileRunning = (...looks: readonly Assertion[]) =>
  ({ when: 'running', expect: ifAsked('jobs-while-running', isList, ...looks) }) as const;
/** Judges the list of all jobs, and each other list that the client gets: those while a job runs and at the end, and those by states. */
const lists = (first: readonly Assertion[], ...looks: readonly Assertion[]) =>
  [
    { when: 'listed', expect: allJobs(...first, ...looks) },
    { when: 'everyList', expect: aboutJobs(['jobs-after-cancel', ...LISTS_BY_STATE], isList, ...looks) },
    whileRunning(...looks),
  ] as const;
/** The same of the lists of all jobs. */
const wholeLists = (...looks: readonly Assertion[]) =>
  [
    { when: 'listed', expect: allJobs(succeeded, ...looks) },
    { when: 'everyList', expect: aboutJobs(['jobs-after-cancel'], isList, ...looks) },
    whileRunning(...looks),
  ] as const;

export default suite({
  role: 'server',
  id: 'jobs',
  title: 'Listing and canceling jobs',
  scenarios: {
    listed: { title: 'the list of all jobs', steps: listedAfterAll },
    running: { title: 'the list of all jobs while a job runs', steps: listedWhileRunning },
    everyList: { title: 'every list of jobs that the client gets', steps: everyList },
    byState: { title: 'the lists of jobs by their states', steps: [...documentedExports('manifest'), ...byState] },
    unknownState: {
      title: 'the list of jobs in a state that the documentation does not have',
      steps: [...documentedExports('kickoff'), ask('jobs-unknown-state', 'jobs', 'token', { query: '_status=Asleep' })],
    },
    protected: {
      title: 'the list of jobs without a token, with a made-up one and with an expired one',
      steps: [
        ...documentedExports('kickoff'),
        list,
        ask('jobs-no-token', 'jobs', 'none'),
        ask('jobs-no-token-by-state', 'jobs', 'none', COMPLETED),
        ask('jobs-elsewhere-no-token', 'other-versions', 'none'),
        ask('jobs-garbage-token', 'jobs', 'garbage-token'),
        ask('jobs-garbage-token-by-state', 'jobs', 'garbage-token', COMPLETED),
        ask('jobs-expired-token', 'jobs', 'expired-token'),
        ask('jobs-expired-token-by-state', 'jobs', 'expired-token', COMPLETED),
      ],
    },
    canceled: { title: 'a job that is canceled as soon as it was started', steps: canceling },
    canceledLater: { title: 'a canceled job at the end of the run', steps: [...canceling, listAfter, later] },
    done: {
      title: 'the cancellation of a job that is done, at the end of the run',
      steps: cancelingDone,
    },
    unknown: {
      title: 'the cancellation of an unknown job',
      steps: [...documentedExports('kickoff'), ask('cancel-unknown', 'unknown-job', 'token', { method: 'DELETE' })],
    },
    otherClient: {
      title: "a second client's lists of jobs",
      steps: [
        ...documentedExports('kickoff'),
        list,
        ask('jobs-other-client', 'jobs', 'other-client'),
        ask('jobs-other-client-by-state', 'jobs', 'other-client', COMPLETED),
        ask('jobs-elsewhere-other-client', 'other-versions', 'other-client'),
      ],
    },
  },
  requirements: [
    {
      id: 'jobs.list',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement:
        'A request for the list of jobs returns 200 and one Bundle of type searchset whose total is the number of its entries.',
      decision: 'A list by state may be 404 instead, as jobs.none and jobs.status-filter say.',
      cases: lists([status(200)], isJobList),
    },
    {
      id: 'jobs.list-json',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: bulkData2('Bulk Data Status Request'),
      statement: 'The list of jobs has a JSON content type.',
      cases: lists([succeeded], header('content-type', mediaType('application/json', 'application/fhir+json'))),
    },
    {
      id: 'jobs.list-valid',
      under: inR4({
        source: r4('Task', 'task.html'),
        statement: 'The list of jobs is a valid R4 Bundle of valid Tasks.',
      }),
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: fhir('Task', 'task.html'),
      statement: 'The list of jobs is a valid STU3 Bundle of valid Tasks.',
      cases: lists([succeeded], validBody('Bundle')),
    },
    {
      id: 'jobs.task',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement:
        'Each entry of the list of jobs is a Task with intent order, the job id as identifier, the export request as input, the start of the job and, if the job has ended, its end.',
      decision:
        'The sample has another host in the system of the identifier, so only its path is compared. The list may have jobs of other versions of the API, whose system may end in the path of the jobs of that version. There may be other identifiers and inputs too. Of a job that the run has started, the start is compared with the Date of the response to its export request, and the end with that of the list: an hour allows for clocks that differ. A job that still runs need not have an end. An end before the start is judged by jobs.list-valid.',
      cases: lists([succeeded], everyTask),
    },
    {
      id: 'jobs.contains-run',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement: 'The list of jobs has every job that the client started, with its export request.',
      decision: 'The job that the run cancels is left to jobs.canceled-listed.',
      cases: wholeLists(listsJobsOfRun),
    },
    {
      id: 'jobs.status-words',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement:
        'In the list of jobs, each status is completed, failed, in-progress or cancelled, completed for a job that has its manifest, and not completed for a job that runs.',
      decision:
        'The page lists a pending job as in-progress, and servers as accepted; both are fine. The list is also asked for while a job runs; a job that is done at the next request for it shows nothing then.',
      cases: [
        ...lists([succeeded], statusWords),
        { when: 'running', expect: aboutJobs(['jobs-while-running'], succeeded, runningAsRunning) },
      ],
    },
    {
      id: 'jobs.status-filter',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobsByState),
      statement:
        'A request for the list of jobs in a documented state is accepted, and returns the jobs of that state and no others, or 404.',
      decision:
        'A state is judged by the status that its jobs are listed with. A job that the run has completed is in one of the lists of completed, archived and expired jobs, and in no other of these: the page says that each excludes those of the others. That the job which the run cancels is listed is left to jobs.canceled-listed. The blank of In Progress is sent as %20.',
      cases: STATES.map(([name, , statuses]) => ({
        when: 'byState' as const,
        expect: aboutJobs([`jobs-${name}`], onlyWith(...statuses), ...(DONE_STATES.has(name) ? [inOneDoneList] : [])),
      })),
    },
    {
      id: 'jobs.none',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement: 'Where no job fits, a request for the list of jobs returns 404 with an OperationOutcome.',
      decision: 'That nothing follows the OperationOutcome is judged by hygiene.one-document.',
      cases: [
        {
          when: 'byState',
          expect: aboutJobs(
            STATES.map(([name]) => `jobs-${name}`),
            noneIs404,
          ),
        },
        // A second client may have no job at all.
        {
          when: 'otherClient',
          expect: every(
            repliesIfAsked('jobs-other-client', 'jobs-other-client-by-state'),
            kickoffAccepted,
            isListOrNone,
            noneIs404,
          ),
        },
      ],
    },
    {
      id: 'jobs.status-unknown',
      where,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'A request for the list of jobs in a state that the documentation does not have is refused.',
      cases: [{ when: 'unknownState', expect: aboutJobs(['jobs-unknown-state'], refused) }],
    },
    {
      id: 'jobs.no-token',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement: 'A request for the list of jobs without a token returns 401 and lists no job.',
      decision:
        'Under the other versions of the API, which may not be there, any response is fine that lists no job of the run.',
      cases: [
        ...listRefusedFor('no-token'),
        {
          when: 'protected',
          expect: ifAsked('jobs-elsewhere-no-token', controlled(replies('jobs')), givesNoJobOfRun),
        },
      ],
    },
    {
      id: 'jobs.garbage-token',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement: 'A request for the list of jobs with a made-up token returns 401 and lists no job.',
      cases: listRefusedFor('garbage-token'),
    },
    {
      id: 'jobs.expired-token',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement: 'A request for the list of jobs with an expired token returns 401 and lists no job.',
      cases: listRefusedFor('expired-token'),
    },
    {
      id: 'jobs.own-only',
      where,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: page('API Documentation: Endpoints'),
      statement: "A second client's list of jobs has no job of the first client.",
      cases: [
        {
          when: 'otherClient',
          expect: aboutJobs(['jobs-other-client'], controlled(replies('jobs')), listsNoJobOfRun),
        },
        {
          when: 'otherClient',
          expect: ifAsked('jobs-other-client-by-state', controlled(replies('jobs')), listsNoJobOfRun),
        },
        {
          when: 'otherClient',
          expect: ifAsked('jobs-elsewhere-other-client', controlled(replies('jobs')), givesNoJobOfRun),
        },
      ],
    },
    {
      id: 'jobs.cancel',
      where,
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.cancel),
      statement: 'A DELETE request for a job that runs returns 202.',
      decision:
        'The run cancels one job that it has started for this. A job that is done before the request comes shows nothing.',
      cases: [{ when: 'canceled', expect: every(replies('cancel'), canceled) }],
    },
    {
      id: 'jobs.cancel-no-token',
      where,
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.cancel),
      statement: 'A DELETE request for a job without a token returns 401.',
      decision: DONE_TOO,
      cases: [
        { when: 'canceled', expect: aboutJobs(['cancel-no-token'], status(401)) },
        { when: 'done', expect: ifAsked('cancel-done-no-token', status(401)) },
      ],
    },
    {
      id: 'jobs.cancel-garbage-token',
      where,
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.cancel),
      statement: 'A DELETE request for a job with a made-up token returns 401.',
      decision: DONE_TOO,
      cases: [
        { when: 'canceled', expect: aboutJobs(['cancel-garbage-token'], status(401)) },
        { when: 'done', expect: ifAsked('cancel-done-garbage-token', status(401)) },
      ],
    },
    {
      id: 'jobs.cancel-expired-token',
      where,
      needs: 'manifest',
      level: 'MUST',
      basis: 'guide',
      source: page(SECTIONS.cancel),
      statement: 'A DELETE request for a job with an expired token returns 401.',
      decision: 'It is sent for a job that is done: when a token has expired, no job runs any more.',
      cases: [{ when: 'done', expect: aboutJobs(['cancel-expired-token'], status(401)) }],
    },
    {
      id: 'jobs.cancel-other-client',
      where,
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source: page('API Documentation: Endpoints'),
      statement: "A second client's DELETE request for the first client's job is refused.",
      cases: [
        {
          when: 'canceled',
          expect: aboutJobs(['cancel-other-client'], givesNothing, opensNothing),
        },
        {
          when: 'done',
          expect: aboutJobs(['cancel-done-other-client'], givesNothing, opensNothing),
        },
      ],
    },
    {
      id: 'jobs.canceled-gone',
      where,
      needs: 'job',
      level: 'MUST',
      basis: 'spec',
      source: bulkData2('Bulk Data Delete Request'),
      statement: 'The status of a canceled job is 404 with an OperationOutcome, and the job never completes.',
      decision: 'It is asked for at once, and again at the end of the run.',
      cases: [
        { when: 'canceled', expect: every(replies('canceled-status'), goneAfterCancel) },
        { when: 'canceledLater', expect: every(replies('canceled-status-later'), goneAfterCancel) },
      ],
    },
    {
      id: 'jobs.canceled-listed',
      where,
      needs: 'job',
      level: 'SHOULD',
      basis: 'guide',
      source: page(SECTIONS.jobs),
      statement: 'A canceled job is cancelled in the list of jobs.',
      cases: [{ when: 'canceledLater', expect: aboutJobs(['jobs-after-cancel'], listedAsCanceled) }],
    },
    {
      id: 'jobs.cancel-done',
      where,
      needs: 'manifest',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Delete Request'),
      statement: 'A DELETE request for a job that is done returns 202, or a 4xx with an OperationOutcome.',
      decision:
        'The last request of the run asks for it: for the job of the export that the run made once more, whose files nobody needs. A job of --job is never ended.',
      cases: [{ when: 'done', expect: aboutJobs(['cancel-done'], doneOrRefused) }],
    },
    {
      id: 'jobs.cancel-unknown',
      where,
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Delete Request'),
      statement: 'A DELETE request for an unknown job is refused with an OperationOutcome.',
      cases: [
        {
          when: 'unknown',
          expect: aboutJobs(['cancel-unknown'], refused, resource('OperationOutcome')),
        },
      ],
    },
  ],
});
