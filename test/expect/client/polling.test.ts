import {
  pollsAtLocation,
  respectsRetryAfter,
  pollsUntilDone,
  stopsPolling,
  takes500AsFinal,
} from '../../../src/expect/client/index.js';
import type { Exchange, View } from '../../../src/model/index.js';
import { expectationTable } from '../../support/tables.js';
import {
  ACCEPTED,
  BASE,
  cutShort,
  exportUrl,
  inTurn,
  JOB,
  sent,
  type SentSpec,
  silent,
  stop,
  view,
} from '../../support/views.js';

const token = sent('token', 200);
const kickoff = (location = JOB, spec: SentSpec = {}): Exchange =>
  sent('kickoff', 202, { reply: { headers: { 'Content-Location': location } }, ...spec });
const poll = (status: number | undefined, spec: SentSpec = {}): Exchange =>
  sent('status', status, { after: 1000, ...spec });
const coverage = { url: exportUrl('Patient?_type=Coverage') } as const;
const OTHER = `${BASE}/api/v1/jobs/43`;
const QUERIED = `${JOB}?view&all`;
const of = (...exchanges: readonly Exchange[]): View => view(inTurn(...exchanges));
const none = [
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked', says: 'sent no request' },
  { title: 'it asked for no export', in: view(inTurn(token), [stop(['kickoff', 'status'])]), is: 'blocked' },
] as const;

expectationTable('pollsAtLocation', pollsAtLocation, [
  { title: 'as given', in: of(token, kickoff(), poll(202), poll(200)), is: 'pass', evidence: [3, 4] },
  { title: 'as given, with its query', in: of(kickoff(QUERIED), poll(200, { url: QUERIED })), is: 'pass' },
  {
    title: 'a header name in lower case',
    in: of(sent('kickoff', 202, { reply: { headers: { 'content-location': JOB } } }), poll(200)),
    is: 'pass',
  },
  { title: 'two jobs', in: of(kickoff(), kickoff(OTHER, coverage), poll(200), poll(200, { url: OTHER })), is: 'pass' },
  {
    title: 'without its query',
    in: of(kickoff(QUERIED), poll(200)),
    is: 'fail',
    says: 'in sunny GET /api/v1/jobs/42 is not at the Content-Location URL',
    evidence: [2],
  },
  { title: 'with a query of its own', in: of(kickoff(), poll(200, { url: `${JOB}?x` })), is: 'fail' },
  {
    title: 'with its query in another order',
    in: of(kickoff(QUERIED), poll(200, { url: `${JOB}?all&view` })),
    is: 'fail',
  },
  { title: 'with a slash more', in: of(kickoff(), poll(404, { url: `${JOB}/` })), is: 'fail' },
  {
    title: 'at another host',
    in: of(kickoff(), poll(200, { url: JOB.replace('bcda.example', 'localhost') })),
    is: 'fail',
  },
  { title: 'another job', in: of(kickoff(), poll(404, { url: OTHER })), is: 'fail' },
  {
    title: 'a job of another condition',
    in: of(kickoff(), sent('kickoff', 202, { in: 'gzip' }), poll(404, { in: 'gzip' })),
    is: 'fail',
    says: 'in gzip',
  },
  {
    title: 'a Content-Location that came with a refusal',
    in: of(sent('kickoff', 500, { reply: { headers: ACCEPTED } }), poll(404)),
    is: 'fail',
  },
  { title: 'none was asked for', in: of(token, kickoff()), is: 'inapplicable', says: 'polled no job' },
  {
    title: 'none in one condition',
    in: of(kickoff(), poll(200), sent('token', 401, { in: 'gzip' })),
    is: 'pass',
    evidence: [2],
  },
  ...none,
]);

const ended = (by: 'deadline' | 'interrupted', ...exchanges: readonly Exchange[]): View =>
  view(inTurn(...exchanges), cutShort('sunny', by));
