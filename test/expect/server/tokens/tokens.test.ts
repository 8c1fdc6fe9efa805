import {
  documentedLife,
  every,
  opensAnEndpoint,
  refusesSandbox,
  replies,
  statedLife,
  tokenReplies,
  tokenWorks,
} from '../../../../src/expect/index.js';
import type { Exchange, Profile, TokenFact, View } from '../../../../src/model/index.js';
import { profileV3 } from '../../../../suites/profiles/v3.js';
import { expectationTable } from '../../../support/tables.js';
import { exchange, numbered, profile201909, profile201912, stop, tokenFact, view } from '../../../support/views.js';

const kickoff = (code: number | undefined, more: Partial<Exchange> & { readonly json?: unknown } = {}) =>
  exchange(code, { label: 'kickoff', ...more });
const of = (...exchanges: readonly Exchange[]): View => view(numbered(...exchanges));

const issuedToken = exchange(200, { label: 'token', as: 'client', json: { access_token: '«token 1»' } });
const sandbox = (status: number | undefined): View =>
  of(issuedToken, exchange(status, { label: 'sandbox-credentials', as: 'sandbox-client' }));

expectationTable('refusesSandbox', refusesSandbox, [
  { title: 'refused', in: sandbox(401), is: 'pass', evidence: [2] },
  { title: 'a token', in: sandbox(200), is: 'fail', says: 'status 200', evidence: [2] },
  { title: 'refused in another way', in: sandbox(403), is: 'fail', says: 'status 403' },
  { title: 'a busy server', in: sandbox(429), is: 'blocked', says: '429' },
  { title: 'no answer', in: sandbox(undefined), is: 'blocked', says: 'no response' },
  { title: 'not tried', in: of(issuedToken), is: 'inapplicable', says: '--environment production' },
  { title: 'not reached', in: view([], [stop(['sandbox-credentials'])]), is: 'blocked' },
  {
    title: 'no token for the own credentials either',
    in: of(exchange(500, { label: 'token' }), exchange(401, { label: 'sandbox-credentials' })),
    is: 'blocked',
  },
]);

expectationTable('opensAnEndpoint', opensAnEndpoint, [
  { title: 'accepted', in: of(kickoff(202)), is: 'pass', evidence: [1] },
  { title: 'one refused, one accepted', in: of(kickoff(401), kickoff(200)), is: 'pass', evidence: [2] },
  { title: 'refused by 401', in: of(kickoff(401)), is: 'fail', says: 'status 401', evidence: [1] },
  { title: 'refused by 403', in: of(kickoff(403)), is: 'fail' },
  {
    title: 'refused by 403 with an OperationOutcome, as where a version is not enabled',
    in: view([kickoff(403, { json: { resourceType: 'OperationOutcome', issue: [] } })], [], { profile: profileV3 }),
    is: 'blocked',
  },
  { title: 'refused by 403 without one', in: view([kickoff(403)], [], { profile: profileV3 }), is: 'fail' },
  { title: 'refused for the request', in: of(kickoff(400)), is: 'blocked', says: 'nothing about the token' },
  { title: 'a 300', in: of(kickoff(300)), is: 'blocked' },
  { title: 'a 500', in: of(kickoff(500)), is: 'blocked' },
  { title: 'a 401 and a 500', in: of(kickoff(500), kickoff(401)), is: 'fail', evidence: [2] },
  { title: 'no reply', in: of(kickoff(undefined)), is: 'blocked', says: 'no response' },
  { title: 'another credential', in: of(kickoff(202, { as: 'renewed-token' })), is: 'inapplicable' },
  { title: 'another request', in: of(kickoff(202, { label: 'no-accept' })), is: 'inapplicable' },
  { title: 'no token to try', in: view([], [stop(['kickoff'])]), is: 'blocked' },
  {
    title: 'nobody knows which token',
    in: of(kickoff(202, { as: 'unknown' })),
    is: 'blocked',
    cause: 'choice',
    unblock: 'a capture with the Authorization headers',
    says: 'which credential',
  },
  { title: 'one is known', in: of(kickoff(202, { as: 'unknown' }), kickoff(202)), is: 'pass', evidence: [2] },
]);

