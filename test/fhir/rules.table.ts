import { CONTAINED_CASES, inPatient } from './contained.table.js';

/** One case: what to change in a sound resource so that exactly one rule is broken, and so that it just is not. */
export interface RuleCase {
  readonly rule: string;
  /** Where; without indexes. */
  readonly path: string;
  readonly bad: string;
  readonly good: string;
  /** JSON Schema or FHIRPath cannot tell, and why. */
  readonly schemaCannot?: string;
  /** The expression says something else: docs/validation.md tells what, and who is right. */
  readonly fhirpathDiffers?: boolean;
}

type Json = Record<string, unknown>;
const write = (value: Json): string => JSON.stringify(value);
const patient = (more: Json = {}): string => write({ resourceType: 'Patient', id: 'p', ...more });
const ext = (more: Json): string => patient({ extension: [{ url: 'http://x', ...more }] });
const eob = (more: Json = {}): string => write({ resourceType: 'ExplanationOfBenefit', id: 'e', ...more });
const item = (more: Json): string => eob({ item: [{ sequence: 1, ...more }] });
const outcome = (issue: Json): string => write({ resourceType: 'OperationOutcome', issue: [issue] });
const capability = (more: Json): string =>
  write({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2020',
    kind: 'instance',
    fhirVersion: '3.0.1',
    acceptUnknown: 'no',
    format: ['json'],
    description: 'd',
    rest: [{ mode: 'server' }],
    ...more,
  });
