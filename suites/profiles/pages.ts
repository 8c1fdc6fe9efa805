import type { Endpoint, Profile } from '../../src/model/index.js';

const ACCESS = 'How to Access Claims Data';
const TOKEN = 'How to Get a Bearer Token';
const FILTER = 'How to Filter Claims Data';

/** The documentation, as sources name it. */
export const PAGES = 'BCDA documentation of July 2026';

/** The pages of the BCDA site, as of July 2026, which all versions of the API share. */
export const pages: NonNullable<Profile['pages']> = {
  title: PAGES,
  for: {
    'User Guide': 'API Documentation: Endpoints',
    'Authentication and Authorization': `${TOKEN}: introduction`,
    'Authentication Walkthrough': `${TOKEN}: 2. Request a bearer token`,
    'Encoded Basic authentication:': `${TOKEN}: 2. Request a bearer token`,
    Environment: `${ACCESS}: environments`,
    Examples: `${ACCESS}: workflow`,
    'BCDA Metadata': `${ACCESS}: Check API status`,
    'Beneficiary Data from the Patient endpoint': `${ACCESS}: Request all resource types`,
    'Requesting Beneficiary Explanation of Benefit Data only': `${FILTER}: The _type parameter`,
    'Requesting Beneficiary Patient Data only': `${FILTER}: The _type parameter`,
    'Requesting Beneficiary Coverage Data Only': `${FILTER}: The _type parameter`,
    '2. Initiate an export job': `${ACCESS}: 2. Start a job`,
    '3. Check the status of the export job': `${ACCESS}: 3. Check job status`,
    '4. Retrieve NDJSON output file(s)': `${ACCESS}: 4. Download the data`,
  },
};

/** Sections of the pages that only requirements of today's API cite. */
export const SECTIONS = {
  cancel: `${ACCESS}: Cancel a job`,
  jobs: `${ACCESS}: Request job history`,
  jobsByState: `${ACCESS}: Request that filters jobs by end state`,
  attribution: `${ACCESS}: Request attribution status`,
  compressed: `${ACCESS}: Request header: compressed data files`,
  busy: `${ACCESS}: Response example: too many requests`,
  expiry: `${ACCESS}: Files expire after 24 hours`,
  group: 'API Documentation: /Group',
  patient: 'API Documentation: /Patient',
  since: `${FILTER}: The _since parameter`,
  sinceWithPatient: `${FILTER}: Using _since with /Patient`,
  sinceWithGroup: `${FILTER}: Using _since with /Group`,
  sinceFloor: `${FILTER}: Requesting data from before 02/12/2020`,
  typeFilter: `${FILTER} (v3): Using _typeFilter`,
  migrate: 'How to Migrate to v3: Point your app to v3',
  matchPeople: 'How to Migrate to v3: Matching beneficiaries',
  matchClaims: 'How to Migrate to v3: Matching claims',
  newUrls: 'How to Migrate to v3: New extension and code system URLs',
  conformance: 'Introducing BCDA v3: Improved conformance',
  processed: 'Partially Adjudicated Claims Data (v3): How do I know when a claim has been fully processed?',
  pairs: 'Partially Adjudicated Claims Data: Common questions',
  sameClaim: 'Partially Adjudicated Claims Data (v3): Matching multiple EOBs to the same claim',
  adjudicated: "Partially Adjudicated Claims Data: What's in fully adjudicated claims data?",
  data: 'BCDA Data: Resource types',
  restricted: 'News: BCDA data limited in January',
} as const;

/** Paths of a version of the API; the token endpoint and the data files have no version in theirs. */
export const pathsOf = (version: number): Profile['paths'] => ({
  token: '/auth/token',
  metadata: `/api/v${version}/metadata`,
  api: `/api/v${version}`,
  jobs: `/api/v${version}/jobs`,
  otherJobs: [1, 2, 3].filter((other) => other !== version).map((other) => `/api/v${other}/jobs`),
  attribution: `/api/v${version}/attribution_status`,
  data: '/data',
});

/** The export endpoints of a version, the recommended one first. */
export const endpointsOf = (
  types: readonly string[],
  forSome: readonly string[] = [],
): readonly [Endpoint, Endpoint, Endpoint] => {
  const exported = { types, ...(forSome.length > 0 && { forSome }) };
  return [
    { name: 'Group/all', ...exported },
    { name: 'Patient', ...exported },
    { name: 'Group/runout', ...exported, apart: true },
  ];
};

const DEFINITIONS = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';

/** The export operations of Patient and Group, by the names that a version gives them. */
export const operationsOf = (names: 'export' | 'patient-export'): Profile['statement']['operations'] =>
  ['Patient', 'Group'].map((type) => ({
    type,
    name: names === 'export' ? names : `${type.toLowerCase()}-export`,
    definition: `${DEFINITIONS}/${type.toLowerCase()}-export`,
  }));

/** What the metadata of all versions declare. */
export const statement = {
  kind: 'instance',
  services: ['OAuth'],
  tokenUrl: true,
  instantiates: 'http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data',
} as const satisfies Partial<Profile['statement']>;

/** What is the same in every version. */
export const ofEveryVersion = {
  // No page gives a date; it is that of the pages.
  released: '2026-07-28',
  sample: {
    publisher: 'Centers for Medicare & Medicaid Services',
    software: 'Beneficiary Claims Data API',
    securitySystem: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
  },
  tokenRequest: 'empty-form',
  tokenLife: 1200,
  progress: 'percentage',
  errorFileSuffix: false,
  silent401: false,
  showsExpiresIn: true,
  managesJobs: true,
  sections: [...new Set(Object.values(pages.for)), ...Object.values(SECTIONS)],
  pages,
} as const satisfies Partial<Profile>;
