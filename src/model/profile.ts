import type { ContentField } from './content.js';
import type { ExportSet } from './step.js';

/** One export endpoint of a guide: `GET <api>/<name>/$export`. */
export interface Endpoint {
  /** What stands between the API's prefix and `$export`: a FHIR resource type, e.g. `Patient`, or a group, e.g. `Group/all`. */
  readonly name: string;
  /** Resource types that the endpoint exports when nothing else is asked. */
  readonly types: readonly string[];
}

/** A query parameter of export requests. */
export type ExportParameter = '_type' | '_since' | '_outputFormat' | '_typeFilter';

/** One export that a run makes. */
export interface PlannedExport {
  /** Name of its endpoint. */
  readonly endpoint: string;
  /** Values of its query parameters as they are sent, in this order. */
  readonly parameters?: Readonly<Partial<Record<ExportParameter, string>>>;
  /** Resource types that the guide lets one expect of it. */
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
  /** Values of the guide's sample of the metadata that say whose server it is. */
  readonly sample: { readonly publisher: string; readonly software: string; readonly securitySystem: string };
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
  /** Query parameters that the guide documents for export requests. */
  readonly parameters: readonly ExportParameter[];
  /** The exports of a run, by the set that suites name them by; a set that is absent has none. */
  readonly exports: Readonly<Partial<Record<ExportSet, readonly PlannedExport[]>>>;
  /** How the guide's curl line asks for a token: without a body, or with an empty form. */
  readonly tokenRequest: 'no-body' | 'empty-form';
  /** Documented life of an access token, in seconds. */
  readonly tokenLife: number;
  /** What `X-Progress: In Progress` carries: the words alone, or a percentage too. */
  readonly progress: 'words' | 'percentage';
  /** Whether the guide shows that error files are named `<UUID>-error`. */
  readonly errorFileSuffix: boolean;
  /** Where the data have what the guide says they hold. */
  readonly content?: readonly ContentField[];
  /** Headings of the guide that requirements may cite as their source. */
  readonly sections: readonly string[];
}

/** Path of an export endpoint below the base URL, e.g. `<api>/Patient/$export`. */
export const exportPath = (profile: Profile, endpoint: string): string => `${profile.paths.api}/${endpoint}/$export`;

/** Every resource type that the profile exports, in the order of its endpoints. */
export const exportedTypes = (profile: Profile): string[] => [
  ...new Set(profile.endpoints.flatMap((endpoint) => endpoint.types)),
];

/** Whether export requests may carry the parameter. */
export const takes = ({ parameters }: Profile, parameter: ExportParameter): boolean => parameters.includes(parameter);

/**
 * Whether each endpoint exports every type, so that an export holds what its resources refer to. Where types have
 * endpoints of their own, references are resolved over all exports of a run.
 */
export const exportsAreComplete = (profile: Profile): boolean =>
  profile.endpoints.every(({ types }) => types.length === exportedTypes(profile).length);

/** Something that belongs to some profiles only: a requirement, a fault, a rogue. */
export interface OfSomeProfiles {
  /** What a profile must have for it to make sense; absent: it belongs to every profile. */
  readonly where?: (profile: Profile) => boolean;
}

export const belongsTo = ({ where }: OfSomeProfiles, profile: Profile): boolean => where?.(profile) ?? true;
