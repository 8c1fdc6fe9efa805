import {
  exportCompleted,
  failureReported,
  failureReportedIfEnded,
  givesUp,
  noStorm,
  noSuccessWithoutManifest,
  successReported,
  waitsWhileBusy,
} from '../../src/expect/client/index.js';
import { suite } from '../../src/model/index.js';
import { advice, rfc } from '../sources.js';
import { anyCondition, busyElsewhere, failing, passing, plain } from './conversations.js';
import { under } from './conditions.js';

export default suite({
  role: 'client',
  id: 'client.failure',
  title: 'Client: reporting the result',
  scenarios: {
    any: anyCondition,
    failing: { title: 'conditions in which not everything can be exported', steps: under(...failing) },
    stays: { title: 'a file that stays busy', steps: under('file-stays-busy') },
    busy: { title: 'a busy token endpoint, and busy files', steps: under(...busyElsewhere) },
    passing: { title: 'a request that fails once', steps: under('sunny', ...passing) },
    succeeding: { title: 'conditions in which everything can be exported', steps: under(...plain) },
  },
  requirements: [
    {
      id: 'client.failure.reported',
      level: 'MUST',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        "The client's exit status is not 0 if the server refuses the credentials, the job fails or expires, a listed file cannot be downloaded or stays busy, or the client gets no manifest for another reason, and is 0 if the export is downloaded completely.",
      decision:
        'Without the second half, a client that always reports failure would pass. A client may wait for a busy file for as long as it likes.',
      cases: [
        { when: 'failing', expect: failureReported },
        { when: 'stays', expect: failureReportedIfEnded },
        { when: 'succeeding', expect: successReported },
        { when: 'any', expect: noSuccessWithoutManifest },
      ],
    },
    {
      id: 'client.failure.passing',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'The client completes the export if one request has a 502 or 504 or no response, if the transfer of the manifest is cut off once, if the token endpoint is busy once, or if the token has expired before the kick-off.',
      decision:
        'A kick-off without a usable response is not part of this: a job may have been started, and nobody can know.',
      cases: [{ when: 'passing', expect: exportCompleted('sunny') }],
    },
    {
      id: 'client.failure.no-storm',
      level: 'MUST',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'The client sends no request more than 20 times within ten seconds, and no more than 10,000 requests while it exports a few files.',
      decision: 'No document gives a number. Requests with the same method and URL count as the same request.',
      cases: [{ when: 'any', expect: noStorm }],
    },
    {
      id: 'client.failure.gives-up',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('3. Check the status of the export job'),
      statement:
        'The client repeats an export request or a file request that returned another 4xx or 5xx than 401, 408, 429, 502, 503 and 504 at most ten times, and starts an export whose job failed at most ten times again.',
      decision: 'No document gives a number. Repetitions without pauses fail client.failure.no-storm too.',
      cases: [{ when: 'any', expect: givesUp }],
    },
    {
      id: 'client.failure.waits',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(9110, '10.2.3'),
      statement:
        'After a 429 or 503 response to a token request or a file request, the client does not repeat the request before the time that Retry-After gives.',
      decision: 'client.kickoff.backs-off and client.polling.courteous judge kick-offs and status requests.',
      cases: [{ when: 'busy', expect: waitsWhileBusy('token', 'data', 'error-data') }],
    },
  ],
});
