import {
  backsOff,
  documentedKickoff,
  documentedTypes,
  everyTypeExported,
  kickoffIsAccepted,
  oneJobPerExport,
  resumed,
  waitsWhileBusy,
} from '../../src/expect/client/index.js';
import { every, replies } from '../../src/expect/index.js';
import { exportedTypes, type Profile, suite, takes } from '../../src/model/index.js';
import { advice, guide } from '../sources.js';
import { anyCondition } from './conversations.js';
import { under } from './conditions.js';
import { TWO_TYPES } from './tasks.conditions.js';

const source = guide('2. Initiate an export job');
const kickoffs = replies('kickoff');

export default suite({
  role: 'client',
  id: 'client.kickoff',
  title: 'Client: starting a job',
  scenarios: {
    any: anyCondition,
    killed: { title: 'the client is killed, and run again', steps: under('killed') },
    several: { title: 'the client is asked for several types', steps: under('two-types', 'all-types') },
    strict: { title: 'a server that accepts only the exact spelling of the guide', steps: under('strict-spelling') },
    hour: { title: 'a server that is busy for an hour', steps: under('busy-an-hour') },
    busy: {
      title: 'a server that is busy at first',
      steps: under('busy-seconds', 'busy-date', 'busy-maintenance', 'busy-without-hint'),
    },
  },
  requirements: [
    {
      id: 'client.kickoff.request',
      level: 'MUST',
      basis: 'guide',
      source,
      statement:
        'The client requests an export by GET at the documented path with a literal $, with no undocumented parameters, and with exactly Accept: application/fhir+json and Prefer: respond-async.',
      decision:
        'The real server of 2019 refuses %24, lists of values and parameters with other names, so the condition strict-spelling refuses them too, and they count as a failure in every condition.',
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
      statement: 'If the client sends _type, the value names only documented types, each once, separated by commas.',
      decision: 'The guide of 2019-09 has no _type; under that profile, sending _type fails client.kickoff.request.',
      cases: [{ when: 'any', expect: every(kickoffs, documentedTypes) }],
    },
    {
      id: 'client.kickoff.every-type',
      level: 'MUST',
      basis: 'advice',
      where: (profile: Profile) => takes(profile, '_type'),
      source: advice('2. Initiate an export job'),
      statement:
        'A client that is asked for two types or for all, and ends with exit status 0, has exported each of them.',
      decision: 'A client that exports only one type at a time may decline, with another exit status.',
      cases: [
        {
          when: 'several',
          expect: (profile: Profile) =>
            everyTypeExported({ 'two-types': TWO_TYPES, 'all-types': exportedTypes(profile) }),
        },
      ],
    },
    {
      id: 'client.kickoff.resumes',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement:
        'A client that is killed while its job runs, and run again, continues with that job and does not start another one.',
      decision: 'Judged only if --resume says that the command resumes its export when it is run again.',
      cases: [{ when: 'killed', expect: resumed }],
    },
    {
      id: 'client.kickoff.once',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement: 'The client starts each export once, and not again after it renews a token or while a job is slow.',
      decision: 'After a job has failed or expired, the client may start another.',
      cases: [{ when: 'any', expect: oneJobPerExport }],
    },
    {
      id: 'client.kickoff.backs-off',
      level: 'MUST',
      basis: 'advice',
      source: advice('2. Initiate an export job'),
      statement:
        'After a 429 or 503 response to a kick-off, the client repeats the kick-off, but not before the time that Retry-After gives in seconds or as an HTTP-date.',
      decision:
        'If Retry-After is an hour, a client may also give up. A timer may be off by a twentieth of the wait, and an HTTP-date by the fraction of a second that it does not have.',
      cases: [
        { when: 'busy', expect: backsOff },
        { when: 'hour', expect: waitsWhileBusy('kickoff') },
      ],
    },
  ],
});
