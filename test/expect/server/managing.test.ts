import {
  canceled,
  datedWithZone,
  doneOrRefused,
  every,
  everyTask,
  givesNoDates,
  givesNoJobOfRun,
  goneAfterCancel,
  goneAfterDay,
  hasIngestionDates,
  hasNobody,
  hasPeople,
  ingestedBefore,
  inOneDoneList,
  isJobList,
  listedAsCanceled,
  listsJobsOfRun,
  listsNoJobOfRun,
  mayNotUse,
  noneIs404,
  noOtherJob,
  notOfRunout,
  ofRefusals,
  ofRunout,
  onlyWith,
  runningAsRunning,
  opensOtherVersion,
  replies,
  saysItFailed,
  startsOrHasNobody,
  statusWords,
} from '../../../src/expect/index.js';
import type { Exchange, Fact, View } from '../../../src/model/index.js';
import { profileV3 } from '../../../suites/profiles/v3.js';
import { assertionTable, type AssertionRow, expectationTable } from '../../support/tables.js';
import { BASE, exchange, jsonBody, numbered, profile201912, stop, textBody, view } from '../../support/views.js';

const in3 = { profile: profileV3 };
const JOBS = `${BASE}/api/v3/jobs`;
const EXPORT = `${BASE}/api/v3/Patient/$export`;
const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };

const task = (id: string, differs: object = {}): object => ({
  resourceType: 'Task',
  status: 'completed',
  intent: 'order',
  identifier: [{ use: 'official', system: JOBS, value: id }],
  input: [{ type: { text: 'BULK FHIR Export' }, valueString: `GET ${EXPORT}` }],
  executionPeriod: { start: '2026-11-20T08:15:30+00:00', end: '2026-11-20T08:21:02+00:00' },
  ...differs,
});
const bundle = (tasks: readonly object[], differs: object = {}): object => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: tasks.length,
  entry: tasks.map((resource) => ({ resource })),
  ...differs,
});
const listed = (json: unknown, status = 200): Exchange => exchange(status, { label: 'jobs', json });
/** A list alone. */
const alone = (json: unknown, status = 200): { of: Exchange; in: View } => {
  const of = listed(json, status);
  return { of, in: view([of], [], in3) };
};
/** A list behind one started job, number 7, with the rest of what the run saw of it. */
const behind = (json: unknown, differs: Partial<Exchange> = {}, status = 200): { of: Exchange; in: View } => {
  const [kickoff, done, of] = numbered(
    exchange(202, {
      ...{ label: 'kickoff', of: 'Patient', headers: { 'Content-Location': `${JOBS}/7` } },
      request: { method: 'GET', url: EXPORT, headers: [] },
    }),
    exchange(200, {
      label: 'manifest',
      of: 'Patient',
      request: { method: 'GET', url: `${JOBS}/7`, headers: [] },
      ...differs,
    }),
    listed(json, status),
  ) as [Exchange, Exchange, Exchange];
  return { of, in: view([kickoff, done, of], [], in3) };
};

const noList: readonly AssertionRow[] = [
  { title: 'no reply', of: exchange(undefined), is: 'unreadable' },
  { title: 'text', of: exchange(200, { body: textBody() }), is: 'unreadable' },
  { title: 'another resource', ...alone(OUTCOME), is: 'unreadable' },
];

assertionTable('isJobList', isJobList, [
  { title: 'two jobs', ...alone(bundle([task('7'), task('8')])), is: 'ok' },
  { title: 'none, without entry', ...alone({ resourceType: 'Bundle', type: 'searchset', total: 0 }), is: 'ok' },
  { title: 'a total of more', ...alone(bundle([task('7')], { total: 2 })), is: 'not', says: 'total: 2, and 1 entries' },
  { title: 'no total', ...alone(bundle([task('7')], { total: undefined })), is: 'not' },
  { title: 'of another type', ...alone(bundle([task('7')], { type: 'history' })), is: 'not', says: 'history' },
  { title: 'two documents', of: exchange(200, { body: jsonBody(bundle([]), 2) }), is: 'not' },
  { title: 'another resource', ...alone(OUTCOME), is: 'not' },
  { title: 'no reply', of: exchange(undefined), is: 'not' },
]);

