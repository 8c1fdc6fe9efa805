import {
  acceptsJson,
  anyRequest,
  basicCredentials,
  credentialsNowhereElse,
  currentBearer,
  limitedAttempts,
  noTokenInUrl,
  renewedAfter401,
  storedSafely,
  tokenReused,
} from '../../../src/expect/client/index.js';
import { every } from '../../../src/expect/index.js';
import type { Exchange, View } from '../../../src/model/index.js';
import { expectationTable, assertionTable, type AssertionRow } from '../../support/tables.js';
import {
  cutShort,
  exit,
  inTurn,
  JOB,
  output,
  sent,
  type SentSpec,
  silent,
  stop,
  TOKEN_URL,
  view,
} from '../../support/views.js';

const token = (spec: SentSpec = {}, status = 200): Exchange => sent('token', status, spec);
const second = { auth: 'Bearer «token 2»' } as const;
const of = (...exchanges: readonly Exchange[]): View => view(inTurn(...exchanges));

assertionTable('basicCredentials', basicCredentials, [
  { title: 'POST with its own', of: token(), is: 'ok' },
  { title: 'refused, and its own all the same', of: token({}, 401), is: 'ok' },
  { title: 'GET', of: token({ method: 'GET' }), is: 'not', says: 'GET instead of POST' },
  { title: 'no Authorization', of: token({ auth: null, as: 'none' }, 401), is: 'not', says: 'no Authorization' },
  { title: 'no base64', of: token({ as: 'malformed-basic' }, 401), is: 'not', says: 'not with the base64' },
  { title: 'another secret', of: token({ as: 'wrong-secret' }, 401), is: 'not', says: 'another secret' },
  { title: 'another id', of: token({ as: 'unknown-client' }, 401), is: 'not', says: 'another client id' },
  {
    title: 'the secret as Bearer',
    of: token({ as: 'garbage-token', auth: 'Bearer «80 characters, repeats «client secret»»' }, 401),
    is: 'not',
    says: 'Authorization: Bearer «80 characters',
  },
]);

const accepting = (accept: string | undefined, is: AssertionRow['is']): AssertionRow => ({
  title: accept ?? 'nothing',
  of: token({ sends: accept === undefined ? {} : { accept } }),
  is,
  ...(is === 'not' && { says: accept === undefined ? 'no Accept header' : `Accept: ${accept}` }),
});
assertionTable('acceptsJson', acceptsJson, [
  accepting('application/json', 'ok'),
  accepting('Application/JSON', 'ok'),
  accepting('application/json;charset=utf-8', 'ok'),
  accepting('text/html, application/json ;q=0.9, */*', 'ok'),
  accepting('*/*', 'not'),
  accepting('application/*', 'not'),
  accepting('application/fhir+json', 'not'),
  accepting('application/json-patch+json', 'not'),
  accepting('', 'not'),
  accepting(undefined, 'not'),
]);

assertionTable('credentialsNowhereElse', credentialsNowhereElse, [
  { title: 'the Basic header of a token request', of: token(), is: 'ok' },
  { title: 'other credentials there', of: token({ auth: 'Basic «other credentials»', as: 'wrong-secret' }), is: 'ok' },
  { title: 'a Bearer elsewhere', of: sent('data', 200), is: 'ok' },
  { title: 'nothing elsewhere', of: sent('foreign', 200), is: 'ok' },
  { title: 'another secret in the body', of: token({ body: '«30 characters, repeats «token 1»»' }), is: 'ok' },
  {
    title: 'the id in the body of the token request',
    of: token({ body: '«40 characters, repeats «client id»»' }),
    is: 'not',
    says: 'the body of POST /auth/token',
  },
  {
    title: 'the secret in the URL of the token request',
    of: token({ url: `${TOKEN_URL}?secret=«client secret»` }),
    is: 'not',
    says: 'the URL',
  },
  {
    title: 'both, as one value of a query',
    of: token({ url: `${TOKEN_URL}?auth=«27 characters, repeats «client id», repeats «client secret»»` }),
    is: 'not',
  },
  {
    title: 'the id in another header',
    of: sent('status', 200, { sends: { 'x-client': '«48 characters, repeats «client id»»' } }),
    is: 'not',
    says: 'the header x-client of GET /api/v1/jobs/42',
  },
  {
    title: 'as the name of a header',
    of: sent('data', 200, { sends: { '«client secret»': '«1 characters»' } }),
    is: 'not',
  },
  {
    title: 'as Bearer',
    of: sent('data', 401, { auth: 'Bearer «80 characters, repeats «client secret»»', as: 'garbage-token' }),
    is: 'not',
  },
  { title: 'Basic elsewhere', of: sent('kickoff', 401, { auth: 'Basic «credentials»', as: 'client' }), is: 'not' },
  { title: 'basic elsewhere', of: sent('other', 404, { auth: 'basic «credentials»', as: 'client' }), is: 'not' },
  { title: 'Basic to a stranger', of: sent('foreign', 200, { auth: 'Basic «credentials»', as: 'client' }), is: 'not' },
]);

