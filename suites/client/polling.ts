import {
  pollsAtLocation,
  respectsRetryAfter,
  pollsUntilDone,
  stopsPolling,
  takes500AsFinal,
} from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice, bulkData, guide } from '../sources.js';
import { anyCondition } from './conversations.js';
import { under } from './conditions.js';

const source = guide('3. Check the status of the export job');

export default suite({
  role: 'client',
  id: 'client.polling',
  title: 'Client: polling a job',
  scenarios: {
    any: anyCondition,
    failed: { title: 'a job that fails', steps: under('job-fails') },
    done: {
      title: 'jobs that finish, at once or slowly',
      steps: under(
        'sunny',
        'slow-job',
        'long-job',
        'unavailable-once',
        'location-with-query',
        'poll-busy-seconds',
        'poll-busy-date',
        'poll-busy-without-hint',
        'no-progress',
        'slow-job-date',
      ),
    },
  },
  requirements: [
    {
      id: 'client.polling.location',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The client requests the status of a job at exactly the URL that Content-Location gave.',
      cases: [{ when: 'any', expect: pollsAtLocation }],
    },
    {
      id: 'client.polling.until-done',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'The client polls a job through Pending and In Progress, and after a 429 or 503, until the status is 200.',
      cases: [{ when: 'done', expect: pollsUntilDone }],
    },
    {
      id: 'client.polling.stops',
      level: 'MUST',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'The client does not poll a job again after 200 or another final status (4xx and 5xx except 401, 408, 429, 502, 503 and 504).',
      decision:
        'Up to three more polls after a 500, each at least a second after the one before, do not fail this: client.polling.final-500 judges them.',
      cases: [{ when: 'any', expect: stopsPolling }],
    },
    {
      id: 'client.polling.final-500',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement: 'The client does not poll a job again after a 500 response, which says that the job has failed.',
      cases: [{ when: 'failed', expect: takes500AsFinal }],
    },
    {
      id: 'client.polling.courteous',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request'),
      statement:
        'The client polls a job no more often than Retry-After says, or than once a second if there is no Retry-After.',
      decision:
        'A request that got no response, or a part of one, may be repeated at once; if that fails too, only with a pause.',
      cases: [{ when: 'any', expect: respectsRetryAfter }],
    },
  ],
});