const oneOf = (differs: object) => alone(bundle([task('7'), task('8', differs)]));
const periodOf = (differs: object): object => ({
  executionPeriod: { start: '2026-11-20T08:15:30+00:00', end: '2026-11-20T08:21:02+00:00', ...differs },
});
/** A list with the Task of the one job of the run, whose replies have a Date. */
const timed = (differs: object): { of: Exchange; in: View } => {
  const [kickoff, of] = numbered(
    exchange(202, {
      ...{ label: 'kickoff', of: 'Patient' },
      headers: { 'Content-Location': `${JOBS}/7`, Date: 'Fri, 20 Nov 2026 08:15:30 GMT' },
      request: { method: 'GET', url: EXPORT, headers: [] },
    }),
    exchange(200, {
      ...{ label: 'jobs', json: bundle([task('7', periodOf(differs))]) },
      headers: { Date: 'Fri, 20 Nov 2026 08:22:00 GMT' },
    }),
  ) as [Exchange, Exchange];
  return { of, in: view([kickoff, of], [], in3) };
};
assertionTable('everyTask', everyTask, [
  { title: 'as documented', ...oneOf({}), is: 'ok' },
  {
    title: 'of another host',
    ...oneOf({ identifier: [{ use: 'official', system: 'https://x.example/api/v3/jobs', value: '8' }] }),
    is: 'ok',
  },
  {
    title: 'of another version',
    ...oneOf({ input: [{ type: { text: 'BULK FHIR Export' }, valueString: `GET ${BASE}/api/v1/Patient/$export` }] }),
    is: 'ok',
  },
  {
    title: 'behind another identifier and another input',
    ...oneOf({
      identifier: [
        { use: 'secondary', system: 'urn:x', value: 'y' },
        { use: 'official', system: JOBS, value: '8' },
      ],
      input: [
        { type: { text: 'Format' }, valueString: 'ndjson' },
        { type: { text: 'BULK FHIR Export' }, valueString: `GET ${EXPORT}` },
      ],
    }),
    is: 'ok',
  },
  { title: 'started when it was asked for', ...timed({}), is: 'ok' },
  { title: 'started an hour before', ...timed({ start: '2026-11-20T07:15:30Z' }), is: 'ok' },
  {
    title: 'started in 2001',
    ...timed({ start: '2001-01-01T00:00:00Z' }),
    is: 'not',
    says: 'when the job was started',
  },
  { title: 'started two hours later', ...timed({ start: '2026-11-20T10:15:30Z' }), is: 'not', says: 'was started' },
  { title: 'of the run, that ends in 2100', ...timed({ end: '2100-01-01T00:00:00Z' }), is: 'not', says: 'the future' },
  { title: 'of another program, that ends in 2100', ...oneOf(periodOf({ end: '2100-01-01T00:00:00Z' })), is: 'ok' },
  {
    title: 'of a server without Date',
    ...behind(bundle([task('7', periodOf({ start: '2001-01-01T00:00:00Z' }))])),
    is: 'ok',
  },
  { title: 'an empty list', ...alone(bundle([])), is: 'nothing' },
  { title: 'no Task', ...oneOf({ resourceType: 'Basic' }), is: 'not', says: '1 of 2 entries' },
  { title: 'of another intent', ...oneOf({ intent: 'plan' }), is: 'not', says: 'intent' },
  { title: 'without use', ...oneOf({ identifier: [{ system: JOBS, value: '8' }] }), is: 'not', says: 'identifier.use' },
  {
    title: 'with another path',
    ...oneOf({ identifier: [{ use: 'official', system: `${BASE}/jobs`, value: '8' }] }),
    is: 'not',
    says: 'identifier.system',
  },
  {
    title: 'without id',
    ...oneOf({ identifier: [{ use: 'official', system: JOBS }] }),
    is: 'not',
    says: 'identifier.value',
  },
  { title: 'without identifier', ...oneOf({ identifier: [] }), is: 'not' },
  {
    title: 'with another input',
    ...oneOf({ input: [{ type: { text: 'Export' }, valueString: `GET ${EXPORT}` }] }),
    is: 'not',
    says: 'input.type',
  },
  {
    title: 'of a POST',
    ...oneOf({ input: [{ type: { text: 'BULK FHIR Export' }, valueString: `POST ${EXPORT}` }] }),
    is: 'not',
    says: 'valueString',
  },
  {
    title: 'without end',
    ...oneOf({ executionPeriod: { start: '2026-11-20T08:15:30Z' } }),
    is: 'not',
    says: 'has no end',
  },
  {
    title: 'without end, of a job that runs',
    ...oneOf({ status: 'in-progress', executionPeriod: { start: '2026-11-20T08:15:30Z' } }),
    is: 'ok',
  },
  {
    title: 'without start',
    ...oneOf({ status: 'in-progress', executionPeriod: { end: '2026-11-20T08:15:30Z' } }),
    is: 'not',
    says: 'start',
  },
  {
    title: 'with an end that is not an instant, of a job that runs',
    ...oneOf({ status: 'in-progress', executionPeriod: { start: '2026-11-20T08:15:30Z', end: 'soon' } }),
    is: 'not',
    says: 'executionPeriod.end',
  },
  {
    title: 'with an id of 19 digits',
    ...oneOf({ identifier: [{ use: 'official', system: JOBS, value: '9007199254740993042' }] }),
    is: 'ok',
  },
  {
    title: 'of another version, in its system',
    ...oneOf({ identifier: [{ use: 'official', system: `${BASE}/api/v2/jobs`, value: '8' }] }),
    is: 'ok',
  },
  {
    title: 'of the run, with the system of another version',
    ...behind(bundle([task('7', { identifier: [{ use: 'official', system: `${BASE}/api/v2/jobs`, value: '7' }] })])),
    is: 'not',
    says: 'identifier.system',
  },
  { title: 'a day alone', ...oneOf({ executionPeriod: { start: '2026-11-20', end: '2026-11-20' } }), is: 'not' },
  ...noList,
]);

