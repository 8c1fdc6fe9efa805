import { describe, expect, test } from 'vitest';
import {
  documentedAs,
  guideOperations,
  lacking,
  swaggerAgrees,
  swaggerCovers,
  swaggerDescribesListed,
  swaggerDocument,
  swaggerPage,
  swaggerServer,
  swaggerValid,
  unknownOperations,
} from '../../../src/expect/index.js';
import type {
  ContractDocument,
  ContractFact,
  ContractOperation,
  Departure,
  Profile,
  View,
} from '../../../src/model/index.js';
import { expectationTable } from '../../support/tables.js';
import { BASE, exchange, profile201909, profile201912, stop, view } from '../../support/views.js';

const operation = (
  method: string,
  path: string,
  security: string,
  statuses: readonly number[],
  ...names: string[]
): ContractOperation => ({
  ...{ method, path, security: [security], statuses: statuses.map(String) },
  parameters: names.map((name) => ({ name, in: name === 'Prefer' ? 'header' : 'query', required: true })),
});
const job = operation('GET', '/api/v1/jobs/{jobId}', 'token', [200, 202, 401]);
const data = operation('GET', '/data/{job}/{name}.ndjson', 'token', [200, 401]);
const start = operation('GET', '/api/v1/Patient/$export', 'token', [202, 401], 'Prefer', '_type');
const token = operation('POST', '/auth/token', 'basic', [200, 401]);
const metadata = operation('GET', '/api/v1/metadata', 'none', [200]);
const all = [token, metadata, start, job, data];

const document = (more: Partial<ContractDocument> = {}): ContractDocument => ({
  ...{ from: 'document', exchange: 9, dialect: 'Swagger 2.0', format: 'json', bytes: 2, sha256: 'a'.repeat(64) },
  ...{ problems: [], more: false, operations: all, compared: [1, 2], departures: [] },
  ...more,
});
const fact = (more: Partial<ContractFact> = {}): ContractFact => ({
  ...{ kind: 'contract', step: 'contract', page: { exchange: 8, open: true }, found: { exchange: 9, open: true } },
  document: document(),
  ...more,
});
const pageAsked = exchange(404, { id: 8, step: 'contract', label: 'page' });
const documentAsked = exchange(404, { id: 9, step: 'contract', label: 'document' });
const seen = (it: ContractFact): View => view([pageAsked, documentAsked], [it]);
const nothing: ContractFact = { kind: 'contract', step: 'contract', because: 'there is no Swagger page: status 404' };
const pageOnly: ContractFact = { ...nothing, page: { exchange: 8, open: true }, because: 'the page names no document' };
const unlooked = view(
  [],
  [stop(['page', 'document'], { step: 'contract', cause: 'interrupted', because: 'interrupted' })],
);

expectationTable('swaggerPage', swaggerPage, [
  { title: 'open', in: seen(fact()), is: 'pass', evidence: [8] },
  {
    title: 'behind a token',
    in: seen(fact({ page: { exchange: 8, open: false } })),
    is: 'fail',
    says: 'token',
    evidence: [8],
  },
  { title: 'none', in: seen(nothing), is: 'fail', says: 'status 404', evidence: [8] },
  { title: 'interrupted', in: unlooked, is: 'blocked', cause: 'interrupted' },
  { title: 'not looked for', in: view([]), is: 'blocked', says: 'did not look for' },
]);

expectationTable('swaggerDocument', swaggerDocument, [
  { title: 'found', in: seen(fact()), is: 'pass', evidence: [9] },
  {
    title: 'behind a token',
    in: seen(fact({ found: { exchange: 9, open: false } })),
    is: 'fail',
    says: 'token',
    evidence: [9],
  },
  {
    title: 'behind a token with its page',
    in: seen(fact({ page: { exchange: 8, open: false }, found: { exchange: 9, open: false } })),
    is: 'pass',
  },
  { title: 'none', in: seen(pageOnly), is: 'fail', says: 'names no document', evidence: [8, 9] },
  // One that the user gave is none that the server has.
  { title: 'given', in: seen({ ...pageOnly, document: document({ from: 'given' }) }), is: 'fail' },
  { title: 'no page', in: seen(nothing), is: 'blocked', says: 'status 404', evidence: [8] },
  { title: 'interrupted', in: unlooked, is: 'blocked', cause: 'interrupted' },
]);

