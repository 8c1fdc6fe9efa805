import {
  backsOff,
  documentedKickoff,
  documentedTypes,
  kickoffIsAccepted,
  oneJobPerExport,
} from '../../../src/expect/client/index.js';
import type { Exchange, View } from '../../../src/model/index.js';
import { expectationTable, assertionTable, type AssertionRow } from '../../support/tables.js';
import {
  ACCEPTED,
  BASE,
  cutShort,
  exportUrl,
  inTurn,
  profile201909,
  sent,
  type SentSpec,
  silent,
  stop,
  view,
} from '../../support/views.js';

const SOUND = { accept: 'application/fhir+json', prefer: 'respond-async' } as const;
const kickoff = (spec: SentSpec = {}, status = 202): Exchange => sent('kickoff', status, { sends: SOUND, ...spec });
/** A kick-off that says where its job is. */
const given = kickoff({ reply: { headers: ACCEPTED } });
const token = sent('token', 200);
const of = (...exchanges: readonly Exchange[]): View => view(inTurn(...exchanges));

const in2019September = (spec: SentSpec): Pick<AssertionRow, 'of' | 'in'> => {
  const one = kickoff(spec);
  return { of: one, in: view([one], [], { profile: profile201909 }) };
};
const to = (url: string, is: AssertionRow['is'], says?: string): AssertionRow => ({
  title: url,
  of: kickoff({ url }),
  is,
  ...(says !== undefined && { says }),
});
const sending = (sends: Readonly<Record<string, string>>, is: AssertionRow['is'], says?: string): AssertionRow => ({
  title: JSON.stringify(sends),
  of: kickoff({ sends }),
  is,
  ...(says !== undefined && { says }),
});
assertionTable('documentedKickoff', documentedKickoff, [
  to(exportUrl('Patient'), 'ok'),
  to(exportUrl('Patient?_type=Coverage'), 'ok'),
  { title: 'refused, and documented all the same', of: kickoff({}, 429), is: 'ok' },
  {
    title: 'more headers',
    of: kickoff({ sends: { ...SOUND, 'user-agent': 'x', 'accept-encoding': 'gzip' } }),
    is: 'ok',
  },
  {
    title: 'header names in another case',
    of: kickoff({ sends: { Accept: SOUND.accept, PREFER: SOUND.prefer } }),
    is: 'ok',
  },
  {
    title: '2019-09: an endpoint of its own',
    ...in2019September({ url: exportUrl('ExplanationOfBenefit') }),
    is: 'ok',
  },
  {
    title: '2019-09: _type',
    ...in2019September({ url: exportUrl('Patient?_type=Patient') }),
    is: 'not',
    says: 'the parameter _type',
  },
  { title: 'POST', of: kickoff({ method: 'POST' }, 405), is: 'not', says: 'POST instead of GET' },
  { title: 'HEAD', of: kickoff({ method: 'HEAD' }, 405), is: 'not' },
  to(`${BASE}/api/v1/Patient/%24export`, 'not', 'the path /api/v1/Patient/%24export'),
  to(`${BASE}/api/v1/Patient/$export/`, 'not'),
  to(`${BASE}/api/v1//Patient/$export`, 'not'),
  to(`${BASE}/api/v1/patient/$export`, 'not'),
  to(`${BASE}/api/v1/Coverage/$export`, 'not'),
  to(`${BASE}/api/v2/Patient/$export`, 'not'),
  to(`${BASE}/$export`, 'not'),
  to(`${exportUrl('Patient')}?_since=«20 characters»`, 'not', 'the parameter _since'),
  to(`${exportUrl('Patient')}?_type=Patient&_outputFormat=«6 characters»`, 'not', 'the parameter _outputFormat'),
  to(`${exportUrl('Patient')}?_Type=«7 characters»`, 'not', 'the parameter _Type'),
  sending({ prefer: SOUND.prefer }, 'not', 'no accept'),
  sending({ accept: SOUND.accept }, 'not', 'no prefer'),
  sending({ ...SOUND, accept: '*/*' }, 'not', 'accept: */*'),
  sending({ ...SOUND, accept: 'application/fhir+json, */*' }, 'not'),
  sending({ ...SOUND, accept: 'application/fhir+json;q=1' }, 'not'),
  sending({ ...SOUND, accept: 'application/json' }, 'not'),
  sending({ ...SOUND, prefer: 'respond-async, return=minimal' }, 'not'),
  sending({ ...SOUND, prefer: 'Respond-Async' }, 'not'),
]);

