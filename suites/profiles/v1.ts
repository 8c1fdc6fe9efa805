import type { Profile } from '../../src/model/index.js';
import { v1Content } from '../content/stu3.js';
import { alternating, documented, foreignOf, sinceOf } from './exports.js';
import { endpointsOf, ofEveryVersion, operationsOf, pathsOf, statement } from './pages.js';

const endpoints = endpointsOf(['ExplanationOfBenefit', 'Patient', 'Coverage']);

/** Version 1 of today's API: STU3, until July 2027. */
export const profileV1: Profile & { readonly id: 'v1' } = {
  id: 'v1',
  title: 'BCDA documentation of July 2026, API v1',
  fhirVersion: '3.0.1',
  ...ofEveryVersion,
  paths: pathsOf(1),
  endpoints,
  updatedFrom: '2020-01-01',
  content: v1Content,
  parameters: ['_type', '_since', '_outputFormat'],
  exports: {
    ...documented(endpoints),
    ...alternating(endpoints[0], endpoints[1]),
    ...foreignOf(endpoints[1], 'Claim'),
    ...sinceOf(endpoints[0], endpoints[1]),
  },
  statement: {
    ...statement,
    declares: 'rest',
    operations: operationsOf('patient-export'),
    operationsShown: false,
    acceptsUnknown: true,
  },
};
