import { describe, expect, test } from 'vitest';
import {
  acceptNotRefused,
  acceptTaken,
  asksForNoToken,
  all,
  anyReply,
  atMost,
  clientError,
  controlled,
  emptyOr,
  encodingNotRefused,
  equals,
  every,
  header,
  headerIfPresent,
  headersOf,
  json,
  jsonIfPresent,
  kickoffAccepted,
  located,
  noToken,
  objectIn,
  oneObject,
  plainJson,
  isRefusal,
  onlyStatus,
  opensNothing,
  startsNothing,
  present,
  stillThere,
  readable,
  readableAs,
  refused,
  replies,
  resource,
  saysNothing,
  sendable,
  status,
  statusWithoutCredential,
  statusOf,
  withoutToken,
  succeeded,
  tokenAccepted,
  tokenIssued,
  tokenIssuedUnless401,
  valueAt,
  where,
} from '../../../src/expect/index.js';
import {
  nothing,
  not,
  ok,
  type AssertionResult,
  unreadable,
  judgmentFrom,
  worst,
} from '../../../src/expect/assertion.js';
import type { Judgment, StopFact } from '../../../src/model/index.js';
import { expectationTable, assertionTable, type AssertionRow } from '../../support/tables.js';
import { body, exchange, jsonBody, numbered, stop, textBody, view, tokenFact } from '../../support/views.js';

const silent = exchange(undefined);
const object = { a: { b: [{ c: 'deep' }] }, n: null, resourceType: 'OperationOutcome' };

/** Replies whose body is anything but one JSON object. */
const noObject = [
  { title: 'no reply', of: silent },
  { title: 'an empty body', of: exchange(200) },
  { title: 'text', of: exchange(200, { body: textBody() }) },
  { title: 'an array', of: exchange(200, { json: [object] }) },
  { title: 'null', of: exchange(200, { json: null }) },
  { title: 'a string', of: exchange(200, { json: 'x' }) },
  { title: 'two documents', of: exchange(200, { body: jsonBody(object, 2) }) },
];
const eachNoObject = (is: AssertionRow['is']): AssertionRow[] => noObject.map((row) => ({ ...row, is }));

assertionTable('status', status(200, 202), [
  { title: 'the first', of: exchange(200), is: 'ok' },
  { title: 'the second', of: exchange(202), is: 'ok' },
  { title: 'another', of: exchange(201), is: 'not', says: 'status 201' },
  { title: 'no reply', of: silent, is: 'not', says: 'no response: the connection was reset' },
]);

assertionTable('statusWithoutCredential', statusWithoutCredential(200), [
  { title: 'the status', of: exchange(200, { as: 'none' }), is: 'ok' },
  { title: 'another', of: exchange(401, { as: 'none' }), is: 'not', says: 'status 401' },
  { title: 'no reply', of: silent, is: 'not' },
  { title: 'nobody knows', of: exchange(200, { as: 'unknown' }), is: 'unreadable', says: 'which credential' },
  { title: 'nobody knows, and refused', of: exchange(401, { as: 'unknown' }), is: 'unreadable' },
]);

assertionTable(
  'where',
  where('it is a teapot', (code) => code === 418),
  [
    { title: 'it fits', of: exchange(418), is: 'ok' },
    { title: 'it does not', of: exchange(200), is: 'unreadable', says: 'status 200' },
    { title: 'no reply', of: silent, is: 'unreadable', says: 'no response' },
  ],
);

assertionTable('succeeded', succeeded, [
  { title: '200', of: exchange(200), is: 'ok' },
  { title: '299', of: exchange(299), is: 'ok' },
  { title: '199', of: exchange(199), is: 'unreadable' },
  { title: '302', of: exchange(302), is: 'unreadable' },
  { title: '500', of: exchange(500), is: 'unreadable' },
  { title: 'no reply', of: silent, is: 'unreadable' },
]);

assertionTable(
  'onlyStatus',
  onlyStatus('it is a 401', (code) => code === 401),
  [
    { title: 'it fits', of: exchange(401), is: 'ok' },
    { title: 'it does not', of: exchange(400), is: 'nothing', says: 'it is a 401' },
    { title: 'no reply', of: silent, is: 'nothing' },
  ],
);

