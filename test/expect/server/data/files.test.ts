import {
  countFits,
  countsFit,
  downloaded,
  everyLine,
  hasNo,
  notTheFile,
  notUpdatedLater,
  cameBefore,
  sameAsBefore,
  complete,
  filesTerminated,
  terminated,
} from '../../../../src/expect/index.js';
import type { FileFact, LineFinding, View } from '../../../../src/model/index.js';
import { expectationTable, assertionTable, type AssertionRow } from '../../../support/tables.js';
import { BASE, exchange, fileFact, lineFinding, view } from '../../../support/views.js';

const URL_OF_FILE = `${BASE}/data/1/a.ndjson`;
const request = { method: 'GET', url: URL_OF_FILE, headers: [] };
const download = exchange(200, { id: 2, label: 'data', request });
const refused = exchange(404, { id: 2, label: 'data', request });
const silent = exchange(undefined, { id: 2, label: 'data', request });
const withFact = (more: Partial<FileFact> = {}) => ({ of: download, in: view([download], [fileFact(2, more)]) });
const cut = { whole: false, because: 'the body is not as long as Content-Length says' };

const unjudged = { whole: false, because: 'it was not judged within 120 s', cut: 'watchdog' } as const;
const notJudged = { is: 'unreadable', says: 'the file could not be judged: it was not judged within 120 s' } as const;

assertionTable('complete', complete, [
  { title: 'not judged in time', ...withFact(unjudged), ...notJudged },
  { title: 'whole', ...withFact(), is: 'ok' },
  { title: 'whole and empty', ...withFact({ bytes: 0, resources: 0 }), is: 'ok' },
  { title: 'cut', ...withFact(cut), is: 'not', says: 'only part of the file arrived: the body is not as long' },
  { title: 'still coming at the deadline', ...withFact({ ...cut, cut: 'deadline' }), is: 'unreadable' },
  { title: 'cut, unknown why', ...withFact({ whole: false }), is: 'not', says: 'unknown' },
  { title: 'refused', of: refused, is: 'not', says: 'status 404' },
  { title: 'no response', of: silent, is: 'not', says: 'no response' },
  { title: 'a fact of another download', of: download, in: view([download], [fileFact(3)]), is: 'not' },
]);

assertionTable('downloaded', downloaded, [
  { title: 'not judged in time', ...withFact(unjudged), ...notJudged },
  { title: 'whole', ...withFact(), is: 'ok' },
  { title: 'in part', ...withFact(cut), is: 'ok' },
  { title: 'refused', of: refused, is: 'unreadable', says: 'status 404' },
  { title: 'no response', of: silent, is: 'unreadable' },
]);

const RULES: readonly LineFinding['rule'][] = [
  'bom',
  'utf-8',
  'not-an-object',
  'blank-line',
  'line-too-long',
  'other-type',
];
assertionTable('hasNo', hasNo(...RULES), [
  { title: 'nothing found', ...withFact(), is: 'ok' },
  ...RULES.map((rule): AssertionRow => ({
    title: rule,
    ...withFact({ type: 'Coverage', findings: [lineFinding(rule)] }),
    is: 'not',
    says: /^2 × .*first in Coverage file, line 3, byte 41$/,
  })),
  { title: 'no file is left to another requirement', of: refused, is: 'ok' },
]);
assertionTable('hasNo', hasNo('other-type'), [
  { title: 'the rule', ...withFact({ findings: [lineFinding('bom'), lineFinding('other-type')] }), is: 'not' },
  { title: 'other rules', ...withFact({ findings: [lineFinding('bom'), lineFinding('utf-8')] }), is: 'ok' },
]);

assertionTable('terminated', terminated, [
  { title: 'a newline at the end', ...withFact(), is: 'ok' },
  { title: 'none', ...withFact({ unterminated: true }), is: 'not', says: 'Patient file' },
  { title: 'a cut file', ...withFact({ ...cut, unterminated: true }), is: 'nothing' },
  { title: 'an empty file', ...withFact({ bytes: 0, resources: 0 }), is: 'nothing' },
  { title: 'no file', of: refused, is: 'nothing' },
]);

