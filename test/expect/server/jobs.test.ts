import { describe, expect, test } from 'vitest';
import {
  changedMembers,
  completes,
  distinctJobs,
  distinctUrls,
  entries,
  expiresInTime,
  exportedTypesOf,
  fileNames,
  fileUrls,
  filesOf,
  jobIdMatches,
  neverFalls,
  noneListedEmpty,
  notBeforeKickoff,
  notInTheFuture,
  acceptAllowed,
  notRefusedBare,
  onlyTypesAsked,
  percentage,
  progressWords,
  requestAsSent,
  sameManifest,
  manifestsAgain,
  manifestsOtherwise,
  namesOfNoOtherJob,
} from '../../../src/expect/index.js';
import type { Exchange, FileFact, View } from '../../../src/model/index.js';
import { expectationTable, assertionTable, type AssertionRow } from '../../support/tables.js';
import {
  BASE,
  exchange,
  exportUrl,
  fileFact,
  jsonBody,
  kickoff,
  lineFinding,
  manifest,
  numbered,
  profile201909,
  stop,
  textBody,
  view,
} from '../../support/views.js';

const OF = 'Patient';
const UUID = '0f4b1c1e-8a52-4c39-9e84-d1a37b60f2c5';
const OTHER_UUID = 'DBBD1CE1-AE24-435C-807D-ED45953077D3';
const file = (name: string, job: string | number = 42): string => `${BASE}/data/${job}/${name}.ndjson`;
const sound = {
  transactionTime: '2019-12-09T20:44:01.705398Z',
  request: exportUrl(OF),
  requiresAccessToken: true,
  output: [
    { type: 'Patient', url: file(UUID) },
    { type: 'Coverage', url: file(OTHER_UUID) },
  ],
  error: [{ type: 'OperationOutcome', url: file(`${UUID}-error`) }],
  JobID: 42,
};

/** A manifest that differs from the sound one, with a kick-off of job 42 before it. */
const withManifest = (differs: object, { job = '42', in: more = {} }: { job?: string; in?: object } = {}) => {
  const [first, of] = numbered(kickoff(OF, job), manifest(OF, { ...sound, ...differs })) as [Exchange, Exchange];
  return { of, in: view([first, of], [], more) };
};
const noManifest: readonly AssertionRow[] = [
  { title: 'an empty body', of: exchange(200, { of: OF }), is: 'unreadable' },
  { title: 'text', of: exchange(200, { of: OF, body: textBody() }), is: 'unreadable' },
  { title: 'an array', of: exchange(200, { of: OF, json: [sound] }), is: 'unreadable' },
  { title: 'two documents', of: exchange(200, { of: OF, body: jsonBody(sound, 2) }), is: 'unreadable' },
  { title: 'no reply', of: exchange(undefined, { of: OF }), is: 'unreadable' },
];

const again = `${OF} (again)`;
const jobs = (...exchanges: readonly Exchange[]): View => view(numbered(...exchanges));
const refusedKickoff = exchange(400, { label: 'kickoff', of: again });
expectationTable('distinctJobs', distinctJobs, [
  { title: 'two jobs', in: jobs(kickoff(OF, 1), kickoff(again, 2)), is: 'pass', evidence: [1, 2] },
  {
    title: 'the same job twice',
    in: jobs(kickoff(OF, 1), kickoff(again, 1)),
    is: 'fail',
    says: 'exchange 1',
    evidence: [2],
  },
  { title: 'the third is the first', in: jobs(kickoff('a', 1), kickoff('b', 2), kickoff('c', 1)), is: 'fail' },
  { title: 'a single request', in: jobs(kickoff(OF, 1)), is: 'blocked', says: 'only one' },
  { title: 'a kick-off without job URL', in: jobs(kickoff(OF, 1), refusedKickoff), is: 'blocked' },
  {
    title: 'not asked again for want of budget',
    in: view(jobs(kickoff(OF, 1)).exchanges, [stop(['kickoff'], { cause: 'budget', unblock: '--export-budget' })]),
    is: 'blocked',
    cause: 'budget',
    unblock: '--export-budget',
  },
  { title: 'never started', in: view([], [stop(['kickoff'])]), is: 'blocked' },
  { title: 'other requests only', in: jobs(exchange(202, { label: 'status' })), is: 'inapplicable' },
]);

const lastPoll = (code: number | undefined) => exchange(code, { id: 2, label: 'status', of: OF });
const ended = (code: number | undefined, more: Parameters<typeof stop>[1] = {}): View =>
  view([kickoff(OF, 1), lastPoll(code)], [stop(['manifest', 'data'], { of: OF, exchange: 2, ...more })]);