assertionTable('listsJobsOfRun', listsJobsOfRun, [
  { title: 'listed among others', ...behind(bundle([task('6'), task('7')])), is: 'ok' },
  { title: 'not listed', ...behind(bundle([task('6')])), is: 'not', says: '1 of 1 jobs' },
  {
    title: 'with another request',
    ...behind(bundle([task('7', { input: [{ valueString: `GET ${EXPORT}?_type=Patient` }] })])),
    is: 'not',
    says: 'another request',
  },
  { title: 'no job was started', ...alone(bundle([task('6')])), is: 'nothing' },
  ...noList,
]);

assertionTable('givesNoJobOfRun', givesNoJobOfRun, [
  { title: 'a list of other jobs', ...behind(bundle([task('8')])), is: 'ok' },
  { title: 'a page', of: exchange(200, { body: textBody() }), is: 'ok' },
  { title: 'a refusal', of: exchange(404, { json: OUTCOME }), is: 'ok' },
  { title: 'a list with a job of the run', ...behind(bundle([task('7')])), is: 'not', says: '1 of 1 job' },
  { title: 'a refusal with it', ...behind(bundle([task('7')]), {}, 401), is: 'not', says: '1 of 1 job' },
]);

assertionTable('listsNoJobOfRun', listsNoJobOfRun, [
  { title: 'other jobs', ...behind(bundle([task('6')])), is: 'ok' },
  { title: 'the job of the run', ...behind(bundle([task('7')])), is: 'not', says: '1 of 1 jobs' },
  { title: 'none found', ...behind(OUTCOME, {}, 404), is: 'ok' },
  { title: 'refused', ...behind(OUTCOME, {}, 403), is: 'ok' },
  { title: 'too busy', ...behind(OUTCOME, {}, 429), is: 'unreadable' },
  { title: 'an error', ...behind(OUTCOME, {}, 500), is: 'unreadable' },
]);

const withStatus = (status: string) => behind(bundle([task('7', { status })]));
assertionTable('statusWords', statusWords, [
  { title: 'completed', ...withStatus('completed'), is: 'ok' },
  {
    title: 'in-progress, though it has its manifest',
    ...withStatus('in-progress'),
    is: 'not',
    says: 'has its manifest',
  },
  {
    title: 'in-progress, of another job',
    ...behind(bundle([task('7'), task('8', { status: 'in-progress' })])),
    is: 'ok',
  },
  { title: 'accepted, of another job', ...behind(bundle([task('7'), task('8', { status: 'accepted' })])), is: 'ok' },
  { title: 'another word', ...withStatus('done'), is: 'not', says: '"done"' },
  { title: 'no word', ...behind(bundle([task('7', { status: undefined })])), is: 'not' },
  { title: 'an empty list', ...alone(bundle([])), is: 'nothing' },
  ...noList,
]);

