import type { Profile } from '../../src/model/index.js';

/** Paths that both guides document alike (BCDA Metadata, and the examples). */
export const paths: Profile['paths'] = {
  token: '/auth/token',
  metadata: '/api/v1/metadata',
  version: '/_version',
  api: '/api/v1',
  jobs: '/api/v1/jobs',
  swagger: '/api/v1/swagger',
  data: '/data',
};

/** Values of the metadata that both guides of 2019 show. */
export const sample: Profile['sample'] = {
  publisher: 'Centers for Medicare & Medicaid Services',
  software: 'Beneficiary Claims Data API',
  securitySystem: 'http://hl7.org/fhir/ValueSet/restful-security-service',
};

/** What the sample of the metadata in both guides declares, and what both say of 401s. */
export const of2019 = {
  statement: {
    kind: 'capability',
    services: ['OAuth', 'SMART-on-FHIR'],
    declares: 'paths',
    operations: [],
    operationsShown: true,
    acceptsUnknown: true,
    tokenUrl: false,
    instantiates: 'https://example.org/baseDstu3/metadata/',
  },
  silent401: true,
  showsExpiresIn: false,
  managesJobs: false,
} as const satisfies Partial<Profile>;