const missingErrors = exchange(404, { id: 3, label: 'error-data' });
const errorFile = exchange(200, { id: 3, label: 'error-data' });
expectationTable('filesTerminated', filesTerminated, [
  { title: 'a newline at the end', in: view([download], [fileFact(2)]), is: 'pass', evidence: [2] },
  { title: 'no newline', in: view([download], [fileFact(2, { unterminated: true })]), is: 'fail' },
  {
    title: 'no newline in an error file',
    in: view([download, errorFile], [fileFact(2), fileFact(3, { unterminated: true })]),
    is: 'fail',
    evidence: [3],
  },
  { title: 'a missing error file', in: view([download, missingErrors], [fileFact(2)]), is: 'pass' },
  { title: 'a missing data file', in: view([refused]), is: 'blocked', says: 'status 404' },
]);

const counting = (announced: FileFact['announced'], more: Partial<FileFact> = {}) =>
  withFact({ resources: 3, ...more, ...(announced !== undefined && { announced }) });
assertionTable('countFits', countFits, [
  { title: 'no count', ...counting(undefined), is: 'nothing' },
  { title: 'no count, and a cut file', ...counting(undefined, cut), is: 'nothing' },
  { title: 'the number of resources', ...counting(3), is: 'ok' },
  { title: 'none of an empty file', ...counting(0, { bytes: 0, resources: 0 }), is: 'ok' },
  { title: 'one more', ...counting(4), is: 'not', says: 'count 4, and a Patient file with 3 resources' },
  { title: 'no number', ...counting(-1), is: 'not', says: 'not a whole number' },
  { title: 'with a blank line', ...counting(3, { findings: [lineFinding('blank-line')] }), is: 'ok' },
  ...(['utf-8', 'not-an-object', 'line-too-long'] as const).map((rule): AssertionRow => ({
    ...{ title: `with ${rule}`, ...counting(2, { findings: [lineFinding(rule)] }) },
    is: 'unreadable',
  })),
  { title: 'a cut file', ...counting(3, { ...cut, resources: 2 }), is: 'unreadable', says: 'only part' },
  { title: 'cut by the deadline', ...counting(3, { ...cut, cut: 'deadline' }), is: 'unreadable', says: 'only part' },
  { title: 'a sample', ...counting(3, { sampled: 2, resources: 2 }), is: 'unreadable', says: 'sample' },
  { title: 'no file', of: refused, is: 'nothing' },
]);

expectationTable('countsFit', countsFit, [
  { title: 'a count that fits', in: view([download], [fileFact(2, { announced: 1 })]), is: 'pass', evidence: [2] },
  { title: 'no count', in: view([download], [fileFact(2)]), is: 'inapplicable' },
  {
    title: 'that of an error file does not fit',
    in: view([download, errorFile], [fileFact(2, { announced: 1 }), fileFact(3, { announced: 0 })]),
    ...{ is: 'fail', evidence: [3] },
  },
  { title: 'a missing error file', in: view([download, missingErrors], [fileFact(2)]), is: 'inapplicable' },
  { title: 'a missing data file', in: view([refused]), is: 'blocked', says: 'status 404' },
]);

const updated = (updates: FileFact['identities']['updates']) =>
  withFact({ identities: { repeated: 0, lines: [], over: false, ...(updates !== undefined && { updates }) } });
assertionTable('notUpdatedLater', notUpdatedLater, [
  { title: 'all before', ...updated({ dated: 3 }), is: 'ok' },
  {
    title: 'one later',
    ...updated({ dated: 3, late: { count: 1, lines: [7] } }),
    is: 'not',
    says: '1 resource of 3 updated later, first in Patient file, line 7',
  },
  { title: 'none that says it', ...updated({ dated: 0 }), is: 'nothing' },
  { title: 'no transactionTime', ...updated(undefined), is: 'unreadable' },
  { title: 'no file', of: refused, is: 'unreadable' },
]);