expectationTable('completes', completes, [
  { title: 'a manifest', in: jobs(kickoff(OF, 1), manifest(OF, sound)), is: 'pass', evidence: [2] },
  { title: 'a final 500', in: ended(500), is: 'fail', says: 'Patient: status 500', evidence: [2] },
  { title: 'a final 404', in: ended(404), is: 'fail', says: 'status 404' },
  { title: 'no reply for good', in: ended(undefined), is: 'blocked', cause: 'earlier', says: 'no response' },
  {
    title: 'one done, one failed',
    in: view([manifest('Coverage', sound, { id: 3 }), ...ended(500).exchanges], ended(500).facts),
    is: 'fail',
    evidence: [2],
  },
  {
    title: 'running at the deadline',
    in: ended(202, { cause: 'deadline', unblock: '--deadline' }),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  { title: 'interrupted', in: ended(202, { cause: 'interrupted' }), is: 'blocked', cause: 'interrupted' },
  {
    title: 'the kick-off was refused',
    in: view([exchange(400, { id: 1, label: 'kickoff', of: OF })], [stop(['status', 'manifest'], { exchange: 1 })]),
    is: 'blocked',
    evidence: [1],
  },
  {
    title: 'one done, one left out by the budget',
    in: view([manifest(OF, sound)], [stop(['manifest'], { cause: 'budget' })]),
    is: 'pass',
  },
  { title: 'no job at all', in: jobs(), is: 'inapplicable' },
]);

const progress = (value: string | undefined, more: Partial<Exchange> = {}): Exchange =>
  exchange(202, {
    label: 'status',
    of: OF,
    headers: value === undefined ? {} : { 'X-Progress': value },
    ...more,
  });
const percent = (value: string | undefined, is: AssertionRow['is']): AssertionRow => ({
  title: value ?? 'no header',
  of: progress(value),
  is,
});
const twice = (...values: readonly string[]) =>
  exchange(202, { label: 'status', of: OF, headers: values.map((value) => ['X-Progress', value] as const) });
assertionTable('progressWords', progressWords, [
  percent('Pending', 'ok'),
  percent('pending.', 'ok'),
  percent('Pending (0%)', 'ok'),
  percent('In Progress', 'ok'),
  percent('In Progress (33%)', 'ok'),
  percent('33 percent In Progress', 'ok'),
  percent('IN PROGRESS: 33.5 %', 'ok'),
  percent('banana', 'not'),
  percent('xxxxxx', 'not'),
  percent('Completed', 'not'),
  percent('Progress In', 'not'),
  percent('Pending In Progress', 'not'),
  percent('In Progress (10% or 20%)', 'not'),
  percent('33%', 'not'),
  percent('', 'nothing'),
  percent(undefined, 'nothing'),
  { title: 'twice', of: twice('Pending', 'Pending'), is: 'not', says: '2 X-Progress headers' },
  { title: 'no reply', of: exchange(undefined), is: 'nothing' },
]);
assertionTable('percentage', percentage, [
  percent('In Progress (33%)', 'ok'),
  percent('In Progress (0%)', 'ok'),
  percent('In Progress (100%)', 'ok'),
  percent('In Progress, 33 %', 'ok'),
  percent('in progress: 33.5%', 'ok'),
  percent('in-progress (33%)', 'ok'),
  percent('InProgress, 33%', 'ok'),
  percent('in-progress', 'not'),
  percent('33% In Progress', 'ok'),
  percent('In Progress', 'not'),
  percent('In Progress (33)', 'not'),
  percent('In Progress (133%)', 'not'),
  percent('In Progress (100.1%)', 'not'),
  percent('In Progress (-5%)', 'not'),
  percent('In Progress (%)', 'not'),
  percent('In Progress (NaN%)', 'not'),
  percent('In Progress (99999999999999%)', 'not'),
  percent('In Progress (37 percent)', 'ok'),
  percent('In Progress: 37percent', 'ok'),
  percent('In Progress (101 percent)', 'not'),
  percent('In Progress (37 percents)', 'not'),
  percent('In Progress (10% or 250%)', 'not'),
  percent('In Progress (10%, 10 percent)', 'not'),
  { title: 'two headers', of: twice('In Progress (10%)', 'In Progress (20%)'), is: 'ok' },
  { title: 'a second header that is wrong', of: twice('In Progress (10%)', 'In Progress (250%)'), is: 'not' },
  { title: 'a second header that says other words', of: twice('Pending', 'In Progress'), is: 'not' },
  percent('Pending', 'nothing'),
  percent('Pending (0%)', 'nothing'),
  percent('33%', 'nothing'),
  percent('', 'nothing'),
  percent(undefined, 'nothing'),
  { title: 'no reply', of: exchange(undefined), is: 'nothing' },
]);

const polls = (...values: readonly (string | undefined)[]): View => jobs(...values.map((value) => progress(value)));
expectationTable('neverFalls', neverFalls, [
  { title: 'it grows', in: polls('Pending', 'In Progress (0%)', 'In Progress (50%)'), is: 'pass', evidence: [2, 3] },
  { title: 'it stands still', in: polls('0%', '0%', '33 %', '33%'), is: 'pass' },
  { title: 'it falls', in: polls('10%', '40%', '30%'), is: 'fail', says: '30% after 40%', evidence: [3] },
  { title: 'it falls and recovers below', in: polls('40%', '30%', '35%'), is: 'fail', evidence: [2, 3] },
  { title: 'it falls to nothing', in: polls('40%', '0%'), is: 'fail' },
  {
    title: 'another job begins anew',
    in: jobs(progress('90%'), progress('10%', { of: 'Coverage' }), progress('95%')),
    is: 'pass',
    evidence: [3],
  },
  {
    title: 'another job falls',
    in: jobs(progress('10%', { of: 'Coverage' }), progress('90%'), progress('9%', { of: 'Coverage' })),
    is: 'fail',
    says: 'Coverage: 9% after 10%',
  },
  { title: 'words only', in: polls('Pending', 'In Progress', undefined), is: 'pass', evidence: [2] },
  { title: 'Pending twice', in: polls('pending', 'Pending'), is: 'pass' },
  { title: 'back to Pending', in: polls('In Progress', 'Pending'), is: 'fail', says: 'Pending after In Progress' },
  { title: 'back to Pending from in-progress', in: polls('in-progress', 'Pending'), is: 'fail' },
  {
    title: 'back to Pending once',
    in: polls('In Progress (1%)', 'Pending', 'In Progress (2%)'),
    is: 'fail',
    evidence: [2],
  },
  { title: 'other words', in: polls('working', 'still working'), is: 'inapplicable' },
  { title: 'a minus is no percentage', in: polls('10%', '-5%', '10%'), is: 'pass', evidence: [3] },
  { title: 'said once', in: polls(undefined, '10%'), is: 'inapplicable' },
  { title: 'no job', in: jobs(), is: 'inapplicable' },
  { title: 'never watched', in: view([], [stop(['status'])]), is: 'blocked' },
]);

const compared = (now: Partial<Parameters<typeof exchange>[1]> = {}, code: number | undefined = 200) => {
  const later = exchange(code, { id: 3, label: 'status-again', of: OF, ...now });
  return { of: later, in: view([manifest('Coverage', {}), manifest(OF, sound), later]) };
};
test('changedMembers: those that only one object has, and those with other values', () => {
  expect(changedMembers({ a: 1, b: [1], c: {} }, { b: [2], c: {}, d: 1 })).toEqual(['a', 'b', 'd']);
});

assertionTable('sameManifest', sameManifest, [
  { title: 'the same', ...compared({ json: { ...sound } }), is: 'ok' },
  {
    title: 'members in another order',
    ...compared({ json: Object.fromEntries(Object.entries(sound).reverse()) }),
    is: 'ok',
  },
  {
    title: 'another time, one member more, one less',
    ...compared({ json: { ...sound, transactionTime: 'x', JobID: undefined, extra: 1 } }),
    is: 'not',
    says: 'changed members: transactionTime, JobID, extra',
  },
  {
    title: 'another order of files',
    ...compared({ json: { ...sound, output: [...sound.output].reverse() } }),
    is: 'not',
  },
  { title: 'text', ...compared({ body: textBody() }), is: 'not' },
  { title: 'gone', ...compared({}, 404), is: 'not', says: 'status 404' },
  { title: 'no reply', of: exchange(undefined, { of: OF }), in: view([manifest(OF, sound)]), is: 'unreadable' },
  { title: 'nothing to compare with', of: exchange(200, { of: OF, json: sound }), is: 'unreadable' },
  {
    title: 'nothing readable to compare with',
    of: exchange(200, { of: OF, json: sound }),
    in: view([exchange(200, { label: 'manifest', of: OF, body: textBody() })]),
    is: 'unreadable',
  },
]);

const asSent = (request: unknown, sent = exportUrl(OF)) => {
  const of = manifest(OF, { ...sound, request });
  return { of, in: view([kickoff(OF, 42, { request: { method: 'GET', url: sent, headers: [] } }), of]) };
};
const typed = `${exportUrl(OF)}?_type=Patient,Coverage`;
assertionTable('requestAsSent', requestAsSent, [
  { title: 'the same', ...asSent(exportUrl(OF)), is: 'ok' },
  { title: 'with its query', ...asSent(typed, typed), is: 'ok' },
  { title: 'written otherwise', ...asSent(exportUrl(OF, 'HTTPS://BCDA.example:443')), is: 'ok' },
  { title: 'without its query', ...asSent(exportUrl(OF), typed), is: 'not' },
  { title: 'types in another order', ...asSent(`${exportUrl(OF)}?_type=Coverage,Patient`, typed), is: 'not' },
  { title: 'another endpoint', ...asSent(exportUrl('Coverage')), is: 'not', says: 'Coverage' },
  { title: 'another scheme', ...asSent(exportUrl(OF, 'http://bcda.example')), is: 'not' },
  { title: 'the path only', ...asSent('/api/v1/Patient/$export'), is: 'not' },
  { title: 'a number', ...asSent(1), is: 'not' },
  { title: 'absent', ...asSent(undefined), is: 'not', says: 'missing' },
  { title: 'no kick-off', of: manifest(OF, sound), is: 'unreadable' },
  ...noManifest,
]);

assertionTable('jobIdMatches', jobIdMatches, [
  { title: 'the number', ...withManifest({}), is: 'ok' },
  { title: 'a job URL with a query', ...withManifest({}, { job: '42?page=1' }), is: 'ok' },
  { title: 'a job URL with a slash at the end', ...withManifest({}, { job: '42/' }), is: 'ok' },
  { title: 'a job URL with a fragment', ...withManifest({}, { job: '42#x' }), is: 'ok' },
  { title: 'a string', ...withManifest({ JobID: '42' }), is: 'not', says: '"42"' },
  { title: 'an object that is no text', ...withManifest({ JobID: { toString: null } }), is: 'not' },
  { title: 'another number', ...withManifest({ JobID: 43 }), is: 'not', says: 'JobID: 43; id in the job URL: "42"' },
  { title: 'zeros in front', ...withManifest({}, { job: '042' }), is: 'not' },
  { title: 'a job id that is no number', ...withManifest({}, { job: UUID }), is: 'not' },
  { title: 'absent', ...withManifest({ JobID: undefined }), is: 'not' },
  { title: 'spelt otherwise', ...withManifest({ JobID: undefined, jobId: 42 }), is: 'not' },
  ...noManifest,
]);

assertionTable('entries', entries('output'), [
  { title: 'entries', ...withManifest({}), is: 'ok' },
  { title: 'none', ...withManifest({ output: [] }), is: 'ok' },
  { title: 'more than type and url', ...withManifest({ output: [{ type: 'Patient', url: 'x', count: 1 }] }), is: 'ok' },
  { title: 'no url', ...withManifest({ output: [{ type: 'Patient' }] }), is: 'not' },
  { title: 'no type', ...withManifest({ output: [{ url: 'x' }] }), is: 'not' },
  { title: 'a type that is a list', ...withManifest({ output: [{ type: ['Patient'], url: 'x' }] }), is: 'not' },
  { title: 'a string', ...withManifest({ output: ['x'] }), is: 'not' },
  { title: 'null inside', ...withManifest({ output: [null] }), is: 'not' },
  { title: 'null', ...withManifest({ output: null }), is: 'not' },
  { title: 'an object', ...withManifest({ output: { type: 'Patient', url: 'x' } }), is: 'not' },
  { title: 'absent', ...withManifest({ output: undefined }), is: 'not', says: 'output: missing' },
  ...noManifest,
]);
assertionTable('entries', entries('error', 'OperationOutcome'), [
  { title: 'entries', ...withManifest({}), is: 'ok' },
  { title: 'none', ...withManifest({ error: [] }), is: 'ok' },
  { title: 'of another type', ...withManifest({ error: [{ type: 'Patient', url: 'x' }] }), is: 'not', says: 'Patient' },
  { title: 'absent', ...withManifest({ error: undefined }), is: 'not' },
  ...noManifest,
]);

const listing = (of: string, types: readonly unknown[], more: object = {}) => {
  const one = manifest(of, { ...sound, output: types.map((type) => ({ type, url: 'x' })) });
  return { of: one, in: view([one], [], more) };
};
assertionTable('onlyTypesAsked', onlyTypesAsked, [
  { title: 'all three', ...listing(OF, ['Patient', 'Coverage', 'ExplanationOfBenefit', 'Patient']), is: 'ok' },
  { title: 'fewer', ...listing(OF, ['Patient']), is: 'ok' },
  { title: 'none', ...listing(OF, []), is: 'ok' },
  { title: 'the one asked for', ...listing('Patient?_type=Coverage', ['Coverage']), is: 'ok' },
  { title: 'the same export again', ...listing(again, ['Coverage']), is: 'ok' },
  { title: 'an empty _type', ...listing('Patient?_type=', ['Coverage']), is: 'ok' },
  { title: 'another one', ...listing('Patient?_type=Coverage', ['Patient']), is: 'not', says: '["Patient"]' },
  { title: 'the one asked for and another', ...listing('Patient?_type=Coverage', ['Coverage', 'Group']), is: 'not' },
  { title: '2019-09: of another endpoint', ...listing('Coverage', ['Patient'], { profile: profile201909 }), is: 'not' },
  { title: '2019-09: of its endpoint', ...listing('Coverage', ['Coverage'], { profile: profile201909 }), is: 'ok' },
  { title: 'no string is left to another requirement', ...listing(OF, [1, undefined]), is: 'ok' },
  ...noManifest,
]);

const urls = (url: unknown, more: Parameters<typeof withManifest>[1] = {}) =>
  withManifest({ output: [{ type: 'Patient', url }], error: [] }, more);
assertionTable('fileUrls', fileUrls, [
  { title: 'as documented', ...withManifest({}), is: 'ok' },
  { title: 'none', ...withManifest({ output: [], error: [] }), is: 'ok' },
  { title: 'no string is left to another requirement', ...urls(7), is: 'ok' },
  { title: 'job URL with a query', ...urls(file('a'), { job: '42?x=1' }), is: 'ok' },
  { title: 'of another job', ...urls(file('a', 43)), is: 'not', says: '/data/43/' },
  { title: 'relative', ...urls('/data/42/a.ndjson'), is: 'not' },
  { title: 'elsewhere', ...urls('https://storage.example/data/42/a.ndjson'), is: 'not' },
  { title: 'on a host that begins like it', ...urls(`${BASE}.evil.example/data/42/a.ndjson`), is: 'not' },
  { title: 'plain http', ...urls(file('a').replace('https', 'http')), is: 'not' },
  { title: 'misspelt as in a curl line', ...urls(`${BASE}/v/data/42/a.ndjson`), is: 'not' },
  { title: 'a folder more', ...urls(`${BASE}/data/42/b/a.ndjson`), is: 'not' },
  { title: 'another ending', ...urls(`${BASE}/data/42/a.json`), is: 'not' },
  { title: 'no name', ...urls(`${BASE}/data/42/.ndjson`), is: 'not' },
  { title: 'a query', ...urls(`${file('a')}?signature=1`), is: 'not' },
  { title: 'a query that ends like a file', ...urls(`${BASE}/data/42/a?b.ndjson`), is: 'not' },
  {
    title: 'of an error file',
    ...withManifest({ error: [{ type: 'OperationOutcome', url: '/x' }] }),
    is: 'not',
    says: 'error: "/x"',
  },
  {
    title: 'below a prefix',
    ...urls(`${BASE}/bcda/data/42/a.ndjson`, { in: { base: `${BASE}/bcda` } }),
    is: 'ok',
  },
  { title: 'beside the prefix', ...urls(file('a'), { in: { base: `${BASE}/bcda` } }), is: 'not' },
  ...noManifest,
]);

const named = (name: string, error = false, more: object = {}) =>
  withManifest(
    {
      output: error ? [] : [{ type: 'Patient', url: file(name) }],
      error: error ? [{ type: 'OperationOutcome', url: file(name) }] : [],
    },
    { in: more },
  );
const in09 = { profile: profile201909 };
assertionTable('fileNames', fileNames, [
  { title: 'a UUID', ...named(UUID), is: 'ok' },
  { title: 'in capitals', ...named(OTHER_UUID), is: 'ok' },
  { title: 'a UUID of version 1', ...named(UUID.replace('-4c39', '-1c39')), is: 'not' },
  { title: 'a UUID of another variant', ...named(UUID.replace('-9e84', '-ce84')), is: 'not' },
  { title: 'a number', ...named('1'), is: 'not', says: '1 file name in another form, the first in output' },
  { title: 'more than a UUID', ...named(`${UUID}-1`), is: 'not' },
  { title: 'an output file named as an error file', ...named(`${UUID}-error`), is: 'not' },
  { title: '2019-12: an error file -error', ...named(`${UUID}-error`, true), is: 'ok' },
  { title: '2019-12: an error file without', ...named(UUID, true), is: 'ok' },
  { title: '2019-09: an error file -error', ...named(`${UUID}-error`, true, in09), is: 'ok' },
  { title: '2019-09: an error file without', ...named(UUID, true, in09), is: 'not', says: 'first in error' },
  { title: 'no files', ...withManifest({ output: [], error: [] }), is: 'ok' },
  { title: 'no name at all', ...urls('x'), is: 'ok' },
  ...noManifest,
]);

/** A job, and another one whose file has this name. */
const beside = (name: string, job: string, list: 'output' | 'error' = 'output') => {
  const listing = (id: string, called: string) => [{ type: 'Patient', url: `${BASE}/data/${id}/${called}.ndjson` }];
  const [first, second, other, of] = numbered(
    kickoff(again, job),
    kickoff(OF, '42'),
    manifest(again, { ...sound, output: [], error: [], [list]: listing(job, name) }),
    manifest(OF, { ...sound, output: listing('42', UUID), error: [] }),
  ) as [Exchange, Exchange, Exchange, Exchange];
  return { of, in: view([first, second, other, of]) };
};
assertionTable('namesOfNoOtherJob', namesOfNoOtherJob, [
  { title: 'another name', ...beside(OTHER_UUID, '43'), is: 'ok' },
  { title: 'the same name', ...beside(UUID, '43'), is: 'not', says: '1 name of files of other jobs' },
  { title: 'the same name of an error file', ...beside(UUID, '43', 'error'), is: 'ok' },
  { title: 'the same job', ...beside(UUID, '42'), is: 'ok' },
  { title: 'no other job', ...withManifest({}), is: 'ok' },
  ...noManifest,
]);

assertionTable('distinctUrls', distinctUrls, [
  { title: 'distinct', ...withManifest({}), is: 'ok' },
  { title: 'none', ...withManifest({ output: [], error: [] }), is: 'ok' },
  {
    title: 'twice in output',
    ...withManifest({ output: [sound.output[0], sound.output[1], sound.output[0]] }),
    is: 'not',
    says: '1 URL repeated',
  },
  {
    title: 'in output and in error',
    ...withManifest({ error: [{ type: 'OperationOutcome', url: file(UUID) }] }),
    is: 'not',
  },
  ...noManifest,
]);

const NOW = 'Mon, 09 Dec 2019 20:44:01 GMT';
const at = (transactionTime: unknown, date?: string) => ({
  of: manifest(OF, { ...sound, transactionTime }, { headers: date === undefined ? {} : { Date: date } }),
});
assertionTable('notInTheFuture', notInTheFuture, [
  { title: 'now', ...at('2019-12-09T20:44:01Z', NOW), is: 'ok' },
  { title: 'long ago', ...at('2018-01-01T00:00:00Z', NOW), is: 'ok' },
  { title: '5 minutes ahead', ...at('2019-12-09T20:49:01Z', NOW), is: 'ok' },
  { title: 'more', ...at('2019-12-09T20:49:02Z', NOW), is: 'not', says: '301 s after' },
  { title: 'the same instant in another zone', ...at('2019-12-10T01:44:01+05:00', NOW), is: 'ok' },
  { title: 'UTC taken for local', ...at('2019-12-09T20:44:01-05:00', NOW), is: 'not' },
  { title: 'a leap second in the future', ...at('2030-12-31T23:59:60Z', NOW), is: 'not', says: /^\d+ s after/ },
  { title: 'a leap second in the past', ...at('2016-12-31T23:59:60Z', NOW), is: 'ok' },
  { title: 'without zone', ...at('2019-12-09T20:44:01', NOW), is: 'unreadable' },
  { title: 'a number', ...at(1_575_924_241, NOW), is: 'unreadable' },
  { title: 'absent', ...at(undefined, NOW), is: 'unreadable' },
  { title: 'an object that is no text', ...at({ toString: null }, NOW), is: 'unreadable' },
  { title: 'no Date', ...at('2019-12-09T20:44:01Z'), is: 'nothing' },
  { title: 'a Date that is none', ...at('2019-12-09T20:44:01Z', 'now'), is: 'nothing' },
  { title: 'no object', of: exchange(200, { body: textBody(), headers: { Date: NOW } }), is: 'unreadable' },
]);

/** A manifest with Expires, behind an earlier one of the same job. */
const expiring = (Expires: string | undefined, date = NOW) => {
  const [before, of] = numbered(
    manifest(OF, sound, { headers: { Date: NOW } }),
    manifest(OF, sound, { headers: { Date: date, ...(Expires !== undefined && { Expires }) } }),
  ) as [Exchange, Exchange];
  return { of, in: view([before, of]) };
};
assertionTable('expiresInTime', expiresInTime, [
  { title: 'a day later', ...expiring('Tue, 10 Dec 2019 20:44:01 GMT'), is: 'ok' },
  { title: 'five minutes more', ...expiring('Tue, 10 Dec 2019 20:49:01 GMT'), is: 'ok' },
  { title: 'still more', ...expiring('Tue, 10 Dec 2019 20:49:02 GMT'), is: 'not', says: '24 hours after' },
  { title: 'two days', ...expiring('Wed, 11 Dec 2019 20:44:01 GMT'), is: 'not', says: '48 hours after' },
  { title: 'in the past', ...expiring('Mon, 09 Dec 2019 00:00:00 GMT'), is: 'ok' },
  {
    title: 'a day after a later response',
    ...expiring('Tue, 10 Dec 2019 22:44:01 GMT', 'Mon, 09 Dec 2019 22:44:01 GMT'),
    is: 'not',
    says: '26 hours after',
  },
  { title: 'absent', ...expiring(undefined), is: 'nothing' },
  { title: 'in another form', ...expiring('2019-12-10 20:44:01 +0000 UTC'), is: 'nothing', says: 'HTTP-date' },
  { title: 'zero', ...expiring('0'), is: 'nothing' },
]);

const ofTypes = (types: readonly string[], ...facts: readonly FileFact[]) => {
  const output = types.map((type) => ({ type, url: file(UUID) }));
  const of = manifest(OF, { ...sound, output }, { id: 9 });
  const files = facts.map(({ exchange: id }) => exchange(200, { id, label: 'data', of: OF }));
  return { of, in: view([of, ...files], facts) };
};
assertionTable('noneListedEmpty', noneListedEmpty, [
  { title: 'a resource', ...ofTypes(['Patient'], fileFact(1, { type: 'Patient', resources: 1 })), is: 'ok' },
  {
    title: 'one empty file of two',
    ...ofTypes(
      ['Patient', 'Patient'],
      fileFact(1, { type: 'Patient', resources: 0 }),
      fileFact(2, { type: 'Patient', resources: 1 }),
    ),
    is: 'ok',
  },
  {
    title: 'an empty type behind another',
    ...ofTypes(
      ['Patient', 'Coverage'],
      fileFact(1, { type: 'Patient', resources: 1 }),
      fileFact(2, { type: 'Coverage', resources: 0 }),
    ),
    is: 'not',
    says: 'Coverage is listed',
  },
  {
    title: 'a blank line alone',
    ...ofTypes(['Patient'], fileFact(1, { type: 'Patient', resources: 0, findings: [lineFinding('blank-line')] })),
    is: 'not',
  },
  {
    title: 'a line of something else',
    ...ofTypes(['Patient'], fileFact(1, { type: 'Patient', resources: 0, findings: [lineFinding('not-an-object')] })),
    is: 'ok',
  },
  {
    title: 'a file that broke off',
    ...ofTypes(['Patient'], fileFact(1, { type: 'Patient', resources: 0, whole: false })),
    is: 'ok',
  },
  { title: 'no file was downloaded', ...ofTypes(['Patient']), is: 'unreadable' },
  { title: 'nothing is listed', ...ofTypes([]), is: 'nothing' },
  ...noManifest,
]);

const KICKOFF = { headers: { Date: NOW } };
const startedAt = (transactionTime: unknown, more: Parameters<typeof kickoff>[2] = KICKOFF) => {
  const [first, of] = numbered(kickoff(OF, 42, more), manifest(OF, { ...sound, transactionTime })) as [
    Exchange,
    Exchange,
  ];
  return { of, in: view([first, of]) };
};
assertionTable('notBeforeKickoff', notBeforeKickoff, [
  { title: 'at the same time', ...startedAt('2019-12-09T20:44:01Z'), is: 'ok' },
  { title: 'in another zone', ...startedAt('2019-12-09T15:44:01-05:00'), is: 'ok' },
  { title: 'later, when the job began', ...startedAt('2019-12-09T23:44:01Z'), is: 'ok' },
  { title: '60 s earlier', ...startedAt('2019-12-09T20:43:01Z'), is: 'ok' },
  { title: '61 s earlier', ...startedAt('2019-12-09T20:43:00Z'), is: 'not', says: '61 s before the export request' },
  { title: '61 s earlier, after 1 s', ...startedAt('2019-12-09T20:43:00Z', { ...KICKOFF, ms: 1000 }), is: 'ok' },
  { title: '1970', ...startedAt('1970-01-01T00:00:00Z'), is: 'not' },
  { title: 'local time taken for UTC', ...startedAt('2019-12-09T15:44:01Z'), is: 'not', says: '18000 s' },
  { title: 'without zone', ...startedAt('1970-01-01T00:00:00'), is: 'unreadable' },
  { title: 'no Date', ...startedAt('1970-01-01T00:00:00Z', {}), is: 'nothing' },
  {
    title: 'a job given with --job',
    of: manifest(OF, { ...sound, transactionTime: '1970-01-01T00:00:00Z' }),
    in: view([], [stop(['kickoff'], { of: OF, cause: 'choice' })]),
    is: 'unreadable',
  },
]);

const withAccept = (code: number | undefined, without?: number): AssertionRow => {
  const of = exchange(code, { label: 'status-with-accept', of: OF });
  const bare = without === undefined ? [] : [exchange(without, { id: 2, label: 'status-again', of: OF })];
  return { title: `${code}, ${without} without Accept`, of, in: view([of, ...bare]), is: 'ok' };
};
assertionTable('acceptAllowed', acceptAllowed, [
  withAccept(200),
  withAccept(404, 404),
  { ...withAccept(404, 200), is: 'not', says: 'status 200 without Accept' },
  ...[400, 406, 415].map((code) => ({ ...withAccept(code, 404), is: 'not' as const, says: `status ${code}` })),
  ...[401, 403, 404, 410, 500, 302, undefined].map((code) => ({ ...withAccept(code), is: 'unreadable' as const })),
  { ...withAccept(404, 500), is: 'unreadable' },
]);

const bare = (code: number | undefined, label = 'status') => exchange(code, { label, of: OF });
/** A poll with one more header, as a capture may have it. */
const withHeader = (name: string, value: string) =>
  exchange(202, { label: 'status', of: OF, request: { method: 'GET', url: `${BASE}/x`, headers: [[name, value]] } });
expectationTable('notRefusedBare', notRefusedBare, [
  { title: 'accepted', in: jobs(bare(202), bare(200, 'manifest')), is: 'pass', evidence: [1, 2] },
  {
    title: 'refused, then accepted with more',
    in: jobs(bare(400, 'status-refused-bare'), bare(200, 'manifest')),
    is: 'fail',
    says: 'status 400',
    evidence: [1],
  },
  {
    title: 'a final 500 is another requirement',
    in: view(jobs(bare(202), bare(500)).exchanges, [stop(['manifest'])]),
    is: 'pass',
    evidence: [1],
  },
  { title: 'never accepted', in: view([bare(300), bare(500)], [stop(['manifest'])]), is: 'blocked' },
  { title: 'never asked', in: view([], [stop(['status'])]), is: 'blocked' },
  { title: 'no job', in: jobs(), is: 'inapplicable' },
  { title: 'any form is accepted', in: jobs(withHeader('accept', '*/*')), is: 'pass' },
  {
    title: 'always with Accept',
    in: jobs(withHeader('Accept', 'application/json')),
    is: 'blocked',
    says: 'more headers',
  },
  { title: 'always with Prefer', in: jobs(withHeader('prefer', 'respond-async')), is: 'blocked' },
  {
    title: 'once without',
    in: jobs(withHeader('Accept', 'application/json'), bare(200, 'manifest')),
    is: 'pass',
    evidence: [2],
  },
]);

test('manifestsAgain: of jobs of the scenario, later', () => {
  const again = (id: number, of: string, more: object = {}) =>
    exchange(200, { id, label: 'status-again', of, ...more });
  const all = [manifest(OF, sound), again(2, OF), again(3, 'Coverage'), again(4, OF, { superseded: 'busy' })];
  expect(manifestsAgain.of(view(all)).map(({ id }) => id)).toEqual([2]);
  const accepting = again(5, OF, { label: 'status-with-accept' });
  expect(manifestsAgain.of(view([...all, accepting])).map(({ id }) => id)).toEqual([2, 5]);
  expect(manifestsOtherwise.of(view([...all, accepting])).map(({ id }) => id)).toEqual([5]);
});

describe('files of an export', () => {
  const data = (id: number, of = OF, label = 'data') => exchange(200, { id, label, of });
  const facts = [fileFact(2, { type: 'Patient' }), fileFact(3, { type: 'Coverage', resources: 0 }), fileFact(5)];
  const exchanges = [manifest(OF, sound), data(2), data(3), data(4, OF, 'error-data'), data(5, 'Coverage')];

  test('filesOf: of its data downloads alone', () => {
    expect(filesOf(view(exchanges, facts), OF)).toEqual(facts.slice(0, 2));
  });

  test('exportedTypesOf: types that brought a resource', () => {
    expect(exportedTypesOf(view(exchanges, facts), OF)).toEqual(new Set(['Patient']));
  });

  test.each<[string, View]>([
    ['without a manifest', view(exchanges.slice(1), facts)],
    ['with a file that did not come', view([...exchanges, data(6)], facts)],
    ['with files that were not reached', view(exchanges, [...facts, stop(['data'], { of: OF })])],
  ])('exportedTypesOf: not known %s', (_, around) => expect(exportedTypesOf(around, OF)).toBeUndefined());

  test('exportedTypesOf: a stop of another export takes nothing away', () => {
    const around = view(exchanges, [...facts, stop(['data'], { of: 'Coverage' })]);
    expect(exportedTypesOf(around, OF)).toEqual(new Set(['Patient']));
  });
});
