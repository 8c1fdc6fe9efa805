import { CASES, type RuleCase } from '../rules.table.js';

type Json = Record<string, unknown>;
const write = (value: Json): string => JSON.stringify(value);
const HL7 = 'http://terminology.hl7.org/CodeSystem/';

/** What R4 requires of a claim. */
const eob = (more: Json = {}): string =>
  write({
    resourceType: 'ExplanationOfBenefit',
    id: 'e',
    status: 'active',
    type: { coding: [{ system: `${HL7}claim-type`, code: 'pharmacy' }] },
    use: 'claim',
    patient: { reference: 'Patient/1' },
    created: '2021-01-01',
    insurer: { reference: 'Organization/1' },
    provider: { reference: 'Practitioner/1' },
    outcome: 'complete',
    insurance: [{ focal: true, coverage: { reference: 'Coverage/1' } }],
    ...more,
  });
const item = (more: Json): string => eob({ item: [{ sequence: 1, productOrService: { text: 'x' }, ...more }] });
const bundle = (type: string, more: Json = {}): string => write({ resourceType: 'Bundle', type, ...more });
const entry = (type: string, one: Json, more: Json = {}): string => bundle(type, { entry: [one], ...more });
const PATIENT = { resourceType: 'Patient' };
const REQUEST = { method: 'GET', url: 'x' };
const RESPONSE = { status: '200' };
const capability = (more: Json = {}): string =>
  write({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2020',
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['json'],
    implementation: { description: 'd' },
    rest: [{ mode: 'server' }],
    ...more,
  });
const task = (type: string, value: Json): string =>
  write({
    resourceType: 'Task',
    status: 'draft',
    intent: 'order',
    input: [{ type: { text: 't' }, [`value${type}`]: value }],
  });
const contained = (one: Json, more: Json = {}): string =>
  write({ resourceType: 'Patient', contained: [one], managingOrganization: { reference: '#o' }, ...more });
const ORG = { resourceType: 'Organization', id: 'o', name: 'n' };
const ext = (raw: string): string => `{"resourceType":"Patient","extension":[{"url":"http://x",${raw}}]}`;

const one = (rule: string, path: string, bad: string, good: string, more: Partial<RuleCase> = {}): RuleCase => ({
  rule: `fhir.r4.${rule}`,
  path,
  bad,
  good,
  ...more,
});
const invariant = (key: string, path: string, bad: string, good: string, more: Partial<RuleCase> = {}): RuleCase =>
  one(`invariant.${key}`, path, bad, good, { schemaCannot: 'it knows no invariants', ...more });
const primitive = (type: string, bad: string, good: string, more: Partial<RuleCase> = {}): RuleCase => {
  const name = `"value${type.charAt(0).toUpperCase()}${type.slice(1)}":`;
  return one(`primitive.${type}`, 'Patient.extension.value[x]', ext(name + bad), ext(name + good), more);
};
const CALENDAR = { schemaCannot: 'it knows no calendar' };
const SPELLING = { schemaCannot: 'it sees the number, not its spelling' };

/** Rules that mean something else in R4: Money has no code, decimals may have exponents, terms have other systems. */
const DIFFERENT: ReadonlySet<string> = new Set([
  'invariant.mny-1',
  'invariant.dom-1',
  'binding.extensible',
  'primitive.decimal',
]);

/** Rules that are judged in STU3 only. */
const STU3_ALONE: ReadonlySet<string> = new Set([
  ...['binding.maximum', 'reference.white-space', 'element-id', 'extension.url'],
  ...['contained.repeated-id', 'string.control-character'],
]);
const inR4 = ({ rule, ...rest }: RuleCase): RuleCase => ({ ...rest, rule: rule.replace('fhir.stu3.', 'fhir.r4.') });
const nameOf = ({ rule }: RuleCase): string => rule.replace('fhir.stu3.', '');
/** Of a URI of R4, only white space is judged. */
const isOfStu3Alone = (one: RuleCase): boolean =>
  STU3_ALONE.has(nameOf(one)) || (nameOf(one) === 'primitive.uri' && !one.bad.includes('"a b"'));

const ofPatient = CASES.filter(({ bad }) => bad.startsWith('{"resourceType":"Patient"')).filter(
  (one) =>
    one.rule.startsWith('fhir.stu3.') && !/"(?:contained|valueMoney)"/.test(one.bad) && !DIFFERENT.has(nameOf(one)),
);
/** Rules of STU3 that R4 has for the same elements of a Patient: the same resources break them, and just do not. */
const sharedWithPatient = ofPatient.filter((one) => !isOfStu3Alone(one)).map(inR4);
/** Patients that break rules of STU3, and none of R4. */
export const SOUND_IN_R4: readonly RuleCase[] = ofPatient.filter(isOfStu3Alone);

