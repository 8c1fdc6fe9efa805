import { holdsCarinInvariants, meetsCarin, namesCarin } from '../../../../src/expect/index.js';
import type { FileFact, ValidityGroup } from '../../../../src/model/index.js';
import { assertionTable } from '../../../support/tables.js';
import { exchange, fileFact, NO_FINDING, view } from '../../../support/views.js';

const download = exchange(200, { id: 2, label: 'data' });
const error = (rule: string, path = 'Patient.name'): ValidityGroup => ({
  ...{ rule, path, severity: 'error', count: 2, lines: [3] },
  ...{ expected: 'name, at least 1', spec: 'http://hl7.org/fhir/us/carin-bb' },
});
const warning = (rule: string, path = 'Patient'): ValidityGroup => ({ ...error(rule, path), severity: 'warning' });
const found = (groups: readonly ValidityGroup[], more: Partial<FileFact['validity']> = {}) => ({
  of: download,
  in: {
    ...view([download], [fileFact(2, { validity: { ...NO_FINDING, carin: 'constraints', groups, ...more } })]),
    carin: 'constraints',
  },
});

const base = error('fhir.r4.cardinality.min');
const cardinality = error('fhir.carin.cardinality');
const noProfile = error('fhir.carin.profile', 'Patient');
const invariant = error('fhir.carin.invariant.us-core-6');
const version = warning('fhir.carin.invariant.patient-meta-profile-version');

/** What every one of them says of findings that it cannot use. */
const unusable = [
  {
    title: 'recorded without these constraints',
    ...found([cardinality, noProfile, invariant], { carin: 'others' }),
    is: 'unreadable',
    says: 'without these constraints',
  },
  { title: 'recorded under another rule set', ...found([], { ruleSet: 'older' }), is: 'unreadable' },
  { title: 'more kinds than are kept, and none of these', ...found([base], { more: true }), is: 'unreadable' },
] as const;

assertionTable('namesCarin', namesCarin, [
  { title: 'named', ...found([base, cardinality, invariant]), is: 'ok' },
  { title: 'none named', ...found([noProfile]), is: 'not', says: '2 × fhir.carin.profile at Patient' },
  { title: 'another version', ...found([version]), is: 'not' },
  { title: 'another version of Coverage', ...found([warning('fhir.carin.version', 'Coverage')]), is: 'not' },
  {
    title: 'another version in a contained resource',
    ...found([warning('fhir.carin.invariant.organization-meta-profile-version', 'Coverage.contained')]),
    is: 'ok',
  },
  {
    title: 'more kinds than are kept, and warnings of others',
    ...found([warning('x')], { more: true }),
    is: 'unreadable',
  },
  ...unusable,
]);

assertionTable('meetsCarin', meetsCarin('Patient'), [
  { title: 'met', ...found([base, noProfile, invariant, version]), is: 'ok' },
  {
    title: 'one broken',
    ...found([base, cardinality]),
    is: 'not',
    says: '2 × fhir.carin.cardinality at Patient.name, expected name, at least 1, first in Patient file, line 3',
  },
  { title: 'a licensed code of another system', ...found([warning('fhir.carin.binding.system')]), is: 'ok' },
  {
    title: 'a file of another type',
    ...found([cardinality]),
    in: view([download], [fileFact(2, { type: 'Coverage' })]),
    is: 'nothing',
  },
  ...unusable,
]);

assertionTable('holdsCarinInvariants', holdsCarinInvariants, [
  { title: 'all hold', ...found([base, cardinality, noProfile]), is: 'ok' },
  { title: 'one does not', ...found([invariant]), is: 'not', says: 'us-core-6' },
  {
    title: 'the one that counts for nothing',
    ...found([warning('fhir.carin.invariant.EOB-vision-item-productorservice')]),
    is: 'ok',
  },
  ...unusable,
]);
