import { extensibleCodes, noneTwice, subjectsExported, validBody, validResources } from '../../../src/expect/index.js';
import type { FileFact, SubjectsFact, ValidityGroup } from '../../../src/model/index.js';
import { expectationTable, assertionTable } from '../../support/tables.js';
import { exchange, fileFact, NO_FINDING, stop, view } from '../../support/views.js';

const download = exchange(200, { id: 2, label: 'data' });
const refused = exchange(500, { id: 2, label: 'data' });
const group = (more: Partial<ValidityGroup> = {}): ValidityGroup => ({
  rule: 'fhir.stu3.binding.required',
  severity: 'error',
  path: 'Patient.gender',
  count: 3,
  lines: [4, 9],
  expected: 'a code of the required value set',
  spec: 'https://hl7.org/fhir/STU3/terminologies.html#required',
  ...more,
});
const withGroups = (groups: readonly ValidityGroup[], more: Partial<FileFact> = {}) => ({
  of: download,
  in: view([download], [fileFact(2, { validity: { ...NO_FINDING, groups }, ...more })]),
});
/** With more kinds of findings than are kept. */
const cut = (groups: readonly ValidityGroup[]) =>
  withGroups(groups, { validity: { ...NO_FINDING, groups, more: true } });
const warning = group({ rule: 'fhir.stu3.binding.extensible', severity: 'warning', path: 'Patient.maritalStatus' });
const otherType = { rule: 'other-type', count: 1, lines: [2], offset: 9 } as const;

const patients = validResources('Patient');
assertionTable('validResources', patients, [
  {
    title: 'not judged in time',
    ...withGroups([], { whole: false, because: 'too slow', cut: 'watchdog' }),
    is: 'unreadable',
    says: 'the file could not be judged: too slow',
  },
  { title: 'valid', ...withGroups([]), is: 'ok' },
  {
    title: 'an error',
    ...withGroups([group()]),
    is: 'not',
    says: '3 × fhir.stu3.binding.required at Patient.gender, expected a code of the required value set, first in Patient file, line 4',
  },
  {
    title: 'two kinds',
    ...withGroups([group(), group({ path: 'Patient.contact.gender' })]),
    is: 'not',
    says: /; 1 more kind of findings$/,
  },
  {
    title: 'three kinds',
    ...withGroups([group(), group({ path: 'Patient.contact.gender' }), group({ path: 'Patient.link' })]),
    is: 'not',
    says: /; 2 more kinds of findings$/,
  },
  { title: 'a warning only', ...withGroups([warning]), is: 'ok' },
  { title: 'more kinds than are kept, of warnings', ...cut([warning]), is: 'ok' },
  { title: 'more kinds than are kept, and none of these', ...cut([]), is: 'unreadable', says: 'more kinds' },
  { title: 'a file of another type', ...withGroups([group()], { type: 'Coverage' }), is: 'nothing' },
  { title: 'no resource in it', ...withGroups([], { resources: 0 }), is: 'nothing' },
  { title: 'resources of another type in it', ...withGroups([], { findings: [otherType] }), is: 'unreadable' },
  {
    title: 'recorded under another rule set',
    ...withGroups([], { validity: { ...NO_FINDING, ruleSet: 'older' } }),
    is: 'unreadable',
    says: 'another rule set',
  },
  { title: 'a file that did not come', of: refused, is: 'unreadable', says: 'status 500' },
]);

assertionTable('extensibleCodes', extensibleCodes, [
  { title: 'members all', ...withGroups([]), is: 'ok' },
  { title: 'an error of another rule', ...withGroups([group()]), is: 'ok' },
  { title: 'more kinds than are kept', ...cut([group()]), is: 'unreadable', says: 'more kinds' },
  { title: 'more kinds than are kept, and one of these', ...cut([warning]), is: 'not' },
  { title: 'no member', ...withGroups([warning]), is: 'not', says: 'Patient.maritalStatus' },
  { title: 'no member in R4', ...withGroups([{ ...warning, rule: 'fhir.r4.binding.extensible' }]), is: 'not' },
  {
    title: 'another kind of identifier in R4',
    ...withGroups([{ ...warning, rule: 'fhir.r4.binding.extensible', path: 'Patient.identifier.type' }]),
    is: 'ok',
  },
  {
    title: 'another kind of identifier in STU3',
    ...withGroups([{ ...warning, path: 'Patient.identifier.type' }]),
    is: 'not',
  },
]);

