import { describe, expect, test } from 'vitest';
import { NdjsonValidator } from '../../../src/fhir/validate/validate.js';
import { documentedAs } from '../documented.js';
import { judgesAs, placesOf } from '../judged.js';
import { readSample } from '../recording.js';
import { recording } from './mapping.js';
import * as shown from './verdicts.js';

test('58 exchanges have a place, and each of the other 4 has its reason', () => {
  expect(placesOf(recording)).toEqual([58, 4]);
});

describe('a made-up server', () => judgesAs(recording, shown));

describe('its files', () => {
  const groupsIn = (type: string, file = type) => {
    const validator = new NdjsonValidator({ type });
    validator.write(readSample(recording, `${file}.ndjson`));
    const { resources, groups } = validator.end();
    return [resources, groups.map(({ rule, path, count, lines }) => [rule, path, count, lines])];
  };

  test('hold a Patient whose gender is no code of STU3', () => {
    expect(groupsIn('Patient')).toEqual([2, [['fhir.stu3.binding.required', 'Patient.gender', 1, [2]]]]);
  });
  test('hold a blank line between valid Coverages', () => {
    expect(groupsIn('Coverage')).toEqual([2, [['ndjson.blank-line', '', 1, [2]]]]);
  });
  test('hold valid claims', () => expect(groupsIn('ExplanationOfBenefit')).toEqual([3, []]));
  test('hold a valid OperationOutcome', () => expect(groupsIn('OperationOutcome', 'error')).toEqual([1, []]));
});

documentedAs('the documentation of a made-up server: a document of the metadata alone', recording, {
  verdicts: [
    ['contract.page', 'pass'],
    ['contract.document', 'pass'],
    ['contract.valid', 'pass'],
    ['contract.covers', 'fail', expect.stringContaining('/auth/token')],
  ],
  asked: ['/api/v1/swagger', '/api/v1/swagger/', '/api/v1/swagger/heron.json'],
});