const works = tokenWorks(
  ['kickoff', replies('kickoff')],
  ['again-job', replies('manifest')],
  ['again-file', replies('data')],
);
const again = (code: number | undefined, label: string) => exchange(code, { label, as: 'renewed-token' });
const usedAgain = (job: number | undefined, file: number | undefined, control = 200): View =>
  of(
    exchange(control, { label: 'manifest' }),
    exchange(control, { label: 'data' }),
    again(job, 'again-job'),
    again(file, 'again-file'),
  );
expectationTable('tokenWorks', works, [
  { title: 'accepted twice', in: usedAgain(200, 200), is: 'pass', evidence: [3, 4] },
  { title: 'the job is gone', in: usedAgain(404, 200), is: 'pass', evidence: [4] },
  { title: 'the file is gone', in: usedAgain(202, undefined), is: 'pass', evidence: [3] },
  { title: 'both are gone', in: usedAgain(404, 410), is: 'blocked', says: 'nothing about the token' },
  { title: 'refused for the job', in: usedAgain(401, 200), is: 'fail', says: 'status 401', evidence: [3] },
  { title: 'refused for the file', in: usedAgain(404, 403), is: 'fail', says: 'status 403', evidence: [4] },
  { title: 'so is the first token', in: usedAgain(401, 401, 401), is: 'blocked', says: 'not accepted either' },
  { title: 'it starts an export', in: of(kickoff(202), again(202, 'kickoff')), is: 'pass', evidence: [2] },
  { title: 'the first token starts one', in: of(kickoff(202), kickoff(202)), is: 'inapplicable' },
  { title: 'never tried', in: view([], [stop(['again-job'])]), is: 'blocked' },
]);

const DATE = 'Mon, 09 Dec 2019 20:44:01 GMT';
const IAT = Date.parse(DATE) / 1000;
const issued = (date: string | undefined = DATE): Exchange =>
  exchange(200, { id: 1, label: 'token', headers: date === '' ? {} : { Date: date } });
const told = (fact: Partial<TokenFact>, date?: string, profile: Profile = profile201912): View =>
  view([issued(date)], [tokenFact(1, fact)], { profile });
const tried = (late: number | undefined, after: number | undefined, fact: Partial<TokenFact> = {}): View =>
  view(
    [
      issued(''),
      exchange(late, { id: 2, label: 'late-token' }),
      exchange(after, { id: 3, label: 'status-expired-token' }),
    ],
    [tokenFact(1, fact)],
  );
const waiting = stop(['late-token'], { cause: 'input', unblock: '--wait-for-expiry' });