const reply = exchange(400, { id: 2 });
const resourceFact = (type: string, groups: readonly ValidityGroup[]) =>
  ({ kind: 'resource', exchange: 2, type, validity: { ...NO_FINDING, groups } }) as const;
const outcome = validBody('OperationOutcome', ({ rule }) => rule === 'tolerated');
assertionTable('validBody', outcome, [
  { title: 'valid', of: reply, in: view([reply], [resourceFact('OperationOutcome', [])]), is: 'ok' },
  { title: 'an error', of: reply, in: view([reply], [resourceFact('OperationOutcome', [group()])]), is: 'not' },
  {
    title: 'a tolerated one',
    of: reply,
    in: view([reply], [resourceFact('OperationOutcome', [group({ rule: 'tolerated' })])]),
    is: 'ok',
  },
  { title: 'another type', of: reply, in: view([reply], [resourceFact('CapabilityStatement', [])]), is: 'unreadable' },
  { title: 'no resource', of: reply, is: 'unreadable' },
]);

const ids = (more: Partial<FileFact['identities']>, fact: Partial<FileFact> = {}) =>
  withGroups([], { identities: { repeated: 0, lines: [], over: false, ...more }, ...fact });
assertionTable('noneTwice', noneTwice, [
  { title: 'each once', ...ids({}), is: 'ok' },
  { title: 'one twice', ...ids({ repeated: 1, lines: [7] }), is: 'not', says: 'first in Patient file, line 7' },
  { title: 'too many to keep in mind', ...ids({ over: true }), is: 'unreadable' },
  { title: 'twice before the bound', ...ids({ repeated: 1, lines: [7], over: true }), is: 'not' },
  { title: 'no resource', ...ids({}, { resources: 0 }), is: 'nothing' },
  { title: 'a file that did not come', of: refused, is: 'unreadable' },
]);

const subjects = (more: Partial<SubjectsFact> = {}): SubjectsFact => ({
  kind: 'subjects',
  exchange: 2,
  references: 8,
  unresolved: 0,
  over: false,
  ...more,
});
expectationTable('subjectsExported', subjectsExported, [
  { title: 'all lead somewhere', in: view([download], [fileFact(2), subjects()]), is: 'pass', evidence: [2] },
  { title: 'two do not', in: view([download], [fileFact(2), subjects({ unresolved: 2 })]), is: 'fail', says: '2 of 8' },
  { title: 'too many', in: view([download], [fileFact(2), subjects({ over: true })]), is: 'blocked' },
  { title: 'a cut file of Patients', in: view([download], [fileFact(2, { whole: false }), subjects()]), is: 'blocked' },
  {
    title: 'a cut file of Patients, which lacks some',
    in: view([download], [fileFact(2, { whole: false }), subjects({ unresolved: 2 })]),
    is: 'blocked',
  },
  {
    title: 'too many, so that some were not kept in mind',
    in: view([download], [fileFact(2), subjects({ over: true, unresolved: 2 })]),
    is: 'blocked',
  },
  {
    title: 'a sample, which lacks some',
    in: view([download], [fileFact(2, { sampled: 9 }), subjects({ sampled: true, unresolved: 2 })]),
    is: 'blocked',
    cause: 'choice',
    unblock: 'all lines (no --sample)',
  },
  {
    title: 'a cut file of claims',
    in: view([download], [fileFact(2, { whole: false, type: 'ExplanationOfBenefit' }), subjects()]),
    is: 'pass',
  },
  { title: 'a file that did not come', in: view([refused], []), is: 'blocked' },
  { title: 'no file', in: view([], []), is: 'inapplicable' },
  { title: 'never reached', in: view([], [stop(['data'])]), is: 'blocked' },
]);
