import type { Profile } from '../../src/model/index.js';
import { stu3Content } from '../content/stu3.js';
import { documented } from './exports.js';
import { of2019, paths, sample } from './paths.js';

const endpoints = [
  { name: 'ExplanationOfBenefit', types: ['ExplanationOfBenefit'] },
  { name: 'Patient', types: ['Patient'] },
  { name: 'Coverage', types: ['Coverage'] },
];

/** The guide as published in September 2019: one export endpoint per resource type. */
export const profile201909: Profile & { readonly id: '2019-09' } = {
  id: '2019-09',
  title: 'BCDA guide of September 2019',
  released: '2019-05-30',
  fhirVersion: '3.0.1',
  ...of2019,
  sample,
  paths,
  endpoints,
  parameters: [],
  exports: documented(endpoints),
  tokenRequest: 'no-body',
  tokenLife: 3600,
  progress: 'words',
  errorFileSuffix: true,
  content: stu3Content,
  sections: [
    'User Guide',
    'Authentication and Authorization',
    'Authentication Walkthrough',
    'Encoded Basic authentication:',
    'Environment',
    'Examples',
    'BCDA Metadata',
    'Beneficiary Explanation of Benefit Data',
    'Beneficiary Coverage Data',
    '2. Initiate an export job',
    '3. Check the status of the export job',
    '4. Retrieve NDJSON output file(s)',
  ],
};