const unblock = '--openapi';
const absent = [
  {
    title: 'no document',
    in: seen(pageOnly),
    is: 'blocked',
    says: /names no document; give one with --openapi/,
    cause: 'input',
    unblock,
  },
  { title: 'no page', in: seen(nothing), is: 'blocked', cause: 'input', unblock },
  {
    title: 'a given one that is none',
    in: seen({ ...nothing, unread: 'status 404' }),
    is: 'blocked',
    says: /given.*status 404/,
    cause: 'input',
    unblock,
  },
  { title: 'interrupted', in: unlooked, is: 'blocked', cause: 'interrupted' },
] as const;

const problem = { pointer: '/info', says: 'the member "title" is missing' };
expectationTable('swaggerValid', swaggerValid, [
  { title: 'valid', in: seen(fact()), is: 'pass', evidence: [9] },
  {
    title: 'a problem',
    in: seen(fact({ document: document({ problems: [problem] }) })),
    is: 'fail',
    says: /^Swagger 2.0: \/info: the member "title" is missing$/,
  },
  {
    title: 'two',
    in: seen(fact({ document: document({ problems: [{ ...problem, pointer: '' }, problem] }) })),
    is: 'fail',
    says: /^Swagger 2.0: the member.*\(and 1 more\)$/,
  },
  ...absent,
]);

const naming = (...servers: NonNullable<ContractDocument['servers']>): View =>
  seen(fact({ document: document({ servers }) }));
const { host, protocol } = new URL(BASE);
const scheme = protocol.slice(0, -1);
expectationTable('swaggerServer', swaggerServer, [
  { title: 'names none', in: seen(fact()), is: 'pass', evidence: [9] },
  { title: 'its host', in: naming({ host }), is: 'pass' },
  { title: 'its host in capitals, and its scheme', in: naming({ host: host.toUpperCase(), scheme }), is: 'pass' },
  { title: 'its scheme', in: naming({ scheme }), is: 'pass' },
  { title: 'one of several', in: naming({ host: 'api.example.org' }, { host, scheme }), is: 'pass' },
  { title: 'a relative URL', in: naming({}), is: 'pass' },
  { title: 'another host', in: naming({ host: 'api.example.org' }), is: 'fail', says: /^only \/\/api.example.org$/ },
  { title: 'another scheme', in: naming({ scheme: 'wss' }), is: 'fail', says: /^only wss:$/ },
  { title: 'no host at all', in: naming({ host: ':::' }), is: 'fail' },
  {
    title: 'a given one',
    in: seen(fact({ document: document({ from: 'given', servers: [{ host: 'api.example.org' }] }) })),
    is: 'inapplicable',
    says: 'given',
  },
  ...absent,
]);

const listed = (reference: string) => ({
  name: reference.endsWith('/$export') ? 'export' : 'other',
  definition: { reference },
});
const listing = (...references: readonly string[]): View => ({
  ...seen(fact()),
  exchanges: [
    exchange(200, {
      id: 3,
      label: 'metadata',
      json: { rest: [{ operation: references.map(listed) }] },
    }),
  ],
});
expectationTable('swaggerDescribesListed', swaggerDescribesListed, [
  { title: 'lists nothing', in: listing(), is: 'pass', evidence: [9, 3] },
  {
    title: 'lists operations of the guide',
    in: listing(`${BASE}/api/v1/jobs/[jobId]`, `${BASE}/data/[jobID]/[random_UUID].ndjson`),
    is: 'pass',
  },
  { title: 'an export that the guide does not have', in: listing(`${BASE}/api/v1/Group/all/$export`), is: 'pass' },
  { title: 'another one', in: listing(`${BASE}/_version`), is: 'fail', says: /^not described: \/_version$/ },
  { title: 'what is no URL', in: listing('jobs'), is: 'pass' },
  { title: 'no metadata', in: seen(fact()), is: 'blocked', says: 'no CapabilityStatement' },
  ...absent,
]);

const having = (...operations: readonly ContractOperation[]): View =>
  seen(fact({ document: document({ operations }) }));
