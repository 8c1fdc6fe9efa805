import { ask } from '../../src/model/steps.js';
import {
  type Assertion,
  acceptAllowed,
  all,
  atMost,
  completes,
  controlled,
  emptyOr,
  every,
  expiresDate,
  expiresInTime,
  goneAfterDay,
  header,
  headerIfPresent,
  isRefusal,
  kickoffAccepted,
  manifestsAgain,
  manifestsOtherwise,
  neverFalls,
  noOtherJob,
  notRefusedBare,
  oneObject,
  onlyStatus,
  percentage,
  present,
  progressWords,
  refused,
  replies,
  repliesIfAsked,
  resource,
  sameManifest,
  secondsOrDate,
  status,
} from '../../src/expect/index.js';
import { isOfPages, type Profile, type Step, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice, bulkData, bulkData2, guide, rfc } from '../sources.js';
import { ACCEPT, documentedExports, everyJob, everyManifest, unknownJob } from './conversations.js';

const source = guide('3. Check the status of the export job');
const polls = replies('status');
/** A 408 does not end the job either: the driver polls again, and so would any client. */
const processing = onlyStatus('the job is still running', (code) => (code >= 200 && code < 300) || code === 408);
const found = onlyStatus('a manifest is returned', (code) => code === 200);
/** Refusals of the token, a busy server and a gateway say nothing about the job. */
const NOT_OF_THE_JOB = new Set([401, 403, 408, 429, 502, 503, 504]);
const failed = onlyStatus('the job failed', (code) => code >= 400 && !NOT_OF_THE_JOB.has(code));
const accepted = onlyStatus('the status is 202', (code) => code === 202);

const runningWithAccept = ask('running-with-accept', 'running-job', 'token', ACCEPT);
const everyPollOfJobs: readonly Step[] = [...everyJob, runningWithAccept];
/** A running job that is asked with an Accept header may be done by then, and a refusal of it is judged by another requirement. */
const pollsWithAccept = repliesIfAsked('running-with-accept');
const stillRuns = onlyStatus('the job is still running', (code) => code > 200 && code < 300);
/** Judges every response about a job that runs. */
const whileRunning = (runs: Assertion, ...looks: readonly Assertion[]) =>
  [
    { when: 'watched', expect: every(polls, runs, ...looks) },
    { when: 'watched', expect: every(pollsWithAccept, stillRuns, ...looks) },
  ] as const;
/** Every response about a job that the run has; what kept it from asking again is no matter. */
const everyAnswer = {
  ...replies('status', 'manifest', 'status-again', 'status-with-accept', 'status-renewed-token'),
  labels: ['status', 'manifest'],
};
/** Judges every response to a status request that is not refused for its Accept header. */
const everyPoll = (look: Assertion) =>
  [
    { when: 'watched', expect: every(polls, look) },
    { when: 'watched', expect: every(pollsWithAccept, stillRuns, look) },
  ] as const;