expectationTable('documentedLife', documentedLife, [
  { title: 'exp − iat', in: told({ shape: 'jwt', iat: IAT, exp: IAT + 1200 }), is: 'pass', evidence: [1] },
  { title: 'exp − iat, wrong clock', in: told({ iat: IAT - 9999, exp: IAT - 9999 + 1200 }), is: 'pass' },
  {
    title: 'exp − iat, a second off',
    in: told({ iat: IAT, exp: IAT + 1201 }),
    is: 'fail',
    says: 'exp − iat: 1201 s',
    evidence: [1],
  },
  { title: "exp − iat, the other guide's", in: told({ iat: IAT, exp: IAT + 3600 }), is: 'fail' },
  { title: '2019-09: an hour', in: told({ iat: IAT, exp: IAT + 3600 }, DATE, profile201909), is: 'pass' },
  { title: '2019-09: twenty minutes', in: told({ iat: IAT, exp: IAT + 1200 }, DATE, profile201909), is: 'fail' },
  { title: 'exp − Date', in: told({ exp: IAT + 1200 }), is: 'pass' },
  { title: 'exp − Date, signed a second before', in: told({ exp: IAT + 1199 }), is: 'pass' },
  { title: 'exp − Date, another clock', in: told({ exp: IAT + 1140 }), is: 'pass' },
  { title: 'exp − Date, far off', in: told({ exp: IAT + 1261 }), is: 'fail', says: 'exp − Date: 1261 s' },
  { title: 'exp − Date, right by our clock', in: told({ exp: IAT + 9999, receivedAt: IAT + 8799 }), is: 'pass' },
  { title: 'expires_in', in: told({ expiresIn: 1200 }), is: 'pass' },
  { title: 'expires_in, wrong', in: told({ expiresIn: 1199 }), is: 'fail', says: 'expires_in: 1199 s' },
  { title: 'expires_in right, exp wrong', in: told({ expiresIn: 1200, iat: IAT, exp: IAT + 60 }), is: 'fail' },
  { title: 'expires_in wrong, exp right', in: told({ expiresIn: 60, iat: IAT, exp: IAT + 1200 }), is: 'fail' },
  { title: 'opaque, tried before and after', in: tried(200, 401), is: 'pass', evidence: [2, 3] },
  { title: 'opaque, refused too early', in: tried(401, 401), is: 'fail', says: 'before', evidence: [2] },
  { title: 'opaque, accepted too late', in: tried(200, 200), is: 'fail', says: 'status 200 after', evidence: [3] },
  { title: 'opaque, no reply before its end', in: tried(undefined, 401), is: 'blocked' },
  { title: 'opaque, a 500 before its end', in: tried(500, 401), is: 'blocked' },
  {
    title: 'exp alone, by the time of receipt',
    in: told({ exp: IAT + 1200 + 299, receivedAt: IAT }, ''),
    is: 'pass',
    evidence: [1],
  },
  {
    title: 'exp alone, far from the time of receipt',
    in: told({ exp: IAT + 3600, receivedAt: IAT }, ''),
    is: 'fail',
    says: 'time of receipt: 3600 s',
  },
  {
    title: 'opaque, not waited for',
    in: view([issued('')], [tokenFact(1), waiting]),
    is: 'blocked',
    cause: 'input',
    unblock: '--wait-for-expiry',
    says: 'it was stopped',
  },
  {
    title: 'a JWT is not waited for',
    in: view([issued()], [tokenFact(1, { iat: 0, exp: 1200 }), waiting]),
    is: 'pass',
  },
  { title: 'no token in the answer', in: view([issued()]), is: 'blocked', says: 'no access token' },
  { title: 'no answer', in: view([exchange(undefined, { label: 'token' })]), is: 'blocked' },
  {
    title: 'a token of a later answer',
    in: view([issued(), issued()], [tokenFact(2, { expiresIn: 1200 })]),
    is: 'blocked',
  },
  {
    title: 'never asked',
    in: view([], [stop(['token'], { cause: 'interrupted' })]),
    is: 'blocked',
    cause: 'interrupted',
  },
]);

const later = (first: Partial<TokenFact>, second: Partial<TokenFact>, label = 'token-again', code = 200): View =>
  view(numbered(issued(), exchange(code, { label, headers: { Date: DATE } })), [
    tokenFact(1, first),
    ...(code === 200 ? [tokenFact(2, { mark: '«token 2»', ...second })] : []),
  ]);
const RIGHT = { iat: IAT, exp: IAT + 1200 };
expectationTable('statedLife', every(tokenReplies, statedLife), [
  { title: 'two of the documented life', in: later(RIGHT, RIGHT), is: 'pass', evidence: [1, 2] },
  { title: 'the second lives longer', in: later(RIGHT, { ...RIGHT, exp: IAT + 7200 }), is: 'fail', evidence: [2] },
  { title: 'the second says so in expires_in', in: later(RIGHT, { ...RIGHT, expiresIn: 7200 }), is: 'fail' },
  { title: "the second client's lives longer", in: later(RIGHT, { exp: IAT + 7200 }, 'other-token'), is: 'fail' },
  { title: 'the second says nothing', in: later(RIGHT, {}), is: 'pass', evidence: [1] },
  { title: 'neither says anything', in: later({}, {}), is: 'inapplicable', says: 'stated a lifetime' },
  { title: 'there is no second', in: later(RIGHT, {}, 'token-again', 500), is: 'pass', evidence: [1] },
  { title: 'what a wrong secret got', in: later(RIGHT, { exp: IAT + 1 }, 'empty-secret'), is: 'pass', evidence: [1] },
]);