assertionTable('isRefusal', isRefusal, [
  ...[400, 403, 404, 406, 410, 499].map((code): AssertionRow => ({ title: `${code}`, of: exchange(code), is: 'ok' })),
  ...[200, 202, 302, 401, 408, 429, 500].map((code): AssertionRow => ({
    title: `${code}`,
    of: exchange(code),
    is: 'nothing',
    says: 'it is refused',
  })),
  { title: 'no reply', of: silent, is: 'nothing' },
]);

assertionTable('header', header('X-Progress', atMost(4)), [
  { title: 'it fits', of: exchange(200, { headers: { 'X-Progress': 'done' } }), is: 'ok' },
  { title: 'in another case', of: exchange(200, { headers: { 'x-pROGRESS': 'done' } }), is: 'ok' },
  { title: 'it does not fit', of: exchange(200, { headers: { 'X-Progress': 'not yet' } }), is: 'not', says: '7 char' },
  { title: 'absent', of: exchange(200, { headers: { 'X-Progres': 'done' } }), is: 'not', says: 'no X-Progress' },
  { title: 'no reply', of: silent, is: 'not' },
]);

const twice = [
  ['Retry-After', '1'],
  ['retry-after', 'soon'],
] as const;
assertionTable('headerIfPresent', headerIfPresent('Retry-After', equals('1')), [
  { title: 'it fits', of: exchange(202, { headers: { 'retry-after': '1' } }), is: 'ok' },
  { title: 'it does not fit', of: exchange(202, { headers: { 'retry-after': '' } }), is: 'not' },
  { title: 'the second value does not fit', of: exchange(202, { headers: twice }), is: 'not', says: 'soon' },
  { title: 'absent', of: exchange(202), is: 'nothing', says: 'no response had Retry-After' },
  { title: 'no reply', of: silent, is: 'nothing' },
]);

const marked = exchange(200, { body: { ...jsonBody({}), defect: 'a byte order mark' } });
assertionTable('oneObject', oneObject, [
  { title: 'an object', of: exchange(200, { json: object }), is: 'ok' },
  { title: 'an empty object', of: exchange(200, { json: {} }), is: 'ok' },
  { title: 'with a byte order mark', of: marked, is: 'not', says: 'a byte order mark' },
  ...eachNoObject('not'),
]);

assertionTable('plainJson', plainJson, [
  { title: 'an object', of: exchange(200, { json: object }), is: 'ok' },
  { title: 'text', of: exchange(200, { body: textBody() }), is: 'ok' },
  { title: 'with a byte order mark', of: marked, is: 'not', says: 'the body has a byte order mark' },
]);

const orOutcome = emptyOr(resource('OperationOutcome'));
assertionTable('emptyOr', orOutcome, [
  { title: 'an empty body', of: exchange(202), is: 'ok' },
  { title: 'the reason phrase', of: exchange(202, { body: textBody(8, { phrase: 'Accepted' }) }), is: 'ok' },
  { title: 'what is wanted', of: exchange(202, { json: object }), is: 'ok' },
  { title: 'HTML', of: exchange(202, { body: textBody(30) }), is: 'not', says: '30 bytes' },
  { title: 'another resource', of: exchange(202, { json: { resourceType: 'Bundle' } }), is: 'not' },
  { title: 'no reply', of: silent, is: 'not' },
]);

assertionTable('readable', readable, [
  { title: 'an object', of: exchange(200, { json: {} }), is: 'ok' },
  ...eachNoObject('unreadable'),
]);

assertionTable('resource', resource('OperationOutcome'), [
  { title: 'of the type', of: exchange(400, { json: object }), is: 'ok' },
  {
    title: 'of another type',
    of: exchange(400, { json: { resourceType: 'operationOutcome' } }),
    is: 'not',
    says: '"operationOutcome"',
  },
  { title: 'of no type', of: exchange(400, { json: {} }), is: 'not', says: 'missing' },
  ...eachNoObject('not'),
]);

assertionTable('readableAs', readableAs('OperationOutcome'), [
  { title: 'of the type', of: exchange(400, { json: object }), is: 'ok' },
  { title: 'of another type', of: exchange(400, { json: { resourceType: 'Bundle' } }), is: 'unreadable' },
  ...eachNoObject('unreadable'),
]);

