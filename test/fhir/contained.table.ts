import type { RuleCase } from './rules.table.js';

// The invariants of types that an export holds only inside another resource: each stands contained in a Patient.
type Json = Readonly<Record<string, unknown>>;
export const inPatient = (resource: Json): string =>
  JSON.stringify({
    resourceType: 'Patient',
    contained: [{ id: 'c', ...resource }],
    extension: [{ url: 'http://x', valueReference: { reference: '#c' } }],
  });

type Row = readonly [key: string, at: string, bad: Json, good: Json, differs?: 'fhirpath differs'];
/** Rows of one type: what a sound one has, and what is put to it to break one invariant, and just not. */
const rows = (resourceType: string, sound: Json, ...all: readonly Row[]): ContainedCase[] =>
  all.map(([key, at, bad, good, differs]) => ({
    rule: `fhir.stu3.invariant.${key.replace(/^.*\//, '')}`,
    name: key,
    path: at === '' ? 'Patient.contained' : `Patient.contained.${at}`,
    bad: inPatient({ resourceType, ...sound, ...bad }),
    good: inPatient({ resourceType, ...sound, ...good }),
    schemaCannot: 'it has no schema of what is contained',
    fhirpathDiffers: differs !== undefined,
  }));

export interface ContainedCase extends RuleCase {
  readonly name: string;
}

const SOME = { display: 'x' };
const TEXT = { text: 'x' };
const A = { coding: [{ system: 'http://s', code: 'a' }] };
const B = { coding: [{ system: 'http://s', code: 'b' }] };
const to = (reference: string): Json => ({ reference });
const asks = (agent: string, onBehalfOf: Json | undefined = SOME): Json => ({
  requester: { agent: to(agent), onBehalfOf },
});
const percent = (code: string): Json => ({ value: 5, code, system: 'http://unitsofmeasure.org' });

const script = (place: 'setup' | 'test' | 'teardown', action: Json): Json => ({
  [place]: place === 'test' ? [{ action: [action] }] : { action: [action] },
});
const READ = { type: { code: 'read' } };
const scripts = (place: 'setup' | 'test', keys: readonly [string, string, string, string, string]): readonly Row[] => {
  const [one, addressed, single, compared, directed] = keys;
  const action = `${place}.action`;
  const assert = (more: Json): Json => script(place, { assert: more });
  const operation = (more: Json): Json => script(place, { operation: { ...READ, ...more } });
  return [
    [one, action, script(place, { id: 'a', extension: [CODE] }), assert({ resource: 'Patient' })],
    [one, action, script(place, { operation: { sourceId: 'a' }, assert: { path: 'x' } }), operation({ url: 'x' })],
    [addressed, `${action}.operation`, operation({}), operation({ params: '/a' })],
    [addressed, `${action}.operation`, operation({ url: 'x', targetId: 'a' }), operation({ url: 'x', sourceId: 'a' })],
    [
      addressed,
      `${action}.operation`,
      script(place, { operation: { resource: 'Patient' } }),
      script(place, { operation: { type: { code: 'search' } } }),
      'fhirpath differs',
    ],
    [single, `${action}.assert`, assert({ path: 'a', rule: { ruleId: 'r' } }), assert({ path: 'a', value: 'b' })],
    [
      compared,
      `${action}.assert`,
      assert({ compareToSourceId: 'a' }),
      assert({ compareToSourceId: 'a', compareToSourcePath: 'b' }),
    ],
    [
      compared,
      `${action}.assert`,
      assert({ compareToSourceExpression: 'a' }),
      assert({ compareToSourceId: 'a', compareToSourceExpression: 'b' }),
    ],
    [
      directed,
      `${action}.assert`,
      assert({ direction: 'request', responseCode: '200' }),
      assert({ direction: 'response', responseCode: '200' }),
    ],
    [directed, `${action}.assert`, assert({ direction: 'request', response: 'okay' }), assert({ response: 'okay' })],
  ];
};
const CODE = { url: 'http://x', valueCode: 'x' };

