import { failureReported, successReported } from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice } from '../sources.js';
import { hopeless, promising } from './conversations.js';
import { under } from './conditions.js';

export default suite({
  role: 'client',
  id: 'client.failure',
  title: 'Client: telling how it went',
  scenarios: {
    hopeless: { title: 'condition in which nothing can be pulled', steps: under(...hopeless) },
    promising: { title: 'condition in which everything can be pulled', steps: under(...promising) },
  },
  requirements: [
    {
      id: 'client.failure.reported',
      level: 'MUST',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'A job that failed or expired, and refused credentials, end in an exit status other than 0; an export that came whole ends in 0.',
      decision: 'Without the second half a client that always tells of failure would meet the first.',
      cases: [
        { when: 'hopeless', expect: failureReported },
        { when: 'promising', expect: successReported },
      ],
    },
  ],
});
