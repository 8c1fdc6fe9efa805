import {
  acceptsJson,
  anyRequest,
  basicCredentials,
  credentialsNowhereElse,
  currentBearer,
  limitedAttempts,
  limitedRenewals,
  noTokenInUrl,
  renewedAfter401,
  storedSafely,
  tokenReused,
} from '../../src/expect/client/index.js';
import { every, replies } from '../../src/expect/index.js';
import { suite } from '../../src/model/index.js';
import { advice, guide, rfc } from '../sources.js';
import { anyCondition } from './conversations.js';
import { under } from './conditions.js';

const walkthrough = guide('Encoded Basic authentication:');
const overview = guide('Authentication and Authorization');
const requests = replies('token');
const calls = replies('kickoff', 'status', 'data', 'error-data');

export default suite({
  role: 'client',
  id: 'client.token',
  title: 'Client: access tokens',
  scenarios: {
    any: anyCondition,
    expired: { title: 'the token expires while the client polls the job', steps: under('token-expires-polling') },
    easy: {
      title: 'nothing goes wrong, the job is slow, or the token expires',
      steps: under('sunny', 'slow-job', 'token-expires-between-files'),
    },
    unusable: { title: 'the server refuses every token', steps: under('renewal-refused') },
    refused: { title: 'the server refuses the credentials', steps: under('credentials-refused') },
  },
  requirements: [
    {
      id: 'client.token.basic',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The client requests a token by POST, with its id and secret as well-formed Basic credentials.',
      cases: [{ when: 'any', expect: every(requests, basicCredentials) }],
    },
    {
      id: 'client.token.accept-json',
      level: 'SHOULD',
      basis: 'guide',
      source: walkthrough,
      statement: 'The Accept header of every token request includes application/json.',
      decision: 'A list that includes application/json is accepted; a wildcard is not.',
      cases: [{ when: 'any', expect: every(requests, acceptsJson) }],
    },
    {
      id: 'client.token.nowhere-else',
      level: 'MUST',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement: 'The client sends its id and secret only in the Basic header of token requests.',
      cases: [{ when: 'any', expect: every(anyRequest, credentialsNowhereElse) }],
    },
    {
      id: 'client.token.bearer',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'Every export, status and file request has the current token as Bearer in its Authorization header.',
      decision:
        'Bearer must be spelled as in the guide: the real server of 2019 refuses bearer. A token is no longer current once the server has refused it with 401 and issued a newer one.',
      cases: [{ when: 'any', expect: every(calls, currentBearer) }],
    },
    {
      id: 'client.token.not-in-url',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(6750, '5.3'),
      statement: 'No URL that the client requests contains a token.',
      cases: [{ when: 'any', expect: every(anyRequest, noTokenInUrl) }],
    },
    {
      id: 'client.token.renewed',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement:
        'After a 401 for a token that had worked, the client requests a new token and repeats the refused request.',
      decision:
        'This requirement covers the time until the job is done; client.download.renews covers the time between two files.',
      cases: [{ when: 'expired', expect: renewedAfter401('kickoff', 'status') }],
    },
    {
      id: 'client.token.no-storm',
      level: 'MUST',
      basis: 'advice',
      source: advice('Encoded Basic authentication:'),
      statement: 'The client tries refused credentials at most five times.',
      decision: 'No document gives a number; this project allows five attempts.',
      cases: [{ when: 'refused', expect: limitedAttempts }],
    },
    {
      id: 'client.token.gives-up',
      level: 'MUST',
      basis: 'advice',
      source: advice('Encoded Basic authentication:'),
      statement: 'The client renews its token at most five times in a row if the server refuses each new token too.',
      decision: 'No document gives a number; this project allows five renewals.',
      cases: [{ when: 'unusable', expect: limitedRenewals }],
    },
    {
      id: 'client.token.stored-safely',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement:
        'The client neither prints its secret or a token, nor stores them in its output folder where other users can read them, nor lets every user write into that folder.',
      decision:
        'The guide says to store credentials safely and securely. A file that only its owner can read is safe. Of what the client prints, the first megabyte and the last lines are read.',
      cases: [{ when: 'easy', expect: storedSafely }],
    },
    {
      id: 'client.token.reused',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement: 'The client uses a token until the server refuses it, and does not request a new token before that.',
      cases: [{ when: 'any', expect: tokenReused }],
    },
  ],
});
