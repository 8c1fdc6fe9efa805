import type { ContentField } from './content.js';
import type { ExportSet } from './step.js';

/** One export endpoint of a guide: `GET <api>/<name>/$export`. */
export interface Endpoint {
  /** What stands between the API's prefix and `$export`: a FHIR resource type, e.g. `Patient`, or a group, e.g. `Group/all`. */
  readonly name: string;
  /** Resource types that the endpoint exports when nothing else is asked. */
  readonly types: readonly string[];
  /** Types that it exports to some clients besides. */
  readonly forSome?: readonly string[];
  /** It is about other people than the other endpoints, and a client may have none: then it answers 404. */
  readonly apart?: true;
}

/** An export operation as a CapabilityStatement declares it by the canonical URL of its definition. */
export interface DeclaredOperation {
  /** The resource type that it belongs to. */
  readonly type: string;
  readonly name: string;
  readonly definition: string;
}

/** What the CapabilityStatement of a profile looks like. */
export interface StatementShape {
  readonly kind: 'capability' | 'instance';
  /** Codes of the security services. */
  readonly services: readonly string[];
  /**
   * How it declares the export operations. paths: under rest, each by its URL on the server, beside the supporting
   * operations · rest: under rest, by canonical URL · resource: under each resource type, by canonical URL.
   */
  readonly declares: 'paths' | 'rest' | 'resource';
  /** The export operations that are declared by canonical URL. */
  readonly operations: readonly DeclaredOperation[];
  /** The documentation shows where they are declared; otherwise only servers do. */
  readonly operationsShown: boolean;
  /** Search parameters of resource types, as `name: type`. */
  readonly searchParams?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether it says that unknown extensions are accepted. */
  readonly acceptsUnknown: boolean;
  /** Whether it says where tokens are requested. */
  readonly tokenUrl: boolean;
  /** The statement that it instantiates. */
  readonly instantiates: string;
}

/** A query parameter of export requests. */
export type ExportParameter = '_type' | '_since' | '_outputFormat' | '_typeFilter';

/** What an export is narrowed to: everything that is named here at once. */
export interface Bound {
  /** Resources were updated later than this, in milliseconds since the epoch. */
  readonly since?: number;
  /** Claims have one of these codes as System-Type. */
  readonly systems?: readonly string[];
  /** Claims have one of these outcomes. */
  readonly outcomes?: readonly string[];
  /** Claims are for care from this instant on, in milliseconds since the epoch. */
  readonly servedFrom?: number;
  /** Claims are for care before this instant. */
  readonly servedBefore?: number;
}

/** Parts of a bound that a resource is judged by. */
export const CRITERIA = ['since', 'systems', 'outcomes', 'served'] as const;

export type Criterion = (typeof CRITERIA)[number];

/** What a run puts in place of these in a parameter: an instant or a day that divides the data of the exports before. */
export const DIVIDING = {
  /** As the pages show it: with milliseconds and an offset. */
  instant: '{instant}',
  /** The same instant without milliseconds, and with the sign + in the offset. */
  plus: '{instant+}',
  /** A day that claims are before and after. */
  day: '{day}',
  /** The month and the year of that day. */
  month: '{month}',
  year: '{year}',
} as const;

/** A service date that `_typeFilter` names: how claims compare with it, and the day that divides them, its month or its year. */
export interface ServiceDate {
  readonly prefix: 'eq' | 'gt' | 'ge' | 'lt' | 'le';
  readonly date: 'day' | 'month' | 'year';
}

/** One export that a run makes. */
export interface PlannedExport {
  /** Name of its endpoint. */
  readonly endpoint: string;
  /** Values of its query parameters as they are sent, in this order. */
  readonly parameters?: Readonly<Partial<Record<ExportParameter, string>>>;
  /** Resource types that the guide lets one expect of it. */
  readonly types: readonly string[];
  /** The header that is a list with the documented value in it. */
  readonly list?: 'Accept' | 'Prefer';
  /** What `_typeFilter` narrows claims to, as far as it is known beforehand. */
  readonly bound?: Bound;
  /** When the care is, against the day that divides the data. */
  readonly served?: ServiceDate;
  /** The status with which a server may refuse it with an OperationOutcome, for a reason that the documentation names. */
  readonly mayRefuse?: number;
}

/** What each resource of a version has beside what FHIR asks of it, by the codes and systems that the documentation names. */
export interface ResourceMarks {
  readonly systemType: { readonly system: string; readonly codes: readonly string[] };
  readonly outcomes: readonly string[];
  /** System of the claim control number. */
  readonly controlNumber: string;
  /** System-Types of which not every claim has one. */
  readonly unnumbered: readonly string[];
  /** System and type of the Medicare Beneficiary Identifier. */
  readonly mbi: { readonly system: string; readonly type: string };
  /** How URLs of versions before begin. */
  readonly oldUrls: string;
}

