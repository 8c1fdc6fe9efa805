import { ask } from '../../src/model/steps.js';
import {
  all,
  atMost,
  completes,
  controlled,
  every,
  expiresDate,
  header,
  headerIfPresent,
  isRefusal,
  kickoffAccepted,
  neverFalls,
  notRefusedBare,
  onlyStatus,
  percentage,
  present,
  refused,
  replies,
  resource,
  sameManifest,
  secondsOrDate,
  status,
} from '../../src/expect/index.js';
import { type Profile, suite } from '../../src/model/index.js';
import { advice, bulkData, guide, rfc } from '../sources.js';
import { documentedExports, everyExport, unknownJob } from './conversations.js';

const source = guide('3. Check the status of the export job');
const polls = replies('status');
/** 408 is no end either: the driver asks again, and so would any client. */
const processing = onlyStatus('the job was still running', (code) => (code >= 200 && code < 300) || code === 408);
const accepted = onlyStatus('it is a 202', (code) => code === 202);

export default suite({
  role: 'server',
  id: 'status',
  title: 'Watching a job',
  scenarios: {
    watched: { title: 'every job, from its start to its end', steps: everyExport('manifest') },
    accept: {
      title: 'the status of a finished job, with an Accept header',
      steps: [
        ...documentedExports('manifest'),
        ask('status-with-accept', 'job', 'token', { accept: 'application/fhir+json' }),
      ],
    },
    again: {
      title: 'the status of a finished job, once more',
      steps: [...documentedExports('manifest'), ask('status-again', 'job', 'token')],
    },
    unknown: { title: 'the status of an unknown job', steps: [...documentedExports('manifest'), unknownJob] },
  },
  requirements: [
    {
      id: 'status.processing',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Where the job is not done at once, every answer before completion is 202.',
      cases: [{ when: 'watched', expect: every(polls, processing, status(202)) }],
    },
    {
      id: 'status.progress',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'Every 202 tells the progress in X-Progress.',
      decision:
        'The guide shows In Progress; Pending before it is progress too, and any text that is not empty will do.',
      cases: [{ when: 'watched', expect: every(polls, accepted, header('x-progress', present)) }],
    },
    {
      id: 'status.progress-percent',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      where: ({ progress }: Profile) => progress === 'percentage',
      source,
      statement: 'An X-Progress that says In Progress also gives a percentage from 0 to 100.',
      cases: [{ when: 'watched', expect: every(polls, accepted, percentage) }],
    },
    {
      id: 'status.progress-short',
      needs: 'job',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response in-progress'),
      statement: 'X-Progress is at most 100 characters long.',
      cases: [{ when: 'watched', expect: every(polls, headerIfPresent('x-progress', atMost(100))) }],
    },
    {
      id: 'status.progress-forward',
      needs: 'job',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'Within a job the percentage never falls.',
      cases: [{ when: 'watched', expect: neverFalls }],
    },
    {
      id: 'status.completes',
      needs: 'job',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The status turns from 202 to 200.',
      cases: [{ when: 'watched', expect: completes }],
    },
    {
      id: 'status.token-suffices',
      needs: 'manifest',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'A status request needs nothing but Authorization, and an Accept does it no harm.',
      decision: 'One curl line of 2019-12 sends Accept, its list of headers does not name it: it is optional.',
      cases: [
        {
          when: 'accept',
          expect: all(
            notRefusedBare,
            every(replies('status-with-accept'), controlled(replies('manifest')), status(200)),
          ),
        },
      ],
    },
    {
      id: 'status.unknown-job',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response on error'),
      statement: 'The status of an unknown job is a 4xx other than 401, 408 and 429.',
      cases: [{ when: 'unknown', expect: every(replies('unknown-job'), kickoffAccepted, refused) }],
    },
    {
      id: 'status.error-outcome',
      needs: 'kickoff',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request, response on error'),
      statement: 'That 4xx carries an OperationOutcome.',
      cases: [
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
      statement: 'Where Retry-After is sent, it is seconds or an HTTP-date.',
      cases: [{ when: 'watched', expect: every(polls, headerIfPresent('retry-after', secondsOrDate)) }],
    },
    {
      id: 'status.expires',
      needs: 'manifest',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(9111, '5.3'),
      statement: 'Where Expires is sent, it is an HTTP-date.',
      cases: [
        { when: 'watched', expect: every(replies('status', 'manifest'), headerIfPresent('expires', expiresDate)) },
      ],
    },
    {
      id: 'status.repeatable',
      needs: 'list',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'Asking again after completion gives the same manifest.',
      cases: [{ when: 'again', expect: every(replies('status-again'), sameManifest) }],
    },
  ],
});