expectationTable('pollsUntilDone', pollsUntilDone, [
  { title: 'at once', in: of(token, kickoff(), poll(200)), is: 'pass', evidence: [3] },
  {
    title: 'through 202, 503 and 401',
    in: of(kickoff(), poll(202), poll(503), poll(401), token, poll(202), poll(200)),
    is: 'pass',
    evidence: [7],
  },
  { title: 'asked about under another query', in: of(kickoff(QUERIED), poll(200)), is: 'pass' },
  {
    title: 'two jobs, of two exports',
    in: of(kickoff(), kickoff(OTHER, coverage), poll(200), poll(200, { url: OTHER })),
    is: 'pass',
    evidence: [3, 4],
  },
  {
    title: 'two jobs of one export, one of them watched',
    in: of(kickoff(), kickoff(OTHER), poll(200, { url: OTHER })),
    is: 'pass',
    evidence: [3],
  },
  {
    title: 'never asked',
    in: of(token, kickoff()),
    is: 'fail',
    says: 'in sunny the job was never polled',
    evidence: [2],
  },
  {
    title: 'given up while it ran',
    in: of(kickoff(), poll(202)),
    is: 'fail',
    says: 'was not polled again (last result: status 202)',
    evidence: [2],
  },
  {
    title: 'given up at 503',
    in: of(kickoff(), poll(202), poll(503)),
    is: 'fail',
    says: 'last result: status 503',
    evidence: [3],
  },
  { title: 'no reply', in: of(kickoff(), poll(undefined)), is: 'fail', says: 'no response' },
  { title: 'another job instead', in: of(kickoff(), poll(404, { url: OTHER })), is: 'fail', says: 'never polled' },
  { title: 'one of two exports', in: of(kickoff(), kickoff(OTHER, coverage), poll(200)), is: 'fail', evidence: [2] },
  {
    title: 'done in one condition only',
    in: of(kickoff(), poll(200), kickoff(JOB, { in: 'gzip' })),
    is: 'fail',
    says: 'in gzip',
  },
  {
    title: 'done in one condition, no job in another',
    in: of(kickoff(), poll(200), sent('kickoff', 400, { in: 'gzip' })),
    is: 'blocked',
    says: 'in gzip the client never reached',
  },
  {
    title: 'done in one condition, nothing sent in another',
    in: view(inTurn(kickoff(), poll(200)), [silent('gzip')]),
    is: 'blocked',
    says: 'in gzip the client sent no request',
  },
  {
    title: 'ended while it watched',
    in: ended('deadline', kickoff(), poll(202)),
    is: 'blocked',
    says: 'before the client was stopped',
    cause: 'deadline',
    unblock: '--deadline',
    evidence: [2],
  },
  {
    title: 'ended in one condition, interrupted in the next',
    in: view(inTurn(kickoff(), poll(200), kickoff(JOB, { in: 'gzip' })), [
      ...cutShort('sunny', 'deadline'),
      ...cutShort('gzip', 'interrupted'),
    ]),
    is: 'blocked',
    cause: 'interrupted',
    evidence: [3],
  },
  {
    title: 'interrupted while it watched',
    in: ended('interrupted', kickoff(), poll(202)),
    is: 'blocked',
    cause: 'interrupted',
  },
  { title: 'done before it was ended', in: ended('deadline', kickoff(), poll(200)), is: 'pass' },
  ...none,
]);

expectationTable('takes500AsFinal', takes500AsFinal, [
  { title: 'after 500', in: of(kickoff(), poll(500)), is: 'pass', evidence: [2] },
  {
    title: 'once more',
    in: of(kickoff(), poll(500), poll(500, { after: 1000 })),
    is: 'fail',
    says: 'in sunny the job was polled 1 more time after status 500',
    evidence: [3],
  },
  { title: 'no job failed', in: of(kickoff(), poll(200)), is: 'inapplicable' },
  ...none,
]);

expectationTable('stopsPolling', stopsPolling, [
  {
    title: 'three times more after 500, with pauses',
    in: of(kickoff(), poll(500), ...[1, 2, 3].map(() => poll(500, { after: 1000 }))),
    is: 'pass',
  },
  {
    title: 'four times more after 500, with pauses',
    in: of(kickoff(), poll(500), ...[1, 2, 3, 4].map(() => poll(500, { after: 1000 }))),
    is: 'fail',
    says: '4 more times after status 500',
  },
  { title: 'once more after 500 at once', in: of(kickoff(), poll(500), poll(500, { after: 10 })), is: 'fail' },
  { title: 'after 200', in: of(kickoff(), poll(202), poll(200), sent('data', 200)), is: 'pass', evidence: [3] },
  { title: 'after 500', in: of(kickoff(), poll(500)), is: 'pass' },
  { title: 'answered in no time', in: of(kickoff(), poll(200, { ms: 0 })), is: 'pass' },
  { title: 'once more, all in no time', in: of(kickoff(), poll(200, { ms: 0 }), poll(200, { after: 0 })), is: 'fail' },
  { title: 'after 410', in: of(kickoff(), poll(202), poll(410)), is: 'pass' },
  {
    title: 'not after what is not final',
    in: of(kickoff(), poll(401), poll(408), poll(429), poll(503), poll(202), poll(200)),
    is: 'pass',
    evidence: [7],
  },
  { title: 'no reply is not final', in: of(kickoff(), poll(undefined), poll(200)), is: 'pass' },
  {
    title: 'another job',
    in: of(kickoff(), poll(200), kickoff(OTHER, coverage), poll(200, { url: OTHER })),
    is: 'pass',
    evidence: [2, 4],
  },
  {
    title: 'the same job number in another condition',
    in: of(kickoff(), poll(200), poll(200, { in: 'gzip' })),
    is: 'pass',
  },
  {
    title: 'once more after 200',
    in: of(kickoff(), poll(200), poll(200)),
    is: 'fail',
    says: 'in sunny the job was polled 1 more time after status 200',
    evidence: [3],
  },
  { title: 'after the files', in: of(kickoff(), poll(200), sent('data', 200), poll(200)), is: 'fail', evidence: [4] },
  {
    title: 'three times more after 410',
    in: of(kickoff(), poll(410), poll(410), poll(410), poll(410)),
    is: 'fail',
    says: '3 more times after status 410',
    evidence: [3],
  },
  { title: 'after 404, 200 or not', in: of(kickoff(), poll(404), poll(200)), is: 'fail' },
  { title: 'under another query', in: of(kickoff(QUERIED), poll(200, { url: QUERIED }), poll(200)), is: 'fail' },
  {
    title: 'a question that was on its way when the last answer came',
    in: of(kickoff(), poll(202), poll(200, { ms: 300 }), poll(200, { after: -200 })),
    is: 'pass',
  },
  {
    title: 'one on its way, and one more',
    in: of(kickoff(), poll(200, { ms: 300 }), poll(200, { after: -200 }), poll(200)),
    is: 'fail',
    says: '1 more time',
    evidence: [4],
  },
  { title: 'none was asked for', in: of(kickoff()), is: 'inapplicable', says: 'polled no job' },
  ...none,
]);

