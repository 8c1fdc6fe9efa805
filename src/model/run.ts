import type { Clock } from './clock.js';
import type { GivenDocument } from './transcript/contract.js';
import type { Limits } from './limits.js';
import type { Profile } from './profile.js';
import type { Suite } from './suite.js';
import type { Exchange } from './transcript/exchange.js';
import type { SampleSize } from './transcript/transcript.js';

/** The run cannot judge: a user's mistake, an unreachable target, an unknown profile. One sentence; exit code 2. */
export class CannotJudge extends Error {
  override readonly name = 'CannotJudge';
}

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Proxies between this machine and a target. Loopback is never requested through one. */
export interface Proxies {
  /** URL of the proxy for http URLs; it may contain credentials, which are secrets. */
  readonly http?: string;
  /** The same for https URLs. */
  readonly https?: string;
  /** Hosts and domains that are requested directly, as in NO_PROXY. */
  readonly bypass?: readonly string[];
}

/** How to reach a target over the network. */
export interface Connection {
  /** Additional certificate authorities, PEM. */
  readonly ca?: string;
  /** Accept any certificate. */
  readonly insecure?: boolean;
  /** Addresses to connect to instead of what DNS returns, by host name (as curl's --resolve). */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Proxies to use; absent: none. */
  readonly proxies?: Proxies;
}

/** What happens during a run, for progress output. Contains no secret and no data. */
export type Progress =
  | { readonly kind: 'plan'; readonly profile: string; readonly requirements: number; readonly exports: number }
  | { readonly kind: 'scenario'; readonly suite: string; readonly title: string }
  | { readonly kind: 'exchange'; readonly exchange: Exchange }
  /** Which conditions a client that is waited for has completed, has begun, and has not visited. */
  | {
      readonly kind: 'conditions';
      readonly done: readonly string[];
      readonly underWay: readonly string[];
      readonly left: readonly string[];
    }
  | { readonly kind: 'poll'; readonly of: string; readonly polls: number; readonly progress: string }
  /** Bytes of a file so far; `nth`: position in the manifest, from 1. */
  | { readonly kind: 'bytes'; readonly of: string; readonly nth: number; readonly bytes: number }
  | { readonly kind: 'wait'; readonly why: string; readonly ms: number };

/**
 * Opens a destination for a data file: its decoded bytes are written there as they arrive, and `end` tells whether the
 * file is complete. `of` is the export, `nth` the position in its manifest, from 1.
 */
export type KeepData = (file: {
  readonly of: string;
  readonly list: 'output' | 'error';
  readonly nth: number;
}) => Promise<{
  readonly write: (chunk: Uint8Array) => Promise<void>;
  readonly end: (complete: boolean) => Promise<void>;
}>;

/** The target, the inputs and the bounds of one run of the server role. */
export interface RunOptions {
  readonly profile: Profile;
  /** Base URL of the server under test, without a trailing slash; may include a path prefix. */
  readonly base: string;
  /**
   * Base URL that the server announces its URLs under, if that is another one: they are judged as written, and requested
   * from `base`.
   * @default `base`
   */
  readonly publicUrl?: string;
  readonly credentials?: Credentials;
  /**
   * A second client, for protection.other-client.
   * @default none: those requirements are blocked
   */
  readonly other?: Credentials;
  /**
   * A JWT whose exp has passed.
   * @default none
   */
  readonly expiredToken?: string;
  /**
   * What the user says of the server: to one of production, the published sandbox credentials are tried once.
   * @default unknown
   */
  readonly environment?: 'production';
  /**
   * Wait until the run's first token has expired.
   * @default false
   */
  readonly waitForExpiry?: boolean;
  /**
   * URL of the token endpoint.
   * @default the guide's path below the base URL
   */
  readonly tokenUrl?: string;
  /**
   * A Swagger or OpenAPI document to compare with.
   * @default the server's own
   */
  readonly openapi?: GivenDocument;
  /**
   * The most jobs that the run may start.
   * @default no limit
   */
  readonly exportBudget?: number;
  /**
   * Seconds that the run may take. In the last part, at most ten minutes, no export is followed any longer.
   * @default 21600
   */
  readonly deadline?: number;
  /**
   * Seconds between the first two polls of a job, if the server sends no Retry-After. The pause grows by a fifth, up to 30.
   * @default 1
   */
  readonly pollInterval?: number;
  /**
   * Data files of a job that are downloaded at a time.
   * @default 1
   */
  readonly parallel?: number;
  /**
   * Validate only this many lines of each data file.
   * @default all of them
   */
  readonly sample?: SampleSize;
  /**
   * Ask the package fhir too about this many lines of each data file. What it says is no verdict.
   * @default no line
   */
  readonly opinion?: SampleSize;
  /**
   * URLs of jobs that were started before: their exports are not started again.
   * @default none
   */
  readonly jobs?: readonly string[];
  /**
   * URLs of jobs that were done more than a day ago, and of their files.
   * @default none
   */
  readonly oldJobs?: readonly string[];
  /**
   * Where data files are kept as they come.
   * @default nowhere
   */
  readonly keepData?: KeepData;
  /**
   * The limits to change.
   * @default those of docs/limits.md
   */
  readonly limits?: Partial<Limits>;
  readonly connection?: Connection;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** An entry of known-failures.yaml: for a requirement, or for one kind of finding that makes it fail. */
export interface KnownFailure {
  readonly id: string;
  /** e.g. `fhir.stu3.binding.required`; docs/validation.md lists them. */
  readonly rule?: string;
  /** Only with a rule: FHIRPath-like, without indexes; absent: any path. */
  readonly path?: string;
  readonly because: string;
  readonly see: string;
  readonly until?: string;
}

/** What to judge, and how strictly. */
export interface JudgeOptions {
  /** The suites, in reading order. */
  readonly catalogue: readonly Suite[];
  /**
   * Ids or prefixes of requirements.
   * @default all requirements of the profile
   */
  readonly selection?: readonly string[];
  /**
   * Version of the catalogue to judge by: requirements that came later are judged for information only.
   * @default the newest
   */
  readonly asOf?: string;
  /**
   * Whether every failed requirement is an error, and an incomplete run too.
   * @default false
   */
  readonly strict?: boolean;
  /**
   * Failures that are known.
   * @default none
   */
  readonly known?: readonly KnownFailure[];
}
