import {
  accepted,
  allDated,
  acceptedWithoutFormat,
  acceptedWithoutList,
  formatKickoffs,
  listKickoffs,
  mayUseFilter,
  futureGivesNothing,
  kickoffsOf,
  noneMissing,
  noneOutside,
  notRefusedAsDocumented,
  notUpdatedEarlier,
  partsAccepted,
  plainAccepted,
  sinceManifest,
} from '../../../../src/expect/index.js';
import { describe, expect, test } from 'vitest';
import {
  DIVIDING,
  type Exchange,
  exportRequests,
  type ExportSet,
  type Fact,
  type NarrowedFact,
  type View,
} from '../../../../src/model/index.js';
import { profileV1 } from '../../../../suites/profiles/v1.js';
import { profileV3 } from '../../../../suites/profiles/v3.js';
import { assertionTable, expectationTable } from '../../../support/tables.js';
import { BASE, exchange, fileFact, manifest, stop, view } from '../../../support/views.js';

const in1 = { profile: profileV1 };
const [PATIENT = '', GROUP = ''] = exportRequests(profileV1, 'since').map(({ of }) => of);
const [FUTURE = ''] = exportRequests(profileV1, 'future').map(({ of }) => of);
const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };

const kickoff = (of: string, status: number | undefined, more: Partial<Exchange> = {}, json?: unknown): Exchange =>
  exchange(status, { label: 'kickoff', of, ...(json !== undefined && { json }), ...more });
const narrowed = (more: Partial<NarrowedFact> = {}): NarrowedFact => ({
  ...{ kind: 'narrowed', exchange: 1, of: PATIENT, type: 'Coverage' },
  ...{ resources: 10, outside: {}, unknown: 0, wanted: 10, missing: 0 },
  ...more,
});
/** A run with a file of the export of Patient since an instant, and what is known of it. */
const run = (facts: readonly Fact[], exchanges: readonly Exchange[] = []): View =>
  view([exchange(200, { label: 'data', of: PATIENT }), ...exchanges], [fileFact(1), ...facts], in1);

describe('kickoffsOf', () => {
  test('selects the export requests of the set, refused ones included', () => {
    const requests = [
      kickoff('Patient', 202),
      kickoff(PATIENT, 202, { id: 2 }),
      kickoff(GROUP, 404, { id: 3, label: 'kickoff-apart-refused' }),
      kickoff(FUTURE, 400, { id: 4, label: 'kickoff-narrowed-refused' }),
    ];
    const ids = (...sets: ExportSet[]): number[] =>
      kickoffsOf(...sets)
        .of(view(requests, [], in1))
        .map(({ id }) => id);
    expect(ids('since')).toEqual([2, 3]);
    expect(ids('future')).toEqual([4]);
  });
});

const outside = noneOutside('since', { sets: ['since'], which: ({ endpoint }) => endpoint === 'Patient' });
expectationTable('noneOutside', outside, [
  { title: 'all were updated later', in: run([narrowed()]), is: 'pass' },
  {
    title: 'some were not',
    in: run([narrowed({ outside: { since: 3 } })]),
    is: 'fail',
    says: '3 of 10 Coverage resources were not updated later',
  },
  { title: 'others have another tag', in: run([narrowed({ outside: { systems: 3 } })]), is: 'pass' },
  { title: 'another export', in: run([narrowed({ of: GROUP, outside: { since: 3 } })]), is: 'inapplicable' },
  { title: 'no resource', in: run([narrowed({ resources: 0 })]), is: 'inapplicable' },
  {
    title: 'none says when',
    in: run([narrowed({ unknown: 10 })]),
    ...{ is: 'blocked', cause: 'earlier', says: 'no Coverage resource of the export has meta.lastUpdated' },
  },
  {
    title: 'no claim says what it is narrowed by',
    in: run([narrowed({ type: 'ExplanationOfBenefit', unknown: 10 })]),
    ...{ is: 'blocked', cause: 'earlier', says: 'lacks something by which the request narrows claims' },
  },
  {
    title: 'all data were updated at once, before which it asked',
    in: run([narrowed(), stop(['undivided-since'], { of: PATIENT, cause: 'data', because: 'all alike' })]),
    ...{ is: 'blocked', cause: 'data', says: 'all alike' },
  },
  {
    title: 'all data were updated at once, and some are outside all the same',
    in: run([narrowed({ outside: { since: 3 } }), stop(['undivided-since'], { of: PATIENT, cause: 'data' })]),
    is: 'fail',
  },
  { title: 'some do not say when', in: run([narrowed({ unknown: 9 })]), is: 'pass' },
  {
    title: 'nothing divides the data',
    in: run([stop(['narrowed'], { of: PATIENT, cause: 'data', because: 'all alike' })]),
    ...{ is: 'blocked', cause: 'data', says: 'all alike' },
  },
  { title: 'it was asked for otherwise too', in: run([narrowed(), stop(['narrowed'], { of: PATIENT })]), is: 'pass' },
  { title: 'another export ended early', in: run([narrowed(), stop(['narrowed'], { of: GROUP })]), is: 'pass' },
]);

