import type { Profile } from '../../src/model/index.js';
import { v2Content } from '../content/r4.js';
import { alternating, documented, sinceOf } from './exports.js';
import { endpointsOf, ofEveryVersion, operationsOf, pathsOf, statement } from './pages.js';

/** Claim and ClaimResponse are exported to the few clients that have partially adjudicated claims. */
const endpoints = endpointsOf(['ExplanationOfBenefit', 'Patient', 'Coverage'], ['Claim', 'ClaimResponse']);

/** Version 2 of today's API: R4, until July 2027. */
export const profileV2: Profile & { readonly id: 'v2' } = {
  id: 'v2',
  title: 'BCDA documentation of July 2026, API v2',
  fhirVersion: '4.0.1',
  ...ofEveryVersion,
  paths: pathsOf(2),
  endpoints,
  updatedFrom: '2020-01-01',
  content: v2Content,
  parameters: ['_type', '_since', '_outputFormat'],
  exports: {
    ...documented(endpoints),
    ...alternating(endpoints[0], endpoints[1]),
    ...sinceOf(endpoints[0], endpoints[1]),
  },
  statement: {
    ...statement,
    declares: 'resource',
    operations: operationsOf('patient-export'),
    operationsShown: false,
    acceptsUnknown: false,
  },
};