assertionTable('currentBearer', currentBearer, [
  { title: 'the current one', of: sent('kickoff', 202), is: 'ok' },
  { title: 'the current one, refused', of: sent('data', 401), is: 'ok' },
  { title: 'none', of: sent('data', 401, { auth: null }), is: 'not', says: 'no Authorization header' },
  {
    title: 'one that was replaced',
    of: sent('data', 401, { as: 'expired-token' }),
    is: 'not',
    says: /\/data\/42\/a\.ndjson with a token that the server had refused/,
  },
  {
    title: 'bearer',
    of: sent('status', 202, { auth: 'bearer «token 1»' }),
    is: 'not',
    says: 'another spelling of Bearer',
  },
  { title: 'BEARER', of: sent('status', 202, { auth: 'BEARER «token 1»' }), is: 'not' },
  {
    title: 'one of its own making',
    of: sent('data', 401, { as: 'garbage-token', auth: 'Bearer «other token»' }),
    is: 'not',
  },
  { title: 'without a scheme', of: sent('data', 401, { as: 'garbage-token', auth: '«40 characters»' }), is: 'not' },
  { title: 'its credentials', of: sent('data', 401, { as: 'client', auth: 'Basic «credentials»' }), is: 'not' },
]);

const asking = (query: string): Exchange => sent('other', 200, { url: `${JOB}?${query}` });
assertionTable('noTokenInUrl', noTokenInUrl, [
  { title: 'in the header', of: sent('data', 200), is: 'ok' },
  { title: 'an ordinary query', of: asking('access_token=«6 characters»&view'), is: 'ok' },
  { title: 'the secret is judged elsewhere', of: asking('x=«client secret»'), is: 'ok' },
  { title: 'in the query', of: asking('access_token=«token 12»'), is: 'not', says: 'the URL of GET /api/v1/jobs/42' },
  { title: 'as a part of a value', of: asking('auth=«17 characters, repeats «token 1»»'), is: 'not' },
  { title: 'as the name of a parameter', of: asking('«token 1»'), is: 'not' },
  { title: 'in the path', of: sent('other', 404, { url: 'https://bcda.example/«token 1»/data' }), is: 'not' },
  { title: 'escaped', of: asking('t=%C2%ABtoken 1%C2%BB'), is: 'not' },
  { title: 'of another issuer', of: asking('access_token=«jwt»'), is: 'not' },
  { title: 'to a stranger', of: sent('foreign', 200, { url: 'https://x.example/a?t=«token 1»' }), is: 'not' },
]);

expectationTable('anyRequest', every(anyRequest, noTokenInUrl), [
  {
    title: 'each is looked at',
    in: of(token(), asking('t=«token 1»'), sent('foreign', 200)),
    is: 'fail',
    evidence: [2],
  },
  { title: 'all fit', in: of(token(), sent('foreign', 200)), is: 'pass', evidence: [1, 2] },
  { title: 'nothing was sent', in: view([], [silent('sunny')]), is: 'blocked', says: 'sent no request' },
  { title: 'nothing was sent in another condition', in: view(of(token()).exchanges, [silent('gzip')]), is: 'blocked' },
  {
    title: 'how it ended is not known',
    in: view(of(token()).exchanges, [stop(['exit', 'output'], { cause: 'input' })]),
    is: 'pass',
  },
]);