const missing = noneMissing('nothing is missing', { sets: ['since'] });
expectationTable('noneMissing', missing, [
  { title: 'all are there', in: run([narrowed()]), is: 'pass' },
  {
    title: 'all data were updated at once',
    in: run([narrowed(), stop(['undivided-since'], { of: PATIENT, cause: 'data' })]),
    is: 'pass',
  },
  { title: 'one is not', in: run([narrowed({ missing: 1 })]), is: 'pass' },
  { title: 'two are not', in: run([narrowed({ missing: 2 })]), is: 'fail', says: '2 of 10 resources of type Coverage' },
  { title: 'one in a hundred is not', in: run([narrowed({ wanted: 1000, missing: 10 })]), is: 'pass' },
  { title: 'more are not', in: run([narrowed({ wanted: 1000, missing: 11 })]), is: 'fail' },
  {
    title: 'one of each of two types is not',
    in: run([narrowed({ missing: 1 }), narrowed({ type: 'Patient', missing: 1 })]),
    is: 'fail',
  },
  { title: 'nothing to compare with', in: run([narrowed({ wanted: 0 })]), is: 'inapplicable' },
  { title: 'more than can be remembered', in: run([narrowed({ missing: 5, over: true })]), is: 'blocked' },
  {
    title: 'a sample',
    in: view(
      [exchange(200, { label: 'data', of: PATIENT })],
      [fileFact(1, { sampled: 5 }), narrowed({ missing: 5 })],
      in1,
    ),
    ...{ is: 'blocked', cause: 'choice', unblock: 'all lines (no --sample)' },
  },
  {
    title: 'a cut file',
    in: view(
      [exchange(200, { label: 'data', of: PATIENT })],
      [fileFact(1, { whole: false }), narrowed({ missing: 5 })],
      in1,
    ),
    is: 'blocked',
  },
  {
    title: 'errors about the type are listed',
    in: run(
      [narrowed({ missing: 5 }), fileFact(3, { list: 'error', type: 'OperationOutcome', names: ['Coverage'] })],
      [
        manifest(PATIENT, { error: [{ type: 'OperationOutcome', url: 'x' }] }, { id: 2 }),
        exchange(200, { id: 3, label: 'error-data', of: PATIENT }),
      ],
    ),
    is: 'inapplicable',
  },
]);

const among = (of: Exchange, ...others: Exchange[]): { of: Exchange; in: View } => ({
  of,
  in: view([of, ...others], [], in1),
});
assertionTable('plainAccepted', plainAccepted, [
  { title: 'it is', ...among(kickoff(PATIENT, 400), kickoff('Patient', 202, { id: 2 })), is: 'ok' },
  { title: 'it is not', ...among(kickoff(PATIENT, 400), kickoff('Patient', 500, { id: 2 })), is: 'unreadable' },
  { title: 'it was not made', ...among(kickoff(PATIENT, 400), kickoff('Group/all', 500, { id: 2 })), is: 'ok' },
]);

