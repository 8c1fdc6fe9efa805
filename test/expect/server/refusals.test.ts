import { anyReplyAnd, every, fromTheApi, fromTokenEndpoint, headersSayNothing } from '../../../src/expect/index.js';
import type { Exchange } from '../../../src/model/index.js';
import { assertionTable, expectationTable, type AssertionRow } from '../../support/tables.js';
import { exchange, numbered, stop, TOKEN_URL, view } from '../../support/views.js';
import { status } from '../../../src/expect/index.js';

const at = (url: string, label = 'label') => exchange(401, { label, request: { method: 'GET', url, headers: [] } });
const issued = at('https://login.example/token', 'token');
const elsewhere = at('https://login.example/token', 'wrong-secret');

assertionTable('fromTokenEndpoint', fromTokenEndpoint, [
  { title: 'the documented URL', of: at(TOKEN_URL), is: 'ok' },
  { title: 'where the run got its token', of: elsewhere, in: view([issued, elsewhere]), is: 'ok' },
  { title: 'an API endpoint', of: at('https://bcda.example/api/v1/jobs/1'), is: 'nothing' },
]);

assertionTable('fromTheApi', fromTheApi, [
  { title: 'an API endpoint', of: at('https://bcda.example/api/v1/jobs/1'), is: 'ok' },
  { title: 'the token endpoint', of: at(TOKEN_URL), is: 'nothing' },
  { title: 'where the run got its token', of: elsewhere, in: view([issued, elsewhere]), is: 'nothing' },
  { title: 'the Swagger page', of: at('https://bcda.example/api/v1/swagger', 'page'), is: 'nothing' },
  { title: 'its document', of: at('https://bcda.example/api/v1/swagger.json', 'document'), is: 'nothing' },
]);

/** A 401 among other responses. */
const refusal = (headers: Exchange['request']['headers'], reason = ''): Exchange => {
  const { reply, ...rest } = exchange(401, { headers });
  return { ...rest, ...(reply !== undefined && { reply: { ...reply, reason } }) };
};
const challenged = (value: string, is: AssertionRow['is'], says?: string): AssertionRow => ({
  title: value,
  of: refusal([['WWW-Authenticate', value]]),
  is,
  ...(says !== undefined && { says }),
});
const odd = refusal([['X-Trace-Id', '«5 characters»']]);

assertionTable('headersSayNothing', headersSayNothing, [
  challenged('Bearer', 'ok'),
  challenged('Bearer realm="BCDA"', 'ok'),
  challenged('Bearer realm="«10 characters»", error="invalid_token"', 'ok'),
  challenged('Bearer realm="a, b=c", scope=x', 'ok'),
  challenged('Basic realm="x", charset="UTF-8"', 'ok'),
  challenged('Bearer, Basic realm="x"', 'ok'),
  challenged('Bearer error="invalid_token", error_description="expired"', 'not', 'error_description'),
  challenged('Bearer Error_URI="https://x"', 'not', 'error_uri'),
  challenged('Bearer «4 characters»="«9 characters»"', 'not'),
  challenged('Bearer the token has expired', 'not', 'text outside'),
  { title: 'no header at all', of: refusal([]), is: 'ok' },
  { title: 'the registered phrase', of: refusal([], 'Unauthorized'), is: 'ok' },
  { title: 'a phrase of its own', of: refusal([], '«13 characters»'), is: 'not', says: 'reason phrase' },
  {
    title: 'headers of any response',
    of: refusal([
      ['Date', 'x'],
      ['Access-Control-Allow-Origin', '«1 characters»'],
      ['Content-Type', 'text/plain'],
      ['Content-Length', '3'],
    ]),
    is: 'ok',
  },
  { title: 'a header that only it has', of: odd, is: 'not', says: 'x-trace-id' },
  {
    title: 'a header that another 401 has, too',
    of: odd,
    in: view(numbered(odd, odd)),
    is: 'not',
  },
  {
    title: 'a header that other responses have',
    of: odd,
    in: view(numbered(odd, exchange(404, { headers: { 'x-trace-id': 'y' } }))),
    is: 'ok',
  },
  { title: 'no reply', of: exchange(undefined), is: 'unreadable' },
]);

expectationTable('anyReplyAnd', every(anyReplyAnd('a', 'b'), status(200)), [
  { title: 'others too', in: view(numbered(exchange(200, { label: 'a' }), exchange(200, { label: 'c' }))), is: 'pass' },
  { title: 'one of the others is wrong', in: view(numbered(exchange(200, { label: 'c' }), exchange(500))), is: 'fail' },
  { title: 'one was never reached', in: view([exchange(200, { label: 'a' })], [stop(['b'])]), is: 'blocked' },
  { title: 'one without a label was never reached', in: view([exchange(200)], [stop(['c'])]), is: 'pass' },
]);
