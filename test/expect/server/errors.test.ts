import { expect, test } from 'vitest';
import {
  anyReplyExcept,
  asMarked,
  errorsApart,
  hasResources,
  haveIds,
  isOutcome,
  nameTheirPatient,
} from '../../../src/expect/index.js';
import type { FileFact } from '../../../src/model/index.js';
import { assertionTable } from '../../support/tables.js';
import { exchange, fileFact, lineFinding, view } from '../../support/views.js';

const download = exchange(200, { id: 2, label: 'error-data' });
const refused = exchange(404, { id: 2, label: 'error-data' });
const withFact = (more: Partial<FileFact> = {}) => ({ of: download, in: view([download], [fileFact(2, more)]) });
const identities = { repeated: 0, lines: [], over: false };
const lack = { count: 2, lines: [3, 9] };

assertionTable('hasResources', hasResources, [
  { title: 'a resource', ...withFact(), is: 'ok' },
  { title: 'an empty file', ...withFact({ bytes: 0, resources: 0 }), is: 'not', says: 'no resource' },
  { title: 'blank lines only', ...withFact({ resources: 0, findings: [lineFinding('blank-line')] }), is: 'not' },
  { title: 'text', ...withFact({ resources: 0, findings: [lineFinding('not-an-object')] }), is: 'unreadable' },
  { title: 'cut', ...withFact({ resources: 0, whole: false }), is: 'unreadable' },
  { title: 'refused', of: refused, is: 'unreadable', says: 'status 404' },
]);

const listing = (output: readonly string[], error: readonly string[]) =>
  exchange(200, { json: { output: output.map((url) => ({ url })), error: error.map((url) => ({ url })) } });
assertionTable('errorsApart', errorsApart, [
  { title: 'a file of its own', of: listing(['a'], ['b']), is: 'ok' },
  { title: 'a data file', of: listing(['a'], ['b', 'a']), is: 'not', says: '1 of 2' },
  { title: 'no error', of: listing(['a'], []), is: 'nothing' },
  { title: 'no manifest', of: exchange(200), is: 'nothing' },
]);

assertionTable('isOutcome', isOutcome, [
  { title: 'one', of: exchange(404, { json: { resourceType: 'OperationOutcome' } }), is: 'ok' },
  { title: 'another resource', of: exchange(404, { json: { resourceType: 'Basic' } }), is: 'nothing' },
  { title: 'no body', of: exchange(404), is: 'nothing' },
]);

assertionTable('haveIds', haveIds, [
  { title: 'all have', ...withFact(), is: 'ok' },
  {
    title: 'some have none',
    ...withFact({ identities: { ...identities, withoutId: lack } }),
    is: 'not',
    says: '2 × resource without an id, first in Patient file, line 3',
  },
  { title: 'an empty file', ...withFact({ resources: 0 }), is: 'nothing' },
  { title: 'refused', of: refused, is: 'unreadable' },
]);

const ofMarks = (marks: FileFact['identities']['marks'], more: Partial<FileFact> = {}) =>
  withFact({ identities: { ...identities, ...(marks !== undefined && { marks }) }, ...more });
assertionTable('asMarked', asMarked('mbi'), [
  { title: 'all have', ...ofMarks({}), is: 'ok' },
  { title: 'another lack', ...ofMarks({ 'old-url': lack }), is: 'ok' },
  {
    title: 'some do not',
    ...ofMarks({ mbi: lack }),
    is: 'not',
    says: /^2 × Patient without a .* in Patient file, line 3$/,
  },
  { title: 'of another type', ...ofMarks({}, { type: 'Coverage' }), is: 'nothing', says: 'no Patient file' },
  { title: 'an empty file', ...ofMarks({}, { resources: 0 }), is: 'nothing' },
  { title: 'recorded before', ...ofMarks(undefined), is: 'unreadable' },
  { title: 'refused', of: refused, is: 'unreadable' },
]);
assertionTable('asMarked', asMarked('old-url'), [
  { title: 'of any type', ...ofMarks({ 'old-url': lack }, { type: 'Coverage' }), is: 'not', says: 'Coverage file' },
]);

assertionTable('nameTheirPatient', nameTheirPatient, [
  { title: 'all do', ...withFact(), is: 'ok' },
  {
    title: 'some do not',
    ...withFact({ identities: { ...identities, withoutSubject: lack } }),
    is: 'not',
    says: '2 ×',
  },
  { title: 'an empty file', ...withFact({ resources: 0 }), is: 'nothing' },
  { title: 'refused', of: refused, is: 'unreadable' },
]);

test('every response except some labels', () => {
  const around = view([exchange(200, { id: 1, label: 'a' }), exchange(200, { id: 2, label: 'b' })]);
  expect(
    anyReplyExcept('a')
      .of(around)
      .map(({ id }) => id),
  ).toEqual([2]);
});
