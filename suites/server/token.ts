import { ask, obtainToken, runExports } from '../../src/model/steps.js';
import {
  aNumber,
  anyReplyAnd,
  clientError,
  controlled,
  directive,
  documentedLife,
  equalsIgnoringCase,
  every,
  digitsUpTo,
  fromTokenEndpoint,
  header,
  issued,
  json,
  jsonIfPresent,
  keepsItsLife,
  kickoffAccepted,
  mediaType,
  noToken,
  oneObject,
  onlyStatus,
  opensAnEndpoint,
  opensOtherVersion,
  present,
  refusesSandbox,
  replies,
  saysNothing,
  sendable,
  statedLife,
  status,
  succeeded,
  tokenIssued,
  tokenReplies,
  tokenRequests,
  tokenIssuedUnless401,
  tokenWorks,
} from '../../src/expect/index.js';
import { type Profile, suite } from '../../src/model/index.js';
import { PAGES, SECTIONS } from '../profiles/pages.js';
import { advice, guide, rfc } from '../sources.js';
import { inPages } from './under.js';
import { documentedExports, secondToken, tokenRefusals, wrongSecrets } from './conversations.js';

const walkthrough = guide('Encoded Basic authentication:');
const overview = guide('Authentication and Authorization');

export default suite({
  role: 'server',
  id: 'token',
  title: 'Access tokens',
  scenarios: {
    credentials: { title: 'every request with the client credentials', everything: true, steps: [obtainToken()] },
    otherBody: {
      title: 'a token request in the form that the other guide shows',
      steps: [obtainToken(), ask('token-other-body', 'token', 'client', { otherBody: true })],
    },
    used: { title: 'a request with the token', steps: documentedExports('kickoff') },
    renewed: {
      title: 'a request with a second token',
      steps: [
        ...documentedExports('files'),
        secondToken,
        runExports('each-type', 'files'),
        ask('status-renewed-token', 'later-job', 'renewed-token'),
        ask('file-renewed-token', 'later-file', 'renewed-token'),
        runExports('again', 'files'),
      ],
    },
    otherVersions: {
      title: 'the list of jobs under the other versions of the API',
      steps: [
        ...documentedExports('kickoff'),
        ask('jobs', 'jobs', 'token'),
        ask('jobs-other-version', 'other-versions', 'token'),
      ],
    },
    aged: {
      title: 'the lifetime of a token',
      steps: [
        ...documentedExports('manifest'),
        ask('late-token', 'job', 'late-token'),
        ask('status-expired-token', 'every-job', 'expired-token'),
      ],
    },
    lived: {
      everything: true,
      title: 'every request with a token',
      steps: documentedExports('files'),
    },
    refused: { title: 'token requests without valid credentials', steps: [obtainToken(), ...tokenRefusals] },
    everyRefusal: {
      everything: true,
      title: 'every response of the token endpoint',
      steps: [obtainToken(), ...tokenRefusals],
    },
    wrongSecrets: { title: 'token requests with wrong secrets', steps: [obtainToken(), ...wrongSecrets] },
    sandbox: {
      title: 'a token request with the published sandbox credentials, if the server is said to be a production one',
      steps: [obtainToken(), ask('sandbox-credentials', 'token', 'sandbox-client')],
    },
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
      statement: 'Every token request with valid Basic credentials returns 200.',
      decision:
        'A 401 or 403 may mean that the credentials of the run are wrong, and so may a 400 that wrong credentials get too.' +
        ' The run then cannot judge the server, unless another request with the same credentials succeeds.',
      cases: [{ when: 'credentials', expect: every(tokenRequests, issued) }],
    },
    {
      id: 'token.json',
      needs: 'token-reply',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Every token response is one JSON object with content type application/json.',
      decision:
        'The sample in the guide has curly quotation marks; this is typesetting, and JSON is meant.' +
        ' JSON is read as RFC 8259 defines it: UTF-8, no byte order mark, no other white space, and no member name twice with different values.',
      cases: [
        {
          when: 'credentials',
          expect: every(tokenReplies, succeeded, oneObject, header('content-type', mediaType('application/json'))),
        },
      ],
    },
    {
      id: 'token.empty-request',
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A token request is accepted both without a body and with an empty form.',
      decision:
        'The curl commands of the two guides differ only in this; a server must not depend on which guide a client follows.',
      cases: [
        {
          when: 'otherBody',
          expect: every(replies('token-other-body'), tokenIssued, status(200), json('access_token', present)),
        },
      ],
    },
    {
      id: 'token.access-token',
      needs: 'token-reply',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Every token response has an access_token that is a non-empty string of visible ASCII characters.',
      cases: [{ when: 'credentials', expect: every(tokenReplies, succeeded, json('access_token', present), sendable) }],
    },
    {
      id: 'token.type',
      needs: 'token-reply',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Every token response has token_type bearer.',
      decision: 'OAuth 2.0 compares token types without regard to case (RFC 6749, section 5.1).',
      cases: [
        {
          when: 'credentials',
          expect: every(tokenReplies, succeeded, json('token_type', equalsIgnoringCase('bearer'))),
        },
      ],
    },
    {
      id: 'token.usable',
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'An API endpoint accepts the issued access token.',
      under: inPages({
        decision:
          'A 403 with an OperationOutcome, which servers send to clients without access to the version, shows nothing of the token.',
      }),
      cases: [{ when: 'used', expect: opensAnEndpoint }],
    },
    {
      id: 'token.version-independent',
      where: ({ paths }: Profile) => paths.otherJobs !== undefined,
      needs: 'kickoff',
      level: 'MUST',
      basis: 'guide',
      source: { document: PAGES, section: SECTIONS.migrate },
      statement: 'A token opens the paths of every version of the API.',
      decision:
        'It is tried for the list of jobs; only 401 refuses a token. A client may have no jobs, or no access, under another version: 404 and 403 show nothing.',
      cases: [
        {
          when: 'otherVersions',
          expect: every(replies('jobs-other-version'), kickoffAccepted, controlled(replies('jobs')), opensOtherVersion),
        },
      ],
    },
    {
      id: 'token.renewable',
      needs: 'manifest',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'A second token request returns a token that also works.',
      decision:
        'The token is tried for the export that the run makes once more, its status while it runs and its files, and for the status and a file of a finished job, ' +
        'which is one with _type if there is one; only 401 and 403 refuse a token.',
      cases: [
        {
          when: 'renewed',
          expect: tokenWorks(
            ['kickoff', replies('kickoff')],
            ['kickoff-renewed-token', replies('kickoff')],
            ['status', replies('manifest', 'status')],
            ['data', replies('data')],
            ['status-renewed-token', replies('manifest', 'status')],
            ['file-renewed-token', replies('data')],
          ),
        },
      ],
    },
    {
      id: 'token.lifetime',
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'Every access token has the lifetime that the guide states.',
      decision:
        'The lifetime is read from expires_in and from exp and iat of a JWT; for an opaque token without expires_in, ' +
        'only waiting can show it, which is tried with the first one. A token that worked must not get a 401 until 60 s before the end of the documented ' +
        'lifetime, unless the client has a newer token by then; the clock of the client decides.',
      cases: [
        { when: 'aged', expect: documentedLife },
        { when: 'credentials', expect: every(tokenReplies, succeeded, statedLife) },
        {
          when: 'lived',
          expect: keepsItsLife('kickoff', 'status', 'manifest', 'data', 'error-data', 'status-again', 'file-again'),
        },
      ],
    },
    {
      id: 'token.wrong-secret',
      under: inPages({ basis: 'rfc', source: rfc(6749, '5.2') }),
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A token request with a known client id and a wrong secret returns 401.',
      decision:
        'Three secrets are tried: the right one with its last character changed, the empty one, and that of the second ' +
        'client, where there is one; and that of the first client for the second one. More could lock a client out.',
      cases: [
        {
          when: 'wrongSecrets',
          expect: every(replies(...wrongSecrets.map(({ label }) => label)), tokenIssued, status(401)),
        },
      ],
    },
    {
      id: 'token.unknown-client',
      under: inPages({
        level: 'SHOULD',
        basis: 'advice',
        source: advice('Authentication Walkthrough'),
        decision:
          'No page says what an unknown client id gets, and the server that runs today answers 403; 401 is what a client can act on.',
      }),
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A token request with an unknown client id returns 401.',
      cases: [{ when: 'refused', expect: every(replies('unknown-client'), tokenIssued, status(401)) }],
    },
    {
      id: 'token.no-credentials',
      under: inPages({ basis: 'rfc', source: rfc(6749, '5.2') }),
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A token request without an Authorization header returns a 4xx status and no token.',
      decision: 'The guide names 401 only for invalid credentials; for missing credentials any 4xx is accepted.',
      cases: [{ when: 'refused', expect: every(replies('no-credentials'), tokenIssued, clientError, noToken) }],
    },
    {
      id: 'token.malformed-basic',
      under: inPages({ basis: 'rfc', source: rfc(6749, '5.2') }),
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A token request with Basic credentials that cannot be decoded returns a 4xx status and no token.',
      cases: [{ when: 'refused', expect: every(replies('malformed-basic'), tokenIssued, clientError, noToken) }],
    },
    {
      id: 'token.silent-401',
      where: ({ silent401 }: Profile) => silent401,
      needs: 'token',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'The body of a 401 response from the token endpoint contains no additional information.',
      decision: "An empty body or the status's own reason phrase does not count as additional information.",
      cases: [
        {
          when: 'everyRefusal',
          expect: every(
            anyReplyAnd('wrong-secret', 'unknown-client', 'no-credentials', 'malformed-basic'),
            fromTokenEndpoint,
            tokenIssuedUnless401,
            onlyStatus('the status is 401', (code) => code === 401),
            saysNothing,
          ),
        },
      ],
    },
    {
      id: 'token.no-store',
      needs: 'token-reply',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(6749, '5.1'),
      statement: 'Every token response has Cache-Control: no-store.',
      cases: [
        { when: 'credentials', expect: every(tokenReplies, succeeded, header('cache-control', directive('no-store'))) },
      ],
    },
    {
      id: 'token.expires-in',
      where: ({ showsExpiresIn }: Profile) => showsExpiresIn,
      needs: 'token-reply',
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'Every token response has expires_in, whose digits say at most the documented lifetime.',
      decision:
        'The page shows a string; a number says the same. That RFC 6749 has a number is judged by another requirement.',
      cases: [
        {
          when: 'credentials',
          expect: ({ tokenLife }: Profile) => every(tokenReplies, succeeded, json('expires_in', digitsUpTo(tokenLife))),
        },
      ],
    },
    {
      id: 'token.expires-in-number',
      under: inPages({
        level: 'SHOULD',
        decision: 'The page itself shows a string, so a string does not gate.',
      }),
      needs: 'token-reply',
      level: 'MUST',
      basis: 'rfc',
      source: rfc(6749, '5.1'),
      statement: 'If a token response contains expires_in, its value is a number.',
      cases: [{ when: 'credentials', expect: every(tokenReplies, succeeded, jsonIfPresent('expires_in', aNumber)) }],
    },
    {
      id: 'token.post-only',
      needs: 'token',
      level: 'SHOULD',
      basis: 'rfc',
      source: rfc(6749, '3.2'),
      statement: 'A GET request to the token endpoint returns no token.',
      cases: [{ when: 'byGet', expect: every(replies('get-token'), tokenIssued, noToken) }],
    },
    {
      id: 'token.sandbox-credentials',
      where: ({ sandbox }: Profile) => sandbox !== undefined,
      level: 'MUST',
      basis: 'guide',
      source: walkthrough,
      statement: 'A production server answers a token request with the published sandbox credentials with 401.',
      decision:
        'Only the user knows that a server is a production one, and says so by --environment production. The credentials are tried once: ' +
        'more could lock somebody out. The guide says that they do not work, and that invalid credentials get a 401.',
      cases: [{ when: 'sandbox', expect: refusesSandbox }],
    },
    {
      id: 'token.invitation',
      where: ({ silent401 }: Profile) => silent401,
      level: 'MUST',
      basis: 'guide',
      source: overview,
      statement: 'Production credentials are issued to invited organizations, in the order of their requests.',
      untestable: 'Onboarding happens outside the API.',
    },
    {
      id: 'token.credentials-stored',
      level: 'SHOULD',
      basis: 'guide',
      source: overview,
      statement: 'Servers and clients store credentials safely and securely.',
      untestable: 'How a server or a client stores credentials is not visible from outside.',
    },
  ],
});