const but = (of: ContractOperation, change: Partial<ContractOperation>): View =>
  having(...all.map((one) => (one === of ? { ...of, ...change } : one)));
expectationTable('swaggerCovers', swaggerCovers, [
  { title: 'all', in: having(...all), is: 'pass', evidence: [9] },
  { title: 'more', in: having(...all, operation('GET', '/api/v1/Group/{id}/$export', 'token', [202])), is: 'pass' },
  {
    title: 'other names, another file name',
    in: having(token, metadata, start, { ...job, path: '/api/v1/jobs/{n}' }, { ...data, path: '/data/{a}/{b}' }),
    is: 'pass',
  },
  { title: 'a template for every type', in: but(start, { path: '/api/v1/{type}/$export' }), is: 'pass' },
  { title: 'an escaped dollar sign', in: but(start, { path: '/api/v1/Patient/%24export' }), is: 'pass' },
  { title: 'classes of statuses and a default', in: but(job, { statuses: ['2XX', 'default'] }), is: 'pass' },
  {
    title: 'a default for success',
    in: but(job, { statuses: ['200', 'default'] }),
    is: 'fail',
    says: /status 202 is not documented$/,
  },
  { title: 'no operation', in: having(), is: 'fail', says: /POST \/auth\/token: not documented; GET/ },
  {
    title: 'another method',
    in: but(token, { method: 'GET' }),
    is: 'fail',
    says: /^POST \/auth\/token: not documented$/,
  },
  { title: 'no 401', in: but(token, { statuses: ['200'] }), is: 'fail', says: 'status 401' },
  { title: 'no _type', in: but(start, { parameters: start.parameters.slice(0, 1) }), is: 'fail', says: 'query _type' },
  { title: 'no Prefer', in: but(start, { parameters: start.parameters.slice(1) }), is: 'fail', says: 'header Prefer' },
  {
    title: 'no security',
    in: but(job, { security: ['none'] }),
    is: 'fail',
    says: 'security is documented as none, expected token',
  },
  { title: 'one of several securities', in: but(job, { security: ['other', 'token'] }), is: 'pass' },
  {
    title: 'below the prefix of the base URL',
    in: { ...having(...all.map((one) => ({ ...one, path: `/bcda${one.path}` }))), base: `${BASE}/bcda` },
    is: 'pass',
  },
  {
    title: 'below another prefix',
    in: having(...all.map((one) => ({ ...one, path: `/bcda${one.path}` }))),
    is: 'fail',
  },
  ...absent,
]);