/** What a resource can lack, or have against the documentation. */
export const MARKS = ['system-type', 'outcome', 'control-number', 'mbi', 'old-url'] as const;

export type Mark = (typeof MARKS)[number];

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
    /** The version operation; absent: the documentation has none. */
    readonly version?: string;
    /** Prefix of the export endpoints: `<api>/<endpoint>/$export`. */
    readonly api: string;
    /** Prefix of job URLs: `<jobs>/<id>`. */
    readonly jobs: string;
    /** The same under the other versions of the API, which the same tokens open; absent: there are none. */
    readonly otherJobs?: readonly string[];
    /** The Swagger page; absent: the documentation has none. */
    readonly swagger?: string;
    /** When the lists of people were last updated; absent: the documentation has no such path. */
    readonly attribution?: string;
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
  /** The credentials that the guide itself publishes for the sandbox; absent: it has none. */
  readonly sandbox?: { readonly clientId: string; readonly clientSecret: string };
  /** Documented life of an access token, in seconds. */
  readonly tokenLife: number;
  /** What `X-Progress: In Progress` carries: the words alone, or a percentage too. */
  readonly progress: 'words' | 'percentage';
  /** Whether the guide shows that error files are named `<UUID>-error`. */
  readonly errorFileSuffix: boolean;
  /** Where the data have what the guide says they hold. */
  readonly content?: readonly ContentField[];
  readonly statement: StatementShape;
  /** Whether the guide says that a 401 has no additional information. */
  readonly silent401: boolean;
  /** Whether the guide shows expires_in in a token response. */
  readonly showsExpiresIn: boolean;
  /**
   * What exports of claims are narrowed to unless `_typeFilter` names a System-Type, which an error file of severity warning
   * may tell.
   */
  readonly defaultFilter?: Bound;
  /** The day before which no resource was updated last, as a date. */
  readonly updatedFrom?: string;
  /** What resources have beside what FHIR asks of them; absent: the documentation names nothing. */
  readonly marks?: ResourceMarks;
  /** The version of CARIN Blue Button whose profiles the resources meet; absent: the documentation promises none. */
  readonly carin?: '2.2.0';
  /** Clients get access to the version on request only. */
  readonly onRequest?: true;
  /** Whether jobs can be listed and canceled. */
  readonly managesJobs: boolean;
  /** Headings of the guide that requirements may cite as their source. */
  readonly sections: readonly string[];
  /**
   * If the documentation is many pages: its name, and the page and section that says what a heading of the guides of 2019
   * says. Requirements that cite such a heading cite that section then.
   */
  readonly pages?: { readonly title: string; readonly for: Readonly<Record<string, string>> };
}

/** A release of FHIR by whose rules resources are judged. */
export type FhirRelease = 'stu3' | 'r4';

/** The release of FHIR that the data of a profile are in. */
export const releaseOf = ({ fhirVersion }: Profile): FhirRelease => (fhirVersion.startsWith('3.') ? 'stu3' : 'r4');

export const isStu3 = (profile: Profile): boolean => releaseOf(profile) === 'stu3';
export const isR4 = (profile: Profile): boolean => releaseOf(profile) === 'r4';

/** Whether requirements judge an item of what the guide says that the data hold. */
export const judgesItem = ({ content = [] }: Profile, item: string): boolean =>
  content.some((one) => one.judged && one.item === item);
/** Whether they judge what each kind of resource holds: its other items go with this one. */
export const saysContent = (profile: Profile): boolean => judgesItem(profile, 'eob.where');

/** Whether the documentation is a guide of 2019, one page; otherwise it is the pages of today. */
export const isOneGuide = ({ pages }: Profile): boolean => pages === undefined;
export const isOfPages = ({ pages }: Profile): boolean => pages !== undefined;

/** Path of an export endpoint below the base URL, e.g. `<api>/Patient/$export`. */
export const exportPath = (profile: Profile, endpoint: string): string => `${profile.paths.api}/${endpoint}/$export`;

/** Every resource type that the profile exports, in the order of its endpoints. */
export const exportedTypes = (profile: Profile): string[] => [
  ...new Set(profile.endpoints.flatMap((endpoint) => endpoint.types)),
];

/** Whether an endpoint exports other people than the others do, such as those of last year. */
export const exportsOthers = ({ endpoints }: Profile): boolean => endpoints.some(({ apart }) => apart === true);

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