const documented = notRefusedAsDocumented('nobody was there');
const refusedApart = { label: 'kickoff-apart-refused' } as const;
assertionTable('notRefusedAsDocumented', documented, [
  { title: 'accepted', of: kickoff(GROUP, 202), is: 'ok' },
  {
    title: 'refused as documented',
    ...{ of: kickoff(GROUP, 404, refusedApart, OUTCOME), is: 'nothing', says: /404 .*nobody was there/ },
  },
  { title: 'refused without an OperationOutcome', of: kickoff(GROUP, 404, refusedApart), is: 'ok' },
  { title: 'refused otherwise', of: kickoff(GROUP, 404, {}, OUTCOME), is: 'ok' },
]);

const [FIRST, , , SHARED = { of: '' }] = exportRequests(profileV3, 'filtered');
const inV3 = (of: Exchange, ...others: Exchange[]): { of: Exchange; in: View } => ({
  of,
  in: view([of, ...others], [], { profile: profileV3 }),
});
assertionTable('mayUseFilter', mayUseFilter, [
  { title: 'accepted', ...inV3(kickoff(SHARED.of, 202)), is: 'ok' },
  {
    title: 'every such filter is refused',
    ...inV3(kickoff(SHARED.of, 400, refusedApart, OUTCOME), kickoff(FIRST?.of ?? '', 400, refusedApart, OUTCOME)),
    ...{ is: 'nothing', says: /400 .*no access/ },
  },
  {
    title: 'another such filter is accepted',
    ...inV3(kickoff(SHARED.of, 400, refusedApart, OUTCOME), kickoff(FIRST?.of ?? '', 202, { id: 2 })),
    is: 'ok',
  },
  { title: 'refused without an OperationOutcome', ...inV3(kickoff(SHARED.of, 400)), is: 'ok' },
  { title: 'refused otherwise', ...inV3(kickoff(SHARED.of, 404, refusedApart, OUTCOME)), is: 'ok' },
  { title: 'a filter that all may use', ...inV3(kickoff('Group/runout', 400, refusedApart, OUTCOME)), is: 'ok' },
]);

const BOTH = `Patient?_since=${DIVIDING.instant}&_typeFilter=service-date=ge${DIVIDING.day}`;
const DAY = `Group/all?_typeFilter=service-date=lt${DIVIDING.day}`;
const MONTH = `Group/all?_typeFilter=service-date=le${DIVIDING.month}`;
const refusedNarrowed = { label: 'kickoff-narrowed-refused' } as const;
const TYPED = 'Patient?_outputFormat=ndjson&_type=ExplanationOfBenefit';
const TYPED_DAY = `Patient?_type=ExplanationOfBenefit&_typeFilter=ExplanationOfBenefit?service-date=ge${DIVIDING.day}`;
assertionTable('partsAccepted', partsAccepted, [
  { title: 'both are', ...among(kickoff(BOTH, 400), kickoff(PATIENT, 202), kickoff(DAY, 202)), is: 'ok' },
  { title: 'none was asked', ...among(kickoff(BOTH, 400)), is: 'ok' },
  { title: 'one time is refused', ...among(kickoff(BOTH, 400), kickoff(PATIENT, 400, refusedNarrowed)), is: 'nothing' },
  { title: 'days are refused', ...among(kickoff(BOTH, 400), kickoff(DAY, 400, refusedNarrowed)), is: 'nothing' },
  { title: 'months are refused', ...among(kickoff(BOTH, 400), kickoff(MONTH, 400, refusedNarrowed)), is: 'nothing' },
  { title: 'a time to come is refused', ...among(kickoff(BOTH, 400), kickoff(FUTURE, 400, refusedNarrowed)), is: 'ok' },
  {
    title: '_type is refused',
    ...among(kickoff(TYPED_DAY, 400), kickoff(TYPED, 400)),
    ...{ is: 'nothing', says: '_type alone' },
  },
  { title: '_type is accepted', ...among(kickoff(TYPED_DAY, 400), kickoff(TYPED, 202)), is: 'ok' },
  { title: 'a request with one alone', ...among(kickoff(DAY, 400), kickoff(PATIENT, 400, refusedNarrowed)), is: 'ok' },
]);