assertionTable('json', json('a.b.0.c', equals('deep')), [
  { title: 'it fits', of: exchange(200, { json: object }), is: 'ok' },
  { title: 'it does not', of: exchange(200, { json: { a: { b: [{ c: 'flat' }] } } }), is: 'not', says: '"flat"' },
  { title: 'absent', of: exchange(200, { json: { a: null } }), is: 'not', says: 'missing' },
  ...eachNoObject('unreadable'),
]);

assertionTable('jsonIfPresent', jsonIfPresent('a.b', equals(1)), [
  { title: 'it fits', of: exchange(200, { json: { a: { b: 1 } } }), is: 'ok' },
  { title: 'it does not', of: exchange(200, { json: { a: { b: '1' } } }), is: 'not', says: '"1"' },
  { title: 'null is there', of: exchange(200, { json: { a: { b: null } } }), is: 'not' },
  { title: 'absent', of: exchange(200, { json: { a: {} } }), is: 'nothing' },
  ...eachNoObject('unreadable'),
]);

const located202 = { 'Content-Location': 'https://bcda.example/api/v1/jobs/1' };
assertionTable('refused', refused, [
  ...[400, 403, 404, 406, 415, 422, 499].map((code): AssertionRow => ({
    title: `${code}`,
    of: exchange(code),
    is: 'ok',
  })),
  { title: '401 is about the token', of: exchange(401), is: 'not', says: 'status 401' },
  { title: '408 is about time', of: exchange(408), is: 'unreadable', says: '408' },
  { title: '429 is about being busy', of: exchange(429), is: 'unreadable', says: '429' },
  ...[200, 202, 302, 399, 500, 501].map((code): AssertionRow => ({
    title: `${code}`,
    of: exchange(code),
    is: 'not',
  })),
  {
    title: 'a 4xx that starts a job all the same',
    of: exchange(400, { headers: located202 }),
    is: 'not',
    says: 'with Content-Location',
  },
]);

assertionTable('clientError', clientError, [
  ...[400, 401, 408, 429, 499].map((code): AssertionRow => ({ title: `${code}`, of: exchange(code), is: 'ok' })),
  ...[200, 302, 399, 500].map((code): AssertionRow => ({ title: `${code}`, of: exchange(code), is: 'not' })),
  { title: 'no reply', of: silent, is: 'unreadable' },
]);

const asked = exchange(400, { label: 'no-accept', of: 'Patient' });
const control = (code: number | undefined, of?: string, label = 'kickoff') =>
  exchange(code, { label, ...(of !== undefined && { of }) });
const controls: readonly AssertionRow[] = [
  { title: 'the same, accepted', of: asked, in: view([asked, control(202, 'Patient')]), is: 'ok' },
  { title: 'the same, 200', of: asked, in: view([asked, control(200, 'Patient')]), is: 'ok' },
  { title: 'the same, refused', of: asked, in: view([asked, control(400, 'Patient')]), is: 'unreadable' },
  {
    title: 'the same, refused, another accepted',
    of: asked,
    in: view([asked, control(401, 'Patient'), control(202, 'Coverage')]),
    is: 'unreadable',
  },
  { title: 'only another, accepted', of: asked, in: view([asked, control(202, 'Coverage')]), is: 'ok' },
  { title: 'the same, without reply', of: asked, in: view([asked, control(undefined, 'Patient')]), is: 'unreadable' },
  { title: 'missing', of: asked, in: view([asked]), is: 'unreadable' },
  { title: 'of another label', of: asked, in: view([asked, control(202, 'Patient', 'data')]), is: 'unreadable' },
];
assertionTable('controlled', controlled(replies('kickoff')), controls);
assertionTable('kickoffAccepted', kickoffAccepted, controls);

