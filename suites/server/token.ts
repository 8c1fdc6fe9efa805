import { ask, obtainToken } from '../../src/model/steps.js';
import {
  aNumber,
  clientError,
  controlled,
  directive,
  documentedLife,
  equalsIgnoringCase,
  every,
  header,
  json,
  jsonIfPresent,
  mediaType,
  noToken,
  oneObject,
  onlyStatus,
  opensAnEndpoint,
  present,
  replies,
  saysNothing,
  sendable,
  status,
  succeeded,
  tokenIssued,
} from '../../src/expect/index.js';
import { suite } from '../../src/model/index.js';
import { guide, rfc } from '../sources.js';
import { documentedExports, tokenRefusals } from './conversations.js';

const walkthrough = guide('Encoded Basic authentication:');
const overview = guide('Authentication and Authorization');

export default suite({
  role: 'server',
  id: 'token',
  title: 'Access tokens',
  scenarios: {
    issued: { title: 'a token for valid credentials', steps: [obtainToken()] },
    otherBody: {
      title: 'the token request as the other guide writes it',
      steps: [obtainToken(), ask('token-other-body', 'token', 'client', { otherBody: true })],
    },
    used: { title: 'a request with the token', steps: documentedExports('kickoff') },
    renewed: {
      title: 'a second token, used',
      steps: [
        ...documentedExports('manifest'),
        ask('token-again', 'token', 'client'),
        ask('status-renewed-token', 'job', 'renewed-token'),
      ],
    },
    aged: {
      title: 'the life of a token',
      steps: [
        ...documentedExports('manifest'),
        ask('late-token', 'job', 'late-token'),
        ask('status-expired-token', 'jobs', 'expired-token'),
      ],
    },
    refused: { title: 'token requests without valid credentials', steps: [obtainToken(), ...tokenRefusals] },
    byGet: {
      title: 'a token request by GET',
      steps: [obtainToken(), ask('get-token', 'token', 'client', { method: 'GET' })],
    },
  },
  requirements: [
    {
      id: 'token.issued',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Valid Basic credentials are answered with 200.',
      cases: [{ when: 'issued', expect: every(replies('token'), status(200)) }],
    },
    {
      id: 'token.json',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The token answer is one JSON object, sent as application/json.',
      decision: 'The guide prints curly quotation marks in its sample; that is its typesetting, and JSON is meant.',
      cases: [
        {
          when: 'issued',
          expect: every(replies('token'), succeeded, oneObject, header('content-type', mediaType('application/json'))),
        },
      ],
    },
    {
      id: 'token.empty-request',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A token request is fine without a body and with an empty form alike.',
      decision:
        'The curl lines of the two guides differ in this alone; a server must not depend on which was followed.',
      cases: [
        {
          when: 'otherBody',
          expect: every(replies('token-other-body'), tokenIssued, status(200), json('access_token', present)),
        },
      ],
    },
    {
      id: 'token.access-token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The access token is a string that is not empty.',
      cases: [{ when: 'issued', expect: every(replies('token'), succeeded, json('access_token', present), sendable) }],
    },
    {
      id: 'token.type',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The token type is bearer.',
      decision: 'OAuth 2.0 compares token types without regard to case (RFC 6749, section 5.1).',
      cases: [
        {
          when: 'issued',
          expect: every(replies('token'), succeeded, json('token_type', equalsIgnoringCase('bearer'))),
        },
      ],
    },
    {
      id: 'token.usable',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'The token opens an API endpoint.',
      cases: [{ when: 'used', expect: opensAnEndpoint }],
    },
    {
      id: 'token.renewable',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'Asking again gives a token that works too.',
      cases: [
        {
          when: 'renewed',
          expect: every(replies('status-renewed-token'), controlled(replies('manifest')), status(200)),
        },
      ],
    },
    {
      id: 'token.lifetime',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'The token lives as long as the guide says.',
      decision:
        'The life is read from expires_in and from exp and iat of a JWT; of an opaque token without expires_in it can ' +
        'only be seen by waiting.',
      cases: [{ when: 'aged', expect: documentedLife }],
    },
    {
      id: 'token.wrong-secret',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A known client with a wrong secret is answered 401.',
      cases: [{ when: 'refused', expect: every(replies('wrong-secret'), tokenIssued, status(401)) }],
    },
    {
      id: 'token.unknown-client',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'An unknown client is answered 401.',
      cases: [{ when: 'refused', expect: every(replies('unknown-client'), tokenIssued, status(401)) }],
    },
    {
      id: 'token.no-credentials',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Without an Authorization header there is a 4xx and no token.',
      decision: 'The guide names 401 for invalid credentials only; for missing ones any 4xx will do.',
      cases: [{ when: 'refused', expect: every(replies('no-credentials'), tokenIssued, clientError, noToken) }],
    },
    {
      id: 'token.malformed-basic',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Basic credentials that cannot be decoded get a 4xx and no token.',
      cases: [{ when: 'refused', expect: every(replies('malformed-basic'), tokenIssued, clientError, noToken) }],
    },
    {
      id: 'token.silent-401',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A 401 of the token endpoint carries no additional information.',
      decision: "An empty body, or the status's own reason phrase, is no additional information.",
      cases: [
        {
          when: 'refused',
          expect: every(
            replies('wrong-secret', 'unknown-client', 'no-credentials', 'malformed-basic'),
            tokenIssued,
            onlyStatus('it is a 401', (code) => code === 401),
            saysNothing,
            sendable,
          ),
        },
      ],
    },
    {
      id: 'token.no-store',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(6749, '5.1'),
      statement: 'A token answer forbids caches to store it.',
      cases: [
        { when: 'issued', expect: every(replies('token'), succeeded, header('cache-control', directive('no-store'))) },
      ],
    },
    {
      id: 'token.expires-in-number',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(6749, '5.1'),
      statement: 'Where expires_in is given, it is a number.',
      cases: [{ when: 'issued', expect: every(replies('token'), succeeded, jsonIfPresent('expires_in', aNumber)) }],
    },
    {
      id: 'token.post-only',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(6749, '3.2'),
      statement: 'A GET on the token endpoint gives no token.',
      cases: [{ when: 'byGet', expect: every(replies('get-token'), tokenIssued, noToken) }],
    },
    {
      id: 'token.sandbox-credentials',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The published sandbox credentials are refused in production.',
      untestable: 'Traffic does not tell whether a server is a production one.',
    },
    {
      id: 'token.invitation',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'Production credentials are given to invited organisations, in the order of their requests.',
      untestable: 'Onboarding happens outside the API.',
    },
    {
      id: 'token.credentials-stored',
      level: 'SHOULD',
      basis: 'guide',
      source: overview,
      statement: 'Credentials are stored safely and securely.',
      untestable: 'How either side stores credentials is not visible from outside.',
    },
  ],
});