const ROOT = { id: 'X', path: 'X' };
const element = (more: Json): Json => ({ differential: { element: [{ ...ROOT, ...more }] } });
const ELEMENT = 'differential.element';
const constraint = (key: string): Json => ({ key, severity: 'error', human: 'x', expression: 'true' });
const entries = (type: string, ...entry: readonly Json[]): Json => ({ type, entry });
const HELD = { resource: { resourceType: 'Basic', code: TEXT } };
const SEARCH = { search: { mode: 'match' } };
const REQUEST = { request: { method: 'GET', url: 'Patient' } };
const RESPONSE = { response: { status: '200' } };
const full = (fullUrl: string, versionId?: string): Json => ({
  fullUrl,
  resource: { ...HELD.resource, ...(versionId !== undefined && { meta: { versionId } }) },
});
const include = (more: Json): Json => ({ compose: { include: [more] } });
const expansion = (more: Json): Json => ({
  expansion: { identifier: 'urn:x', timestamp: '2020', contains: [more] },
});
const asked = (type: string, more: Json = {}): Json => ({ item: [{ linkId: '1', type, ...more }] });
const when = (more: Json): Json => asked('string', { enableWhen: [{ question: '2', ...more }] });
const target = (more: Json): Json => ({
  group: [
    {
      name: 'g',
      typeMode: 'none',
      input: [{ name: 'i', mode: 'source' }],
      rule: [{ name: 'r', source: [{ context: 'i' }], target: [more] }],
    },
  ],
});
const mapped = (more: Json): Json => ({ group: [{ element: [{ code: 'a', target: [more] }] }] });
const unmapped = (more: Json): Json => ({ group: [{ element: [{ code: 'a' }], unmapped: more }] });
const sequence = (more: Json): Json => ({ referenceSeq: { windowStart: 1, windowEnd: 2, ...more } });
const designations = (side: string, more: Json): Json => ({ designation: { [side]: { designation: [more] } } });