const departure = (exchange: number, more: Partial<Departure> = {}): Departure => ({
  ...{
    exchange,
    operation: 'GET /a',
    status: 203,
    kind: 'status-undocumented',
    pointer: '/p',
    says: 'status 203 is not among 200',
  },
  ...more,
});
const departing = (
  departures: readonly Departure[],
  cited: readonly (readonly [exchange: number, id: string, expected?: string])[] = [],
): View => ({
  ...seen(fact({ document: document({ departures }) })),
  cited: new Map(
    cited.map(([exchange, id, expected = 'the status is 202']) => [exchange, [{ id, expected, seen: '' }]]),
  ),
});
const inBody = { status: 200, kind: 'body', says: 'a value in the body has another type' } as const;
const jobId = departure(2, { ...inBody, pointer: '/definitions/Manifest/properties/JobID/type' });
const noOutput = departure(2, {
  ...inBody,
  pointer: '/definitions/Manifest/required',
  says: 'the body does not have the required member "output"',
});
const noExpires = departure(2, {
  kind: 'header-missing',
  pointer: '/r/headers/Expires',
  says: 'the documented header Expires is missing',
});
expectationTable('swaggerAgrees', swaggerAgrees, [
  { title: 'nothing departs', in: departing([]), is: 'pass', evidence: [1, 2] },
  {
    title: 'one',
    in: departing([departure(2)]),
    is: 'fail',
    says: /^GET \/a → 203: status 203 is not among 200 \[\/p\]$/,
    evidence: [2],
  },
  {
    title: 'the same of two answers',
    in: departing([departure(3), departure(2)]),
    is: 'fail',
    says: /\(2 responses\)$/,
    evidence: [2, 3],
  },
  { title: 'cited elsewhere', in: departing([departure(2)], [[2, 'status.processing']]), is: 'pass' },
  {
    title: 'one of the two is cited',
    in: departing([departure(2), departure(3)], [[3, 'status.processing']]),
    is: 'pass',
  },
  {
    title: 'one cited and one not',
    in: departing([departure(2), departure(3, { pointer: '/q' })], [[2, 'a.b']]),
    is: 'fail',
    says: /\[\/q\]; also, not counted: .*\[\/p\] \(a\.b\)$/,
    evidence: [3],
  },
  ...[
    { title: 'the same member is cited', one: jobId, expected: 'JobID is a number and equals the id in the job URL' },
    { title: 'the same missing member is cited', one: noOutput, expected: 'output is a list of type and url' },
    { title: 'the whole body is cited', one: jobId, expected: 'the body is one JSON object' },
    { title: 'the same header is cited', one: noExpires, expected: 'expires is an HTTP-date' },
  ].map(({ title, one, expected }) => ({ title, in: departing([one], [[2, 'a.b', expected]]), is: 'pass' as const })),
  ...[
    { title: 'another member is cited', one: jobId, expected: 'every url is <base URL>/data/<job id>/<name>.ndjson' },
    { title: 'another missing member is cited', one: noOutput, expected: 'JobID is a number' },
    { title: 'a header is cited, not the body', one: jobId, expected: 'expires is an HTTP-date' },
    { title: 'another header is cited', one: noExpires, expected: 'content-type is application/json' },
    { title: 'a header is cited, not the status', one: departure(2), expected: 'x-progress has a percentage' },
    {
      title: 'the status only says where',
      one: departure(2),
      expected: 'x-progress is there, where the status is 203',
    },
  ].map(({ title, one, expected }) => ({ title, in: departing([one], [[2, 'a.b', expected]]), is: 'fail' as const })),
  { title: 'another answer is cited', in: departing([departure(2)], [[1, 'a.b']]), is: 'fail' },
  {
    title: 'nothing compared',
    in: seen(fact({ document: document({ compared: [] }) })),
    is: 'blocked',
    says: 'no response',
  },
  ...absent,
]);

test('what is not counted is told where it passes', () => {
  const finding = swaggerAgrees.judge(departing([departure(2)], [[2, 'status.processing']]));
  expect(finding.seen).toBe('also, not counted: GET /a → 203: status 203 is not among 200 [/p] (status.processing)');
  expect(swaggerAgrees.afterOthers).toBe(true);
});

describe('guideOperations', () => {
  test('are those of each guide', () => {
    const told = (profile: Profile): string[] =>
      guideOperations(profile).map(({ method, path }) => `${method} ${path}`);
    expect(told(profile201912)).toEqual([
      'POST /auth/token',
      'GET /api/v1/metadata',
      'GET /api/v1/Patient/$export',
      'GET /api/v1/jobs/{id}',
      'GET /data/{id}/{file}',
    ]);
    expect(told(profile201909)).toEqual([
      'POST /auth/token',
      'GET /api/v1/metadata',
      'GET /api/v1/ExplanationOfBenefit/$export',
      'GET /api/v1/Patient/$export',
      'GET /api/v1/Coverage/$export',
      'GET /api/v1/jobs/{id}',
      'GET /data/{id}/{file}',
    ]);
  });
  test('documentedAs prefers the literal path, lacking says what is not there', () => {
    const [, , wanted] = guideOperations(profile201912);
    if (wanted === undefined) throw new Error('no export');
    const general = { ...start, path: '/api/v1/{type}/$export' };
    expect(documentedAs(wanted, [general, start], BASE)).toBe(start);
    expect(lacking(wanted, start)).toEqual([]);
    expect(lacking(wanted, undefined)).toEqual(['not documented']);
  });
  test('unknownOperations are those that the guide does not have; the version it lists', () => {
    const group = operation('GET', '/api/v1/Group/{id}/$export', 'token', [202]);
    const version = operation('GET', '/_version', 'none', [200]);
    expect(unknownOperations(document({ operations: [...all, version, group] }), profile201912, BASE)).toEqual([
      'GET /api/v1/Group/{id}/$export',
    ]);
  });
});
