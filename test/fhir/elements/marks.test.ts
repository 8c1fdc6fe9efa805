import { describe, expect, test } from 'vitest';
import { createIdentityLog } from '../../../src/drive/session/identities.js';
import { marksOf } from '../../../src/fhir/elements/marks.js';
import { membersOf } from '../../../src/fhir/elements/members.js';
import { createIdentityCollector, eachIn, marksIn } from '../../../src/fhir/validate/identity.js';
import { profileV3 } from '../../../suites/profiles/v3.js';

const SYSTEM_TYPE = 'https://bluebutton.cms.gov/fhir/CodeSystem/System-Type';
const CONTROL_NUMBER = 'https://bluebutton.cms.gov/identifiers/CLM-CNTL-NUM';
const OLD = 'https://bluebutton.cms.gov/resources/variables/ms_cd';
const tag = (code: string) => ({ system: SYSTEM_TYPE, code });
const claim = (differs: object = {}): object => ({
  resourceType: 'ExplanationOfBenefit',
  meta: {
    tag: [
      { system: 'https://bluebutton.cms.gov/fhir/CodeSystem/Final-Action', code: 'x' },
      tag('NationalClaimsHistory'),
    ],
  },
  identifier: [
    { system: 'x', value: '1' },
    { system: CONTROL_NUMBER, value: '2' },
  ],
  outcome: 'complete',
  ...differs,
});
const mbi = (code: string, value: unknown = '1S00') => ({
  identifier: [{ system: 'x' }, { system: 'http://hl7.org/fhir/sid/us-mbi', type: { coding: [{ code }] }, value }],
});
const found = (resource: object, text = JSON.stringify(resource)): string[] => {
  const { resourceType = '' } = resource as { resourceType?: string };
  const line = Buffer.from(text);
  return marksOf(profileV3.marks!, resourceType, line, membersOf(line));
};

describe('what v3 says that each resource has', () => {
  test.each<[string, object, string[]]>([
    ['a claim as documented', claim(), []],
    ['a partial one', claim({ outcome: 'partial' }), []],
    ['a claim without tags', claim({ meta: {} }), ['system-type']],
    ['without meta', claim({ meta: null }), ['system-type']],
    ['with two System-Types', claim({ meta: { tag: [tag('DDPS'), tag('SharedSystem')] } }), ['system-type']],
    ['with the same twice', claim({ meta: { tag: [tag('DDPS'), tag('DDPS')] } }), ['system-type']],
    ['with another code', claim({ meta: { tag: [tag('ddps')] } }), ['system-type']],
    ['with a tag of null', claim({ meta: { tag: [null, tag('DDPS')] } }), []],
    ['with another outcome', claim({ outcome: 'queued' }), ['outcome']],
    ['without outcome', claim({ outcome: undefined }), ['outcome']],
    ['without control number', claim({ identifier: [{ system: 'x', value: '1' }] }), ['control-number']],
    ['with one of no value', claim({ identifier: [{ system: CONTROL_NUMBER }] }), ['control-number']],
    ['a Patient', { resourceType: 'Patient', ...mbi('MB') }, []],
    ['of another type of number', { resourceType: 'Patient', ...mbi('MC') }, ['mbi']],
    ['with a number of no value', { resourceType: 'Patient', ...mbi('MB', '') }, ['mbi']],
    ['without identifiers', { resourceType: 'Patient' }, ['mbi']],
    ['a Coverage', { resourceType: 'Coverage' }, []],
    ['with an old extension', { resourceType: 'Coverage', extension: [{ url: OLD }] }, ['old-url']],
    ['deeper within', { resourceType: 'Coverage', class: [{ type: { coding: [{ system: OLD }] } }] }, ['old-url']],
    ['as a text', { resourceType: 'Coverage', text: { div: `<p>${OLD}</p>` }, note: OLD }, []],
    ['somewhere in a URL', { resourceType: 'Coverage', extension: [{ url: `https://x.example/?${OLD}` }] }, []],
  ])('%s', (_, resource, marks) => expect(found(resource)).toEqual(marks));

  test('an old URL is found however it is escaped', () => {
    const text = JSON.stringify({ resourceType: 'Coverage', extension: [{ url: OLD }] });
    expect(found({ resourceType: 'Coverage' }, text.replaceAll('/', '\\/'))).toEqual(['old-url']);
    expect(found({ resourceType: 'Coverage' }, text.replace('resources', '\\u0072esources'))).toEqual(['old-url']);
  });

  test('is counted for each file, and by a worker alike', () => {
    const line = Buffer.from(JSON.stringify(claim({ outcome: 'queued', meta: {} })));
    const identity = { resourceType: 'ExplanationOfBenefit', id: '1', subject: 'Patient/1' };
    const asked = { type: 'ExplanationOfBenefit', marks: profileV3.marks! };
    const file = createIdentityLog().file({ group: 'data Patient', ...asked });
    file.collector.add(identity, 3, () => line.toString(), line);
    const part = createIdentityCollector({ ...file.scan() });
    part.add(identity, 2, () => line.toString(), line);
    const numbers = part.part();
    eachIn(numbers, (_, __, ___, flags) => expect(marksIn(flags)).toEqual(['system-type', 'outcome']));
    file.collector.absorb(numbers, { lines: 3 });
    const lines = { count: 2, lines: [3, 5] };
    expect(file.end(1).marks).toEqual({ 'system-type': lines, outcome: lines });
  });
});