export const CONTAINED_CASES: readonly ContainedCase[] = [
  ...rows(
    'Parameters',
    {},
    ...[
      [{}, { part: [{ name: 'q', valueCode: 'x' }] }],
      [{ valueCode: 'x', part: [{ name: 'q', valueCode: 'x' }] }, { resource: { resourceType: 'Basic', code: TEXT } }],
      [{ valueCode: 'x', resource: { resourceType: 'Basic', code: TEXT } }, { valueCode: 'x' }],
    ].map(([bad, good]): Row => {
      const one = (more: Json | undefined): Json => ({ parameter: [{ name: 'p', ...more }] });
      return ['Parameters/inv-1', 'parameter', one(bad), one(good)];
    }),
  ),
  ...rows(
    'Task',
    { status: 'draft', intent: 'order' },
    [
      'Task/inv-1',
      '',
      { authoredOn: '2020-01-02', lastModified: '2020-01-01' },
      { authoredOn: '2020-01-02', lastModified: '2020-01-02' },
    ],
    [
      'Task/inv-1',
      '',
      { authoredOn: '2020-01-01T00:00:01Z', lastModified: '2020-01-01T01:00:00+01:00' },
      { authoredOn: '2020-01-01T01:00:00+01:00', lastModified: '2020-01-01T00:00:01Z' },
    ],
  ),
  ...rows(
    'TestScript',
    { url: 'http://x', name: 'x', status: 'draft' },
    ...scripts('setup', [
      'TestScript/inv-1',
      'TestScript/inv-7',
      'TestScript/inv-5',
      'TestScript/inv-10',
      'TestScript/inv-12',
    ]),
    ...scripts('test', [
      'TestScript/inv-2',
      'TestScript/inv-8',
      'TestScript/inv-6',
      'TestScript/inv-11',
      'TestScript/inv-13',
    ]),
    [
      'TestScript/inv-9',
      'teardown.action.operation',
      script('teardown', { operation: READ }),
      script('teardown', { operation: { ...READ, targetId: 'x' } }),
    ],
    [
      'TestScript/inv-3',
      'variable',
      { variable: [{ name: 'v', expression: 'a', headerField: 'b', path: 'c' }] },
      { variable: [{ name: 'v', expression: 'a', headerField: 'b' }] },
    ],
    [
      'TestScript/inv-4',
      'metadata',
      { metadata: { capability: [{ capabilities: SOME }] } },
      { metadata: { capability: [{ capabilities: SOME }, { capabilities: SOME, validated: false }] } },
    ],
  ),
  ...rows(
    'AllergyIntolerance',
    { patient: SOME },
    ['ait-1', '', { verificationStatus: 'confirmed' }, { verificationStatus: 'entered-in-error' }],
    [
      'ait-2',
      '',
      { verificationStatus: 'entered-in-error', clinicalStatus: 'active' },
      { verificationStatus: 'refuted', clinicalStatus: 'active' },
    ],
  ),
  ...rows(
    'Appointment',
    { participant: [{ status: 'accepted', actor: SOME }] },
    [
      'app-1',
      'participant',
      { status: 'proposed', participant: [{ status: 'accepted' }] },
      { status: 'proposed', participant: [{ status: 'accepted', type: [TEXT] }] },
    ],
    ['app-2', '', { status: 'proposed', start: '2020-01-01T00:00:00Z' }, { status: 'proposed' }],
    ['app-2', '', { status: 'cancelled', end: '2020-01-01T00:00:00Z' }, { status: 'cancelled' }],
    ['app-3', '', { status: 'booked' }, { status: 'cancelled' }],
    [
      'app-3',
      '',
      { status: 'booked' },
      { status: 'booked', start: '2020-01-01T00:00:00Z', end: '2020-01-01T00:00:00Z' },
    ],
  ),
  ...rows('AppointmentResponse', { appointment: SOME, participantStatus: 'accepted' }, [
    'apr-1',
    '',
    {},
    { participantType: [TEXT] },
  ]),
  ...rows(
    'Bundle',
    { type: 'collection' },
    ['bdl-1', '', { total: 1 }, { type: 'history', total: 1 }],
    ['bdl-2', '', entries('batch', { ...HELD, ...SEARCH }), entries('searchset', { ...HELD, ...SEARCH })],
    ['bdl-3', '', entries('batch-response', REQUEST), entries('transaction', REQUEST)],
    ['bdl-4', '', entries('batch', RESPONSE), entries('batch-response', RESPONSE)],
    ['bdl-5', 'entry', { entry: [{ fullUrl: 'urn:x' }] }, { entry: [HELD] }],
    ['bdl-7', '', { entry: [full('urn:x'), full('urn:x')] }, { entry: [full('urn:x', '1'), full('urn:x', '2')] }],
    ['bdl-7', '', { entry: [full('urn:x', '1'), full('urn:x', '1')] }, { entry: [HELD, HELD, full('urn:y')] }],
    ['bdl-8', 'entry', { entry: [full('http://x/Basic/1/_history/2')] }, { entry: [full('http://x/Basic/1')] }],
    [
      'bdl-9',
      '',
      { type: 'document', identifier: { system: 'urn:x' } },
      { type: 'document', identifier: { system: 'urn:x', value: '1' } },
    ],
  ),
  ...rows(
    'ConceptMap',
    { status: 'draft' },
    [
      'cmd-1',
      'group.element.target',
      mapped({ code: 'b', equivalence: 'narrower' }),
      mapped({ code: 'b', equivalence: 'narrower', comment: 'x' }),
    ],
    [
      'cmd-1',
      'group.element.target',
      mapped({ code: 'b', equivalence: 'inexact' }),
      mapped({ code: 'b', equivalence: 'equal' }),
    ],
    ['cmd-2', 'group.unmapped', unmapped({ mode: 'fixed' }), unmapped({ mode: 'fixed', code: 'z' })],
    ['cmd-3', 'group.unmapped', unmapped({ mode: 'other-map' }), unmapped({ mode: 'other-map', url: 'http://x' })],
  ),
  ...rows(
    'Composition',
    { status: 'final', type: TEXT, subject: SOME, date: '2020', author: [SOME], title: 'x' },
    ['cmp-1', 'section', { section: [{ title: 'x' }] }, { section: [{ section: [{ entry: [SOME] }] }] }],
    [
      'cmp-2',
      'section',
      { section: [{ emptyReason: TEXT, entry: [SOME] }] },
      { section: [{ emptyReason: TEXT, section: [{ entry: [SOME] }] }] },
    ],
  ),
  ...rows('CommunicationRequest', { status: 'draft' }, [
    'cmr-1',
    'requester',
    asks('Patient/1'),
    asks('Practitioner/1'),
    'fhirpath differs',
  ]),
  ...rows('MedicationRequest', { intent: 'order', medicationCodeableConcept: TEXT, subject: SOME }, [
    'mps-1',
    'requester',
    asks('Organization/1'),
    asks('http://x/Device/1'),
    'fhirpath differs',
  ]),
  ...rows('ReferralRequest', { status: 'draft', intent: 'order', subject: SOME }, [
    'rfr-1',
    'requester',
    asks('RelatedPerson/1'),
    { requester: { agent: to('RelatedPerson/1') } },
    'fhirpath differs',
  ]),
  ...rows(
    'CareTeam',
    {},
    [
      'ctm-1',
      'participant',
      { participant: [{ member: to('Patient/1'), onBehalfOf: SOME }] },
      { participant: [{ member: to('Practitioner/1'), onBehalfOf: SOME }] },
      'fhirpath differs',
    ],
    [
      'ctm-1',
      'participant',
      { participant: [{ onBehalfOf: SOME }] },
      { participant: [{ member: to('Patient/1') }] },
      'fhirpath differs',
    ],
  ),
  ...rows(
    'Communication',
    { status: 'in-progress' },
    ['com-1', '', { notDone: false, notDoneReason: TEXT }, { notDone: true, notDoneReason: TEXT }],
    ['com-1', '', { notDoneReason: TEXT }, { notDone: false }, 'fhirpath differs'],
  ),
  ...rows(
    'Condition',
    { subject: SOME },
    [
      'con-1',
      'stage',
      { clinicalStatus: 'active', stage: { extension: [CODE] } },
      { clinicalStatus: 'active', stage: { summary: TEXT } },
    ],
    [
      'con-2',
      'evidence',
      { clinicalStatus: 'active', evidence: [{ extension: [CODE] }] },
      { clinicalStatus: 'active', evidence: [{ detail: [SOME] }] },
    ],
    ['con-3', '', { verificationStatus: 'confirmed' }, { verificationStatus: 'entered-in-error' }],
    [
      'con-4',
      '',
      { clinicalStatus: 'active', abatementBoolean: true },
      { clinicalStatus: 'active', abatementBoolean: false },
    ],
    [
      'con-4',
      '',
      { clinicalStatus: 'active', abatementDateTime: '2020' },
      { clinicalStatus: 'resolved', abatementDateTime: '2020' },
      'fhirpath differs',
    ],
  ),
  ...rows('CarePlan', { status: 'active', intent: 'plan', subject: SOME }, [
    'cpl-3',
    'activity',
    { activity: [{ detail: { status: 'scheduled' }, reference: SOME }] },
    { activity: [{ detail: { status: 'scheduled' } }] },
  ]),
  ...rows(
    'CodeSystem',
    { status: 'draft', content: 'complete' },
    [
      'csd-1',
      '',
      { concept: [{ code: 'a' }, { code: 'b', concept: [{ code: 'a' }] }] },
      { concept: [{ code: 'a' }, { code: 'b', concept: [{ code: 'A' }] }] },
      'fhirpath differs',
    ],
    [
      'csd-1',
      '',
      { concept: [{ code: 'a' }, { code: 'a' }] },
      { concept: [{ code: 'a', property: [{ code: 'a', valueCode: 'a' }] }] },
      'fhirpath differs',
    ],
  ),
  ...rows(
    'DataElement',
    { status: 'draft', element: [{ path: 'x' }] },
    ['dae-1', 'element', { element: [{ path: 'x', base: { path: 'x', min: 0, max: '1' } }] }, {}],
    ['dae-2', 'element', { element: [{ path: 'x', slicing: { rules: 'open', description: 'x' } }] }, {}],
    ['dae-3', 'mapping', { mapping: [{ identity: 'm' }] }, { mapping: [{ identity: 'm', uri: 'http://x' }] }],
  ),
  ...rows(
    'ExpansionProfile',
    { status: 'draft' },
    [
      'exp-3',
      'designation.include.designation',
      designations('include', { extension: [CODE] }),
      designations('include', { language: 'en' }),
    ],
    [
      'exp-4',
      'designation.exclude.designation',
      designations('exclude', { extension: [CODE] }),
      designations('exclude', { use: { code: 'x' } }),
    ],
  ),
  ...rows(
    'FamilyMemberHistory',
    { status: 'partial', patient: SOME, relationship: TEXT },
    ['fhs-1', '', { ageString: 'x', bornDate: '1900' }, { bornDate: '1900' }],
    ['fhs-2', '', { estimatedAge: true }, { estimatedAge: true, ageString: 'x' }],
    ['fhs-3', '', { notDoneReason: TEXT }, { notDone: true }, 'fhirpath differs'],
    ['fhs-3', '', { notDone: false, notDoneReason: TEXT }, { notDone: true, notDoneReason: TEXT }],
  ),
  ...rows('Goal', { status: 'proposed', description: TEXT, subject: SOME }, [
    'gol-1',
    'target',
    { target: { detailCodeableConcept: TEXT } },
    { target: { detailCodeableConcept: TEXT, measure: TEXT } },
  ]),
  ...rows('Group', { type: 'person' }, [
    'grp-1',
    '',
    { actual: false, member: [{ entity: SOME }] },
    { actual: true, member: [{ entity: SOME }] },
  ]),
  ...rows(
    'Immunization',
    { status: 'completed', vaccineCode: TEXT, patient: SOME, primarySource: true },
    [
      'imm-1',
      '',
      { notGiven: true, reaction: [{ reported: true }] },
      { notGiven: false, reaction: [{ reported: true }] },
    ],
    [
      'imm-1',
      '',
      { notGiven: true, explanation: { reason: [TEXT] } },
      { notGiven: true, explanation: { reasonNotGiven: [TEXT] } },
    ],
    [
      'imm-2',
      '',
      { notGiven: false, explanation: { reasonNotGiven: [TEXT] } },
      { notGiven: false, explanation: { reason: [TEXT] } },
    ],
  ),
  ...rows('ImmunizationRecommendation', { patient: SOME }, [
    'imr-1',
    'recommendation',
    { recommendation: [{ date: '2020', forecastStatus: TEXT }] },
    { recommendation: [{ date: '2020', forecastStatus: TEXT, targetDisease: TEXT }] },
  ]),
  ...rows('Linkage', {}, [
    'lnk-1',
    '',
    { item: [{ type: 'source', resource: SOME }] },
    { item: ['source', 'alternate'].map((type) => ({ type, resource: SOME })) },
  ]),
  ...rows(
    'List',
    { status: 'current', mode: 'working' },
    ['lst-1', '', { emptyReason: TEXT, entry: [{ item: SOME }] }, { emptyReason: TEXT }],
    [
      'lst-2',
      '',
      { entry: [{ item: SOME, deleted: true }] },
      { mode: 'changes', entry: [{ item: SOME, deleted: true }] },
    ],
  ),
  ...rows(
    'MedicationAdministration',
    { status: 'completed', medicationCodeableConcept: TEXT, subject: SOME, effectiveDateTime: '2020' },
    [
      'mad-1',
      'dosage',
      { dosage: { text: 'x' } },
      { dosage: { rateRatio: { numerator: { value: 1 }, denominator: { value: 1 } } } },
    ],
    ['mad-2', '', { reasonNotGiven: [TEXT] }, { notGiven: true }, 'fhirpath differs'],
    ['mad-2', '', { notGiven: false, reasonNotGiven: [TEXT] }, { notGiven: true, reasonNotGiven: [TEXT] }],
    ['mad-3', '', { notGiven: true, reasonCode: [TEXT] }, { reasonCode: [TEXT] }],
    ['mad-3', '', { notGiven: true, reasonCode: [TEXT] }, { notGiven: false, reasonCode: [TEXT] }, 'fhirpath differs'],
  ),
  ...rows(
    'MessageDefinition',
    { status: 'draft', date: '2020', event: { code: 'x' } },
    ['md-1', 'focus', { focus: [{ code: 'Patient', max: '0' }] }, { focus: [{ code: 'Patient', max: '1' }] }],
    ['md-1', 'focus', { focus: [{ code: 'Patient', max: '-1' }] }, { focus: [{ code: 'Patient', max: '*' }] }],
    [
      'md-1',
      'focus',
      { focus: [{ code: 'Patient', max: 'many' }] },
      { focus: [{ code: 'Patient' }] },
      'fhirpath differs',
    ],
  ),
  ...rows(
    'Media',
    { content: { url: 'http://x' } },
    ['mda-1', '', { type: 'audio', height: 1 }, { type: 'video', height: 1 }],
    ['mda-2', '', { type: 'audio', width: 1 }, { type: 'photo', width: 1 }],
    ['mda-3', '', { type: 'video', frames: 1 }, { type: 'photo', frames: 1 }],
    ['mda-4', '', { type: 'photo', duration: 1 }, { type: 'audio', duration: 1 }],
  ),
  ...rows('MedicationDispense', { medicationCodeableConcept: TEXT }, [
    'mdd-1',
    '',
    { whenPrepared: '2020-02', whenHandedOver: '2020-01' },
    { whenPrepared: '2020-02', whenHandedOver: '2020-02' },
  ]),
  ...rows('MedicationStatement', { status: 'active', medicationCodeableConcept: TEXT, subject: SOME }, [
    'mst-1',
    '',
    { taken: 'y', reasonNotTaken: [TEXT] },
    { taken: 'n', reasonNotTaken: [TEXT] },
  ]),
  ...rows('NutritionOrder', { patient: SOME, dateTime: '2020' }, [
    'nor-1',
    '',
    {},
    { supplement: [{ productName: 'x' }] },
  ]),
  ...rows(
    'NamingSystem',
    { name: 'x', status: 'active', kind: 'root', date: '2020', uniqueId: [{ type: 'oid', value: '1.2' }] },
    [
      'nsd-1',
      '',
      { uniqueId: [{ type: 'uuid', value: 'x' }] },
      { kind: 'identifier', uniqueId: [{ type: 'uuid', value: 'x' }] },
      'fhirpath differs',
    ],
    ['nsd-1', '', { uniqueId: [{ type: 'uuid', value: 'x' }] }, {}, 'fhirpath differs'],
    [
      'nsd-2',
      '',
      { kind: 'identifier', uniqueId: ['1.2', '1.3'].map((value) => ({ type: 'oid', value, preferred: true })) },
      { kind: 'identifier', uniqueId: ['oid', 'uri'].map((type) => ({ type, value: 'x', preferred: true })) },
    ],
    [
      'nsd-3',
      '',
      { kind: 'identifier', replacedBy: SOME },
      { kind: 'identifier', status: 'retired', replacedBy: SOME },
    ],
  ),
  ...rows(
    'Observation',
    { status: 'final', code: A },
    ['obs-3', 'referenceRange', { referenceRange: [{ type: TEXT }] }, { referenceRange: [{ text: 'x' }] }],
    ['obs-6', '', { valueString: 'x', dataAbsentReason: TEXT }, { dataAbsentReason: TEXT }],
    ['obs-7', '', { valueString: 'x', component: [{ code: A }] }, { valueString: 'x', component: [{ code: B }] }],
    [
      'obs-7',
      '',
      { valueString: 'x', component: [{ code: B }, { code: A }] },
      { component: [{ code: B }, { code: A }] },
      'fhirpath differs',
    ],
  ),
  ...rows(
    'OperationDefinition',
    { name: 'x', status: 'draft', kind: 'query', code: 'x', system: true, type: false, instance: false },
    [
      'opd-1',
      'parameter',
      { parameter: [{ name: 'x', use: 'in', min: 0, max: '1' }] },
      { parameter: [{ name: 'x', use: 'in', min: 0, max: '1', type: 'string' }] },
    ],
    [
      'opd-2',
      'parameter',
      { parameter: [{ name: 'x', use: 'in', min: 0, max: '1', type: 'uri', searchType: 'token' }] },
      { parameter: [{ name: 'x', use: 'in', min: 0, max: '1', type: 'string', searchType: 'token' }] },
    ],
  ),
  ...rows(
    'Organization',
    {},
    ['org-1', '', { active: true }, { identifier: [{ value: 'x' }] }],
    ['org-2', 'address', { name: 'x', address: [{ use: 'home' }] }, { name: 'x', address: [{ use: 'work' }] }],
    ['org-3', 'telecom', { name: 'x', telecom: [{ use: 'home' }] }, { name: 'x', telecom: [{ use: 'work' }] }],
  ),
  ...rows('Consent', { status: 'draft', patient: SOME }, ['ppc-1', '', {}, { policyRule: 'http://x' }]),
  ...rows(
    'Procedure',
    { status: 'completed', subject: SOME },
    ['pro-1', '', { notDone: false, notDoneReason: TEXT }, { notDone: true, notDoneReason: TEXT }],
    ['pro-1', '', { notDoneReason: TEXT }, { notDone: false }, 'fhirpath differs'],
  ),
  ...rows('QuestionnaireResponse', { status: 'completed' }, [
    'qrs-1',
    'item',
    { item: [{ linkId: '1', answer: [{ valueBoolean: true }], item: [{ linkId: '2' }] }] },
    { item: [{ linkId: '1', answer: [{ valueBoolean: true, item: [{ linkId: '2' }] }] }] },
  ]),
  ...rows(
    'Questionnaire',
    { status: 'draft' },
    ['que-1', 'item', asked('group'), asked('group', { item: [{ linkId: '2', type: 'string' }] })],
    ['que-1', 'item', asked('display', { item: [{ linkId: '2', type: 'string' }] }), asked('display')],
    [
      'que-2',
      '',
      asked('group', { item: [{ linkId: '1', type: 'string' }] }),
      asked('string', { enableWhen: [{ question: '1', hasAnswer: true }] }),
    ],
    ['que-3', 'item', asked('display', { code: [{ code: 'x' }] }), asked('string', { code: [{ code: 'x' }] })],
    [
      'que-4',
      'item',
      asked('choice', { options: SOME, option: [{ valueString: 'x' }] }),
      asked('choice', { option: [{ valueString: 'x' }] }),
    ],
    ['que-5', 'item', asked('string', { options: SOME }), asked('open-choice', { options: SOME })],
    ['que-6', 'item', asked('display', { required: false }), asked('string', { required: false })],
    ['que-6', 'item', asked('display', { repeats: true }), asked('string', { repeats: true })],
    ['que-7', 'item.enableWhen', when({}), when({ answerString: 'x' })],
    ['que-7', 'item.enableWhen', when({ hasAnswer: true, answerString: 'x' }), when({ hasAnswer: false })],
    ['que-8', 'item', asked('display', { initialString: 'x' }), asked('string', { initialString: 'x' })],
    ['que-9', 'item', asked('display', { readOnly: true }), asked('string', { readOnly: true })],
    ['que-10', 'item', asked('date', { maxLength: 3 }), asked('url', { maxLength: 3 })],
  ),
  ...rows(
    'RiskAssessment',
    { status: 'final' },
    [
      'ras-1',
      'prediction.probability[x]',
      { prediction: [{ outcome: TEXT, probabilityRange: { low: percent('%'), high: percent('1') } }] },
      { prediction: [{ outcome: TEXT, probabilityRange: { low: percent('%') } }] },
    ],
    [
      'ras-2',
      'prediction',
      { prediction: [{ outcome: TEXT, probabilityDecimal: 100.1 }] },
      { prediction: [{ outcome: TEXT, probabilityDecimal: 100 }] },
    ],
  ),
  ...rows(
    'RequestGroup',
    { status: 'draft', intent: 'plan' },
    ['rqg-1', 'action', { action: [{ title: 'x' }] }, { action: [{ resource: SOME }] }],
    [
      'rqg-1',
      'action',
      { action: [{ resource: SOME, action: [{ resource: SOME }] }] },
      { action: [{ action: [{ resource: SOME }] }] },
    ],
  ),
  ...rows(
    'Sequence',
    { coordinateSystem: 0 },
    ['seq-3', '', { coordinateSystem: 2 }, { coordinateSystem: 1 }],
    [
      'seq-4',
      'referenceSeq',
      sequence({ referenceSeqString: 'A', strand: 0 }),
      sequence({ referenceSeqString: 'A', strand: -1 }),
    ],
    [
      'seq-5',
      'referenceSeq',
      sequence({ referenceSeqString: 'A', chromosome: TEXT }),
      sequence({ genomeBuild: 'x', chromosome: TEXT }),
    ],
    [
      'seq-6',
      'referenceSeq',
      sequence({ referenceSeqString: 'A', referenceSeqPointer: SOME }),
      sequence({ referenceSeqPointer: SOME }),
    ],
    ['seq-6', 'referenceSeq', sequence({}), sequence({ referenceSeqId: TEXT })],
  ),
  ...rows(
    'AuditEvent',
    {
      type: { code: 'x' },
      recorded: '2020-01-01T00:00:00Z',
      agent: [{ requestor: true }],
      source: { identifier: { value: 'x' } },
    },
    ['sev-1', 'entity', { entity: [{ name: 'x', query: 'eA==' }] }, { entity: [{ query: 'eA==' }] }],
  ),
  ...rows(
    'StructureMap',
    { url: 'http://x', name: 'x', status: 'draft' },
    [
      'smp-1',
      'group.rule.target',
      target({ element: 'e' }),
      target({ element: 'e', context: 'i', contextType: 'variable' }),
    ],
    ['smp-2', 'group.rule.target', target({ context: 'i' }), target({ contextType: 'variable' })],
  ),
  ...rows(
    'SearchParameter',
    { url: 'http://x', name: 'x', status: 'draft', code: 'x', base: ['Patient'], type: 'token', description: 'x' },
    ['spd-1', '', { xpath: 'x' }, { xpath: 'x', xpathUsage: 'normal' }],
    ['spd-2', '', { chain: ['x'] }, { type: 'reference', chain: ['x'] }],
  ),
  ...rows(
    'ValueSet',
    { status: 'draft' },
    ['vsd-1', 'compose.include', include({ version: 'x' }), include({ valueSet: ['http://x'] })],
    [
      'vsd-1',
      'compose.exclude',
      { compose: { include: [{ system: 'http://s' }], exclude: [{ version: 'x' }] } },
      { compose: { include: [{ system: 'http://s' }], exclude: [{ system: 'http://s' }] } },
    ],
    [
      'vsd-2',
      'compose.include',
      include({ valueSet: ['http://x'], concept: [{ code: 'a' }] }),
      include({ valueSet: ['http://x'], system: 'http://s', concept: [{ code: 'a' }] }),
    ],
    [
      'vsd-3',
      'compose.include',
      include({ system: 'http://s', concept: [{ code: 'a' }], filter: [{ property: 'p', op: '=', value: 'v' }] }),
      include({ system: 'http://s', filter: [{ property: 'p', op: '=', value: 'v' }] }),
    ],
    ['vsd-5', '', {}, expansion({ display: 'x', abstract: true })],
    ['vsd-6', 'expansion.contains', expansion({ abstract: true }), expansion({ abstract: true, display: 'x' })],
    [
      'vsd-9',
      'expansion.contains',
      expansion({ display: 'x', abstract: false }),
      expansion({ system: 'http://s', code: 'a' }),
    ],
    ['vsd-10', 'expansion.contains', expansion({ code: 'a' }), expansion({ code: 'a', system: 'http://s' })],
  ),
  ...rows(
    'StructureDefinition',
    {
      url: 'http://x',
      name: 'x',
      status: 'draft',
      kind: 'logical',
      abstract: false,
      type: 'X',
      baseDefinition: 'http://b',
      differential: { element: [ROOT] },
    },
    ['sdf-2', 'mapping', { mapping: [{ identity: 'm' }] }, { mapping: [{ identity: 'm', name: 'x' }] }],
    ['sdf-4', '', { baseDefinition: undefined }, { baseDefinition: undefined, abstract: true }],
    [
      'sdf-5',
      '',
      { type: 'Extension', derivation: 'constraint', contextType: 'resource' },
      { type: 'Extension', derivation: 'constraint', contextType: 'resource', context: ['Patient'] },
    ],
    ['sdf-5', '', { type: 'Extension', derivation: 'constraint' }, { type: 'Extension', derivation: 'specialization' }],
    ['sdf-6', '', { differential: undefined }, {}],
    [
      'sdf-16',
      '',
      { snapshot: { element: [ROOT, { id: 'X', path: 'X.a' }] } },
      { snapshot: { element: [ROOT, { id: 'X.a', path: 'X.a' }] } },
    ],
    [
      'sdf-17',
      '',
      { differential: { element: [ROOT, { id: 'X', path: 'X.a' }] } },
      { differential: { element: [ROOT, { id: 'X.a', path: 'X.a' }] } },
    ],
    [
      'sdf-18',
      '',
      { contextInvariant: ['x'] },
      { type: 'Extension', contextInvariant: ['x'], contextType: 'resource', context: ['Patient'] },
    ],
    [
      'eld-1',
      `${ELEMENT}.slicing`,
      element({ slicing: { rules: 'open' } }),
      element({ slicing: { rules: 'open', discriminator: [{ type: 'value', path: 'x' }] } }),
    ],
    ['eld-3', `${ELEMENT}.max`, element({ max: '-1' }), element({ max: '0' })],
    ['eld-3', `${ELEMENT}.max`, element({ max: 'n' }), element({ max: '*' }), 'fhirpath differs'],
    [
      'eld-4',
      `${ELEMENT}.type`,
      element({ type: [{ code: 'string', aggregation: ['bundled'] }] }),
      element({ type: [{ code: 'Reference', aggregation: ['bundled'] }] }),
    ],
    [
      'eld-6',
      ELEMENT,
      element({ fixedString: 'x', type: [{ code: 'string' }, { code: 'code' }] }),
      element({ fixedString: 'x', type: [{ code: 'string' }] }),
    ],
    [
      'eld-7',
      ELEMENT,
      element({ patternString: 'x', type: [{ code: 'string' }, { code: 'code' }] }),
      element({ patternString: 'x', type: [{ code: 'string' }] }),
    ],
    ['eld-8', ELEMENT, element({ patternString: 'x', fixedString: 'x' }), element({ fixedString: 'x' })],
    [
      'eld-10',
      `${ELEMENT}.binding`,
      element({ type: [{ code: 'code' }], binding: { strength: 'example' } }),
      element({ type: [{ code: 'code' }], binding: { strength: 'example', valueSetUri: 'http://x' } }),
    ],
    [
      'eld-14',
      ELEMENT,
      element({ constraint: [constraint('a-1'), constraint('a-1')] }),
      element({ constraint: [constraint('a-1'), constraint('a-2')] }),
    ],
    [
      'eld-15',
      ELEMENT,
      element({ defaultValueString: 'x', meaningWhenMissing: 'x' }),
      element({ defaultValueString: 'x' }),
    ],
    ['eld-16', ELEMENT, element({ sliceName: 'a b' }), element({ sliceName: 'a/b_c-1' }), 'fhirpath differs'],
  ),
];
