import {
  acceptsJson,
  anyRequest,
  basicCredentials,
  credentialsNowhereElse,
  currentBearer,
  noStorm,
  noTokenInUrl,
  renewedAfter401,
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
    expired: { title: 'the token expires while the job is watched', steps: under('token-expires-polling') },
    refused: { title: 'the credentials are refused', steps: under('credentials-refused') },
  },
  requirements: [
    {
      id: 'client.token.basic',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The client asks for a token by POST, with its id and secret as well-formed Basic credentials.',
      cases: [{ when: 'any', expect: every(requests, basicCredentials) }],
    },
    {
      id: 'client.token.accept-json',
      level: 'SHOULD',
      basis: 'guide',
      source: walkthrough,
      statement: 'The token request says that it accepts application/json.',
      decision: 'A list that has it will do; a wildcard will not.',
      cases: [{ when: 'any', expect: every(requests, acceptsJson) }],
    },
    {
      id: 'client.token.nowhere-else',
      level: 'MUST',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement: 'Client id and secret stand in the Basic header of token requests and in nothing else that is sent.',
      cases: [{ when: 'any', expect: every(anyRequest, credentialsNowhereElse) }],
    },
    {
      id: 'client.token.bearer',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'Every export, status and data request carries the current token as Bearer.',
      decision:
        'Bearer is spelled as the guide spells it: the real server of 2019 refuses bearer. A token is not current any more once it was answered 401 and a newer one was issued.',
      cases: [{ when: 'any', expect: every(calls, currentBearer) }],
    },
    {
      id: 'client.token.not-in-url',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(6750, '5.3'),
      statement: 'No URL that the client asks for has a token in it.',
      cases: [{ when: 'any', expect: every(anyRequest, noTokenInUrl) }],
    },
    {
      id: 'client.token.renewed',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement:
        'A 401 for a token that had worked is answered by asking for a new token and making the same request again.',
      decision: 'Judged while a job is watched; between two files it is client.download.renews.',
      cases: [{ when: 'expired', expect: renewedAfter401('kickoff', 'status') }],
    },
    {
      id: 'client.token.no-storm',
      level: 'MUST',
      basis: 'advice',
      source: advice('Encoded Basic authentication:'),
      statement: 'Credentials that are refused are tried a few times at most.',
      decision: 'A few are five.',
      cases: [{ when: 'refused', expect: noStorm }],
    },
    {
      id: 'client.token.reused',
      level: 'SHOULD',
      basis: 'advice',
      source: advice('Authentication and Authorization'),
      statement: 'A token is used until it is refused, not fetched for each request.',
      cases: [{ when: 'any', expect: tokenReused }],
    },
  ],
});