describe('formatKickoffs', () => {
  test('selects the export requests that name a format, refused ones included', () => {
    const at = (id: number, query: string, more: Partial<Exchange> = {}): Exchange =>
      kickoff(TYPED, 202, { id, request: { method: 'GET', url: `${BASE}/export${query}`, headers: [] }, ...more });
    const requests = [
      at(1, '?_type=Patient'),
      at(2, '?_outputFormat=ndjson&_type=Patient'),
      at(3, '?_outputFormat=ndjson&_type=Patient', { superseded: 'busy' }),
      at(4, '?_outputFormat=ndjson&_type=Patient', { label: 'kickoff-format-refused' }),
      at(5, '?_outputFormat=text/csv', { label: 'unknown-format' }),
    ];
    expect(formatKickoffs.of(view(requests, [], in1)).map(({ id }) => id)).toEqual([2, 4]);
  });
});
const refusedFormat = kickoff(TYPED, 400, { label: 'kickoff-format-refused' });
assertionTable('acceptedWithoutFormat', acceptedWithoutFormat, [
  { title: 'a request that was not refused', ...among(kickoff(TYPED, 202)), is: 'ok' },
  { title: 'one that is accepted without', ...among(refusedFormat, kickoff(TYPED, 202, { id: 2 })), is: 'ok' },
  {
    title: 'one that is refused without too',
    ...among(refusedFormat, kickoff(TYPED, 400, { id: 2 })),
    ...{ is: 'unreadable', says: 'not accepted either' },
  },
  {
    title: 'another one that is accepted',
    ...among(refusedFormat, kickoff('Patient', 202, { id: 2 })),
    is: 'unreadable',
  },
]);

describe('listKickoffs', () => {
  test('selects the export requests with a list in a header, refused ones included', () => {
    const at = (id: number, name: string, value: string, more: Partial<Exchange> = {}): Exchange =>
      kickoff(TYPED, 202, { id, request: { method: 'GET', url: `${BASE}/export`, headers: [[name, value]] }, ...more });
    const requests = [
      at(1, 'Accept', 'application/fhir+json'),
      at(2, 'accept', 'application/fhir+json, */*'),
      at(3, 'Prefer', 'respond-async, wait=10'),
      at(4, 'Prefer', 'respond-async, wait=10', { superseded: 'busy' }),
      at(5, 'Cookie', 'a, b'),
      at(6, 'Prefer', 'respond-async, wait=10', { label: 'kickoff-list-refused' }),
      at(7, 'Accept', 'a, b', { label: 'other-accept' }),
    ];
    expect(listKickoffs.of(view(requests, [], in1)).map(({ id }) => id)).toEqual([2, 3, 6]);
  });
});
const refusedList = kickoff(TYPED, 400, { label: 'kickoff-list-refused' });
assertionTable('acceptedWithoutList', acceptedWithoutList, [
  { title: 'a request that was not refused', ...among(kickoff(TYPED, 202)), is: 'ok' },
  { title: 'one that is accepted without', ...among(refusedList, kickoff(TYPED, 202, { id: 2 })), is: 'ok' },
  {
    title: 'one that is refused without too',
    ...among(refusedList, kickoff(TYPED, 400, { id: 2 })),
    ...{ is: 'unreadable', says: 'not accepted either' },
  },
]);

assertionTable('accepted', accepted, [
  { title: 'as documented', of: kickoff(PATIENT, 202), is: 'ok' },
  { title: 'with another status', of: kickoff(PATIENT, 200), is: 'ok' },
  { title: 'refused', of: kickoff(PATIENT, 400), is: 'not', says: 'status 400' },
  { title: 'busy', of: kickoff(PATIENT, 429), is: 'unreadable' },
  { title: 'no response', of: kickoff(PATIENT, undefined), is: 'not' },
]);

const TIME = '2026-11-20T08:15:30.123456+00:00';
const asked = (query: string): Exchange =>
  exchange(202, {
    ...{ id: 2, label: 'cancel-kickoff', of: 'Group/all' },
    request: { method: 'GET', url: `${BASE}/export${query}`, headers: [] },
  });
const behind = (of: Exchange): { of: Exchange; in: View } =>
  among(of, manifest('Group/all', { transactionTime: TIME }, { id: 1 }));