/** A list that was asked for while job 7 ran, and the next request for the job. */
const whileRunning = (json: unknown, next: number): { of: Exchange; in: View } => {
  const request = { method: 'GET', url: `${JOBS}/7`, headers: [] };
  const [of, after] = numbered(
    exchange(200, { label: 'jobs-while-running', of: 'Patient', json }),
    exchange(next, { label: next === 202 ? 'status' : 'manifest', of: 'Patient', request }),
  ) as [Exchange, Exchange];
  return { of, in: view([of, after], [], in3) };
};
assertionTable('runningAsRunning', runningAsRunning, [
  { title: 'in-progress', ...whileRunning(bundle([task('7', { status: 'in-progress' })]), 202), is: 'ok' },
  { title: 'accepted', ...whileRunning(bundle([task('7', { status: 'accepted' })]), 202), is: 'ok' },
  { title: 'completed', ...whileRunning(bundle([task('7')]), 202), is: 'not', says: '"completed" of a job that runs' },
  { title: 'completed, and done then', ...whileRunning(bundle([task('7')]), 200), is: 'nothing' },
  { title: 'not listed', ...whileRunning(bundle([task('8')]), 202), is: 'nothing' },
  ...noList,
]);

const failed = [task('7', { status: 'failed' })];
assertionTable('onlyWith', onlyWith('failed'), [
  { title: 'of that status', ...alone(bundle(failed)), is: 'ok' },
  { title: 'none found', ...alone(OUTCOME, 404), is: 'ok' },
  { title: 'an empty list', ...alone(bundle([])), is: 'ok' },
  { title: 'and of another', ...alone(bundle([...failed, task('8')])), is: 'not', says: '"completed"' },
  { title: 'refused', ...alone(OUTCOME, 400), is: 'not', says: '400' },
  { title: 'too busy', of: exchange(429), is: 'unreadable' },
  { title: 'another resource', ...alone(OUTCOME), is: 'unreadable' },
  { title: 'no reply', of: exchange(undefined), is: 'unreadable' },
]);

/** Lists by state behind the one job of the run: that of completed ones, and one of others. */
const byState = (
  completed: readonly object[] | undefined,
  archived?: readonly object[],
  asked: 'jobs-completed' | 'jobs-archived' = 'jobs-completed',
  hasManifest = true,
): { of: Exchange; in: View } => {
  const { in: before } = behind(bundle([]));
  const lists = Object.entries({ 'jobs-completed': completed, 'jobs-archived': archived }).map(([label, tasks]) =>
    exchange(tasks === undefined ? 404 : 200, { label, json: tasks === undefined ? OUTCOME : bundle(tasks) }),
  );
  const all = numbered(...before.exchanges.slice(0, hasManifest ? 2 : 1), ...lists);
  return { of: all.find(({ label }) => label === asked)!, in: view(all, [], in3) };
};
const own = [task('7')];
/** The list of completed jobs, without one that was done days before, or days before it is in that of archived ones. */
const daysApart = (lastOfFirstDay: number): { of: Exchange; in: View } => {
  const { of, in: before } = lastOfFirstDay === 1 ? byState([]) : byState(own, own);
  const at = (one: Exchange, nth: number): Exchange => {
    const day = nth <= lastOfFirstDay ? 20 : 25;
    const headers = [...(one.reply?.headers ?? []), ['Date', new Date(Date.UTC(2026, 10, day)).toUTCString()] as const];
    return one.reply === undefined ? one : { ...one, reply: { ...one.reply, headers } };
  };
  const all = before.exchanges.map(at);
  return { of: all.find(({ id }) => id === of.id)!, in: view(all, [], in3) };
};
assertionTable('inOneDoneList', inOneDoneList, [
  { title: 'in that of completed ones', ...byState(own), is: 'ok' },
  { title: 'in that of archived ones', ...byState(undefined, own), is: 'ok' },
  { title: 'with a job of another program in both', ...byState([...own, task('8')], [task('8')]), is: 'ok' },
  { title: 'in neither', ...byState([task('8')]), is: 'not', says: '1 of 1 completed job' },
  { title: 'with 404', ...byState(undefined), is: 'not', says: 'missing' },
  { title: 'before it is done', ...byState(undefined, undefined, 'jobs-completed', false), is: 'ok' },
  { title: 'in both', ...byState(own, own), is: 'not', says: '1 job that another list' },
  { title: 'in both, seen from the other one', ...byState(own, own, 'jobs-archived'), is: 'not', says: 'another list' },
  { title: 'in neither, days after it was done', ...daysApart(1), is: 'ok' },
  { title: 'in both, days apart', ...daysApart(2), is: 'ok' },
  { title: 'in neither, seen from the other one', ...byState(undefined, undefined, 'jobs-archived'), is: 'ok' },
]);