const poll = (status: number, spec: SentSpec = {}): Exchange => sent('status', status, spec);
const started = [token(), sent('kickoff', 202)] as const;
const ended = (by: 'deadline' | 'interrupted', ...exchanges: readonly Exchange[]): View =>
  view(inTurn(...exchanges), cutShort('sunny', by));
expectationTable('renewedAfter401', renewedAfter401('kickoff', 'status'), [
  {
    title: 'a new token, and the same request',
    in: of(...started, poll(202), poll(401), token(), poll(200, second)),
    is: 'pass',
    evidence: [4],
  },
  {
    title: 'the new token has to be tried for twice',
    in: of(...started, poll(401), token({}, 503), token(), poll(202, second)),
    is: 'pass',
  },
  {
    title: 'something else comes between',
    in: of(...started, poll(401), token(), sent('metadata', 200, second), poll(200, second)),
    is: 'pass',
  },
  {
    title: 'the new token expires as well',
    in: of(
      ...started,
      poll(401),
      token(),
      poll(202, second),
      poll(401, second),
      token(),
      poll(200, { auth: 'Bearer «token 3»' }),
    ),
    is: 'pass',
    evidence: [3, 6],
  },
  {
    title: 'of two requests beside each other one renews for both',
    in: of(
      ...started,
      poll(401),
      token(),
      sent('kickoff', 401, { after: -5 }),
      poll(200, second),
      sent('kickoff', 202, second),
    ),
    is: 'pass',
    evidence: [3, 5],
  },
  {
    title: 'no 401, since each status request has a token of its own',
    in: of(...started, poll(202), token(), poll(200, second)),
    is: 'inapplicable',
    says: 'in sunny each status request had a token of its own',
  },
  { title: 'no 401, and one token for all', in: of(...started, poll(202), poll(200)), is: 'blocked' },
  { title: 'it ends', in: of(...started, poll(401)), is: 'fail', says: 'no new token was requested', evidence: [3] },
  {
    title: 'it asks again with the old one',
    in: of(...started, poll(401), poll(401, { as: 'expired-token' })),
    is: 'fail',
  },
  {
    title: 'the new token is refused to it',
    in: of(...started, poll(401), token({}, 401)),
    is: 'fail',
    says: 'no new token',
  },
  { title: 'a new token for nothing', in: of(...started, poll(401), token()), is: 'fail', says: 'not repeated' },
  {
    title: 'the new token serves another request',
    in: of(...started, poll(401), token(), sent('kickoff', 202, second)),
    is: 'fail',
    says: 'after the 401 to GET /api/v1/jobs/42, the request was not repeated',
  },
  {
    title: 'the second 401 ends it',
    in: of(...started, poll(401), token(), poll(202, second), poll(401, second)),
    is: 'fail',
    evidence: [6],
  },
  {
    title: 'no 401',
    in: of(...started, poll(200)),
    is: 'blocked',
    says: 'in sunny the client never reached the point',
  },
  {
    title: 'a token that never worked',
    in: of(token(), sent('kickoff', 401), token(), sent('kickoff', 401, second)),
    is: 'blocked',
  },
  { title: 'a request without a token', in: of(...started, poll(401, { auth: null })), is: 'blocked' },
  { title: 'a file', in: of(...started, poll(200), sent('data', 401)), is: 'blocked' },
  {
    title: 'the client was ended before it could',
    in: ended('deadline', ...started, poll(401)),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
    evidence: [3],
  },
  {
    title: 'the user interrupted it',
    in: ended('interrupted', ...started, poll(401), token()),
    is: 'blocked',
    cause: 'interrupted',
  },
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked', says: 'sent no request' },
]);