const spoken = (language: Json): string => patient({ communication: [{ language }] });
const inside = (resourceType: string, id: string): Json => ({ resourceType, id });
const div = (inner: string): string =>
  patient({ text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>` } });
const TEXT = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
const repeat = (more: Json): string => ext({ valueTiming: { repeat: more } });
const report = (more: Json): string =>
  write({ resourceType: 'TestReport', status: 'completed', testScript: { display: 't' }, result: 'pass', ...more });
const claimType = (...coding: Json[]): string => eob({ type: { coding } });
const CLAIM = { system: 'http://hl7.org/fhir/ex-claimtype', code: 'pharmacy' };
const primitive = (type: string, bad: string, good: string, schemaCannot?: string): RuleCase => {
  const value = `value${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  const text = (raw: string) => `{"resourceType":"Patient","extension":[{"url":"http://x","${value}":${raw}}]}`;
  return {
    rule: `fhir.stu3.primitive.${type}`,
    path: 'Patient.extension.value[x]',
    bad: text(bad),
    good: text(good),
    ...(schemaCannot !== undefined && { schemaCannot }),
  };
};
const dosed = (dosageInstruction: Json): string =>
  inPatient({
    resourceType: 'MedicationRequest',
    intent: 'order',
    medicationCodeableConcept: { text: 'x' },
    subject: { display: 'x' },
    dosageInstruction: [dosageInstruction],
  });
const inv = (key: string, path: string, bad: string, good: string): RuleCase => ({
  rule: `fhir.stu3.invariant.${key}`,
  path,
  bad,
  good,
  schemaCannot: 'JSON Schema is not asked for invariants',
});
const VALUE = 'Patient.extension.value[x]';
const UCUM = 'http://unitsofmeasure.org';
const ISO = 'urn:iso:std:iso:4217';
const RAW = 'JSON.parse has hidden it';
const CALENDAR = 'a pattern has no calendar';
const SAID = { extension: [{ url: 'http://x', valueCode: 'x' }] } as const;
const PRACTITIONER = { resourceType: 'Practitioner', id: 'a' } as const;
const careTeam = (reference: string, ...contained: Json[]): string =>
  eob({ ...(contained.length > 0 && { contained }), careTeam: [{ sequence: 1, provider: { reference } }] });
const held = (more: Json, reference = '#1'): string =>
  eob({
    contained: [
      {
        resourceType: 'ReferralRequest',
        id: '1',
        status: 'active',
        intent: 'order',
        subject: { display: 'x' },
        ...more,
      },
    ],
    referral: { reference },
  });

export const CASES: readonly RuleCase[] = [
  {
    rule: 'json.syntax',
    path: '',
    bad: '{"resourceType":"Patient",}',
    good: '{"resourceType":"Patient"}',
    schemaCannot: RAW,
  },
  {
    rule: 'json.syntax',
    path: '',
    bad: '{"resourceType":"Patient","active":tru}',
    good: patient({ active: true }),
    schemaCannot: RAW,
  },
  { rule: 'json.syntax', path: '', bad: '{"resourceType":"Patient","id":"a\tb"}', good: patient(), schemaCannot: RAW },
  {
    rule: 'json.syntax',
    path: '',
    bad: '{"resourceType":"Patient","multipleBirthInteger":01}',
    good: patient({ multipleBirthInteger: 1 }),
    schemaCannot: RAW,
  },
  { rule: 'json.depth', path: '', bad: '['.repeat(300) + ']'.repeat(300), good: patient(), schemaCannot: RAW },
  { rule: 'json.values', path: '', bad: `[${'1,'.repeat(250_000)}1]`, good: patient(), schemaCannot: RAW },
  {
    rule: 'json.duplicate-key',
    path: '',
    bad: '{"resourceType":"Patient","gender":"male","gender":"male"}',
    good: patient({ gender: 'male' }),
    schemaCannot: RAW,
  },
  {
    rule: 'json.duplicate-key',
    path: '',
    bad: '{"resourceType":"Patient","gender":"male","\\u0067ender":"male"}',
    good: '{"resourceType":"Patient","\\u0067ender":"male"}',
    schemaCannot: RAW,
  },
  {
    rule: 'json.lone-surrogate',
    path: '',
    bad: '{"resourceType":"Patient","name":[{"family":"a\\ud83db"}]}',
    good: '{"resourceType":"Patient","name":[{"family":"a\\ud83d\\ude00b"}]}',
    schemaCannot: RAW,
  },
  { rule: 'ndjson.not-an-object', path: '', bad: '["Patient"]', good: patient() },
  {
    rule: 'fhir.stu3.resource-type',
    path: '',
    bad: '{"resourceType":"Pacient"}',
    good: patient(),
    schemaCannot: 'there is no schema to choose',
  },
  {
    rule: 'fhir.stu3.resource-type',
    path: 'ExplanationOfBenefit.contained',
    bad: eob({ contained: [{ resourceType: 'Pacient', id: '1' }], referral: { reference: '#1' } }),
    good: held({}),
  },
  { rule: 'fhir.stu3.structure.unknown-element', path: 'Patient', bad: patient({ secret: 1 }), good: patient() },
  {
    rule: 'fhir.stu3.structure.unknown-element',
    path: 'Patient.extension.value[x]',
    bad: ext({ valueMoney: { currency: 'USD', value: 1, code: 'USD', system: ISO } }),
    good: ext({ valueMoney: { value: 1, code: 'USD', system: ISO } }),
  },
  {
    rule: 'fhir.stu3.structure.list',
    path: 'Patient.name',
    bad: patient({ name: { family: 'x' } }),
    good: patient({ name: [{ family: 'x' }] }),
  },
  {
    rule: 'fhir.stu3.structure.list',
    path: 'Patient.gender',
    bad: patient({ gender: ['male'] }),
    good: patient({ gender: 'male' }),
  },
  {
    rule: 'fhir.stu3.structure.empty',
    path: 'Patient.name',
    bad: patient({ name: [] }),
    good: patient({ name: [{ family: 'x' }] }),
  },
  {
    rule: 'fhir.stu3.structure.null',
    path: 'Patient.name.given',
    bad: patient({ name: [{ given: ['a', null] }] }),
    good: patient({
      name: [{ given: ['a', null], _given: [null, { extension: [{ url: 'http://u', valueCode: 'x' }] }] }],
    }),
    schemaCannot: 'it does not look at two lists at once',
  },
  { rule: 'fhir.stu3.structure.null', path: 'Patient.gender', bad: patient({ gender: null }), good: patient() },
  {
    rule: 'fhir.stu3.structure.json-type',
    path: 'Patient.active',
    bad: patient({ active: 'true' }),
    good: patient({ active: true }),
  },
  {
    rule: 'fhir.stu3.structure.json-type',
    path: 'Patient.name',
    bad: patient({ name: ['x'] }),
    good: patient({ name: [{ text: 'x' }] }),
  },
  {
    rule: 'fhir.stu3.structure.choice',
    path: 'Patient.deceased[x]',
    bad: patient({ deceasedBoolean: true, deceasedDateTime: '2020' }),
    good: patient({ deceasedDateTime: '2020' }),
  },
  {
    rule: 'fhir.stu3.structure.choice',
    path: 'Patient.deceased[x]',
    bad: patient({ deceasedBoolean: true, _deceasedDateTime: { extension: [{ url: 'http://x', valueCode: 'x' }] } }),
    good: patient({ deceasedBoolean: true, _deceasedBoolean: { id: 'x' } }),
  },
  {
    rule: 'fhir.stu3.structure.primitive-extension',
    path: 'Patient.name.given',
    bad: patient({ name: [{ given: ['a', 'b'], _given: [{ id: 'x' }] }] }),
    good: patient({ name: [{ given: ['a', 'b'], _given: [{ id: 'x' }, null] }] }),
    schemaCannot: 'it does not look at two lists at once',
  },
  {
    rule: 'fhir.stu3.structure.primitive-extension',
    path: 'Patient.gender',
    bad: patient({ gender: 'male', _gender: 'x' }),
    good: patient({ gender: 'male', _gender: { id: 'x' } }),
  },
  {
    rule: 'fhir.stu3.structure.unknown-element',
    path: 'Patient',
    bad: patient({ maritalStatus: { text: 'x' }, _maritalStatus: { id: 'x' } }),
    good: patient({ maritalStatus: { text: 'x', _text: { id: 'x' } } }),
  },
  {
    rule: 'fhir.stu3.structure.unknown-element',
    path: 'Patient.text',
    bad: patient({ text: { ...TEXT, _div: 'x' } }),
    good: patient({ text: { ...TEXT, _status: { id: 'x' } } }),
  },
  ...['rate', 'dose'].map((name) => ({
    rule: 'fhir.stu3.structure.unknown-element',
    path: 'Patient.contained.dosageInstruction',
    bad: dosed({ text: 'x', [`${name}SimpleQuantity`]: { value: 1 } }),
    good: dosed({ rateQuantity: { value: 1 }, doseQuantity: { value: 2 } }),
    schemaCannot: 'it has no schema of what is contained',
  })),
  {
    rule: 'fhir.stu3.cardinality.min',
    path: 'OperationOutcome.issue',
    bad: '{"resourceType":"OperationOutcome"}',
    good: outcome({ severity: 'error', code: 'invalid' }),
  },
  {
    rule: 'fhir.stu3.cardinality.min',
    path: 'ExplanationOfBenefit.item.sequence',
    bad: eob({ item: [{ modifier: [{ text: 'x' }] }] }),
    good: eob({ item: [{ _sequence: { extension: [{ url: 'http://u', valueCode: 'x' }] } }] }),
  },
  {
    rule: 'fhir.stu3.cardinality.min',
    path: 'ExplanationOfBenefit.diagnosis.diagnosis[x]',
    bad: eob({ diagnosis: [{ sequence: 1 }] }),
    good: eob({ diagnosis: [{ sequence: 1, diagnosisReference: { display: 'x' } }] }),
  },
  {
    rule: 'fhir.stu3.cardinality.min',
    path: 'ExplanationOfBenefit.contained.intent',
    bad: held({ intent: undefined }),
    good: held({}),
    schemaCannot: 'it has no schema of ReferralRequest',
  },
  {
    rule: 'fhir.stu3.binding.required',
    path: 'Patient.gender',
    bad: patient({ gender: 'Male' }),
    good: patient({ gender: 'male' }),
  },
  {
    rule: 'fhir.stu3.binding.required',
    path: 'ExplanationOfBenefit.type',
    bad: claimType({ ...CLAIM, system: 'http://other' }),
    good: claimType({ system: 'http://other', code: 'x' }, CLAIM),
  },
  {
    rule: 'fhir.stu3.binding.required',
    path: 'ExplanationOfBenefit.type',
    bad: eob({ type: { text: 'pharmacy' } }),
    good: eob({ type: { extension: [{ url: 'http://u', valueCode: 'x' }] } }),
  },
  {
    rule: 'fhir.stu3.binding.required',
    path: 'ExplanationOfBenefit.accident.type',
    bad: eob({
      accident: { type: { coding: [{ system: 'http://hl7.org/fhir/v3/ActCode', code: '_ActIncidentCode' }] } },
    }),
    good: eob({ accident: { type: { coding: [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'MVA' }] } } }),
  },
  {
    rule: 'fhir.stu3.binding.extensible',
    path: 'Patient.maritalStatus',
    bad: patient({ maritalStatus: { coding: [{ system: 'http://hl7.org/fhir/v3/MaritalStatus', code: 'Z' }] } }),
    good: patient({ maritalStatus: { coding: [{ system: 'http://other', code: 'Z' }] } }),
    schemaCannot: 'a warning',
  },
  {
    rule: 'fhir.stu3.binding.maximum',
    path: 'Patient.language',
    bad: patient({ language: 'english' }),
    good: patient({ language: 'en-US' }),
    schemaCannot: 'a pattern is not a registry',
  },
  {
    rule: 'fhir.stu3.binding.maximum',
    path: 'Patient.language',
    bad: patient({ language: 'xx' }),
    good: patient({ language: 'zh-Hant-TW-x-1' }),
    schemaCannot: 'a pattern is not a registry',
  },
  {
    rule: 'fhir.stu3.binding.maximum',
    path: 'Patient.communication.language',
    bad: spoken({ coding: [{ system: 'urn:ietf:bcp:47', code: 'en_US' }] }),
    good: spoken({
      coding: [
        { system: 'http://other', code: 'x' },
        { system: 'urn:ietf:bcp:47', code: 'en-US' },
      ],
    }),
    schemaCannot: 'a pattern is not a registry',
  },
  {
    rule: 'fhir.stu3.binding.maximum',
    path: 'Patient.communication.language',
    bad: spoken({ text: 'English' }),
    good: spoken({ extension: [{ url: 'http://x', valueCode: 'x' }] }),
    schemaCannot: 'a pattern is not a registry',
  },
  {
    rule: 'fhir.stu3.binding.maximum',
    path: 'Patient.communication.language',
    bad: spoken({ coding: [{ system: 'http://other', code: 'en' }] }),
    good: spoken({ coding: [{ system: 'urn:ietf:bcp:47', code: 'en' }] }),
    schemaCannot: 'a pattern is not a registry',
  },
  {
    rule: 'fhir.stu3.reference.white-space',
    path: 'ExplanationOfBenefit.patient',
    bad: eob({ patient: { reference: 'Patient/a b' } }),
    good: eob({ patient: { reference: 'Patient/[a%20b]' } }),
    schemaCannot: 'it is not written into the schemas',
  },
  {
    rule: 'fhir.stu3.element-id',
    path: 'Patient.name.id',
    bad: patient({ name: [{ id: 'a b', family: 'x' }] }),
    good: patient({ name: [{ id: 'ä_b', family: 'x' }] }),
    schemaCannot: 'it is not written into the schemas',
  },
  {
    rule: 'fhir.stu3.extension.url',
    path: 'Patient.extension.url',
    bad: patient({ extension: [{ url: 'u', valueCode: 'x' }] }),
    good: patient({ extension: [{ url: 'urn:u', extension: [{ url: 'u', valueCode: 'x' }] }] }),
    schemaCannot: 'it does not know where the extension is',
  },
  {
    rule: 'fhir.stu3.extension.url',
    path: 'Patient.birthDate.extension.url',
    bad: patient({ birthDate: '2000', _birthDate: { extension: [{ url: '/u', valueCode: 'x' }] } }),
    good: patient({ birthDate: '2000', _birthDate: { extension: [{ url: 'a+b:u', valueCode: 'x' }] } }),
    schemaCannot: 'it does not know where the extension is',
  },
  {
    rule: 'fhir.stu3.extension.url',
    path: 'Patient.extension.value[x].extension.url',
    bad: ext({ valueCoding: { code: 'x', extension: [{ url: 'u', valueCode: 'x' }] } }),
    good: ext({ valueCoding: { code: 'x', extension: [{ url: 'http://u', valueCode: 'x' }] } }),
    schemaCannot: 'it does not know where the extension is',
  },
  {
    rule: 'fhir.stu3.contained.repeated-id',
    path: 'ExplanationOfBenefit.contained',
    bad: eob({ contained: [inside('Patient', 'a'), inside('Practitioner', 'a')], patient: { reference: '#a' } }),
    good: eob({
      contained: [inside('Patient', 'a'), inside('Practitioner', 'A')],
      patient: { reference: '#a' },
      provider: { reference: '#A' },
    }),
    schemaCannot: 'it does not compare ids',
  },
  {
    rule: 'fhir.stu3.string.control-character',
    path: 'Patient.name.family',
    bad: patient({ name: [{ family: 'a\u0000b' }] }),
    good: patient({ name: [{ family: 'a\t\r\nb\u007f' }] }),
    schemaCannot: 'a warning',
  },
  {
    rule: 'fhir.stu3.string.control-character',
    path: 'Patient.extension.value[x]',
    bad: ext({ valueMarkdown: 'a\bb' }),
    good: ext({ valueMarkdown: 'a b' }),
    schemaCannot: 'a warning',
  },
  {
    rule: 'fhir.stu3.reference.target',
    path: 'ExplanationOfBenefit.patient',
    bad: eob({ patient: { reference: 'Coverage/1' } }),
    good: eob({ patient: { reference: 'https://x.org/fhir/Patient/1/_history/2' } }),
    schemaCannot: 'it is not written into the schemas',
  },
  {
    rule: 'fhir.stu3.reference.target',
    path: 'ExplanationOfBenefit.organization',
    bad: eob({ contained: [{ resourceType: 'Patient', id: 'a' }], organization: { reference: '#a' } }),
    good: eob({ contained: [{ resourceType: 'Patient', id: 'a' }], patient: { reference: '#a' } }),
    schemaCannot: 'it does not follow references',
  },
  primitive('base64Binary', '"YWI"', '"YWI="'),
  primitive('code', '"a  b"', '"a b"'),
  primitive('date', '"2019-02-29"', '"2020-02-29"', CALENDAR),
  primitive('date', '"1900-02-29"', '"2000-02-29"', CALENDAR),
  primitive('date', '"2019-1"', '"2019-01"'),
  primitive('date', '"2019-01-00"', '"2019-01-01"', CALENDAR),
  primitive('dateTime', '"2019-01-01T10:00"', '"2019-01-01T10:00:00Z"'),
  primitive('dateTime', '"2019-04-31T10:00:00Z"', '"2019-04-30T10:00:00.123456+14:00"', CALENDAR),
  primitive('decimal', '2.5e2', '250.00000000000000000000001', RAW),
  primitive('id', '"a_b"', '"a-b.C"'),
  primitive('instant', '"2019-01-01"', '"2019-01-01T10:00:00.5-05:00"'),
  primitive('integer', '1e0', '1', RAW),
  primitive('integer', '2147483648', '-2147483648'),
  primitive('markdown', '""', '" "'),
  primitive('oid', '"urn:oid:1.02"', '"urn:oid:1.2"'),
  primitive('positiveInt', '0', '1'),
  primitive('string', '""', '"ü"'),
  primitive('time', '"24:00:00"', '"23:59:59"'),
  primitive('unsignedInt', '-1', '0'),
  primitive('uri', '"a b"', '"a%20b"'),
  primitive('uri', '"a%zz"', '"a%2f"'),
  primitive('uri', '"a%2"', '"a%aF#b"'),
  primitive('uri', '"a<b"', '"http://x/[a]?b=c&d|1"'),
  primitive('uri', '"a>b"', '"urn:a\'b(c)*;,$+!=@~_"'),
  primitive('uri', '"a\u00a0b"', '"http://x/ü"'),
  primitive('uri', '"a\\u0001b"', '"a"'),
  {
    rule: 'fhir.stu3.primitive.xhtml',
    path: 'Patient.text.div',
    bad: div('<p>a'),
    good: div('<p>a</p>'),
    schemaCannot: 'it reads no XML',
  },
  {
    rule: 'fhir.stu3.primitive.xhtml',
    path: 'Patient.text.div',
    bad: div('a&nbsp;b'),
    good: div('a&#160;b &lt;'),
    schemaCannot: 'it reads no XML',
  },
  inv('ele-1', 'Patient.name', patient({ name: [{ id: 'x' }] }), patient({ name: [{ id: 'x', text: 'x' }] })),
  inv(
    'ele-1',
    'Patient.birthDate',
    patient({ _birthDate: { id: 'x' } }),
    patient({ birthDate: '2020', _birthDate: { id: 'x' } }),
  ),
  inv(
    'ext-1',
    'Patient.extension',
    ext({ valueCode: 'x', extension: [{ url: 'u', valueCode: 'x' }] }),
    ext({ extension: [{ url: 'u', valueCode: 'x' }] }),
  ),
  inv('ext-1', 'Patient.extension', ext({}), ext({ valueCode: 'x' })),
  inv(
    'dom-1',
    'ExplanationOfBenefit.contained',
    held({ text: { status: 'empty', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' } }),
    held({}),
  ),
  inv('dom-2', 'ExplanationOfBenefit.contained', held({ contained: [{ resourceType: 'Patient', id: '2' }] }), held({})),
  inv('dom-3', 'ExplanationOfBenefit.contained', held({}, 'ReferralRequest/1'), held({})),
  inv(
    'dom-4',
    'ExplanationOfBenefit.contained',
    held({ meta: { versionId: '1' } }),
    held({ meta: { tag: [{ code: 'x' }] } }),
  ),
  inv(
    'ref-1',
    'ExplanationOfBenefit.patient',
    eob({ patient: { reference: '#x' } }),
    eob({ patient: { reference: 'http://x.org/#x' } }),
  ),
  inv(
    'per-1',
    'ExplanationOfBenefit.billablePeriod',
    eob({ billablePeriod: { start: '2020-01-02', end: '2020-01-01' } }),
    eob({ billablePeriod: { start: '2020-05', end: '2020' } }),
  ),
  inv(
    'per-1',
    'ExplanationOfBenefit.billablePeriod',
    eob({ billablePeriod: { start: '2020-01-01T00:00:00Z', end: '2020-01-01T01:00:00+02:00' } }),
    eob({ billablePeriod: { start: '2020-01-01T01:00:00+02:00', end: '2020-01-01T00:00:00Z' } }),
  ),
  inv('qty-3', VALUE, ext({ valueQuantity: { code: 'mg' } }), ext({ valueQuantity: { unit: 'mg' } })),
  inv(
    'sqty-1',
    'ExplanationOfBenefit.item.quantity',
    item({ quantity: { value: 1, comparator: '<' } }),
    item({ quantity: { value: 1 } }),
  ),
  inv(
    'age-1',
    VALUE,
    ext({ valueAge: { value: 0, code: 'a', system: UCUM } }),
    ext({ valueAge: { value: 1, code: 'a', system: UCUM } }),
  ),
  inv('age-1', VALUE, ext({ valueAge: { value: 1 } }), ext({ valueAge: { unit: 'years' } })),
  inv(
    'cnt-3',
    VALUE,
    ext({ valueCount: { value: 1, code: '2', system: UCUM } }),
    ext({ valueCount: { value: 1, code: '1', system: UCUM } }),
  ),
  inv(
    'dis-1',
    VALUE,
    ext({ valueDistance: { value: 1 } }),
    ext({ valueDistance: { value: 1, code: 'km', system: UCUM } }),
  ),
  inv(
    'drt-1',
    VALUE,
    ext({ valueDuration: { code: 'h', system: UCUM } }),
    ext({ valueDuration: { value: 1, code: 'h', system: UCUM } }),
  ),
  inv('mny-1', VALUE, ext({ valueMoney: { value: 1 } }), ext({ valueMoney: { value: 1, code: 'USD', system: ISO } })),
  inv(
    'rng-2',
    VALUE,
    ext({ valueRange: { low: { value: 10.5, unit: 'a' }, high: { value: 9, unit: 'a' } } }),
    ext({ valueRange: { low: { value: 10.5, unit: 'a' }, high: { value: 9, unit: 'b' } } }),
  ),
  inv(
    'rat-1',
    VALUE,
    ext({ valueRatio: { numerator: { value: 1 } } }),
    ext({ valueRatio: { numerator: { value: 1 }, denominator: { value: 2 } } }),
  ),
  inv(
    'att-1',
    VALUE,
    ext({ valueAttachment: { data: 'YWI=' } }),
    ext({ valueAttachment: { data: 'YWI=', contentType: 'text/plain' } }),
  ),
  inv(
    'cpt-2',
    VALUE,
    ext({ valueContactPoint: { value: 'x' } }),
    ext({ valueContactPoint: { value: 'x', system: 'phone' } }),
  ),
  inv(
    'pat-1',
    'Patient.contact',
    patient({ contact: [{ gender: 'male' }] }),
    patient({ contact: [{ name: { text: 'x' } }] }),
  ),
  inv('tim-1', `${VALUE}.repeat`, repeat({ duration: 1 }), repeat({ duration: 1, durationUnit: 'h' })),
  inv('tim-2', `${VALUE}.repeat`, repeat({ period: 1 }), repeat({ period: 1, periodUnit: 'h' })),
  inv(
    'tim-4',
    `${VALUE}.repeat`,
    repeat({ duration: -1, durationUnit: 'h' }),
    repeat({ duration: 0, durationUnit: 'h' }),
  ),
  inv('tim-5', `${VALUE}.repeat`, repeat({ period: -1, periodUnit: 'h' }), repeat({ period: 0, periodUnit: 'h' })),
  inv('tim-6', `${VALUE}.repeat`, repeat({ periodMax: 1 }), repeat({ period: 1, periodMax: 1, periodUnit: 'h' })),
  inv(
    'tim-7',
    `${VALUE}.repeat`,
    repeat({ durationMax: 1 }),
    repeat({ duration: 1, durationMax: 1, durationUnit: 'h' }),
  ),
  inv('tim-8', `${VALUE}.repeat`, repeat({ countMax: 2 }), repeat({ countMax: 2, count: 1 })),
  inv('tim-9', `${VALUE}.repeat`, repeat({ offset: 1, when: ['CM'] }), repeat({ offset: 1, when: ['ACM'] })),
  inv('tim-9', `${VALUE}.repeat`, repeat({ offset: 1 }), repeat({ when: ['C'] })),
  inv(
    'tim-10',
    `${VALUE}.repeat`,
    repeat({ timeOfDay: ['10:00:00'], when: ['CM'] }),
    repeat({ timeOfDay: ['10:00:00'] }),
  ),
  inv('txt-1', 'Patient.text.div', div('<script>x</script>'), div('<b style="x">x</b>')),
  inv('txt-1', 'Patient.text.div', div('<p onclick="x">x</p>'), div('<p title="x">x</p>')),
  inv('txt-2', 'Patient.text.div', div(' <p> </p>'), div('<img src="a.png" alt=""/>')),
  inv(
    'inv-1',
    'TestReport.setup.action',
    report({ setup: { action: [{ id: 'a', extension: [{ url: 'http://u', valueCode: 'x' }] }] } }),
    report({ setup: { action: [{ operation: { result: 'pass' } }] } }),
  ),
  inv(
    'inv-2',
    'TestReport.test.action',
    report({ test: [{ action: [{ operation: { result: 'pass' }, assert: { result: 'pass' } }] }] }),
    report({ test: [{ action: [{ assert: { result: 'pass' } }] }] }),
  ),
  inv('cpb-1', 'CapabilityStatement', capability({ rest: undefined }), capability({})),
  inv(
    'cpb-2',
    'CapabilityStatement',
    capability({ description: undefined }),
    capability({ description: undefined, software: { name: 's' } }),
  ),
  inv(
    'cpb-3',
    'CapabilityStatement',
    capability({
      kind: 'capability',
      messaging: [
        {
          endpoint: [{ protocol: { code: 'x' }, address: 'a' }],
          event: [
            {
              code: { code: 'x' },
              mode: 'sender',
              focus: 'Patient',
              request: { display: 'x' },
              response: { display: 'x' },
            },
          ],
        },
      ],
    }),
    capability({
      messaging: [
        {
          endpoint: [{ protocol: { code: 'x' }, address: 'a' }],
          event: [
            {
              code: { code: 'x' },
              mode: 'sender',
              focus: 'Patient',
              request: { display: 'x' },
              response: { display: 'x' },
            },
          ],
        },
      ],
    }),
  ),
  inv(
    'cpb-7',
    'CapabilityStatement',
    capability({ document: [1, 2].map(() => ({ mode: 'producer', profile: { reference: 'StructureDefinition/x' } })) }),
    capability({
      document: ['producer', 'consumer'].map((mode) => ({ mode, profile: { reference: 'StructureDefinition/x' } })),
    }),
  ),
  inv(
    'cpb-8',
    'CapabilityStatement',
    capability({ rest: [{ mode: 'server' }, { mode: 'server' }] }),
    capability({ rest: [{ mode: 'server' }, { mode: 'client' }] }),
  ),
  inv(
    'cpb-9',
    'CapabilityStatement.rest',
    capability({
      rest: [
        { mode: 'server', resource: ['Patient', 'Patient'].map((type) => ({ type, interaction: [{ code: 'read' }] })) },
      ],
    }),
    capability({
      rest: [
        { mode: 'server', resource: ['Patient', 'Group'].map((type) => ({ type, interaction: [{ code: 'read' }] })) },
      ],
    }),
  ),
  inv(
    'cpb-12',
    'CapabilityStatement.rest.resource',
    capability({
      rest: [
        {
          mode: 'server',
          resource: [
            {
              type: 'Patient',
              interaction: [{ code: 'read' }],
              searchParam: ['a', 'a'].map((name) => ({ name, type: 'string' })),
            },
          ],
        },
      ],
    }),
    capability({
      rest: [
        {
          mode: 'server',
          resource: [
            {
              type: 'Patient',
              interaction: [{ code: 'read' }],
              searchParam: ['a', 'b'].map((name) => ({ name, type: 'string' })),
            },
          ],
        },
      ],
    }),
  ),
  inv(
    'cpb-14',
    'CapabilityStatement',
    capability({ kind: 'requirements', software: { name: 's' } }),
    capability({ kind: 'requirements' }),
  ),
  inv(
    'cpb-15',
    'CapabilityStatement',
    capability({ kind: 'capability', implementation: { description: 'i' } }),
    capability({ kind: 'instance', implementation: { description: 'i' } }),
  ),
  inv(
    'cpb-16',
    'CapabilityStatement.messaging',
    capability({ messaging: [{ documentation: 'x' }] }),
    capability({ messaging: [{ supportedMessage: [{ mode: 'sender', definition: { display: 'x' } }] }] }),
  ),
  // What the specification leaves to reading: each is judged as the row has it (docs/validation.md).
  inv('dom-3', 'ExplanationOfBenefit.contained', eob({ contained: [PRACTITIONER] }), careTeam('#a', PRACTITIONER)),
  inv(
    'dom-3',
    'ExplanationOfBenefit.contained',
    eob({ contained: [{ ...PRACTITIONER, extension: [{ url: 'http://u', valueReference: { reference: '#' } }] }] }),
    eob({
      contained: [
        { ...PRACTITIONER, extension: [{ url: 'http://u', valueReference: { reference: '#b' } }] },
        { resourceType: 'Organization', id: 'b', name: 'x' },
      ],
      extension: [{ url: 'http://u', valueReference: { reference: '#a' } }],
    }),
  ),
  inv(
    'dom-3',
    'ExplanationOfBenefit.contained',
    careTeam('Practitioner/a', PRACTITIONER),
    careTeam('#a', PRACTITIONER),
  ),
  {
    ...inv(
      'dom-3',
      'ExplanationOfBenefit.contained',
      eob({ contained: [{ resourceType: 'Practitioner' }] }),
      careTeam('#a', PRACTITIONER),
    ),
    fhirpathDiffers: true,
  },
  inv('ref-1', VALUE, ext({ valueReference: { reference: '#a' } }), ext({ valueReference: { reference: '#' } })),
  inv(
    'ref-1',
    'ExplanationOfBenefit.careTeam.provider',
    careTeam('#A'),
    eob({ careTeam: [{ sequence: 1, provider: { reference: '#a' } }], contained: [PRACTITIONER] }),
  ),
  ...(
    [
      [{ text: 'pharmacy' }, { text: 'pharmacy', coding: [CLAIM] }],
      [{ coding: [{ ...CLAIM, code: 'Pharmacy' }] }, { coding: [CLAIM] }],
      [{ coding: [{ code: 'pharmacy' }] }, { coding: [{ code: 'pharmacy' }, CLAIM] }],
      [{ coding: [{ system: CLAIM.system }] }, { coding: [{ system: CLAIM.system }, { ...CLAIM, version: '1' }] }],
      [{ coding: [{ ...CLAIM, system: `${CLAIM.system}/` }] }, { coding: [{ ...CLAIM, display: 'X' }] }],
      [{ coding: [{ ...CLAIM, code: undefined, display: 'pharmacy' }] }, { id: 'x', coding: [CLAIM] }],
    ] as const
  ).map(([bad, good]) => ({
    rule: 'fhir.stu3.binding.required',
    path: 'ExplanationOfBenefit.type',
    bad: eob({ type: bad }),
    good: eob({ type: good }),
  })),
  {
    rule: 'fhir.stu3.binding.required',
    path: 'Patient.gender',
    bad: patient({ gender: 'm' }),
    good: patient({ _gender: { extension: [{ url: 'http://u', valueCode: 'm' }] } }),
  },
  ...(
    [
      [
        { given: ['a', null], _given: [{ id: 'x' }, null] },
        { given: ['a'], _given: [null] },
      ],
      [{ given: [null, 'a'] }, { given: [null, 'a'], _given: [SAID, null] }],
      [{ _given: [null, SAID] }, { _given: [SAID, SAID] }],
    ] as const
  ).map(([bad, good]) => ({
    rule: 'fhir.stu3.structure.null',
    path: 'Patient.name.given',
    bad: patient({ name: [bad] }),
    good: patient({ name: [good] }),
    schemaCannot: 'it does not look at two lists at once',
  })),
  {
    rule: 'fhir.stu3.structure.primitive-extension',
    path: 'Patient.name.given',
    bad: patient({ name: [{ given: ['a', null], _given: [null, SAID, SAID] }] }),
    good: patient({ name: [{ given: ['a', null, null], _given: [null, SAID, SAID] }] }),
    schemaCannot: 'it does not look at two lists at once',
  },
  {
    rule: 'fhir.stu3.structure.empty',
    path: 'Patient.name.given',
    bad: patient({ name: [{ family: 'x', _given: [] }] }),
    good: patient({ name: [{ family: 'x', _given: [SAID] }] }),
  },
  inv(
    'ele-1',
    'Patient.name.given',
    patient({ name: [{ given: ['a', null], _given: [null, { id: 'x' }] }] }),
    patient({ name: [{ given: ['a', 'b'], _given: [null, { id: 'x' }] }] }),
  ),
  inv(
    'ele-1',
    'Patient.birthDate',
    patient({ birthDate: '2020', _birthDate: {} }),
    patient({ _birthDate: { id: 'x', ...SAID } }),
  ),
  inv(
    'ext-1',
    'Patient.extension',
    ext({ _valueCode: SAID, extension: [{ url: 'u', valueCode: 'x' }] }),
    ext({ _valueCode: SAID }),
  ),
  inv(
    'ext-1',
    'Patient.extension.extension',
    ext({ extension: [{ url: 'u' }] }),
    ext({ extension: [SAID.extension[0]] }),
  ),
  inv(
    'ext-1',
    'Patient.birthDate.extension',
    patient({ birthDate: '2020', _birthDate: { extension: [{ url: 'http://u' }] } }),
    patient({ birthDate: '2020', _birthDate: SAID }),
  ),
  ...CONTAINED_CASES,
];