assertionTable('noneIs404', noneIs404, [
  { title: 'an OperationOutcome', ...alone(OUTCOME, 404), is: 'ok' },
  { title: 'with another document behind it', of: exchange(404, { body: jsonBody(OUTCOME, 2) }), is: 'ok' },
  { title: 'no body', of: exchange(404), is: 'not', says: 'without an OperationOutcome' },
  { title: 'an empty list', ...alone(bundle([])), is: 'not', says: 'empty list' },
  { title: 'a list', ...alone(bundle(failed)), is: 'nothing' },
  { title: 'an error', of: exchange(500), is: 'unreadable' },
  { title: 'another resource', ...alone(OUTCOME), is: 'unreadable' },
]);

/** What a run saw of a job that it canceled. */
const run = (
  label: string,
  replies: { cancel?: number; as?: string; bare?: number; garbage?: number; after?: Exchange; list?: unknown },
): { of: Exchange; in: View } => {
  const {
    cancel = 202,
    as = 'cancel',
    bare = 401,
    garbage = 401,
    after = exchange(404, { json: OUTCOME }),
    list,
  } = replies;
  const request = { method: 'DELETE', url: `${JOBS}/7`, headers: [] };
  const all = numbered(
    exchange(bare, { label: 'cancel-no-token', request }),
    exchange(garbage, { label: 'cancel-garbage-token', request }),
    exchange(cancel, { label: as, request }),
    { ...after, label: 'canceled-status' },
    exchange(list === undefined ? 404 : 200, { label: 'jobs-after-cancel', json: list ?? OUTCOME }),
  );
  return { of: all.find((one) => one.label === label)!, in: view(all, [], in3) };
};
const completed = exchange(200, { json: { output: [] } });
/** The job was gone when the request was repeated, since a gateway had lost the first response. */
const LOST = { cancel: 404, as: 'cancel-repeated' };

assertionTable('canceled', canceled, [
  { title: '202', ...run('cancel', {}), is: 'ok' },
  { title: '204', ...run('cancel', { cancel: 204 }), is: 'not', says: '204' },
  { title: 'refused', ...run('cancel', { cancel: 405 }), is: 'not', says: '405' },
  {
    title: 'refused, of a job that is done',
    ...run('cancel', { cancel: 410, after: completed }),
    is: 'nothing',
    says: 'was done',
  },
  { title: 'of a job that was ended without a token', ...run('cancel', { cancel: 404, bare: 202 }), is: 'unreadable' },
  {
    title: 'of a job that was ended with a made-up token',
    ...run('cancel', { cancel: 404, garbage: 202 }),
    is: 'unreadable',
    says: 'without a valid token',
  },
  { title: 'too busy', ...run('cancel', { cancel: 429 }), is: 'unreadable' },
]);

const deleted = (status: number | undefined, json?: unknown): Exchange =>
  exchange(status, { label: 'cancel-done', ...(json !== undefined && { json }) });
assertionTable('doneOrRefused', doneOrRefused, [
  { title: '202', of: deleted(202), is: 'ok' },
  { title: '410 with an OperationOutcome', of: deleted(410, OUTCOME), is: 'ok' },
  { title: '410 without', of: deleted(410), is: 'not', says: 'status 410 without an OperationOutcome' },
  { title: '204', of: deleted(204), is: 'not', says: '204' },
  { title: '500 with an OperationOutcome', of: deleted(500, OUTCOME), is: 'not', says: '500' },
  { title: 'no reply', of: deleted(undefined), is: 'unreadable' },
  { title: 'the token is refused', of: deleted(401, OUTCOME), is: 'unreadable' },
  { title: 'too busy', of: deleted(429), is: 'unreadable' },
]);

const elsewhere = (status: number | undefined, json?: unknown): Exchange =>
  exchange(status, { label: 'status-elsewhere', of: 'Patient', ...(json !== undefined && { json }) });
