import {
  charsetIsUtf8,
  modernTls,
  noEcho,
  noGatewayError,
  noInnerWorking,
  oneDocument,
} from '../../../src/expect/index.js';
import type { TlsFact, View } from '../../../src/model/index.js';
import { expectationTable, assertionTable, type AssertionRow } from '../../support/tables.js';
import { body, exchange, fileFact, jsonBody, stop, textBody, view } from '../../support/views.js';

const TWO_TYPES = [
  ['Content-Type', 'application/json'],
  ['Content-Type', 'application/json; charset=iso-8859-1'],
] as const;
const JSON_TYPE = { 'Content-Type': 'application/fhir+json; charset=utf-8' };
assertionTable('oneDocument', oneDocument, [
  { title: 'one', of: exchange(400, { json: {}, headers: JSON_TYPE }), is: 'ok' },
  { title: 'one, without Content-Type', of: exchange(400, { json: {} }), is: 'ok' },
  {
    title: 'one with a mark',
    of: exchange(400, { body: { ...jsonBody({}), defect: 'a byte order mark' } }),
    is: 'not',
    says: 'byte order mark',
  },
  { title: 'two', of: exchange(500, { body: jsonBody({}, 2), headers: JSON_TYPE }), is: 'not', says: '2 JSON' },
  { title: 'two, without Content-Type', of: exchange(500, { body: jsonBody({}, 2) }), is: 'not' },
  { title: 'text that is called JSON', of: exchange(404, { body: textBody(), headers: JSON_TYPE }), is: 'not' },
  {
    title: 'problem+json',
    of: exchange(404, { body: textBody(), headers: { 'content-type': 'Application/Problem+JSON' } }),
    is: 'not',
  },
  ...['text/html', 'application/json-seq', 'application/fhir+ndjson', 'application/xml'].map((type): AssertionRow => ({
    title: type,
    of: exchange(404, { body: textBody(), headers: { 'Content-Type': type } }),
    is: 'nothing',
  })),
  { title: 'text without Content-Type', of: exchange(404, { body: textBody() }), is: 'nothing' },
  { title: 'an empty body called JSON', of: exchange(404, { headers: JSON_TYPE }), is: 'nothing' },
  { title: 'a success', of: exchange(200, { body: jsonBody({}, 2), headers: JSON_TYPE }), is: 'nothing' },
  { title: 'no reply', of: exchange(undefined), is: 'nothing' },
]);

const typed = (type: string, more: Parameters<typeof exchange>[1] = { json: {} }): AssertionRow['of'] =>
  exchange(200, { ...more, headers: { 'content-type': type } });
const ofFile = (type: string): Pick<AssertionRow, 'of' | 'in'> => {
  const of = typed(type, { label: 'data' });
  return { of, in: view([of], [fileFact(1)]) };
};
assertionTable('charsetIsUtf8', charsetIsUtf8, [
  ...[
    'application/json',
    'application/json; charset=utf-8',
    'application/fhir+json;charset="UTF-8"',
    'a/b; charset=utf8',
  ].map((type): AssertionRow => ({ title: type, of: typed(type), is: 'ok' })),
  ...[
    ['application/fhir+json; charset=iso-8859-1', 'iso-8859-1'],
    ['application/json; profile=x; Charset="windows-1252"', 'windows-1252'],
    ['text/plain; charset=utf-16', 'utf-16'],
    ['application/json; charset=utf-8; charset=us-ascii', 'us-ascii'],
    ['application/json; charset=', 'without a value'],
  ].map(([type = '', says = '']): AssertionRow => ({ title: type, of: typed(type), is: 'not', says })),
  { title: 'a file', ...ofFile('application/fhir+ndjson'), is: 'ok' },
  { title: 'a file in another one', ...ofFile('application/fhir+ndjson; charset=utf-16'), is: 'not', says: 'utf-16' },
  { title: 'no Content-Type', of: exchange(200, { json: {} }), is: 'ok' },
  { title: 'two Content-Types', of: exchange(200, { json: {}, headers: TWO_TYPES }), is: 'not', says: 'iso-8859-1' },
  { title: 'a page', of: typed('text/html; charset=iso-8859-1', { body: textBody() }), is: 'nothing' },
  { title: 'no body', of: typed('application/json; charset=iso-8859-1', {}), is: 'nothing' },
  { title: 'no reply', of: exchange(undefined), is: 'nothing' },
]);

const shows = { ...textBody(), shows: ['stack trace', 'SQL'] };
assertionTable('noInnerWorking', noInnerWorking, [
  { title: 'an error that shows nothing', of: exchange(500, { body: textBody() }), is: 'ok' },
  { title: 'an empty error', of: exchange(404), is: 'ok' },
  { title: 'an error that shows', of: exchange(500, { body: shows }), is: 'not', says: 'stack trace, SQL' },
  { title: 'a 4xx that shows', of: exchange(400, { body: shows }), is: 'not' },
  { title: 'a success', of: exchange(200, { body: shows }), is: 'nothing' },
  { title: 'no reply', of: exchange(undefined), is: 'nothing' },
]);

