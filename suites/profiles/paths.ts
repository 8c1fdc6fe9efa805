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

/** What the sample of the metadata in both guides declares, the credentials that both publish, and what both say of 401s. */
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
  sandbox: {
    clientId: '09869a7f-46ce-4908-a914-6129d080a2ae',
    clientSecret: '64916fe96f71adc79c5735e49f4e72f18ff941d0dd62cf43ee1ae0857e204f173ba10e4250c12c48',
  },
  silent401: true,
  showsExpiresIn: false,
  managesJobs: false,
} as const satisfies Partial<Profile>;