/** A status request under another version, behind the manifest under the own one. */
const askedElsewhere = (
  status: number | undefined,
  there?: unknown,
  here: unknown = { JobID: 7, transactionTime: 'T' },
) => {
  const [own, of] = numbered(
    exchange(200, { label: 'manifest', of: 'Patient', json: here }),
    elsewhere(status, there),
  ) as [Exchange, Exchange];
  return { of, in: view([own, of], [], in3) };
};
assertionTable('noOtherJob', noOtherJob, [
  { title: 'the same job', ...askedElsewhere(200, { JobID: 7, transactionTime: 'T' }), is: 'ok' },
  { title: 'the same job, told otherwise', ...askedElsewhere(200, { JobID: 7, request: 'other' }), is: 'ok' },
  { title: 'refused', ...askedElsewhere(404, OUTCOME), is: 'ok' },
  {
    title: 'another job',
    ...askedElsewhere(200, { JobID: 8, transactionTime: 'T' }),
    is: 'not',
    says: 'JobID: 8 in place of 7',
  },
  {
    title: 'without JobID, of another time',
    ...askedElsewhere(200, { transactionTime: 'U' }, { transactionTime: 'T' }),
    is: 'not',
    says: 'transactionTime',
  },
  { title: 'text', ...askedElsewhere(200), is: 'not', says: 'not one JSON object' },
  { title: 'the own manifest is not JSON', ...askedElsewhere(200, { JobID: 7 }, 'text'), is: 'unreadable' },
  { title: 'too busy', ...askedElsewhere(429), is: 'unreadable' },
  { title: '500', ...askedElsewhere(500), is: 'unreadable' },
  { title: 'no reply', ...askedElsewhere(undefined), is: 'unreadable' },
]);

const NOW = 'Fri, 20 Nov 2026 12:00:00 GMT';
const old = (
  status: number | undefined,
  { json, path = '/api/v3/jobs/7', end }: { json?: unknown; path?: string; end?: string } = {},
) => {
  const [list, of] = numbered(
    listed(bundle([task('7', end === undefined ? {} : { executionPeriod: { start: end, end } })])),
    exchange(status, {
      ...{ label: 'old-job', headers: { Date: NOW }, request: { method: 'GET', url: BASE + path, headers: [] } },
      ...(json !== undefined && { json }),
    }),
  ) as [Exchange, Exchange];
  return { of, in: view(end === undefined ? [of] : [list, of], [], in3) };
};
const ofYesterday = { transactionTime: '2026-11-19T11:59:59Z' };
const ofToday = { transactionTime: '2026-11-19T12:00:01Z' };
assertionTable('goneAfterDay', goneAfterDay, [
  { title: '404', ...old(404, { json: OUTCOME }), is: 'ok' },
  { title: '410', ...old(410), is: 'ok' },
  { title: 'its manifest', ...old(200, { json: ofYesterday }), is: 'not', says: 'status 200' },
  { title: 'a file', ...old(200, { path: '/data/7/a.ndjson' }), is: 'not' },
  { title: 'a younger manifest', ...old(200, { json: ofToday }), is: 'unreadable', says: 'less than a day ago' },
  {
    title: 'a file of a job that is listed as younger',
    ...old(200, { path: '/data/7/a.ndjson', end: '2026-11-20T08:00:00+00:00' }),
    is: 'unreadable',
    says: 'less than a day ago',
  },
  {
    title: 'listed as older',
    ...old(200, { json: ofYesterday, end: '2026-11-18T08:00:00+00:00' }),
    is: 'not',
  },
  {
    title: 'of another job that is listed',
    ...old(200, { path: '/data/8/a.ndjson', end: '2026-11-20T08:00:00Z' }),
    is: 'not',
  },
  { title: 'still running', ...old(202), is: 'unreadable', says: 'still runs' },
  { title: 'of another client', ...old(401, { json: OUTCOME }), is: 'unreadable' },
  { title: 'an error', ...old(500), is: 'unreadable' },
  { title: 'no reply', ...old(undefined), is: 'unreadable' },
]);

const underOther = (status: number | undefined): Exchange => exchange(status, { label: 'jobs-other-version' });
assertionTable('opensOtherVersion', opensOtherVersion, [
  { title: 'a list', of: underOther(200), is: 'ok' },
  { title: 'refused for the token', of: underOther(401), is: 'not', says: '401' },
  { title: 'no jobs', of: underOther(404), is: 'nothing', says: 'no jobs, or no access' },
  { title: 'no access', of: underOther(403), is: 'nothing' },
  { title: 'too busy', of: underOther(429), is: 'unreadable' },
  { title: 'no reply', of: underOther(undefined), is: 'unreadable' },
]);

assertionTable('goneAfterCancel', goneAfterCancel, [
  { title: 'gone', ...run('canceled-status', {}), is: 'ok' },
  {
    title: 'completed',
    ...run('canceled-status', { after: completed }),
    is: 'not',
    says: 'the canceled job is completed',
  },
  { title: 'running', ...run('canceled-status', { after: exchange(202) }), is: 'not', says: '202' },
  {
    title: 'no outcome',
    ...run('canceled-status', { after: exchange(404) }),
    is: 'not',
    says: 'not one OperationOutcome',
  },
  { title: 'not canceled', ...run('canceled-status', { cancel: 405 }), is: 'nothing' },
  { title: 'canceled by a request whose response was lost', ...run('canceled-status', LOST), is: 'unreadable' },
]);