assertionTable('saysNothing', saysNothing, [
  { title: 'an empty body', of: exchange(401), is: 'ok' },
  { title: 'the reason phrase', of: exchange(401, { body: textBody(12, { phrase: 'Unauthorized' }) }), is: 'ok' },
  { title: 'other text', of: exchange(401, { body: textBody(30) }), is: 'not', says: '30 bytes' },
  { title: 'JSON', of: exchange(401, { json: {} }), is: 'not' },
  { title: 'an OperationOutcome', of: exchange(401, { json: object }), is: 'not', says: 'OperationOutcome' },
  { title: 'no reply', of: silent, is: 'unreadable' },
]);

assertionTable('noToken', noToken, [
  { title: 'an empty body', of: exchange(401), is: 'ok' },
  { title: 'an object without', of: exchange(401, { json: { error: 'invalid_client' } }), is: 'ok' },
  { title: 'a token', of: exchange(401, { json: { access_token: '«token 2»' } }), is: 'not' },
  { title: 'an empty token', of: exchange(401, { json: { access_token: '' } }), is: 'not' },
  { title: 'a token of another form', of: exchange(401), in: view([exchange(401)], [tokenFact(1)]), is: 'not' },
  { title: 'no reply', of: silent, is: 'ok' },
]);

assertionTable('sendable', sendable, [
  { title: 'visible ASCII', of: exchange(200), in: view([exchange(200)], [tokenFact(1)]), is: 'ok' },
  {
    title: 'a line break in it',
    of: exchange(200),
    in: view([exchange(200)], [tokenFact(1, { sendable: false })]),
    is: 'not',
    says: 'a header cannot contain',
  },
  { title: 'no token', of: exchange(200), is: 'ok' },
]);

assertionTable('tokenAccepted', tokenAccepted, [
  { title: '202', of: exchange(202), is: 'ok' },
  { title: '403', of: exchange(403), is: 'ok' },
  { title: '401', of: exchange(401), is: 'unreadable' },
  { title: 'no reply', of: silent, is: 'ok' },
]);

assertionTable('asksForNoToken', asksForNoToken, [
  { title: '200', of: exchange(200), is: 'ok' },
  { title: '403', of: exchange(403), is: 'ok' },
  { title: '500', of: exchange(500), is: 'ok' },
  { title: '401', of: exchange(401), is: 'not', says: 'status 401' },
  { title: 'no reply', of: silent, is: 'unreadable' },
]);

const REFUSES_ACCEPT = [400, 406, 415];
assertionTable('acceptNotRefused', acceptNotRefused, [
  { title: '200', of: exchange(200), is: 'ok' },
  ...REFUSES_ACCEPT.map((code) => ({
    title: String(code),
    of: exchange(code),
    is: 'not' as const,
    says: `status ${code}`,
  })),
  ...[302, 401, 403, 404, 500, 503].map((code) => ({
    ...{ title: String(code), of: exchange(code) },
    ...{ is: 'unreadable' as const, says: 'nothing about the header' },
  })),
  { title: 'no reply', of: silent, is: 'unreadable' },
]);

assertionTable('encodingNotRefused', encodingNotRefused, [
  ...[200, 401, 404, 500].map((code) => ({ title: String(code), of: exchange(code), is: 'ok' as const })),
  ...REFUSES_ACCEPT.map((code) => ({
    ...{ title: String(code), of: exchange(code) },
    ...{ is: 'not' as const, says: `status ${code}` },
  })),
  { title: 'no reply', of: silent, is: 'ok' },
]);

assertionTable('stillThere', stillThere, [
  ...[200, 401, 403, 500].map((code) => ({ title: String(code), of: exchange(code), is: 'ok' as const })),
  ...[404, 410].map((code) => ({
    title: String(code),
    of: exchange(code),
    is: 'not' as const,
    says: `status ${code}`,
  })),
  { title: 'no reply', of: silent, is: 'ok' },
]);

assertionTable('acceptTaken', acceptTaken, [
  ...[200, 404, 500].map((code) => ({ title: String(code), of: exchange(code), is: 'ok' as const })),
  ...REFUSES_ACCEPT.map((code) => ({ title: String(code), of: exchange(code), is: 'unreadable' as const })),
  { title: 'no reply', of: silent, is: 'ok' },
]);

assertionTable('located', located, [
  { title: 'with Content-Location', of: exchange(202, { headers: located202 }), is: 'ok' },
  { title: 'without', of: exchange(202, { headers: { Location: '/x' } }), is: 'unreadable' },
  { title: 'no reply', of: silent, is: 'unreadable' },
]);