const marks = (...repeats: readonly string[]) => body({ ...textBody(), repeats });
const token = (mark: string, ...repeats: readonly string[]) =>
  exchange(200, { label: 'token', body: { ...jsonBody({ access_token: mark }), repeats } });
const EVERY_MARK = [
  '«token 1»',
  '«token 12»',
  '«altered token»',
  '«expired token»',
  '«client secret»',
  '«other client secret»',
  '«jwt»',
];
assertionTable('noEcho', noEcho, [
  { title: 'nothing', of: exchange(200, { json: {} }), is: 'ok' },
  { title: 'in a body', of: exchange(401, { body: marks('«token 1»') }), is: 'not', says: '«token 1»' },
  ...EVERY_MARK.map((mark): AssertionRow => ({
    title: `${mark} in a header`,
    of: exchange(401, { headers: { 'WWW-Authenticate': `Bearer realm="${mark}"` } }),
    is: 'not',
    says: mark,
  })),
  {
    title: 'in a header whose value is not kept',
    of: exchange(200, { headers: { 'X-Debug': '«40 characters, repeats «client secret»»' } }),
    is: 'not',
    says: /contains «client secret»$/,
  },
  {
    title: 'a header whose value is not kept',
    of: exchange(200, { headers: { 'X-Debug': '«40 characters»' } }),
    is: 'ok',
  },
  {
    title: 'in two places',
    of: exchange(401, { headers: { Location: '«token 1»' }, body: marks('«token 1»', '«client secret»') }),
    is: 'not',
    says: /^the response contains «token 1», «client secret»$/,
  },
  {
    title: 'in a file',
    of: exchange(200),
    in: view([exchange(200)], [fileFact(1, { repeats: ['«token 2»'] })]),
    is: 'not',
    says: '«token 2»',
  },
  {
    title: 'in the file of another exchange',
    of: exchange(200),
    in: view([exchange(200)], [fileFact(2, { repeats: ['«token 2»'] })]),
    is: 'ok',
  },
  { title: 'a token answer and its own token', of: token('«token 1»', '«token 1»'), is: 'ok' },
  { title: 'a token answer and an older one', of: token('«token 2»', '«token 2»', '«token 1»'), is: 'not' },
  { title: 'a token answer and the secret', of: token('«token 1»', '«token 1»', '«client secret»'), is: 'not' },
  { title: 'no reply', of: exchange(undefined), is: 'nothing' },
]);

const tls = (fact: Omit<TlsFact, 'kind'>, base = 'https://bcda.example'): View =>
  view([], [{ kind: 'tls', ...fact }], { base });
const plain = (base: string): View => view([], [], { base });
assertionTable('noGatewayError', noGatewayError, [
  { title: 'a reply that counts', of: exchange(200), is: 'ok' },
  { title: 'a 502 that was not asked again', of: exchange(502), is: 'ok' },
  {
    title: 'a 504 after which the request was sent again',
    of: { ...exchange(504), superseded: 'gateway-error' },
    is: 'not',
    says: 'status 504',
  },
  { title: 'a busy server', of: { ...exchange(503), superseded: 'busy' }, is: 'ok' },
]);

expectationTable('modernTls', modernTls, [
  { title: 'TLS 1.3', in: tls({ protocol: 'TLSv1.3' }), is: 'pass' },
  { title: 'TLS 1.2', in: tls({ protocol: 'TLSv1.2' }), is: 'pass' },
  { title: 'TLS 1.2 on loopback', in: tls({ protocol: 'TLSv1.2' }, 'https://127.0.0.1:8443'), is: 'pass' },
  { title: 'TLS 1.1', in: tls({ protocol: 'TLSv1.1' }), is: 'fail', says: 'TLSv1.1' },
  { title: 'SSL 3', in: tls({ protocol: 'SSLv3' }), is: 'fail' },
  { title: 'a failed handshake', in: tls({ error: 'TLS failed (CERT_HAS_EXPIRED)' }), is: 'fail', says: 'EXPIRED' },
  { title: 'neither', in: tls({}), is: 'fail', says: 'no TLS handshake' },
  { title: 'plain http', in: plain('http://bcda.example'), is: 'fail', says: 'plain http' },
  { title: 'plain http on another network', in: plain('http://10.0.0.1:3000'), is: 'fail' },
  { title: 'a name that begins like loopback', in: plain('http://127.0.0.1.bcda.example'), is: 'fail' },
  { title: 'plain http, 127.0.0.1', in: plain('http://127.0.0.1:3000'), is: 'inapplicable', says: 'loopback' },
  { title: 'plain http, 127.1.2.3', in: plain('http://127.1.2.3'), is: 'inapplicable' },
  { title: 'plain http, ::1', in: plain('http://[::1]:3000/bcda'), is: 'inapplicable' },
  { title: 'plain http, localhost', in: plain('http://LOCALHOST:3000'), is: 'inapplicable' },
  { title: 'https, no handshake made', in: plain('https://bcda.example'), is: 'blocked' },
  {
    title: 'https, interrupted before the handshake',
    in: view([], [stop(['handshake'], { step: 'handshake', cause: 'interrupted' })]),
    is: 'blocked',
    cause: 'interrupted',
  },
]);
