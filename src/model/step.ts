import type { Credential } from './transcript/exchange.js';

/**
 * Where a single request goes.
 * every-export: each export that the guide shows or names, with `_type` or without · every-job: each job that the run
 * has · every-file: of each set of exports that it has, the first and the last file of each type and list ·
 * shown-exports: the documented ones, and those of one type alone · export-kinds, job-kinds, file-kinds: the documented ones (of files, one of each type and list), and one with `_type` ·
 * job-files: the first file of each of these jobs · other-versions: the list of jobs under each other version of the API ·
 * job-elsewhere: the first documented job, under each other version · done-job: the job of the export that the run made once more · old-job: what the user names of an earlier run ·
 * jobs-while-running: the list of jobs, once while the first job runs · export-while-running: the export that the run makes once more, once while its first job runs ·
 * running-job: each documented job, and the first one of one type alone that a poll finds running, while they run · endpoint: the first · job: the first
 * documented one · file: the smallest one of the documented jobs · later-job, later-file: the first job of one type alone, and its smallest file · unknown-job: jobs that do not exist, by ids of several forms · unknown-file: of each documented job, and of one
 * with `_type`, a file that it does not have · started-job: the job of the single request that started one · file-of-each-type: the smallest one of each type of the documented jobs.
 */
export type Place =
  | 'metadata'
  | 'version'
  | 'token'
  | 'every-export'
  | 'shown-exports'
  | 'export-kinds'
  | 'endpoint'
  | 'unknown-endpoint'
  | 'unknown-group'
  | 'started-job'
  | 'jobs'
  | 'other-versions'
  | 'job-elsewhere'
  | 'done-job'
  | 'old-job'
  | 'attribution'
  | 'every-job'
  | 'job-kinds'
  | 'running-job'
  | 'jobs-while-running'
  | 'export-while-running'
  | 'every-file'
  | 'file-kinds'
  | 'job-files'
  | 'job'
  | 'later-job'
  | 'later-file'
  | 'unknown-job'
  | 'file'
  | 'file-of-each-type'
  | 'unknown-file';

/** How a token can be forged that a careless check of its signature accepts. */
export type Forgery = 'unsigned' | 'claims' | 'tail';

/** One request, described by its differences from the documented one. */
export interface Ask {
  readonly do: 'ask';
  readonly label: string;
  readonly at: Place;
  readonly as: Credential;
  /** Default: what the guide documents for that place. */
  readonly method?: string;
  /** Accept: a value, or null to leave the documented one out. */
  readonly accept?: string | null;
  readonly prefer?: string | null;
  /** Origin of the page that a browser would ask for. */
  readonly origin?: string;
  readonly acceptEncoding?: string;
  /** User-Agent of another tool, in place of the harness's own. */
  readonly userAgent?: string;
  /** Send the token request's body in the form that the profile does not show. */
  readonly otherBody?: boolean;
  /** Which wrong secret; `other`: the second client's, where the user gives one; `swapped`: the first client's, for the second one. */
  readonly secret?: 'near' | 'empty' | 'other' | 'swapped';
  /** Which forgery: without a signature, with other claims under the old one, with its last character changed. */
  readonly forgery?: Forgery;
  /** How the scheme of the credential is spelled, with what stands between it and the token. */
  readonly scheme?: string;
  /** It is meant to start an export; it is not sent if another request of this kind has started one. */
  readonly starts?: true;
  /** Query appended as written, e.g. `_type=Basket`. */
  readonly query?: string;
  /** Ask for what was updated since the first manifest of the run (`_since`). */
  readonly sinceManifest?: true;
}

/**
 * Which exports; the profile says what each set holds. endpoints: each endpoint as documented · again: the first one's
 * request once more · all-types, each-type, type-pairs, empty-type: what `_type` says · foreign-type: a type that another
 * version exports · since: what was updated later than an instant that divides the data · future: what was updated later than a time to come · filtered: what `_typeFilter` says.
 */
export const EXPORT_SETS = [
  ...(['endpoints', 'again', 'all-types', 'each-type', 'type-pairs', 'empty-type'] as const),
  ...(['foreign-type', 'since', 'future', 'filtered'] as const),
] as const;

export type ExportSet = (typeof EXPORT_SETS)[number];

/** Sets of exports that a server may well refuse: they are not counted among those that a run starts. */
export const REFUSABLE: ReadonlySet<ExportSet> = new Set<ExportSet>(['empty-type', 'foreign-type', 'future']);

/** How far an export is followed. */
export type Depth = 'kickoff' | 'manifest' | 'files';

export interface RunExports {
  readonly do: 'exports';
  readonly set: ExportSet;
  readonly to: Depth;
}

export interface Handshake {
  readonly do: 'handshake';
}

/** Finds the server's own documentation and compares the recorded replies with it. It is the last step of a run. */
export interface ReadContract {
  readonly do: 'contract';
}

/** Runs a client, or waits for one, in one condition. */
export interface RunUnderCondition {
  readonly do: 'client-run';
  /** Id of the condition. */
  readonly condition: string;
  /** What happens in the condition, in words. */
  readonly title: string;
  /** Not every run has the condition. */
  readonly optional?: true;
}

export type Step = Ask | RunExports | Handshake | ReadContract | RunUnderCondition;

/** A conversation worth having. Equal steps of several scenarios are taken once. */
export interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
  /** Its cases read everything that the run recorded, superseded exchanges too, not only the exchanges of these steps. */
  readonly everything?: true;
}
