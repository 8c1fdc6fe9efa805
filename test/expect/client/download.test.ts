import {
  allDownloaded,
  allErrorsRequested,
  allOutputsRequested,
  cutNoticed,
  exportCompleted,
  failureReported,
  noBearerElsewhere,
  noSuccessWithoutManifest,
  outputsRequestedIfSuccessful,
  renewedBetweenFiles,
  noFileOverwritten,
  storedAsServed,
  storedAsServedIfReached,
  successReported,
} from '../../../src/expect/client/index.js';
import type { Exchange, Fact, View } from '../../../src/model/index.js';
import { expectationTable } from '../../support/tables.js';
import {
  ACCEPTED,
  BASE,
  cutShort,
  exit,
  exportUrl,
  FILE,
  inTurn,
  listed,
  output,
  sent,
  type SentSpec,
  silent,
  stop,
  unseen,
  view,
} from '../../support/views.js';

const B = `${BASE}/data/42/b.ndjson`;
const ERRORS = `${BASE}/data/42/a-error.ndjson`;
const ELSEWHERE = 'https://stranger.example/data/42/a.ndjson';
const CUT = { code: 'cut', says: 'the transfer was cut' } as const;
const LEFT = { code: 'abandoned', says: 'the client did not take the whole of it' } as const;

const token = sent('token', 200);
const kickoff = (spec: SentSpec = {}): Exchange => sent('kickoff', 202, { reply: { headers: ACCEPTED }, ...spec });
const file = (url = FILE, spec: SentSpec = {}): Exchange => sent('data', 200, { url, ...spec });
const errorFile = (spec: SentSpec = {}): Exchange => sent('error-data', 200, { url: ERRORS, ...spec });
const cut = (url = FILE, spec: SentSpec = {}): Exchange => file(url, { failure: CUT, ...spec });
const redirected = (spec: SentSpec = {}): Exchange =>
  sent('data', 307, { reply: { headers: { Location: ELSEWHERE } }, ...spec });
const foreign = (spec: SentSpec = {}): Exchange => sent('foreign', 200, { url: ELSEWHERE, ...spec });
/** The way to a manifest. */
const given = (...urls: readonly string[]): Exchange[] => [token, kickoff(), listed(urls)];
const of = (exchanges: readonly Exchange[], ...facts: readonly Fact[]): View => view(inTurn(...exchanges), facts);
const ends = (code: number): Fact => exit('sunny', { code });
const none = [
  { title: 'it sent nothing', in: view([], [silent('sunny')]), is: 'blocked', says: 'sent no request' },
] as const;
const noManifest = {
  title: 'it was given no manifest',
  in: of([token, kickoff(), sent('status', 202)]),
  is: 'blocked',
  says: 'in sunny the client never reached the point',
} as const;