const saying = (retryAfter: string, spec: SentSpec = {}, status = 202): Exchange =>
  poll(status, { ...spec, reply: { headers: { 'Retry-After': retryAfter, Date: 'Mon, 09 Dec 2019 12:00:00 GMT' } } });
const after = (ms: number, status = 202, more: SentSpec = {}): Exchange => poll(status, { after: ms, ...more });
expectationTable('respectsRetryAfter', respectsRetryAfter, [
  { title: 'each second', in: of(kickoff(), after(0), after(1000), after(1000, 200)), is: 'pass', evidence: [3, 4] },
  { title: 'as early as timers may be', in: of(kickoff(), after(0), after(950)), is: 'pass' },
  {
    title: 'just before',
    in: of(kickoff(), after(0), after(949)),
    is: 'fail',
    says: 'in sunny the client polled again after 0.9 s, not after 1.0 s',
    evidence: [3],
  },
  { title: 'the first one at once', in: of(kickoff(), after(0)), is: 'inapplicable', says: 'no job twice' },
  { title: 'as late as Retry-After says', in: of(kickoff(), saying('3'), after(2850)), is: 'pass' },
  { title: 'just before that', in: of(kickoff(), saying('3'), after(2849)), is: 'fail', says: 'not after 3.0 s' },
  { title: 'Retry-After 0', in: of(kickoff(), saying('0'), after(0)), is: 'pass' },
  {
    title: 'a date in four seconds',
    in: of(kickoff(), saying('Mon, 09 Dec 2019 12:00:04 GMT'), after(2850)),
    is: 'pass',
  },
  {
    title: 'just before that date',
    in: of(kickoff(), saying('Mon, 09 Dec 2019 12:00:04 GMT'), after(2849)),
    is: 'fail',
  },
  {
    title: 'a Retry-After that nobody can read',
    in: of(kickoff(), saying('later'), after(940)),
    is: 'fail',
    says: 'not after 1.0 s',
  },
  { title: 'a 503 with Retry-After', in: of(kickoff(), saying('2', {}, 503), after(1000)), is: 'fail' },
  { title: 'a 503 without', in: of(kickoff(), after(0, 503), after(1000, 200)), is: 'pass' },
  {
    title: 'a 401 is followed at once',
    in: of(kickoff(), after(0), after(1000, 401), token, after(0)),
    is: 'pass',
    evidence: [3],
  },
  {
    title: 'a lost response is asked for again at once',
    in: of(kickoff(), poll(undefined), after(0, 200)),
    is: 'inapplicable',
    says: 'no job twice',
  },
  {
    title: 'lost responses are asked for again and again',
    in: of(kickoff(), poll(undefined), poll(undefined, { after: 0 }), after(0, 200)),
    is: 'fail',
    says: 'after 0.0 s',
  },
  {
    title: 'too early, and answered 401',
    in: of(kickoff(), after(0), after(100, 401), token, after(0)),
    is: 'fail',
    evidence: [3],
  },
  {
    title: 'other requests between',
    in: of(kickoff(), after(0), sent('metadata', 200, { after: 500 }), after(500)),
    is: 'pass',
  },
  { title: 'before the answer came', in: of(kickoff(), after(0, 202, { ms: 2000 }), after(-500)), is: 'fail' },
  { title: 'the wait counts from the answer', in: of(kickoff(), after(0, 202, { ms: 2000 }), after(500)), is: 'fail' },
  {
    title: 'two jobs in turn',
    in: of(
      kickoff(),
      kickoff(OTHER, coverage),
      after(0),
      after(0, 202, { url: OTHER }),
      after(990),
      after(0, 202, { url: OTHER }),
    ),
    is: 'pass',
  },
  { title: 'under two queries', in: of(kickoff(QUERIED), after(0, 202, { url: QUERIED }), after(10)), is: 'fail' },
  {
    title: 'good in one condition, hasty in another',
    in: of(
      kickoff(),
      after(0),
      after(1000),
      kickoff(JOB, { in: 'gzip' }),
      after(0, 202, { in: 'gzip' }),
      after(0, 202, { in: 'gzip' }),
    ),
    is: 'fail',
    says: 'in gzip',
  },
  { title: 'none was asked for', in: of(token, kickoff()), is: 'inapplicable', says: 'polled no job' },
  ...none,
]);