const after = (list: unknown, differs: object = {}) => run('jobs-after-cancel', { list, ...differs });
assertionTable('listedAsCanceled', listedAsCanceled, [
  { title: 'cancelled', ...after(bundle([task('7', { status: 'cancelled' })])), is: 'ok' },
  { title: 'failed', ...after(bundle([task('7', { status: 'failed' })])), is: 'not', says: '"failed"' },
  { title: 'not listed', ...after(bundle([task('8')])), is: 'not', says: 'not listed' },
  { title: 'not canceled', ...after(bundle([]), { cancel: 405 }), is: 'nothing' },
  { title: 'completed nevertheless', ...after(bundle([task('7')]), { after: completed }), is: 'unreadable' },
  { title: 'no list', ...after(undefined), is: 'unreadable' },
  {
    title: 'canceled by a request whose response was lost',
    ...after(bundle([task('7')]), LOST),
    is: 'unreadable',
    says: 'no response to the cancellation',
  },
]);

const dates = (...list: readonly unknown[]) =>
  exchange(200, { json: { ingestion_dates: list }, headers: { Date: 'Fri, 20 Nov 2026 08:15:30 GMT' } });
const dated = (timestamp: unknown, type = 'last_attribution_update') => dates({ type, timestamp });
assertionTable('hasIngestionDates', hasIngestionDates, [
  {
    title: 'both',
    of: dates({ type: 'last_attribution_update', timestamp: 'x' }, { type: 'last_runout_update', timestamp: 'y' }),
    is: 'ok',
  },
  { title: 'none', of: dates(), is: 'ok' },
  { title: 'another type', of: dated('x', 'last_update'), is: 'not', says: 'last_update' },
  { title: 'a timestamp that is no text', of: dated(7), is: 'not' },
  {
    title: 'one twice',
    of: dates({ type: 'last_runout_update', timestamp: 'x' }, { type: 'last_runout_update', timestamp: 'y' }),
    is: 'not',
    says: 'twice',
  },
  { title: 'no list', of: exchange(200, { json: { ingestion_dates: {} } }), is: 'not' },
  { title: 'an array', of: exchange(200, { json: [] }), is: 'not' },
  { title: 'no body', of: exchange(200), is: 'not' },
]);
assertionTable('datedWithZone', datedWithZone, [
  ...[
    '2026-11-03T04:11:09.5Z',
    '2026-11-03 04:11:09.5+00',
    '2026-11-03T04:11:09-05:00',
    '2026-11-03 04:11:09 +0000',
  ].map((text): AssertionRow => ({ title: text, of: dated(text), is: 'ok' })),
  ...['2026-11-03T04:11:09', '2026-11-03', '2026-11-03 04:11:09', 'today', '2026-13-03T04:11:09Z'].map(
    (text): AssertionRow => ({ title: text, of: dated(text), is: 'not' }),
  ),
  { title: 'none', of: dates(), is: 'nothing' },
  { title: 'no list', of: exchange(200, { json: {} }), is: 'unreadable' },
  { title: 'no body', of: exchange(200), is: 'unreadable' },
]);
assertionTable('ingestedBefore', ingestedBefore, [
  { title: 'before', of: dated('2026-11-03T04:11:09Z'), is: 'ok' },
  { title: 'five minutes later', of: dated('2026-11-20T08:20:30Z'), is: 'ok' },
  { title: 'later', of: dated('2026-11-20 08:20:31+00'), is: 'not', says: '301 s' },
  { title: 'none', of: dates(), is: 'nothing', says: 'empty' },
  { title: 'another body', of: exchange(200, { json: [] }), is: 'unreadable' },
  { title: 'without zone', of: dated('2026-11-03T04:11:09'), is: 'unreadable' },
  {
    title: 'without Date',
    of: exchange(200, { json: { ingestion_dates: [{ timestamp: '2026-11-03T04:11:09Z' }] } }),
    is: 'nothing',
  },
]);

assertionTable('givesNoDates', givesNoDates, [
  { title: 'an OperationOutcome', of: exchange(401, { json: OUTCOME }), is: 'ok' },
  { title: 'no body', of: exchange(401), is: 'ok' },
  { title: 'the dates', of: exchange(401, { json: { ingestion_dates: [] } }), is: 'not', says: 'contained the dates' },
]);