export const R4_CASES: readonly RuleCase[] = [
  ...sharedWithPatient,
  one(
    'resource-type',
    '',
    '{"resourceType":"ReferralRequest"}',
    '{"resourceType":"ServiceRequest","status":"active","intent":"order","subject":{"display":"x"}}',
    {
      schemaCannot: 'it has no schema of the type',
    },
  ),
  one(
    'structure.unknown-element',
    'ExplanationOfBenefit',
    eob({ totalCost: 1 }),
    eob({ total: [] as unknown[] }).replace(',"total":[]', ''),
  ),
  one('structure.list', 'ExplanationOfBenefit.insurance', eob({ insurance: { focal: true, coverage: {} } }), eob()),
  one('cardinality.min', 'ExplanationOfBenefit.insurer', eob({ insurer: undefined }), eob()),
  one('cardinality.min', 'ExplanationOfBenefit.item.productOrService', item({ productOrService: undefined }), item({})),
  one(
    'cardinality.min',
    'ExplanationOfBenefit.insurance.focal',
    eob({ insurance: [{ coverage: { display: 'x' } }] }),
    eob(),
  ),
  one('binding.required', 'ExplanationOfBenefit.use', eob({ use: 'complete' }), eob({ use: 'predetermination' })),
  one('binding.required', 'ExplanationOfBenefit.outcome', eob({ outcome: 'Complete' }), eob({ outcome: 'partial' })),
  one(
    'binding.required',
    'ExplanationOfBenefit.payment.amount.currency',
    eob({ payment: { amount: { value: 1, currency: 'USX' } } }),
    eob({ payment: { amount: { value: 1, currency: 'USD' } } }),
  ),
  one(
    'binding.extensible',
    'ExplanationOfBenefit.type',
    eob({ type: { coding: [{ system: `${HL7}claim-type`, code: 'drugs' }] } }),
    eob({ type: { coding: [{ system: 'http://x', code: 'drugs' }] } }),
    { schemaCannot: 'it is a warning' },
  ),
  one(
    'reference.target',
    'ExplanationOfBenefit.provider',
    eob({ provider: { reference: 'Patient/1' } }),
    eob({ provider: { reference: 'PractitionerRole/1' } }),
    { schemaCannot: 'it reads no references' },
  ),
  primitive('canonical', '"a b"', '"http://x|1"'),
  primitive('url', '"a b"', '"http://x"'),
  primitive(
    'uuid',
    '"urn:uuid:C757873D-EC9A-4326-A141-556F43239520"',
    '"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"',
  ),
  primitive('oid', '"urn:oid:3.1"', '"urn:oid:2.0.1"'),
  primitive('date', '"0000-01-01"', '"0001-01-01"'),
  primitive('date', '"2019-02-29"', '"2020-02-29"', CALENDAR),
  primitive('dateTime', '"2020-01-01T00:00:61Z"', '"2016-12-31T23:59:60Z"'),
  primitive('instant', '"2020-01-01T24:00:00Z"', '"2016-12-31T23:59:60Z"'),
  primitive('time', '"23:59:61"', '"23:59:60"'),
  primitive('integer', '1e2', '-2147483648', SPELLING),
  invariant(
    'age-1',
    'Patient.extension.value[x]',
    ext('"valueAge":{"value":1}'),
    ext('"valueAge":{"value":1,"code":"a","system":"http://unitsofmeasure.org"}'),
  ),
  invariant(
    'age-1',
    'Patient.extension.value[x]',
    ext('"valueAge":{"value":0,"code":"a","system":"http://unitsofmeasure.org"}'),
    ext('"valueAge":{"value":1,"code":"a","system":"http://unitsofmeasure.org"}'),
  ),
  invariant(
    'dis-1',
    'Patient.extension.value[x]',
    ext('"valueDistance":{"value":1}'),
    ext('"valueDistance":{"value":1,"code":"m","system":"http://unitsofmeasure.org"}'),
  ),
  invariant(
    'cnt-3',
    'Patient.extension.value[x]',
    ext('"valueCount":{"value":1.5,"code":"1","system":"http://unitsofmeasure.org"}'),
    ext('"valueCount":{"value":2,"code":"1","system":"http://unitsofmeasure.org"}'),
  ),
  invariant(
    'per-1',
    'ExplanationOfBenefit.billablePeriod',
    eob({ billablePeriod: { start: '2021-02', end: '2021-01' } }),
    eob({ billablePeriod: { start: '2021-01', end: '2021-01' } }),
  ),
  invariant(
    'sqty-1',
    'ExplanationOfBenefit.item.quantity',
    item({ quantity: { value: 1, comparator: '<' } }),
    item({ quantity: { value: 1 } }),
  ),
  invariant('bdl-1', 'Bundle', bundle('batch', { total: 1 }), bundle('searchset', { total: 1 })),
  invariant(
    'bdl-2',
    'Bundle',
    entry('collection', { resource: PATIENT, search: { mode: 'match' } }),
    entry('searchset', { resource: PATIENT, search: { mode: 'match' } }),
  ),
  invariant(
    'bdl-3',
    'Bundle',
    entry('collection', { resource: PATIENT, request: REQUEST }),
    entry('batch', { resource: PATIENT, request: REQUEST }),
  ),
  invariant(
    'bdl-3',
    'Bundle',
    entry('transaction', { resource: PATIENT }),
    entry('transaction', { resource: PATIENT, request: REQUEST }),
  ),
  invariant(
    'bdl-4',
    'Bundle',
    entry('collection', { resource: PATIENT, response: RESPONSE }),
    entry('batch-response', { resource: PATIENT, response: RESPONSE }),
  ),
  invariant(
    'bdl-5',
    'Bundle.entry',
    entry('collection', { fullUrl: 'urn:x' }),
    entry('collection', { resource: PATIENT }),
  ),
  invariant(
    'bdl-7',
    'Bundle',
    bundle('collection', {
      entry: [
        { fullUrl: 'http://x/1', resource: PATIENT },
        { fullUrl: 'http://x/1', resource: PATIENT },
      ],
    }),
    bundle('collection', {
      entry: [
        { fullUrl: 'http://x/1', resource: PATIENT },
        { fullUrl: 'http://x/2', resource: PATIENT },
      ],
    }),
  ),
  invariant(
    'bdl-8',
    'Bundle.entry',
    entry('collection', { fullUrl: 'http://x/1/_history/2', resource: PATIENT }),
    entry('collection', { fullUrl: 'http://x/1', resource: PATIENT }),
  ),
  invariant(
    'bdl-9',
    'Bundle',
    entry('document', { resource: composition() }, { timestamp: '2020-01-01T00:00:00Z' }),
    entry(
      'document',
      { resource: composition() },
      { timestamp: '2020-01-01T00:00:00Z', identifier: { system: 's', value: 'v' } },
    ),
  ),
  invariant(
    'bdl-10',
    'Bundle',
    entry('document', { resource: composition() }, { identifier: { system: 's', value: 'v' } }),
    entry(
      'document',
      { resource: composition() },
      { timestamp: '2020-01-01T00:00:00Z', identifier: { system: 's', value: 'v' } },
    ),
  ),
  invariant(
    'bdl-11',
    'Bundle',
    entry(
      'document',
      { resource: PATIENT },
      { timestamp: '2020-01-01T00:00:00Z', identifier: { system: 's', value: 'v' } },
    ),
    entry(
      'document',
      { resource: composition() },
      { timestamp: '2020-01-01T00:00:00Z', identifier: { system: 's', value: 'v' } },
    ),
  ),
  invariant(
    'bdl-12',
    'Bundle',
    entry('message', { resource: PATIENT }),
    entry('message', { resource: { resourceType: 'MessageHeader', eventUri: 'x', source: { endpoint: 'x' } } }),
  ),
  invariant('cpb-0', 'CapabilityStatement', capability({ name: 'a b' }), capability({ name: 'A_b' })),
  invariant('cpb-1', 'CapabilityStatement', capability({ rest: undefined }), capability()),
  invariant(
    'cpb-2',
    'CapabilityStatement',
    capability({ implementation: undefined, kind: 'requirements' }),
    capability({ implementation: undefined, kind: 'requirements', description: 'd' }),
  ),
  invariant(
    'cpb-3',
    'CapabilityStatement',
    capability({
      kind: 'capability',
      implementation: undefined,
      software: { name: 'n' },
      messaging: [{ endpoint: [{ protocol: {}, address: 'x' }] }],
    }).replace('"protocol":{}', '"protocol":{"code":"x"}'),
    capability({ messaging: [{ endpoint: [{ protocol: { code: 'x' }, address: 'x' }] }] }),
  ),
  invariant(
    'cpb-7',
    'CapabilityStatement',
    capability({
      document: [
        { mode: 'producer', profile: 'http://x' },
        { mode: 'producer', profile: 'http://x' },
      ],
    }),
    capability({
      document: [
        { mode: 'producer', profile: 'http://x' },
        { mode: 'consumer', profile: 'http://x' },
      ],
    }),
  ),
  invariant(
    'cpb-9',
    'CapabilityStatement.rest',
    capability({ rest: [{ mode: 'server', resource: [{ type: 'Patient' }, { type: 'Patient' }] }] }),
    capability({ rest: [{ mode: 'server', resource: [{ type: 'Patient' }, { type: 'Group' }] }] }),
  ),
  invariant(
    'cpb-12',
    'CapabilityStatement.rest.resource',
    capability({
      rest: [
        {
          mode: 'server',
          resource: [
            {
              type: 'Patient',
              searchParam: [
                { name: 'a', type: 'date' },
                { name: 'a', type: 'date' },
              ],
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
              searchParam: [
                { name: 'a', type: 'date' },
                { name: 'b', type: 'date' },
              ],
            },
          ],
        },
      ],
    }),
  ),
  invariant('cpb-14', 'CapabilityStatement', capability({ implementation: undefined, description: 'd' }), capability()),
  invariant(
    'cpb-15',
    'CapabilityStatement',
    capability({ kind: 'capability', software: { name: 'n' } }),
    capability({ kind: 'capability', implementation: undefined, software: { name: 'n' } }),
  ),
  invariant(
    'cpb-16',
    'CapabilityStatement',
    capability({ kind: 'requirements' }),
    capability({ kind: 'requirements', implementation: undefined, description: 'd' }),
  ),
  invariant(
    'dom-2',
    'Patient.contained',
    contained({ ...ORG, contained: [{ resourceType: 'Patient', id: 'q' }] }),
    contained(ORG),
  ),
  invariant('dom-3', 'Patient.contained', contained(ORG, { managingOrganization: undefined }), contained(ORG)),
  invariant(
    'dom-3',
    'Patient.contained',
    contained(ORG, { managingOrganization: undefined, extension: [{ url: 'http://x', valueString: '#o' }] }),
    contained(ORG, { managingOrganization: undefined, extension: [{ url: 'http://x', valueUri: '#o' }] }),
  ),
  invariant(
    'dom-3',
    'Patient.contained',
    contained({ ...ORG, partOf: { reference: 'Organization/1' } }, { managingOrganization: undefined }),
    contained({ ...ORG, endpoint: [{ reference: '#' }] }, { managingOrganization: undefined }),
  ),
  invariant(
    'dom-4',
    'Patient.contained',
    contained({ ...ORG, meta: { versionId: '1' } }),
    contained({ ...ORG, meta: { profile: ['http://x'] } }),
  ),
  invariant(
    'dom-5',
    'Patient.contained',
    contained({ ...ORG, meta: { security: [{ code: 'x' }] } }),
    contained({ ...ORG, meta: { tag: [{ code: 'x' }] } }),
  ),
  invariant(
    'ref-1',
    'Patient.generalPractitioner',
    contained(ORG, { generalPractitioner: [{ reference: '#x' }] }),
    contained(ORG, { generalPractitioner: [{ reference: '#o' }] }),
  ),
  ...['codeFilter', 'dateFilter'].map((filter, nth) =>
    invariant(
      `drq-${nth + 1}`,
      `Task.input.value[x].${filter}`,
      task('DataRequirement', { type: 'Patient', [filter]: [{ path: 'a', searchParam: 'b' }] }),
      task('DataRequirement', { type: 'Patient', [filter]: [{ path: 'a' }] }),
    ),
  ),
  invariant(
    'exp-1',
    'Task.input.value[x]',
    task('Expression', { language: 'text/cql' }),
    task('Expression', { language: 'text/cql', expression: 'x' }),
  ),
  invariant(
    'trd-1',
    'Task.input.value[x]',
    task('TriggerDefinition', { type: 'periodic', timingDate: '2020', data: [{ type: 'Patient' }] }),
    task('TriggerDefinition', { type: 'periodic', timingDate: '2020' }),
  ),
  invariant(
    'trd-2',
    'Task.input.value[x]',
    task('TriggerDefinition', { type: 'named-event', name: 'n', condition: { language: 'text/cql', expression: 'x' } }),
    task('TriggerDefinition', {
      type: 'named-event',
      name: 'n',
      data: [{ type: 'Patient' }],
      condition: { language: 'text/cql', expression: 'x' },
    }),
  ),
  invariant(
    'trd-3',
    'Task.input.value[x]',
    task('TriggerDefinition', { type: 'named-event' }),
    task('TriggerDefinition', { type: 'named-event', name: 'n' }),
  ),
  invariant(
    'inv-1',
    'Task',
    write({
      resourceType: 'Task',
      status: 'draft',
      intent: 'order',
      authoredOn: '2020-02-01',
      lastModified: '2020-01-01',
    }),
    write({
      resourceType: 'Task',
      status: 'draft',
      intent: 'order',
      authoredOn: '2020-01-01',
      lastModified: '2020-01-01',
    }),
  ),
];

function composition(): Json {
  return {
    resourceType: 'Composition',
    status: 'final',
    type: { text: 't' },
    date: '2020',
    author: [{ display: 'a' }],
    title: 't',
  };
}
