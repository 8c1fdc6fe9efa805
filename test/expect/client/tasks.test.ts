import { everyTypeExported, failureReportedIfEnded, resumed } from '../../../src/expect/client/index.js';
import type { Exchange, Fact, View } from '../../../src/model/index.js';
import { expectationTable } from '../../support/tables.js';
import {
  ACCEPTED,
  cutShort,
  exit,
  exportUrl,
  inTurn,
  JOB,
  sent,
  type SentSpec,
  silent,
  view,
} from '../../support/views.js';

const of = (exchanges: readonly Exchange[], ...facts: readonly Fact[]): View => view(inTurn(...exchanges), facts);
const kickoff = (query: string, more: SentSpec = {}): Exchange =>
  sent('kickoff', 202, { url: exportUrl(`Patient${query}`), reply: { headers: ACCEPTED }, ...more });
const token = sent('token', 200);
const ends = (code: number): Fact => exit('sunny', { code });

const both = everyTypeExported({ sunny: ['Patient', 'Coverage'] });
expectationTable('everyTypeExported', both, [
  { title: 'one export of both', in: of([token, kickoff('?_type=Coverage,Patient')], ends(0)), is: 'pass' },
  {
    title: 'an export of each',
    in: of([token, kickoff('?_type=Coverage'), kickoff('?_type=Patient')], ends(0)),
    is: 'pass',
    evidence: [3],
  },
  { title: 'an escaped comma', in: of([token, kickoff('?_type=Coverage%2CPatient')], ends(0)), is: 'pass' },
  { title: 'without _type, all of the endpoint', in: of([token, kickoff('')], ends(0)), is: 'pass' },
  {
    title: 'one of two',
    in: of([token, kickoff('?_type=Patient')], ends(0)),
    is: 'fail',
    says: 'in sunny no export of Coverage was started, and the exit status is 0',
    evidence: [2],
  },
  {
    title: 'a refused export does not count',
    in: of(
      [token, kickoff('?_type=Patient'), sent('kickoff', 400, { url: exportUrl('Patient?_type=Coverage') })],
      ends(0),
    ),
    is: 'fail',
    says: 'no export of Coverage',
  },
  { title: 'one of two, and exit status 1', in: of([token, kickoff('?_type=Patient')], ends(1)), is: 'inapplicable' },
  { title: 'both, and exit status 1', in: of([token, kickoff('?_type=Patient,Coverage')], ends(1)), is: 'pass' },
  { title: 'one of two, and its end is not known', in: of([token, kickoff('?_type=Patient')]), is: 'blocked' },
  { title: 'it declined', in: of([]), is: 'inapplicable', says: 'the client declined to export several types' },
]);

const polled = (status: number, more: SentSpec = {}): Exchange => sent('status', status, { url: JOB, ...more });
const before = [token, kickoff('?_type=Patient'), polled(202)];
expectationTable('resumed', resumed, [
  {
    title: 'the job was polled again',
    in: of([...before, token, polled(202), polled(200)]),
    is: 'pass',
    evidence: [6],
  },
  {
    title: 'a new export',
    in: of([...before, token, kickoff('?_type=Patient'), polled(200)]),
    is: 'fail',
    says: 'in sunny, after it was killed and run again, the client sent GET /api/v1/Patient/$export?_type=Patient a second time',
    evidence: [5],
  },
  {
    title: 'another export',
    in: of([...before, token, polled(200), kickoff('?_type=Coverage')]),
    is: 'pass',
  },
  {
    title: 'nothing more',
    in: of(before, ends(1)),
    is: 'fail',
    says: 'the client did not poll its job until it was done',
    evidence: [3],
  },
  {
    title: 'two jobs, of which it polls the second',
    in: of([
      token,
      kickoff('?_type=Patient', { reply: { headers: { 'Content-Location': `${JOB}1` } } }),
      ...before.slice(1),
      polled(200),
    ]),
    is: 'pass',
  },
  {
    title: 'stopped at its deadline',
    in: of(before, ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  { title: 'never polled', in: of(before.slice(0, 2)), is: 'blocked', says: 'never reached the point' },
  { title: 'it was not run', in: of([]), is: 'inapplicable', says: '--resume was not given' },
]);

const busy = [token, kickoff(''), polled(200), sent('data', 503)];
expectationTable('failureReportedIfEnded', failureReportedIfEnded, [
  { title: 'exit status 1', in: of(busy, ends(1)), is: 'pass' },
  { title: 'exit status 0', in: of(busy, ends(0)), is: 'fail', says: 'in sunny the exit status is 0', evidence: [4] },
  {
    title: 'still waiting at its deadline',
    in: of(busy, ...cutShort('sunny', 'deadline')),
    is: 'inapplicable',
    says: 'still waiting when it was stopped',
  },
  { title: 'its end is not known', in: of(busy), is: 'blocked' },
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked' },
]);
