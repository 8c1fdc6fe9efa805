import type { Profile } from '../../src/model/index.js';
import { stu3Content } from '../content/stu3.js';
import { byType, documented } from './exports.js';
import { of2019, paths, sample } from './paths.js';

const patient = { name: 'Patient', types: ['ExplanationOfBenefit', 'Patient', 'Coverage'] };

/** The guide as published in December 2019: one export endpoint, narrowed by `_type`. */
export const profile201912: Profile & { readonly id: '2019-12' } = {
  id: '2019-12',
  title: 'BCDA guide of December 2019',
  released: '2019-12-09',
  fhirVersion: '3.0.1',
  ...of2019,
  sample,
  paths,
  endpoints: [patient],
  parameters: ['_type'],
  exports: { ...documented([patient]), ...byType(patient) },
  tokenRequest: 'empty-form',
  tokenLife: 1200,
  progress: 'percentage',
  errorFileSuffix: false,
  content: stu3Content,
  sections: [
    'User Guide',
    'Authentication and Authorization',
    'Authentication Walkthrough',
    'Encoded Basic authentication:',
    'Environment',
    'Examples',
    'BCDA Metadata',
    'Beneficiary Data from the Patient endpoint',
    'Requesting Beneficiary Explanation of Benefit Data only',
    'Requesting Beneficiary Patient Data only',
    'Requesting Beneficiary Coverage Data Only',
    '2. Initiate an export job',
    '3. Check the status of the export job',
    '4. Retrieve NDJSON output file(s)',
  ],
};