const refusal = exchange(401, { label: 'wrong-secret' });
const issued = (token: unknown, code = 200) => exchange(code, { label: 'token', json: { access_token: token } });
const granted = exchange(403, { label: 'wrong-secret' });
assertionTable('tokenIssuedUnless401', tokenIssuedUnless401, [
  { title: 'a 401 without a token', of: exchange(401), in: view([issued(''), exchange(401)]), is: 'ok' },
  { title: 'another status, and a token', of: granted, in: view([issued('«token 1»'), granted]), is: 'ok' },
  { title: 'another status, and no token', of: granted, in: view([issued(''), granted]), is: 'unreadable' },
]);
assertionTable('tokenIssued', tokenIssued, [
  { title: 'a token', of: refusal, in: view([issued('«token 1»'), refusal]), is: 'ok' },
  { title: 'an empty one', of: refusal, in: view([issued(''), refusal]), is: 'unreadable' },
  { title: 'a number', of: refusal, in: view([issued(7), refusal]), is: 'unreadable' },
  { title: 'no answer', of: refusal, in: view([exchange(500, { label: 'token' }), refusal]), is: 'unreadable' },
  { title: 'never asked', of: refusal, in: view([refusal]), is: 'unreadable' },
  {
    title: 'only a later one',
    of: refusal,
    in: view([exchange(401, { label: 'token' }), refusal, issued('«token 1»')]),
    is: 'unreadable',
  },
]);

const [a200, b404, c202] = numbered(
  exchange(200, { label: 'a' }),
  exchange(404, { label: 'b', of: 'Patient' }),
  exchange(202, { label: 'c' }),
) as [ReturnType<typeof exchange>, ReturnType<typeof exchange>, ReturnType<typeof exchange>];

expectationTable(
  'every',
  every(
    replies('a', 'b'),
    onlyStatus('it is no 202', (code) => code !== 202),
    status(200),
  ),
  [
    { title: 'all fit', in: view([a200, c202]), is: 'pass', evidence: [1] },
    { title: 'one does not', in: view([a200, b404, c202]), is: 'fail', says: 'Patient: status 404', evidence: [2] },
    {
      title: 'several do not',
      in: view([b404, { ...b404, id: 5 }]),
      is: 'fail',
      says: '(and 1 more)',
      evidence: [2, 5],
    },
    { title: 'none is there', in: view([c202]), is: 'inapplicable' },
    { title: 'none was reached', in: view([c202], [stop(['b'])]), is: 'blocked', says: 'it was stopped' },
    { title: 'one was not reached', in: view([a200], [stop(['b'])]), is: 'blocked' },
    { title: 'one fails, one was not reached', in: view([b404], [stop(['a'])]), is: 'fail' },
    { title: 'what was not reached is another', in: view([a200], [stop(['c'])]), is: 'pass' },
  ],
);

describe('what an expectation says', () => {
  const silent = [saysNothing, onlyStatus('the status is 401', (code) => code === 401)];
  test.each([
    ['one assertion', [status(200)], 'a: the status is 200'],
    [
      'two assertions',
      [status(200), header('X-Progress', present)],
      'a: the status is 200, and X-Progress is present and not empty',
    ],
    [
      'preconditions come last, whatever their place',
      [tokenIssued, ...silent],
      'a: the body is empty or the reason phrase, where valid credentials return a token and the status is 401',
    ],
    [
      'a precondition that is there twice is said once',
      [...silent, ...silent],
      'a: the body is empty or the reason phrase, where the status is 401',
    ],
  ])('%s', (_, assertions, says) => {
    const expectation = every(replies('a'), ...assertions);
    expect(expectation.says).toBe(says);
    expect(`a: ${expectation.judge(view([])).expected}`).toBe(says);
  });
});

expectationTable('replies', every(replies('a'), status(200)), [
  { title: 'of the label', in: view([a200, b404]), is: 'pass', evidence: [1] },
  { title: 'of another label', in: view([b404]), is: 'inapplicable' },
]);