const refusals = (count: number, spec: SentSpec = {}): Exchange[] =>
  Array.from({ length: count }, () => token(spec, 401));
expectationTable('limitedAttempts', limitedAttempts, [
  { title: 'once', in: of(...refusals(1)), is: 'pass', evidence: [1] },
  { title: 'five times', in: of(...refusals(5)), is: 'pass' },
  {
    title: 'six times',
    in: of(...refusals(6)),
    is: 'fail',
    says: 'in sunny the refused credentials were tried 6 times',
    evidence: [6],
  },
  {
    title: 'six times, with others between',
    in: of(...refusals(3), sent('metadata', 200), ...refusals(3)),
    is: 'fail',
  },
  { title: 'what was answered otherwise does not count', in: of(...refusals(5), token({}, 503), token()), is: 'pass' },
  { title: 'each condition for itself', in: of(...refusals(5), ...refusals(5, { in: 'gzip' })), is: 'pass' },
  { title: 'it never tried', in: of(sent('metadata', 200)), is: 'blocked', says: 'never reached the point' },
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked' },
]);

const later = sent('data', 200, second);
expectationTable('tokenReused', tokenReused, [
  {
    title: 'one for all',
    in: of(...started, poll(200), sent('data', 200), sent('data', 200)),
    is: 'pass',
    evidence: [1],
  },
  { title: 'one for each condition', in: of(...started, token({ in: 'gzip' })), is: 'pass', evidence: [1, 3] },
  { title: 'after a 401', in: of(...started, poll(401), token(), poll(200, second)), is: 'pass', evidence: [1, 4] },
  { title: 'until there is one', in: of(token({}, 503), token({}, 401), token(), sent('kickoff', 202)), is: 'pass' },
  {
    title: 'before each request',
    in: of(...started, token(), poll(200, second)),
    is: 'fail',
    says: 'still worked',
    evidence: [3],
  },
  { title: 'twice at the beginning', in: of(token(), token(), later), is: 'fail', evidence: [2] },
  { title: 'twice after a 401', in: of(...started, poll(401), token(), token(), later), is: 'fail', evidence: [5] },
  {
    title: 'two requests beside each other were refused, and both ask',
    in: of(...started, sent('data', 401), sent('data', 401, { after: -5 }), token(), token({ after: -5 }), later),
    is: 'pass',
  },
  {
    title: 'a 401 of the first token that comes late',
    in: of(...started, sent('data', 401), token(), sent('data', 401, { after: -5 }), later),
    is: 'pass',
  },
  { title: 'no token', in: of(sent('metadata', 200, { auth: null })), is: 'blocked' },
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked' },
]);

const ran = (lines: readonly string[], more: Parameters<typeof output>[1] = {}): View =>
  view(inTurn(token()), [exit('sunny', { code: 0, lines }), output('sunny', more)]);
expectationTable('storedSafely', storedSafely, [
  { title: 'nothing is exposed', in: ran(['client «client id» has 3 files']), is: 'pass', evidence: [1] },
  {
    title: 'it prints its secret',
    in: ran(['secret «client secret»']),
    is: 'fail',
    says: 'in sunny the client printed its secret or a token',
  },
  {
    title: 'it printed a token early on',
    in: view(inTurn(sent('token', 200)), [exit('sunny', { code: 0, printed: true }), output('sunny')]),
    is: 'fail',
    says: 'printed its secret or a token',
  },
  { title: 'it prints a token', in: ran(['Bearer «token 2»']), is: 'fail' },
  {
    title: 'a file has it',
    in: ran([], { exposed: 1 }),
    is: 'fail',
    says: 'in sunny other users can read the secret or a token in 1 file of the output folder',
  },
  {
    title: 'the folder is open to all',
    in: ran([], { openToAll: true }),
    is: 'fail',
    says: 'in sunny every user can write into the output folder',
  },
  {
    title: 'stopped at its deadline',
    in: view(inTurn(token()), cutShort('sunny', 'deadline')),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked' },
]);
