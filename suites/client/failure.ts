import { failureReported, successReported } from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice } from '../sources.js';
import { failing, succeeding } from './conversations.js';
import { under } from './conditions.js';

export default suite({
  role: 'client',
  id: 'client.failure',
  title: 'Client: reporting the result',
  scenarios: {
    failing: { title: 'conditions in which nothing can be exported', steps: under(...failing) },
    succeeding: { title: 'conditions in which everything can be exported', steps: under(...succeeding) },
  },
  requirements: [
    {
      id: 'client.failure.reported',
      level: 'MUST',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        "The client's exit status is not 0 if the server refuses the credentials or the job fails or expires, and is 0 if the export is downloaded completely.",
      decision: 'Without the second half, a client that always reports failure would pass.',
      cases: [
        { when: 'failing', expect: failureReported },
        { when: 'succeeding', expect: successReported },
      ],
    },
  ],
});