const strict = (...exchanges: readonly Exchange[]): View => of(token, ...exchanges);
expectationTable('kickoffIsAccepted', kickoffIsAccepted, [
  { title: 'at once', in: strict(kickoff()), is: 'pass', evidence: [2] },
  { title: 'at the second try', in: strict(kickoff({}, 400), kickoff()), is: 'pass', evidence: [3] },
  { title: 'after a 401', in: strict(kickoff({}, 401), kickoff()), is: 'pass' },
  { title: 'refused', in: strict(kickoff({}, 400)), is: 'fail', says: 'in sunny no kick-off was accepted: status 400' },
  { title: 'refused again', in: strict(kickoff({}, 400), kickoff({}, 404)), is: 'fail', evidence: [2] },
  { title: 'the token was refused first', in: strict(kickoff({}, 401), kickoff({}, 400)), is: 'fail', evidence: [3] },
  { title: 'no reply', in: strict(sent('kickoff', undefined)), is: 'fail', says: 'no response' },
  {
    title: 'the token was refused each time',
    in: strict(kickoff({}, 401), kickoff({}, 401)),
    is: 'blocked',
    says: 'every kick-off returned 401',
    evidence: [2],
  },
  {
    title: 'accepted in one condition and refused in another',
    in: strict(kickoff(), sent('token', 200, { in: 'gzip' }), kickoff({ in: 'gzip' }, 400)),
    is: 'fail',
    says: 'in gzip',
    evidence: [4],
  },
  { title: 'none', in: strict(), is: 'blocked', says: 'never reached the point' },
  {
    title: 'none, since it was ended',
    in: view(inTurn(token), cutShort('sunny', 'deadline')),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked', says: 'sent no request' },
]);

const types = (query: string, is: AssertionRow['is'], says?: string): AssertionRow =>
  to(`${exportUrl('Patient')}${query}`, is, says);
assertionTable('documentedTypes', documentedTypes, [
  types('?_type=Patient', 'ok'),
  types('?_type=Patient,Coverage,ExplanationOfBenefit', 'ok'),
  types('?_type=ExplanationOfBenefit,Patient', 'ok'),
  types('?_type=Patient%2CCoverage', 'ok'),
  types('', 'nothing', 'no _type was sent'),
  types('?', 'nothing'),
  types('?types=Patient', 'nothing'),
  types('?_type=', 'not', 'entry 1 of _type is not one of'),
  types('?_type', 'not'),
  types('?_type=Patient,', 'not', 'entry 2'),
  types('?_type=patient', 'not'),
  types('?_type=Patient, Coverage', 'not', 'entry 2'),
  types('?_type=Patient;Coverage', 'not'),
  types('?_type=Patient+Coverage', 'not'),
  types('?_type=Patient,Claim', 'not', 'entry 2'),
  types('?_type=Patient,Patient', 'not', 'twice'),
  types('?_type=Patient&_type=Coverage', 'not', 'more than once'),
]);

const typed = (type: string, more: SentSpec = {}): Exchange =>
  kickoff({ url: exportUrl(`Patient?_type=${type}`), ...more });
const none = [{ title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked' }] as const;
expectationTable('oneJobPerExport', oneJobPerExport, [
  { title: 'one', in: of(token, kickoff()), is: 'pass', evidence: [2] },
  { title: 'one in each condition', in: of(kickoff(), kickoff({ in: 'gzip' })), is: 'pass', evidence: [1, 2] },
  {
    title: 'accepted at the second try',
    in: of(kickoff({}, 429), kickoff({}, 401), kickoff()),
    is: 'pass',
    evidence: [3],
  },
  { title: 'one for each type', in: of(typed('Patient'), typed('Coverage')), is: 'pass', evidence: [1, 2] },
  { title: 'one of all types and one of one', in: of(kickoff(), typed('Coverage')), is: 'pass' },
  {
    title: 'one for each endpoint',
    in: view(inTurn(kickoff(), kickoff({ url: exportUrl('Coverage') })), [], { profile: profile201909 }),
    is: 'pass',
  },
  {
    title: 'twice',
    in: of(token, kickoff(), kickoff()),
    is: 'fail',
    says: 'in sunny the export of exchange 2 was started again',
    evidence: [3],
  },
  { title: 'three times', in: of(kickoff(), kickoff(), kickoff()), is: 'fail', says: '(and 1 more)', evidence: [2, 3] },
  { title: 'once more, escaped', in: of(kickoff(), kickoff({ url: `${BASE}/api/v1/Patient/%24export` })), is: 'fail' },
  {
    title: 'the same types in another order',
    in: of(typed('Patient,Coverage'), typed('Coverage,Patient')),
    is: 'fail',
  },
  { title: 'after a new token', in: of(kickoff(), sent('status', 401), token, kickoff()), is: 'fail', evidence: [4] },
  { title: 'while the job runs', in: of(kickoff(), sent('status', 202), kickoff()), is: 'fail' },
  { title: 'beside each other', in: of(kickoff(), kickoff({ after: -5 })), is: 'fail', evidence: [2] },
  { title: 'after its job failed', in: of(given, sent('status', 500), kickoff()), is: 'pass' },
  { title: 'after its job was asked about too fast', in: of(given, sent('status', 429), kickoff()), is: 'fail' },
  { title: 'after its job was done', in: of(given, sent('status', 200), kickoff()), is: 'fail', evidence: [3] },
  {
    title: 'none was accepted',
    in: of(token, kickoff({}, 400)),
    is: 'inapplicable',
    says: 'the server accepted no export request',
  },
  { title: 'none was asked for', in: of(sent('token', 401)), is: 'inapplicable' },
  ...none,
]);

const busy = (
  retryAfter: string | undefined,
  status = 429,
  { date, ...spec }: SentSpec & { date?: string } = {},
): Exchange => {
  const headers = {
    ...(date !== undefined && { Date: date }),
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
  };
  return kickoff({ ...spec, reply: { headers } }, status);
};
const NOON = 'Mon, 09 Dec 2019 12:00:00 GMT';
const THREE_LATER = 'Mon, 09 Dec 2019 12:00:03 GMT';
const again = (after: number, status = 202): Exchange => kickoff({ after }, status);
expectationTable('backsOff', backsOff, [
  { title: 'after the seconds', in: of(token, busy('2'), again(2000)), is: 'pass', evidence: [3] },
  { title: 'as early as timers may be', in: of(busy('2'), again(1900)), is: 'pass' },
  {
    title: 'just before',
    in: of(busy('2'), again(1899)),
    is: 'fail',
    says: 'in sunny, after the 429, GET /api/v1/Patient/$export was repeated after 1.9 s, where Retry-After gave 2.0 s',
  },
  {
    title: 'at once',
    in: of(busy('1', 503), again(0)),
    is: 'fail',
    says: 'after the 503, GET /api/v1/Patient/$export was repeated after 0.0 s',
    evidence: [2],
  },
  { title: 'much later', in: of(busy('1', 503), again(60_000)), is: 'pass' },
  { title: 'no wait is asked for', in: of(busy('0'), again(0)), is: 'pass' },
  {
    title: 'refused twice, and patient',
    in: of(busy('1'), busy('2', 429, { after: 1000 }), again(2000)),
    is: 'pass',
    evidence: [2, 3],
  },
  {
    title: 'refused twice, and not patient again',
    in: of(busy('2'), busy('2', 429, { after: 2000 }), again(500)),
    is: 'fail',
    evidence: [3],
  },
  {
    title: 'after the date, less the lost second',
    in: of(busy(THREE_LATER, 429, { date: NOON }), again(1900)),
    is: 'pass',
  },
  {
    title: 'just before that',
    in: of(busy(THREE_LATER, 429, { date: NOON }), again(1899)),
    is: 'fail',
    says: 'repeated after 1.9 s, where Retry-After gave 2.0 s',
  },
  { title: 'a date that has passed', in: of(busy(NOON, 429, { date: THREE_LATER }), again(0)), is: 'pass' },
  { title: 'a 401 comes between', in: of(busy('1'), again(1000, 401), token, again(10)), is: 'pass' },
  {
    title: 'with other types only',
    in: of(busy('1'), typed('Coverage', { after: 1000 })),
    is: 'fail',
    says: 'was not repeated',
  },
  {
    title: 'each type for itself',
    in: of(busy('1'), typed('Coverage', { after: 5 }), again(1000)),
    is: 'pass',
    evidence: [3],
  },
  {
    title: 'it gives up',
    in: of(token, busy('1')),
    is: 'fail',
    says: 'GET /api/v1/Patient/$export was not repeated',
    evidence: [2],
  },
  {
    title: 'good in one condition, not in another',
    in: of(busy('1'), again(1000), busy('1', 503, { in: 'gzip' })),
    is: 'fail',
    says: 'in gzip',
  },
  {
    title: 'good in one condition, not come to in another',
    in: of(busy('1'), again(1000), sent('token', 401, { in: 'gzip' })),
    is: 'blocked',
    says: 'in gzip the client never reached',
    evidence: [3],
  },
  {
    title: 'ended while it waited',
    in: view(inTurn(busy('9')), cutShort('sunny', 'deadline')),
    is: 'blocked',
    says: 'before the client was stopped',
    cause: 'deadline',
    unblock: '--deadline',
  },
  {
    title: 'interrupted while it waited',
    in: view(inTurn(busy('9')), cutShort('sunny', 'interrupted')),
    is: 'blocked',
    cause: 'interrupted',
  },
  {
    title: 'impatient, then ended',
    in: view(inTurn(busy('9'), again(0, 429)), cutShort('sunny', 'deadline')),
    is: 'fail',
  },
  { title: 'no Retry-After', in: of(busy(undefined), again(0)), is: 'pass' },
  { title: 'no Retry-After, and not repeated', in: of(busy(undefined)), is: 'fail', says: 'was not repeated' },
  { title: 'a Retry-After that nobody can read', in: of(busy('soon', 429, { date: NOON }), again(0)), is: 'blocked' },
  { title: 'a date, and no Date', in: of(busy(THREE_LATER), again(0)), is: 'blocked' },
  { title: 'another refusal', in: of(busy('9', 500), again(0)), is: 'blocked' },
  { title: 'never refused', in: of(token, kickoff()), is: 'blocked', says: 'never reached the point' },
  { title: 'no export was asked for', in: view(inTurn(token), [stop(['kickoff'])]), is: 'blocked' },
  ...none,
]);