const asked = (of: string, status: number, json?: unknown, first = 202): { of: Exchange; in: View } => {
  const all = numbered(
    exchange(first, { label: 'kickoff', of: 'Group/all' }),
    exchange(status, { label: 'kickoff', of, ...(json !== undefined && { json }) }),
  );
  return { of: all[1]!, in: view(all, [], in3) };
};
assertionTable('notOfRunout', notOfRunout, [
  { title: 'of today', ...asked('Patient', 202), is: 'ok' },
  { title: 'of last year', ...asked('Group/runout', 202), is: 'nothing' },
]);
assertionTable('ofRunout', ofRunout, [
  { title: 'of today', ...asked('Patient', 202), is: 'nothing' },
  { title: 'of last year', ...asked('Group/runout', 202), is: 'ok' },
  { title: 'of last year, with a parameter', ...asked('Group/runout?_type=Patient', 400), is: 'nothing' },
]);
assertionTable('hasPeople', hasPeople, [
  { title: 'accepted', ...asked('Patient', 202), is: 'ok' },
  { title: 'nobody', ...asked('Patient', 404, OUTCOME), is: 'unreadable', says: 'no attribution' },
  { title: 'not enabled', ...asked('Patient', 403, OUTCOME), is: 'unreadable' },
  { title: '404 without an outcome', ...asked('Patient', 404), is: 'ok' },
  { title: 'an error', ...asked('Patient', 500, OUTCOME), is: 'ok' },
  {
    title: 'under a guide of 2019',
    of: exchange(404, { json: OUTCOME, of: 'Patient' }),
    in: view([exchange(404, { json: OUTCOME, of: 'Patient' })], [], { profile: profile201912 }),
    is: 'ok',
  },
]);
assertionTable('hasNobody', hasNobody, [
  { title: 'accepted', ...asked('Patient', 202), is: 'nothing' },
  { title: 'nobody', ...asked('Patient', 404, OUTCOME), is: 'ok' },
  { title: '404 without an outcome', ...asked('Patient', 404), is: 'nothing' },
  { title: 'not enabled', ...asked('Patient', 403, OUTCOME), is: 'nothing' },
]);
const ofSeverity = (...severities: readonly unknown[]) =>
  asked('Patient', 404, { resourceType: 'OperationOutcome', issue: severities.map((severity) => ({ severity })) });
assertionTable('saysItFailed', saysItFailed, [
  { title: 'an error', ...ofSeverity('error'), is: 'ok' },
  { title: 'a fatal one behind a warning', ...ofSeverity('warning', 'fatal'), is: 'ok' },
  { title: 'information', ...ofSeverity('information'), is: 'not', says: 'no issue of severity' },
  { title: 'no issue', ...ofSeverity(), is: 'not' },
  { title: 'no body', ...asked('Patient', 404), is: 'not' },
]);
assertionTable('mayNotUse', mayNotUse, [
  { title: 'every export is refused', ...asked('Group/runout', 202, undefined, 403), is: 'ok' },
  { title: 'one is accepted', ...asked('Patient', 403, OUTCOME), is: 'nothing', says: 'may use' },
  { title: 'none was asked for', of: exchange(200), in: view([exchange(200)], [], in3), is: 'nothing' },
]);
const refusal = (stops: readonly Fact[], status = 404): View =>
  view([exchange(status, { label: 'kickoff', of: 'Patient', json: OUTCOME })], stops, in3);
expectationTable('ofRefusals', ofRefusals(every(replies('kickoff'), hasNobody, saysItFailed)), [
  { title: 'a refusal that stops its export', in: refusal([stop(['kickoff'], { exchange: 1 })]), is: 'pass' },
  { title: 'a request that the run did not get to', in: refusal([stop(['kickoff'])]), is: 'blocked' },
  { title: 'one after another was accepted', in: refusal([stop(['kickoff'])], 202), is: 'inapplicable' },
]);
assertionTable('startsOrHasNobody', startsOrHasNobody, [
  { title: 'accepted', ...asked('Group/runout', 202), is: 'ok' },
  { title: 'nobody', ...asked('Group/runout', 404, OUTCOME), is: 'ok' },
  { title: '404 without an outcome', ...asked('Group/runout', 404), is: 'not', says: '404' },
  { title: 'not enabled', ...asked('Group/runout', 403, OUTCOME), is: 'not', says: '403' },
  { title: 'an error', ...asked('Group/runout', 500), is: 'not' },
  { title: 'an error, as for all exports', ...asked('Group/runout', 500, undefined, 500), is: 'unreadable' },
  { title: 'too busy', ...asked('Group/runout', 429), is: 'unreadable' },
]);