export default suite({
  role: 'server',
  id: 'status',
  title: 'Polling a job',
  scenarios: {
    watched: { title: 'every job from start to end', steps: everyPollOfJobs },
    accept: {
      title: 'a status request for a finished job, with an Accept header',
      steps: everyManifest,
    },
    answered: { title: 'every status request for the jobs of the run', steps: everyManifest },
    running: {
      title: 'a status request for a running job, with an Accept header',
      steps: [...documentedExports('manifest'), runningWithAccept],
    },
    again: {
      everything: true,
      title: 'later status requests for every finished job',
      steps: everyManifest,
    },
    old: {
      title: 'requests for a job that was done more than a day ago, and for a file of it',
      steps: [...documentedExports('kickoff'), ask('jobs', 'jobs', 'token'), ask('old-job', 'old-job', 'token')],
    },
    elsewhere: {
      title: 'status requests for a finished job under the other versions of the API',
      steps: [...documentedExports('manifest'), ask('status-elsewhere', 'job-elsewhere', 'token')],
    },
    unknown: { title: 'status requests for unknown jobs', steps: [...documentedExports('manifest'), unknownJob] },
  },
  requirements: [
    {
      id: 'status.processing',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every response to a status request for a job that is still running has status 202.',
      cases: whileRunning(processing, status(202)),
    },
    {
      id: 'status.progress',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every 202 response to a status request has a non-empty X-Progress header.',
      decision: 'Which words the header should have is judged by another requirement.',
      cases: whileRunning(accepted, header('x-progress', present)),
    },
    {
      id: 'status.progress-percent',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      where: ({ progress }: Profile) => progress === 'percentage',
      source,
      statement: 'An X-Progress header that says In Progress also gives one percentage from 0 to 100.',
      decision: 'The word percent is as good as its sign. A server whose jobs are never seen In Progress gives none.',
      cases: whileRunning(accepted, percentage),
    },
    {
      id: 'status.progress-words',
      needs: 'job',
      level: 'SHOULD',
      basis: 'guide',
      source,
      statement:
        'The X-Progress header of a 202 response to a status request is there once, and says Pending or In Progress.',
      decision: 'Letter case, punctuation and a percentage do not matter.',
      cases: whileRunning(accepted, progressWords),
    },
    {
      id: 'status.accepted-body',
      needs: 'job',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'The body of a 202 response to a status request is empty, or one JSON object.',
      decision: "The status's own reason phrase counts as empty.",
      cases: whileRunning(accepted, emptyOr(oneObject)),
    },
    {
      id: 'status.progress-short',
      needs: 'job',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response in-progress'),
      statement: 'The X-Progress header has fewer than 100 characters.',
      cases: everyPoll(headerIfPresent('x-progress', atMost(99))),
    },
    {
      id: 'status.progress-forward',
      needs: 'job',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'During a job, the percentage in X-Progress never decreases, and Pending does not follow In Progress.',
      cases: [{ when: 'watched', expect: neverFalls }],
    },
    {
      id: 'status.completes',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'An export job ends with status 200.',
      decision:
        'A job whose last status request had no response, was lost at a gateway, or was refused for its token or because the server was busy, has not been seen to end, which blocks this.',
      cases: [{ when: 'watched', expect: completes }],
    },
    {
      id: 'status.token-suffices',
      needs: 'manifest',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'A status request requires only Authorization; an Accept header is allowed.',
      decision:
        'One curl command of 2019-12 sends Accept, but its list of headers does not name Accept, so the header is optional. ' +
        'It is tried while a job runs, and once it has finished. ' +
        'A header is refused by 400, 406 or 415, or by a status that the same request without the header does not get.',
      cases: [
        {
          when: 'accept',
          expect: all(
            notRefusedBare,
            every(replies('status-with-accept'), controlled(replies('manifest')), acceptAllowed),
          ),
        },
        // A job that was never seen running shows nothing.
        {
          when: 'running',
          expect: every(replies('running-with-accept'), controlled(replies('manifest', 'status')), acceptAllowed),
        },
      ],
    },
    {
      id: 'status.unknown-job',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response on error'),
      statement: 'A status request for an unknown job returns a 4xx status other than 401, 408 and 429.',
      decision: 'Three ids that no job has are tried: a number, a UUID and a word. Nothing says which form an id has.',
      cases: [{ when: 'unknown', expect: every(replies('unknown-job'), kickoffAccepted, refused) }],
    },
    {
      id: 'status.error-outcome',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response on error'),
      statement: 'The error response about an unknown job, or about a job that failed, has an OperationOutcome body.',
      decision:
        'The draft says SHALL; the guide shows no error of a status request, so this does not gate. 401, 403, 408, 429 and the ' +
        'errors of a gateway are not about the job.',
      cases: [
        // A run that could not watch a job shows nothing against the unknown ones.
        { when: 'unknown', expect: every({ ...polls, labels: [] }, failed, resource('OperationOutcome')) },
        {
          when: 'unknown',
          expect: every(replies('unknown-job'), kickoffAccepted, isRefusal, resource('OperationOutcome')),
        },
      ],
    },
    {
      id: 'status.retry-after',
      needs: 'job',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(9110, '10.2.3'),
      statement:
        'If the response to a status request has Retry-After, its value is a number of seconds or an HTTP-date.',
      cases: everyPoll(headerIfPresent('retry-after', secondsOrDate)),
    },
    {
      id: 'status.expires',
      needs: 'manifest',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(9111, '5.3'),
      statement: 'If the response to a status request has Expires, its value is an HTTP-date.',
      cases: [{ when: 'answered', expect: every(everyAnswer, headerIfPresent('expires', expiresDate)) }],
    },
    {
      id: 'status.expires-in-time',
      where: isOfPages,
      needs: 'manifest',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData2('Bulk Data Status Request, response when complete'),
      statement: 'If the response with a manifest has Expires, that is at most 24 hours after the job was done.',
      decision:
        'The pages say that files are kept for 24 hours. The job was done when the run first saw its manifest, and five minutes allow for clocks that differ. A value that is not an HTTP-date is left to status.expires.',
      cases: [
        { when: 'watched', expect: every(replies('manifest'), expiresInTime) },
        { when: 'again', expect: every(manifestsAgain, found, expiresInTime) },
      ],
    },
    {
      id: 'status.expired-job',
      where: ({ managesJobs }: Profile) => managesJobs,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: { document: PAGES, section: SECTIONS.expiry },
      statement: 'A request for a job that was done more than 24 hours ago, or for a file of it, returns 404 or 410.',
      decision:
        'The page says that files expire and the job must be started again. No run waits for a day: it takes the job, and its files, that the user names with --old-job. One that its manifest or the list of jobs shows to be younger is not judged, nor is a refusal of the token.',
      cases: [{ when: 'old', expect: every(replies('old-job'), kickoffAccepted, goneAfterDay) }],
    },
    {
      id: 'status.version-path',
      where: ({ paths }: Profile) => paths.otherJobs !== undefined,
      needs: 'list',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'A status request for a job under another version of the API is refused, or returns the manifest of the same job.',
      decision:
        'No page says what another version answers; a manifest of another job would be taken for that of the own one.',
      cases: [{ when: 'elsewhere', expect: every(replies('status-elsewhere'), noOtherJob) }],
    },
    {
      id: 'status.repeatable',
      needs: 'list',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'A status request for a completed job returns the same manifest again, and never 202.',
      decision: 'Every job is asked once more after the last export has finished.',
      cases: [
        { when: 'again', expect: every(replies('status-again'), sameManifest) },
        // What an Accept header or a second token gets instead of a manifest is judged by other requirements.
        { when: 'again', expect: every(manifestsOtherwise, found, sameManifest) },
      ],
    },
  ],
});