expectationTable('allOutputsRequested', allOutputsRequested, [
  { title: 'one', in: of([...given(FILE), file()]), is: 'pass', evidence: [4] },
  { title: 'two, in any order', in: of([...given(FILE, B), file(B), file()]), is: 'pass', evidence: [5, 4] },
  { title: 'asked for and refused', in: of([...given(FILE), sent('data', 401)]), is: 'pass' },
  { title: 'asked for and redirected', in: of([...given(FILE), redirected()]), is: 'pass' },
  {
    title: 'the last is left out',
    in: of([...given(FILE, B), file()]),
    is: 'fail',
    says: 'in sunny output 2 of 2 was never requested',
    evidence: [3],
  },
  { title: 'none is asked for', in: of(given(FILE, B)), is: 'fail', says: '(and 1 more)' },
  { title: 'asked for at another path', in: of([...given(FILE), file(`${BASE}/data/42/c.ndjson`)]), is: 'fail' },
  { title: 'asked for with a query', in: of([...given(FILE), file(`${FILE}?x`)]), is: 'fail' },
  { title: 'asked for in another condition', in: of([...given(FILE), file(FILE, { in: 'gzip' })]), is: 'fail' },
  {
    title: 'the manifests of two jobs',
    in: of([...given(FILE), kickoff({ url: exportUrl('Patient?_type=Coverage') }), listed([B]), file(), file(B)]),
    is: 'pass',
    evidence: [6, 7],
  },
  {
    title: 'only those of the second',
    in: of([...given(FILE), listed([B]), file(B)]),
    is: 'fail',
    says: 'output 1 of 2',
  },
  {
    title: 'a list that holds more than files',
    in: of([
      token,
      kickoff(),
      sent('status', 200, { reply: { json: { output: [null, 7, { url: 7 }, { url: FILE }] } } }),
      file(),
    ]),
    is: 'pass',
  },
  { title: 'the same manifest twice', in: of([...given(FILE), listed([FILE]), file()]), is: 'pass', evidence: [5] },
  { title: 'error files are another matter', in: of([token, kickoff(), listed([FILE], [ERRORS]), file()]), is: 'pass' },
  {
    title: 'ended before it could',
    in: of(given(FILE), ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
    evidence: [3],
  },
  {
    title: 'interrupted before it could',
    in: of(given(FILE), ...cutShort('sunny', 'interrupted')),
    is: 'blocked',
    cause: 'interrupted',
  },
  { title: 'an end that nobody sees excuses nothing', in: of(given(FILE), unseen('sunny')), is: 'fail' },
  { title: 'the list is empty', in: of(given()), is: 'blocked', says: 'never reached the point' },
  noManifest,
  ...none,
]);

expectationTable('outputsRequestedIfSuccessful', outputsRequestedIfSuccessful, [
  { title: 'all', in: of([...given(FILE, B), file(), file(B)], ends(0)), is: 'pass', evidence: [5] },
  { title: 'on another host', in: of([...given(ELSEWHERE), foreign()], ends(0)), is: 'pass' },
  { title: 'an empty list', in: of(given(), ends(0)), is: 'pass' },
  {
    title: 'one is left out, and success is told',
    in: of([...given(FILE, B), file()], ends(0)),
    is: 'fail',
    says: 'in sunny a URL under output was never requested, and the exit status is 0',
    evidence: [3],
  },
  { title: 'one is left out, and failure is told', in: of([...given(FILE, B), file()], ends(1)), is: 'inapplicable' },
  { title: 'one is left out, and its end is not known', in: of(given(FILE), unseen('sunny')), is: 'inapplicable' },
  ...none,
]);

expectationTable('allErrorsRequested', allErrorsRequested, [
  { title: 'it', in: of([token, kickoff(), listed([FILE], [ERRORS]), errorFile()]), is: 'pass', evidence: [4] },
  {
    title: 'left out',
    in: of([token, kickoff(), listed([FILE], [ERRORS]), file()]),
    is: 'fail',
    says: 'in sunny error 1 of 1 was never requested',
    evidence: [3],
  },
  { title: 'there is none', in: of([...given(FILE), file()]), is: 'blocked' },
  noManifest,
  ...none,
]);

const second = { auth: 'Bearer «token 2»' } as const;
const refused = (url = B, spec: SentSpec = {}): Exchange => sent('data', 401, { url, ...spec });
const upToRefusal = [...given(FILE, B), file(), refused()];
expectationTable('renewedBetweenFiles', renewedBetweenFiles, [
  { title: 'a new token, and the file', in: of([...upToRefusal, token, file(B, second)]), is: 'pass', evidence: [7] },
  {
    title: 'cut at first',
    in: of([...upToRefusal, token, cut(B, second), file(B, second)]),
    is: 'pass',
    evidence: [8],
  },
  {
    title: 'an error file',
    in: of([
      token,
      kickoff(),
      listed([FILE], [ERRORS]),
      file(),
      sent('error-data', 401, { url: ERRORS }),
      token,
      errorFile(second),
    ]),
    is: 'pass',
  },
  {
    title: 'of two files beside each other',
    in: of([...given(FILE, B), refused(FILE), refused(B, { after: -5 }), token, file(FILE, second), file(B, second)]),
    is: 'pass',
    evidence: [7, 8],
  },
  {
    title: 'another export meanwhile',
    in: of([...upToRefusal, token, kickoff({ url: exportUrl('Patient?_type=Coverage') }), file(B, second)]),
    is: 'pass',
  },
  {
    title: 'it gives up',
    in: of(upToRefusal),
    is: 'fail',
    says: 'in sunny, after the 401 to GET /data/42/b.ndjson, the file was not downloaded',
    evidence: [5],
  },
  { title: 'it gives up with a new token', in: of([...upToRefusal, token]), is: 'fail' },
  { title: 'it fetches another file', in: of([...upToRefusal, token, file(FILE, second)]), is: 'fail' },
  {
    title: 'it starts a new export',
    in: of([...upToRefusal, token, kickoff(second), listed([FILE, B]), file(B, second)]),
    is: 'fail',
    says: 'a new export was started',
    evidence: [7],
  },
  {
    title: 'it starts one in vain',
    in: of([...upToRefusal, token, sent('kickoff', 429, second), file(B, second)]),
    is: 'pass',
  },
  { title: 'what comes is cut', in: of([...upToRefusal, token, cut(B, second)]), is: 'fail' },
  {
    title: 'ended before it could',
    in: of(upToRefusal, ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
  },
  { title: 'no 401', in: of([...given(FILE), file()]), is: 'blocked' },
  {
    title: 'no 401, since each file has a token of its own',
    in: of([...given(FILE, B), file(), token, file(B, second)]),
    is: 'inapplicable',
    says: 'in sunny each file had a token of its own',
  },
  { title: 'no 401, and one token for both', in: of([...given(FILE, B), file(), file(B)]), is: 'blocked' },
  {
    title: 'a 401 for a request without a token',
    in: of([...given(FILE), refused(FILE, { auth: null })]),
    is: 'blocked',
  },
  { title: 'a 401 while the job is watched', in: of([token, kickoff(), sent('status', 401), token]), is: 'blocked' },
  ...none,
]);

const toStranger = (spec: SentSpec): View => of([...given(FILE), redirected(), foreign(spec)]);
expectationTable('noBearerElsewhere', noBearerElsewhere, [
  { title: 'nothing', in: toStranger({}), is: 'pass', evidence: [5] },
  {
    title: 'ordinary headers',
    in: toStranger({ sends: { accept: '*/*', 'x-request': '«8 characters»' } }),
    is: 'pass',
  },
  { title: 'the redirect is not followed', in: of([...given(FILE), redirected()]), is: 'pass', evidence: [4] },
  {
    title: 'the token',
    in: toStranger({ auth: 'Bearer «token 1»' }),
    is: 'fail',
    says: 'in sunny GET /data/42/a.ndjson to another host (stranger.example) had an Authorization header',
    evidence: [5],
  },
  { title: 'another token', in: toStranger({ auth: 'Bearer «other token»' }), is: 'fail' },
  { title: 'its credentials', in: toStranger({ auth: 'Basic «credentials»' }), is: 'fail' },
  {
    title: 'the token in the URL',
    in: toStranger({ url: `${ELSEWHERE}?t=«token 1»` }),
    is: 'fail',
    says: 'had a token or client secret',
  },
  {
    title: 'the token in a header',
    in: toStranger({ sends: { 'x-token': '«900 characters, repeats «token 12»»' } }),
    is: 'fail',
  },
  {
    title: 'the secret in the body',
    in: toStranger({ method: 'POST', body: '«9 characters, repeats «client secret»»' }),
    is: 'fail',
  },
  {
    title: 'at the second try',
    in: of([...given(FILE), redirected(), foreign(), foreign({ auth: 'Bearer «token 1»' })]),
    is: 'fail',
    evidence: [6],
  },
  { title: 'listed elsewhere, without the token', in: of([...given(ELSEWHERE), foreign()]), is: 'pass', evidence: [4] },
  { title: 'listed elsewhere, and not requested', in: of(given(ELSEWHERE)), is: 'pass', evidence: [3] },
  {
    title: 'listed elsewhere, with the token',
    in: of([...given(ELSEWHERE), foreign({ auth: 'Bearer «token 1»' })]),
    is: 'fail',
  },
  { title: 'never redirected', in: of([...given(FILE), file()]), is: 'blocked' },
  { title: 'refused instead', in: of([...given(FILE), sent('data', 400)]), is: 'blocked' },
  { title: 'the status is redirected', in: of([token, kickoff(), sent('status', 307)]), is: 'blocked' },
  ...none,
]);

const byExit = (is: 'unknown' | 'ended'): object =>
  is === 'unknown'
    ? { cause: 'input', unblock: '-- COMMAND', says: 'its end is not known' }
    : { cause: 'deadline', unblock: '--deadline', says: 'in sunny the client was ended' };
expectationTable('cutNoticed', cutNoticed, [
  { title: 'cut, then whole', in: of([...given(FILE), cut(), file()], ends(0)), is: 'pass', evidence: [5] },
  { title: 'cut twice, then whole', in: of([...given(FILE), cut(), cut(), file()], ends(0)), is: 'pass' },
  { title: 'cut, and told', in: of([...given(FILE), cut()], ends(1)), is: 'pass', evidence: [4] },
  {
    title: 'cut, and ended by a signal',
    in: of([...given(FILE), cut()], exit('sunny', { killed: 'SIGSEGV' })),
    is: 'pass',
  },
  {
    title: 'cut, and not told',
    in: of([...given(FILE), cut()], ends(0)),
    is: 'fail',
    says: 'not downloaded again, and the exit status is 0',
    evidence: [4],
  },
  { title: 'cut again, and not told', in: of([...given(FILE), cut(), cut()], ends(0)), is: 'fail', evidence: [4, 5] },
  { title: 'whole before, then cut', in: of([...given(FILE), file(), cut()], ends(0)), is: 'fail' },
  { title: 'another file is whole', in: of([...given(FILE, B), cut(), file(B)], ends(0)), is: 'fail' },
  { title: 'asked for again, and refused', in: of([...given(FILE), cut(), sent('data', 401)], ends(0)), is: 'fail' },
  { title: 'whole again, however it ends', in: of([...given(FILE), cut(), file()], unseen('sunny')), is: 'pass' },
  {
    title: 'cut, and its end is not known',
    in: of([...given(FILE), cut()], unseen('sunny')),
    is: 'blocked',
    ...byExit('unknown'),
  },
  {
    title: 'cut, and ended by its deadline',
    in: of([...given(FILE), cut()], ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    ...byExit('ended'),
  },
  {
    title: 'what the client left itself is not cut',
    in: of([...given(FILE), file(FILE, { failure: LEFT })], ends(0)),
    is: 'blocked',
    says: 'never reached the point',
  },
  { title: 'nothing was cut', in: of([...given(FILE), file()], ends(0)), is: 'blocked' },
  ...none,
]);

const stored = (more: Parameters<typeof output>[1] = {}): Fact => output('sunny', more);
const pulled = [...given(FILE), file()];
const first = { kind: 'different', file: 'file 1 served (Patient)', line: 2, path: 'Patient.birthDate' } as const;
expectationTable('storedAsServedIfReached', storedAsServedIfReached, [
  { title: 'equal', in: of(pulled, ends(0), stored()), is: 'pass', evidence: [4] },
  {
    title: 'one is missing',
    in: of(pulled, ends(0), stored({ missing: 1 })),
    is: 'fail',
    says: '1 of 2 resources missing',
  },
  {
    title: 'no manifest was reached',
    in: of([sent('token', 200)]),
    is: 'inapplicable',
    says: 'the client reached no file',
  },
  { title: 'nothing was sent', in: view([], [silent('sunny')]), is: 'blocked', says: 'sent no request' },
]);

const pulledTwo = [...given(FILE, B), file(), file(B)];
expectationTable('noFileOverwritten', noFileOverwritten, [
  { title: 'all of both files', in: of(pulledTwo, ends(0), stored()), is: 'pass', evidence: [5] },
  {
    title: 'one file over the other',
    in: of(pulledTwo, ends(0), stored({ missing: 1 })),
    is: 'fail',
    says: 'in sunny 1 of 2 resources missing',
  },
  { title: 'a resource differs', in: of(pulledTwo, ends(0), stored({ different: 1, first })), is: 'pass' },
  { title: 'stored twice', in: of(pulledTwo, ends(0), stored({ extra: 1 })), is: 'pass' },
  { title: 'one file only', in: of([...given(FILE, B), file()], ends(0), stored()), is: 'inapplicable' },
  { title: 'the folder was not read', in: of(pulledTwo, ends(0)), is: 'blocked' },
  ...none,
]);

expectationTable('storedAsServed', storedAsServed, [
  { title: 'equal', in: of(pulled, ends(0), stored()), is: 'pass', evidence: [4] },
  { title: 'equal, although it tells of failure', in: of(pulled, ends(1), stored()), is: 'pass' },
  {
    title: 'an empty list, and nothing stored',
    in: of(given(), ends(0), stored({ files: 0, resources: 0, served: 0 })),
    is: 'pass',
  },
  {
    title: 'an empty list, and something stored',
    in: of(given(), ends(0), stored({ served: 0, extra: 2 })),
    is: 'fail',
    says: '2 resources more than the server sent',
  },
  {
    title: 'of what is right nothing is said',
    in: of(pulled, ends(0), stored({ missing: 1 })),
    is: 'fail',
    says: /missing$/,
  },
  {
    title: 'one is missing',
    in: of(pulled, ends(0), stored({ missing: 1 })),
    is: 'fail',
    says: 'in sunny 1 of 2 resources missing',
    evidence: [4],
  },
  {
    title: 'one differs',
    in: of(pulled, ends(0), stored({ different: 1, first })),
    is: 'fail',
    says: 'in sunny 1 of 2 resources different; first (different): file 1 served (Patient), line 2, Patient.birthDate',
  },
  {
    title: 'one too many',
    in: of(pulled, ends(0), stored({ extra: 1 })),
    is: 'fail',
    says: '1 resource more than the server sent',
  },
  {
    title: 'a broken line',
    in: of(pulled, ends(0), stored({ unreadable: 1 })),
    is: 'fail',
    says: '1 unreadable',
  },
  {
    title: 'nothing is stored, and failure is told',
    in: of(pulled, ends(1), stored({ files: 0, resources: 0, missing: 2 })),
    is: 'fail',
  },
  {
    title: 'by way of a redirect',
    in: of([...given(FILE), redirected(), foreign()], ends(0), stored()),
    is: 'pass',
    evidence: [5],
  },
  {
    title: 'by way of a redirect, and not stored',
    in: of([...given(FILE), redirected(), foreign()], ends(0), stored({ missing: 2 })),
    is: 'fail',
  },
  {
    title: 'a redirect that is not followed, and success is told',
    in: of([...given(FILE), redirected()], ends(0), stored({ served: 0 })),
    is: 'fail',
    says: 'a listed file was never downloaded completely, and the exit status is 0',
    evidence: [4],
  },
  {
    title: 'a redirect that is not followed, and failure is told',
    in: of([...given(FILE), redirected()], ends(1), stored({ served: 0 })),
    is: 'inapplicable',
    says: 'not every file was downloaded completely',
  },
  {
    title: 'a refusal that is taken for the file',
    in: of([...given(FILE, B), file(), refused()], ends(0), stored()),
    is: 'fail',
  },
  {
    title: 'a transfer that is left, and success is told',
    in: of([...given(FILE), file(FILE, { failure: LEFT })], ends(0), stored({ served: 0 })),
    is: 'fail',
    says: 'was never downloaded completely, and the exit status is 0',
    evidence: [4],
  },
  {
    title: 'a transfer that is left, and failure is told',
    in: of([...given(FILE), file(FILE, { failure: LEFT })], ends(1), stored({ served: 0 })),
    is: 'inapplicable',
  },
  {
    title: 'left, then whole',
    in: of([...given(FILE), file(FILE, { failure: LEFT }), file()], ends(0), stored()),
    is: 'pass',
  },
  {
    title: 'what was never requested belongs elsewhere',
    in: of([...given(FILE, B), file()], ends(0), stored()),
    is: 'inapplicable',
  },
  {
    title: 'what was cut belongs elsewhere',
    in: of([...given(FILE), cut()], ends(0), stored({ served: 0 })),
    is: 'inapplicable',
  },
  { title: 'cut, then whole', in: of([...given(FILE), cut(), file()], ends(0), stored()), is: 'pass' },
  {
    title: 'cut, then whole, and both stored',
    in: of([...given(FILE), cut(), file()], ends(0), stored({ extra: 1 })),
    is: 'fail',
  },
  {
    title: 'equal in one condition, not in another',
    in: of(
      [...pulled, ...[kickoff({ in: 'gzip' }), listed([FILE], [], { in: 'gzip' }), file(FILE, { in: 'gzip' })]],
      ends(0),
      stored(),
      exit('gzip', { code: 0 }),
      output('gzip', { missing: 1 }),
    ),
    is: 'fail',
    says: 'in gzip 1 of 2',
    evidence: [7],
  },
  {
    title: 'equal in one condition, ended in another',
    in: of(
      [...pulled, kickoff({ in: 'gzip' }), listed([FILE], [], { in: 'gzip' })],
      ends(0),
      stored(),
      ...cutShort('gzip', 'deadline'),
    ),
    is: 'blocked',
    cause: 'deadline',
    unblock: '--deadline',
    says: 'in gzip the client was ended',
    evidence: [6],
  },
  {
    title: 'nobody sees the folder',
    in: of(pulled, unseen('sunny')),
    is: 'blocked',
    ...byExit('unknown'),
    evidence: [3],
  },
  { title: 'interrupted', in: of(pulled, ...cutShort('sunny', 'interrupted')), is: 'blocked', cause: 'interrupted' },
  {
    title: 'nothing is known of the folder',
    in: of(pulled),
    is: 'blocked',
    says: "the client's output folder is not known",
  },
  noManifest,
  ...none,
]);

const failed = [token, kickoff(), sent('status', 500)];
expectationTable('failureReported', failureReported, [
  { title: 'exit status 1', in: of(failed, ends(1)), is: 'pass', evidence: [3] },
  { title: 'exit status 255', in: of(failed, ends(255)), is: 'pass' },
  { title: 'a signal of its own', in: of(failed, exit('sunny', { killed: 'SIGABRT' })), is: 'pass' },
  { title: 'exit status 0', in: of(failed, ends(0)), is: 'fail', says: 'in sunny the exit status is 0', evidence: [3] },
  {
    title: 'exit status 0 after refused credentials',
    in: of([sent('token', 401)], ends(0)),
    is: 'fail',
    evidence: [1],
  },
  {
    title: 'told in one condition only',
    in: of([...failed, sent('token', 401, { in: 'gzip' })], ends(1), exit('gzip', { code: 0 })),
    is: 'fail',
    says: 'in gzip',
  },
  {
    title: 'ended by its deadline',
    in: of(failed, ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    ...byExit('ended'),
    evidence: [3],
  },
  {
    title: 'told in one condition, ended in another',
    in: of([...failed, sent('token', 401, { in: 'gzip' })], ends(1), ...cutShort('gzip', 'interrupted')),
    is: 'blocked',
    cause: 'interrupted',
  },
  { title: 'its end is not known', in: of(failed, unseen('sunny')), is: 'blocked', ...byExit('unknown') },
  { title: 'nothing is said of its end', in: of(failed), is: 'blocked', says: "the client's exit status is not known" },
  ...none,
]);

expectationTable('successReported', successReported, [
  { title: 'exit status 0', in: of(pulled, ends(0)), is: 'pass', evidence: [4] },
  { title: 'exit status 0 after an empty list', in: of(given(), ends(0)), is: 'pass', evidence: [3] },
  { title: 'after a redirect', in: of([...given(FILE), redirected(), foreign()], ends(0)), is: 'pass' },
  { title: 'exit status 1', in: of(pulled, ends(1)), is: 'fail', says: 'in sunny the exit status is 1', evidence: [4] },
  { title: 'exit status 1 after an empty list', in: of(given(), ends(1)), is: 'fail' },
  {
    title: 'a signal',
    in: of(pulled, exit('sunny', { killed: 'SIGSEGV' })),
    is: 'fail',
    says: 'the exit status is SIGSEGV',
  },
  {
    title: 'exit status 1, and a file was cut',
    in: of([...given(FILE), cut()], ends(1)),
    is: 'blocked',
    says: 'not every file was downloaded completely',
  },
  {
    title: 'exit status 0, and a file is lacking: of that others tell',
    in: of(given(FILE), ends(0)),
    is: 'blocked',
  },
  { title: 'exit status 1 without a manifest', in: of([token, kickoff()], ends(1)), is: 'blocked' },
  {
    title: 'one condition came whole, one did not',
    in: of([...pulled, sent('token', 401, { in: 'gzip' })], ends(0), exit('gzip', { code: 1 })),
    is: 'pass',
    evidence: [4],
  },
  {
    title: 'ended by its deadline',
    in: of(pulled, ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    ...byExit('ended'),
  },
  {
    title: 'one condition is told of, one is not known',
    in: of([...pulled, sent('token', 401, { in: 'gzip' })], ends(0), unseen('gzip')),
    is: 'blocked',
    ...byExit('unknown'),
  },
  { title: 'its end is not known', in: of(pulled, unseen('sunny')), is: 'blocked', ...byExit('unknown') },
  { title: 'a stop of another kind', in: of(pulled, ends(0), stop(['data'], { step: 'sunny' })), is: 'pass' },
  ...none,
]);

expectationTable('allDownloaded', allDownloaded, [
  { title: 'every file', in: of(pulled, ends(0)), is: 'pass', evidence: [4] },
  { title: 'an empty list', in: of(given(), ends(0)), is: 'pass', evidence: [3] },
  {
    title: 'every file, and exit status 1',
    in: of(pulled, ends(1)),
    is: 'fail',
    says: 'although the server had sent everything',
  },
  {
    title: 'a busy file, and it gave up',
    in: of([...given(FILE, B), sent('data', 429, { url: FILE })], ends(1)),
    is: 'fail',
    says: 'in sunny the client ended with exit status 1 after GET /data/42/a.ndjson → status 429, with 2 of 2 listed files not downloaded',
    evidence: [4],
  },
  {
    title: 'no file at all, and a signal',
    in: of(given(FILE), exit('sunny', { killed: 'SIGSEGV' })),
    is: 'fail',
    says: 'was ended by SIGSEGV',
  },
  {
    title: 'exit status 0 without the file: another requirement judges that',
    in: of(given(FILE), ends(0)),
    is: 'blocked',
  },
  {
    title: 'no manifest: another requirement judges that',
    in: of([token, kickoff()], ends(1)),
    is: 'blocked',
    says: 'no manifest',
  },
  {
    title: 'ended by its deadline',
    in: of(given(FILE), ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    ...byExit('ended'),
  },
  ...none,
]);

/** The comparison: the client got a manifest where nothing is hard. */
const compared = listed([FILE], [], { in: 'plain' });
expectationTable('exportCompleted', exportCompleted('plain'), [
  { title: 'every file', in: of([compared, ...pulled], ends(0)), is: 'pass', evidence: [5] },
  {
    title: 'no token, and it gave up',
    in: of([compared, sent('token', 503)], ends(1)),
    is: 'fail',
    says: 'without a manifest',
    evidence: [2],
  },
  {
    title: 'no token, and no manifest in the comparison either',
    in: of([sent('token', 200, { in: 'plain' }), sent('token', 503)], ends(1)),
    is: 'blocked',
    says: 'the client got no manifest in sunny, nor in plain',
  },
  {
    title: 'a file without a response',
    in: of([...given(FILE), sent('data', 504, { url: FILE })], ends(2)),
    is: 'fail',
    says: 'with exit status 2',
  },
  {
    title: 'exit status 0 without a manifest: another requirement judges that',
    in: of([compared, token], ends(0)),
    is: 'blocked',
  },
  {
    title: 'exit status 1 in the comparison: another requirement judges that',
    in: of([compared, ...pulled], ends(0), exit('plain', { code: 1 })),
    is: 'pass',
  },
  {
    title: 'ended by its deadline',
    in: of([compared, token], ...cutShort('sunny', 'deadline')),
    is: 'blocked',
    ...byExit('ended'),
  },
  ...none,
]);

expectationTable('noSuccessWithoutManifest', noSuccessWithoutManifest, [
  { title: 'a manifest, and exit status 0', in: of(pulled, ends(0)), is: 'pass', evidence: [4] },
  { title: 'no manifest, and exit status 1', in: of([sent('token', 503)], ends(1)), is: 'pass', evidence: [1] },
  {
    title: 'no manifest, and a signal',
    in: of([sent('token', 503)], exit('sunny', { killed: 'SIGKILL' })),
    is: 'pass',
  },
  {
    title: 'no manifest, and exit status 0',
    in: of([sent('token', 503)], ends(0)),
    is: 'fail',
    says: 'in sunny the exit status is 0, although the client got no manifest (last: POST /auth/token → status 503)',
    evidence: [1],
  },
  {
    title: 'no manifest, and stopped',
    in: of([sent('token', 503)], exit('sunny', { killed: 'SIGTERM', ended: 'deadline' })),
    is: 'inapplicable',
    says: 'the client was stopped before it got a manifest',
  },
  {
    title: 'no manifest, and its end is not known',
    in: of([sent('token', 503)], unseen('sunny')),
    is: 'blocked',
    ...byExit('unknown'),
  },
  ...none,
]);