const first = exchange(200, { id: 1, label: 'data', request });
const again = exchange(200, { id: 2, label: 'file-again', request });
const compared = (before: Partial<FileFact> | undefined, now: Partial<FileFact> | undefined): View =>
  view(
    [first, again],
    [...(before === undefined ? [] : [fileFact(1, before)]), ...(now === undefined ? [] : [fileFact(2, now)])],
  );
assertionTable('cameBefore', cameBefore, [
  { title: 'a whole file', of: again, in: compared({}, {}), is: 'ok' },
  { title: 'cut before', of: again, in: compared(cut, {}), is: 'nothing' },
  { title: 'did not come before', of: again, in: compared(undefined, {}), is: 'nothing' },
]);

assertionTable('sameAsBefore', sameAsBefore, [
  { title: 'the same', of: again, in: compared({}, {}), is: 'ok' },
  {
    title: 'other bytes',
    of: again,
    in: compared({}, { sha256: 'b'.repeat(64), bytes: 7 }),
    is: 'not',
    says: '7 bytes',
  },
  { title: 'cut', of: again, in: compared({}, cut), is: 'not', says: 'only part of the file' },
  { title: 'cut, unknown why', of: again, in: compared({}, { whole: false }), is: 'not', says: 'unknown' },
  ...[404, 406, 500, 503].map((code): AssertionRow => ({
    ...{ title: `status ${code}`, of: exchange(code, { id: 2, request }), in: compared({}, undefined) },
    ...{ is: 'unreadable', says: `status ${code}, which shows nothing about the content` },
  })),
  { title: 'cut before', of: again, in: compared(cut, {}), is: 'unreadable' },
  { title: 'did not come before', of: again, in: compared(undefined, {}), is: 'unreadable' },
  {
    title: 'another file before',
    of: again,
    in: view([{ ...first, request: { ...request, url: `${URL_OF_FILE}x` } }, again], [fileFact(1), fileFact(2)]),
    is: 'unreadable',
  },
]);

assertionTable('notTheFile', notTheFile, [
  { title: 'refused', of: refused, is: 'ok' },
  { title: 'no response', of: silent, is: 'ok' },
  { title: 'the file', ...withFact(), is: 'not' },
  { title: 'part of the file', ...withFact(cut), is: 'not' },
]);

const noBlankLine = hasNo('blank-line');
const emptyFile = fileFact(2, { bytes: 0, resources: 0 });
expectationTable('everyLine', everyLine(noBlankLine), [
  { title: 'sound lines', in: view([download], [fileFact(2)]), is: 'pass', evidence: [2] },
  { title: 'a blank line', in: view([download], [fileFact(2, { findings: [lineFinding('blank-line')] })]), is: 'fail' },
  {
    title: 'an empty file only',
    in: view([download], [emptyFile]),
    is: 'blocked',
    cause: 'data',
    unblock: 'credentials of a client that has a resource',
  },
  {
    title: 'no file at all',
    in: view([], []),
    is: 'blocked',
    cause: 'data',
    unblock: 'credentials of a client that has a resource',
  },
  {
    title: 'an empty file and a sound one',
    in: view([download, exchange(200, { id: 3, label: 'data', request })], [emptyFile, fileFact(3)]),
    is: 'pass',
    evidence: [3],
  },
  { title: 'a file that did not come', in: view([refused], []), is: 'blocked', cause: 'earlier' },
]);

assertionTable('notTheFile, by length', notTheFile, [
  {
    title: 'as many bytes under another status',
    of: exchange(403, { id: 3, label: 'data-other-client', request, body: { bytes: 120 } as never }),
    in: view([download], [fileFact(2, { bytes: 120 })]),
    is: 'not',
  },
]);