expectationTable('anyReply', every(anyReply, status(200, 202)), [
  { title: 'each is looked at', in: view([a200, b404, c202]), is: 'fail', evidence: [2] },
  { title: 'all fit', in: view([a200, c202]), is: 'pass', evidence: [1, 3] },
  { title: 'there is none', in: view([]), is: 'inapplicable' },
  { title: 'a stop takes nothing away', in: view([a200], [stop(['b'])]), is: 'pass' },
]);

const part = (label: string): ReturnType<typeof every> => every(replies(label), status(200));
expectationTable('all', all(part('a'), part('b')), [
  { title: 'both pass', in: view([a200, { ...a200, id: 2, label: 'b' }]), is: 'pass', evidence: [1, 2] },
  { title: 'one passes, one finds nothing', in: view([a200]), is: 'pass', evidence: [1] },
  { title: 'one fails, one passes', in: view([a200, b404]), is: 'fail', evidence: [2] },
  { title: 'one is blocked, one passes', in: view([a200], [stop(['b'])]), is: 'blocked' },
  { title: 'one is blocked, one fails', in: view([b404], [stop(['a'])]), is: 'fail' },
  { title: 'both find nothing', in: view([c202]), is: 'inapplicable' },
]);

describe('judgmentFrom', () => {
  const seen = (...results: readonly AssertionResult[]) =>
    results.map((result, index) => ({ exchange: { ...a200, id: index + 1 }, result }));
  const budget = stop(['x'], { cause: 'budget', unblock: '--export-budget' });
  const causes: readonly StopFact['cause'][] = ['earlier', 'input', 'deadline', 'interrupted'];

  test.each<[string, readonly AssertionResult[], readonly StopFact[], Judgment['outcome'], Judgment['cause']]>([
    ['fail beats all', [ok, unreadable('u'), nothing('n'), not('x')], [stop([])], 'fail', undefined],
    ['blocked beats pass', [ok, nothing('n'), unreadable('u')], [], 'blocked', 'earlier'],
    ['blocked beats inapplicable', [nothing('n'), unreadable('u')], [], 'blocked', 'earlier'],
    ['pass beats inapplicable', [nothing('n'), ok], [], 'pass', undefined],
    ['inapplicable', [nothing('n')], [], 'inapplicable', undefined],
    ['nothing at all', [], [], 'inapplicable', undefined],
    ['a budget stop leaves what was judged', [ok], [budget], 'pass', undefined],
    ['a budget stop leaves a failure', [not('x')], [budget], 'fail', undefined],
    ['a budget stop with nothing judged', [], [budget], 'blocked', 'budget'],
    ['a budget stop with nothing of the kind', [nothing('n')], [budget], 'blocked', 'budget'],
    ['a budget stop does not hide another', [ok], [budget, stop([], { cause: 'deadline' })], 'blocked', 'deadline'],
    ...causes.map((cause): [string, AssertionResult[], StopFact[], 'blocked', typeof cause] => [
      `a stop (${cause}) beats pass`,
      [ok],
      [stop([], { cause })],
      'blocked',
      cause,
    ]),
  ])('%s', (_, results, stops, outcome, cause) => {
    const finding = judgmentFrom('it holds', seen(...results), stops);
    expect(finding).toMatchObject({ outcome, expected: 'it holds' });
    expect(finding.cause).toBe(cause);
  });

  test('a stop names its export, its option and its exchange', () => {
    const finding = judgmentFrom('it holds', [], [stop([], { of: 'Patient', unblock: '--deadline', exchange: 7 })]);
    expect(finding).toMatchObject({
      because: 'export of Patient: it was stopped',
      unblock: '--deadline',
      evidence: [7],
    });
  });

  test('inapplicable says why', () => {
    expect(judgmentFrom('it holds', seen(nothing('no Retry-After was sent'))).because).toBe('no Retry-After was sent');
  });
});

