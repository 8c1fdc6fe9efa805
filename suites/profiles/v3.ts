import type { Profile } from '../../src/model/index.js';
import { v3Content } from '../content/r4.js';
import { alternating, BY_DEFAULT, documented, filteredOf, foreignOf, sinceOf, SYSTEM, SYSTEMS } from './exports.js';
import { endpointsOf, ofEveryVersion, operationsOf, pathsOf, statement } from './pages.js';

const endpoints = endpointsOf(['ExplanationOfBenefit', 'Patient', 'Coverage']);
const exportParams = { _since: 'date', _type: 'string', _typeFilter: 'string' };

/** Version 3 of today's API, the one that is recommended: R4 with CARIN Blue Button profiles. */
export const profileV3: Profile & { readonly id: 'v3' } = {
  id: 'v3',
  title: 'BCDA documentation of July 2026, API v3',
  fhirVersion: '4.0.1',
  ...ofEveryVersion,
  paths: pathsOf(3),
  endpoints,
  onRequest: true,
  defaultFilter: { systems: BY_DEFAULT },
  updatedFrom: '2026-03-01',
  carin: '2.2.0',
  content: v3Content,
  marks: {
    systemType: { system: SYSTEM, codes: SYSTEMS },
    outcomes: ['complete', 'partial'],
    controlNumber: 'https://bluebutton.cms.gov/identifiers/CLM-CNTL-NUM',
    unnumbered: ['DDPS'],
    mbi: { system: 'http://hl7.org/fhir/sid/us-mbi', type: 'MB' },
    oldUrls: 'https://bluebutton.cms.gov/resources/',
  },
  parameters: ['_type', '_since', '_outputFormat', '_typeFilter'],
  exports: {
    ...documented(endpoints),
    ...alternating(endpoints[0], endpoints[1]),
    ...foreignOf(endpoints[1], 'Claim'),
    ...sinceOf(endpoints[0], endpoints[1]),
    ...filteredOf(endpoints[0], endpoints[1], endpoints[2]),
  },
  statement: {
    ...statement,
    declares: 'resource',
    operations: operationsOf('export'),
    operationsShown: true,
    searchParams: {
      Patient: exportParams,
      Group: exportParams,
      ExplanationOfBenefit: { _tag: 'token', outcome: 'token', 'service-date': 'date' },
    },
    acceptsUnknown: false,
  },
};
