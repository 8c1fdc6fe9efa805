/** One export endpoint of a guide: `GET /api/v1/<name>/$export`. */
export interface Endpoint {
  /** FHIR resource type in the path, e.g. `Patient`. */
  readonly name: string;
  /** Resource types that the endpoint exports when nothing else is asked. */
  readonly types: readonly string[];
}

/** One published guide as plain data: the constants that suites, driver and reference server read. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  /** ISO date of release in the guide's sample of the metadata. */
  readonly released: string;
  /** FHIR version the data are in (guide: BCDA Metadata). */
  readonly fhirVersion: string;
  /** Paths below the base URL, as the guide spells them. */
  readonly paths: {
    readonly token: string;
    readonly metadata: string;
    readonly version: string;
    /** Prefix of the export endpoints: `<api>/<endpoint>/$export`. */
    readonly api: string;
    /** Prefix of job URLs: `<jobs>/<id>`. */
    readonly jobs: string;
    /** The Swagger page. */
    readonly swagger: string;
    /** Prefix of data files: `<data>/<job id>/<name>.ndjson`. */
    readonly data: string;
  };
  readonly endpoints: readonly Endpoint[];
  /** Whether `_type` narrows an export (2019-12). */
  readonly typeParameter: boolean;
  /** How the guide's curl line asks for a token: without a body, or with an empty form. */
  readonly tokenRequest: 'no-body' | 'empty-form';
  /** Documented life of an access token, in seconds. */
  readonly tokenLife: number;
  /** What `X-Progress: In Progress` carries: the words alone, or a percentage too. */
  readonly progress: 'words' | 'percentage';
  /** Whether the guide shows that error files are named `<UUID>-error`. */
  readonly errorFileSuffix: boolean;
  /** Headings of the guide that requirements may cite as their source. */
  readonly sections: readonly string[];
}

/** Path of an export endpoint below the base URL, e.g. `/api/v1/Patient/$export`. */
export const exportPath = (profile: Profile, endpoint: string): string => `${profile.paths.api}/${endpoint}/$export`;

/** Every resource type that the profile exports, in the order of its endpoints. */
export const exportedTypes = (profile: Profile): string[] => [
  ...new Set(profile.endpoints.flatMap((endpoint) => endpoint.types)),
];
