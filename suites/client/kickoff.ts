import {
  backsOff,
  documentedKickoff,
  documentedTypes,
  kickoffIsAccepted,
  oneJobPerExport,
} from '../../src/expect/client/index.js';
import { every, replies } from '../../src/expect/index.js';
import { type Profile, suite, takes } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { anyCondition } from './conversations.js';
import { under } from './conditions.js';

const source = guide('2. Initiate an export job');
const kickoffs = replies('kickoff');

export default suite({
  role: 'client',
  id: 'client.kickoff',
  title: 'Client: starting a job',
  scenarios: {
    any: anyCondition,
    strict: { title: 'a server that takes the guide to the letter', steps: under('strict-spelling') },
    busy: {
      title: 'a server that is busy at first',
      steps: under('busy-seconds', 'busy-date', 'busy-maintenance'),
    },
  },
  requirements: [
    {
      id: 'client.kickoff.request',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'An export is asked for by GET at the documented path with a literal $, with Accept: application/fhir+json and Prefer: respond-async, exactly so.',
      decision:
        'The real server of 2019 refuses %24, lists of values and parameters of other names, so they are refused here in strict condition and count as a departure everywhere.',
      cases: [
        { when: 'any', expect: every(kickoffs, documentedKickoff) },
        { when: 'strict', expect: kickoffIsAccepted },
      ],
    },
    {
      id: 'client.kickoff.types',
      level: 'MUST',
      basis: 'guide',
      where: (profile: Profile) => takes(profile, '_type'),
      source,
      statement: 'Where _type is sent, it names documented types only, separated by commas.',
      decision: 'The guide of 2019-09 has no _type: there, to send it breaks client.kickoff.request.',
      cases: [{ when: 'any', expect: every(kickoffs, documentedTypes) }],
    },
    {
      id: 'client.kickoff.once',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement: 'One export is started once: neither a renewed token nor a slow job starts it again.',
      decision: 'After a job that failed or expired, another may be started.',
      cases: [{ when: 'any', expect: oneJobPerExport }],
    },
    {
      id: 'client.kickoff.backs-off',
      level: 'MUST',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement:
        'A kick-off that is answered 429 or 503 is made again, and not before the time that Retry-After gives in seconds or as HTTP-date.',
      decision: 'Timers may be off by a twentieth of the wait, and an HTTP-date by its missing fraction of a second.',
      cases: [{ when: 'busy', expect: backsOff }],
    },
  ],
});
