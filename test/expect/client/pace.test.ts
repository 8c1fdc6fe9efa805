import { givesUp, limitedRenewals, noStorm, waitsWhileBusy } from '../../../src/expect/client/index.js';
import type { Exchange, View } from '../../../src/model/index.js';
import { expectationTable } from '../../support/tables.js';
import { ACCEPTED, cutShort, FILE, inTurn, sent, type SentSpec, silent, view } from '../../support/views.js';

const of = (...exchanges: readonly Exchange[]): View => view(inTurn(...exchanges));
const times = (count: number, one: () => Exchange): Exchange[] => Array.from({ length: count }, one);
const none = { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked' } as const;

expectationTable('noStorm', noStorm, [
  { title: 'a few', in: of(...times(3, () => sent('status', 202))), is: 'pass', evidence: [3] },
  { title: '20 at once', in: of(...times(20, () => sent('data', 500))), is: 'pass' },
  {
    title: '21 at once',
    in: of(...times(21, () => sent('data', 500))),
    is: 'fail',
    says: 'in sunny GET /data/42/a.ndjson was sent 21 times within 10 s',
    evidence: [21],
  },
  { title: '21 token requests at once', in: of(...times(21, () => sent('token', 200))), is: 'fail' },
  { title: '40, one a second', in: of(...times(40, () => sent('status', 202, { after: 1000 }))), is: 'pass' },
  { title: '40, four a second', in: of(...times(40, () => sent('status', 202, { after: 240 }))), is: 'fail' },
  {
    title: '40 for different files',
    in: of(...Array.from({ length: 40 }, (_, nth) => sent('data', 200, { url: `${FILE}?${nth}` }))),
    is: 'pass',
  },
  {
    title: 'each condition for itself',
    in: of(...times(15, () => sent('data', 500)), ...times(15, () => sent('data', 500, { in: 'gzip' }))),
    is: 'pass',
  },
  {
    title: 'slowly, but without end',
    in: of(...times(10_001, () => sent('status', 202, { after: 1000 }))),
    is: 'fail',
    says: 'in sunny the client sent 10001 requests',
  },
  none,
]);

const second = { auth: 'Bearer «token 2»' } as const;
const started = [sent('token', 200), sent('kickoff', 202, { reply: { headers: ACCEPTED } })];
const renewals = (count: number): Exchange[] => [
  ...started,
  sent('status', 401),
  ...Array.from({ length: count }, () => [sent('token', 200), sent('status', 401, second)]).flat(),
];
expectationTable('limitedRenewals', limitedRenewals, [
  { title: 'no renewal', in: of(...renewals(0)), is: 'pass', evidence: [3] },
  { title: 'five renewals', in: of(...renewals(5)), is: 'pass' },
  {
    title: 'six renewals',
    in: of(...renewals(6)),
    is: 'fail',
    says: 'in sunny the client requested 6 new tokens, each of which was refused',
  },
  { title: 'a token request that failed is no renewal', in: of(...renewals(5), sent('token', 503)), is: 'pass' },
  { title: 'never polled', in: of(...started), is: 'blocked', says: 'never reached the point' },
  {
    title: 'stopped before it gave up',
    in: view(inTurn(...renewals(2)), cutShort('sunny', 'deadline')),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  none,
]);

const busy = (after: string | undefined, spec: SentSpec = {}, status = 429): Exchange =>
  sent('data', status, { reply: { headers: after === undefined ? {} : { 'Retry-After': after } }, ...spec });
const again = (after: number, spec: SentSpec = {}): Exchange => sent('data', 200, { after, ...spec });
expectationTable('waitsWhileBusy', waitsWhileBusy('token', 'data'), [
  { title: 'it waits', in: of(busy('2'), again(2000)), is: 'pass', evidence: [2] },
  { title: 'it gives up: other requirements judge that', in: of(busy('2')), is: 'pass', evidence: [1] },
  {
    title: 'it does not wait',
    in: of(busy('2', {}, 503), again(100)),
    is: 'fail',
    says: 'in sunny, after the 503, GET /data/42/a.ndjson was repeated after 0.1 s, where Retry-After (2) gave 2.0 s',
    evidence: [2],
  },
  { title: 'another file meanwhile', in: of(busy('2'), again(1, { url: `${FILE}?b` }), again(2000)), is: 'pass' },
  {
    title: 'a token request',
    in: of(sent('token', 503, { reply: { headers: { 'Retry-After': '1' } } }), sent('token', 200, { after: 10 })),
    is: 'fail',
  },
  { title: 'a status request is not part of it', in: of(sent('status', 429)), is: 'inapplicable' },
  { title: 'no Retry-After', in: of(busy(undefined), again(1)), is: 'inapplicable', says: 'no such request had a 429' },
  none,
]);

expectationTable('givesUp', givesUp, [
  { title: 'a file ten times again', in: of(...times(11, () => sent('data', 404))), is: 'pass', evidence: [11] },
  {
    title: 'a file eleven times again, slowly',
    in: of(...times(12, () => sent('data', 404, { after: 60_000 }))),
    is: 'fail',
    says: 'in sunny GET /data/42/a.ndjson was sent 12 times, each of which returned 404',
    evidence: [12],
  },
  {
    title: 'a busy file',
    in: of(...started, ...times(30, () => sent('data', 503, { after: 1000 }))),
    is: 'pass',
  },
  { title: 'an export request that is refused', in: of(...times(12, () => sent('kickoff', 400))), is: 'fail' },
  {
    title: 'an export that is started again and again',
    in: of(...times(12, () => sent('kickoff', 202, { reply: { headers: ACCEPTED } }))),
    is: 'fail',
    says: 'each of which returned 202',
  },
  {
    title: 'other files',
    in: of(...Array.from({ length: 12 }, (_, nth) => sent('data', 404, { url: `${FILE}?${nth}` }))),
    is: 'pass',
  },
  none,
]);
