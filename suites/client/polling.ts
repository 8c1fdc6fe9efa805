import { askedAtLocation, courteous, polledUntilDone, stopsAsking } from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice, bulkData, guide } from '../sources.js';
import { anyCondition } from './conversations.js';
import { under } from './conditions.js';

const source = guide('3. Check the status of the export job');

export default suite({
  role: 'client',
  id: 'client.polling',
  title: 'Client: watching a job',
  scenarios: {
    any: anyCondition,
    done: {
      title: 'jobs that come to their end, at once or slowly',
      steps: under('sunny', 'slow-job', 'unavailable-once', 'location-with-query'),
    },
  },
  requirements: [
    {
      id: 'client.polling.location',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'The status of a job is asked for at the Content-Location, as it was given.',
      cases: [{ when: 'any', expect: askedAtLocation }],
    },
    {
      id: 'client.polling.until-done',
      level: 'MUST',
      basis: 'guide',
      source,
      statement: 'A job is asked about through Pending and In Progress, and past a 503, until it is answered 200.',
      cases: [{ when: 'done', expect: polledUntilDone }],
    },
    {
      id: 'client.polling.stops',
      level: 'MUST',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'After 200, or another final status (4xx and 5xx but 401, 408, 429 and 503), a job is not asked about again.',
      cases: [{ when: 'any', expect: stopsAsking }],
    },
    {
      id: 'client.polling.courteous',
      level: 'SHOULD',
      basis: 'spec',
      source: bulkData('Bulk Data Status Request'),
      statement:
        'A job is asked about not more often than Retry-After says, or than once a second where it is not sent.',
      cases: [{ when: 'any', expect: courteous }],
    },
  ],
});