describe('worst', () => {
  const finding = (outcome: Judgment['outcome'], ...evidence: readonly number[]): Judgment => ({
    outcome,
    expected: 'it holds',
    evidence,
  });
  test.each<[readonly Judgment['outcome'][], Judgment['outcome']]>([
    [['inapplicable', 'pass', 'blocked', 'fail'], 'fail'],
    [['inapplicable', 'pass', 'blocked'], 'blocked'],
    [['inapplicable', 'pass'], 'pass'],
    [['inapplicable'], 'inapplicable'],
  ])('of %j is %s', (outcomes, expected) => {
    expect(worst(outcomes.map((outcome) => finding(outcome))).outcome).toBe(expected);
    expect(worst(outcomes.toReversed().map((outcome) => finding(outcome))).outcome).toBe(expected);
  });

  test('adds up the evidence of those that agree, once: first that of the sentence it shows, then the others in order', () => {
    expect(worst([finding('fail', 9, 2), finding('pass', 1), finding('fail', 4, 2, 3)]).evidence).toEqual([9, 2, 3, 4]);
  });

  test('of nothing is a mistake', () => expect(() => worst([])).toThrow('at least one judgment'));
});

describe('what assertions read', () => {
  test('headersOf: every value, in any case', () => {
    expect(headersOf(exchange(202, { headers: twice }), 'RETRY-AFTER')).toEqual(['1', 'soon']);
    expect(headersOf(silent, 'retry-after')).toEqual([]);
  });

  test('objectIn: the one object or nothing', () => {
    expect(objectIn(exchange(200, { json: object }))).toBe(object);
    for (const { of } of noObject) expect(objectIn(of)).toBeUndefined();
  });

  test.each([
    ['a.b.0.c', 'deep'],
    ['a.b.1.c', undefined],
    ['n', null],
    ['n.x', undefined],
    ['x.y.z', undefined],
  ])('valueAt %s', (path, value) => expect(valueAt(object, path)).toBe(value));

  test('statusOf says the status, or why there was none', () => {
    expect(statusOf(exchange(418))).toBe('status 418');
    expect(statusOf(silent)).toContain('no response: the connection was reset');
    const bare = exchange(undefined);
    Reflect.deleteProperty(bare, 'failure');
    expect(statusOf(bare)).toBe('no response: reason unknown');
  });

  test('a long value is shown in part', () => {
    const long = exchange(200, { json: { v: 'x'.repeat(1000) }, body: body() });
    const { seen = '' } = every(anyReply, json('v', equals(1))).judge(
      view([{ ...long, reply: { ...long.reply!, body: jsonBody({ v: 'x'.repeat(1000) }) } }]),
    );
    expect(seen.length).toBeLessThan(200);
    expect(seen).toMatch(/…$/);
  });

  test('present is used as it is', () => expect(present.says).toBe('is present and not empty'));
});

assertionTable('startsNothing', startsNothing, [
  ...[400, 401, 404, 406, 500].map((code) => ({ title: `${code}`, of: exchange(code), is: 'ok' as const })),
  { title: 'a job', of: exchange(202), is: 'not', says: 'status 202' },
  {
    title: 'a refusal that names a job',
    of: exchange(400, { headers: { 'Content-Location': '/jobs/1' } }),
    is: 'not',
    says: 'status 400 with Content-Location',
  },
  ...[408, 429, 502, 503, undefined].map((code) => ({
    title: `${code}`,
    of: exchange(code),
    is: 'unreadable' as const,
  })),
]);

assertionTable('opensNothing', opensNothing, [
  ...[400, 401, 403, 404, 406, 410].map((code) => ({ title: `${code}`, of: exchange(code), is: 'ok' as const })),
  { title: 'the thing itself', of: exchange(200), is: 'not', says: 'status 200' },
  { title: 'a job that runs', of: exchange(202), is: 'not' },
  ...[302, 408, 429, 500, undefined].map((code) => ({
    title: `${code}`,
    of: exchange(code),
    is: 'unreadable' as const,
    says: 'nothing about access',
  })),
]);

test.each([
  ['http://a/data/1/x.ndjson?access_token=«token 1»', 'http://a/data/1/x.ndjson'],
  ['http://a/data/1/x.ndjson?part=2&access_token=«token 1»', 'http://a/data/1/x.ndjson?part=2'],
  ['http://a/data/1/x.ndjson?part=2', 'http://a/data/1/x.ndjson?part=2'],
])('withoutToken: %s', (url, bare) => expect(withoutToken(url)).toBe(bare));