assertionTable('sinceManifest', sinceManifest, [
  { title: 'that of a manifest', ...behind(asked(`?_since=${encodeURIComponent(TIME)}`)), is: 'ok' },
  { title: 'another time', ...behind(asked('?_since=2026-11-20T08:15:30Z')), is: 'nothing' },
  {
    title: 'one in the future',
    ...among(
      asked(`?_since=${encodeURIComponent(TIME)}`),
      manifest('Group/all', { transactionTime: TIME }, { id: 1, headers: { Date: 'Thu, 19 Nov 2026 08:15:30 GMT' } }),
    ),
    is: 'unreadable',
  },
  { title: 'no time', ...behind(asked('?_type=Patient')), is: 'nothing' },
  { title: 'no manifest', ...among(asked('?_since=undefined')), is: 'nothing' },
]);

const future = (status: number | undefined, facts: readonly Fact[] = [], exchanges: readonly Exchange[] = []): View =>
  view(
    [
      kickoff('Patient', 202, { id: 2 }),
      kickoff(FUTURE, status, status === 400 ? { label: 'kickoff-narrowed-refused' } : {}),
      ...exchanges,
    ],
    facts,
    in1,
  );
const done = manifest(FUTURE, { output: [] }, { id: 3 });
const download = exchange(200, { id: 4, label: 'data', of: FUTURE });
expectationTable('futureGivesNothing', futureGivesNothing, [
  { title: 'refused', in: future(400), is: 'pass' },
  { title: 'the server failed', in: future(500), is: 'fail', says: 'status 500' },
  { title: 'the token was refused', in: future(401), is: 'blocked' },
  { title: 'no file', in: future(202, [], [done]), is: 'pass' },
  { title: 'an empty file', in: future(202, [fileFact(4, { resources: 0 })], [done, download]), is: 'pass' },
  {
    title: 'a file',
    in: future(202, [fileFact(4, { type: 'Patient', resources: 1 })], [done, download]),
    ...{ is: 'fail', says: 'resources of Patient' },
  },
  { title: 'a job that did not end', in: future(202, [stop(['manifest'], { of: FUTURE })]), is: 'blocked' },
  {
    title: 'the plain request was refused too',
    in: view([kickoff('Patient', 500, { id: 2 }), kickoff(FUTURE, 400)], [], in1),
    is: 'blocked',
  },
  { title: 'no request', in: view([], [stop(['kickoff'])], in1), is: 'blocked' },
]);

const dated = (updates?: object): { of: Exchange; in: View } => {
  const of = exchange(200, { label: 'data', of: 'Patient' });
  const identities = { repeated: 0, lines: [], over: false, ...(updates !== undefined && { floor: updates }) };
  return { of, in: view([of], [fileFact(1, { identities } as never)], in1) };
};
const timed = (resources: number, times: number | undefined, more: object = {}): { of: Exchange; in: View } => {
  const of = exchange(200, { label: 'data', of: 'Patient' });
  const floor = times === undefined ? {} : { floor: { dated: times } };
  const identities = { repeated: 0, lines: [], over: false, ...floor };
  return { of, in: view([of], [fileFact(1, { resources, identities, ...more })], in1) };
};
assertionTable('allDated', allDated, [
  { title: 'all say when', ...timed(3, 3), is: 'ok' },
  { title: 'one does not', ...timed(3, 2), is: 'not', says: '1 of 3 resources of a Patient file' },
  { title: 'none does', ...timed(3, 0), is: 'not', says: '3 of 3' },
  { title: 'a line that is no resource does too', ...timed(3, 4), is: 'ok' },
  { title: 'a sample of lines', ...timed(3, 2, { sampled: 2 }), is: 'unreadable', says: 'sample' },
  { title: 'no resource', ...timed(0, 0), is: 'nothing' },
  { title: 'an older transcript', ...timed(3, undefined), is: 'unreadable' },
  { title: 'no file', of: exchange(404, { label: 'data' }), is: 'unreadable' },
]);

assertionTable('notUpdatedEarlier', notUpdatedEarlier, [
  { title: 'none was', ...dated({ dated: 3 }), is: 'ok' },
  { title: 'one was', ...dated({ dated: 3, early: { count: 1, lines: [2] } }), is: 'not', says: '1 of 3 resources' },
  { title: 'none says when', ...dated({ dated: 0 }), is: 'nothing' },
  { title: 'the documentation names no day', ...dated(), is: 'nothing' },
  { title: 'no file', of: exchange(404, { label: 'data' }), is: 'unreadable' },
]);
