import type { Fault } from './faults/fault.js';
import type { ServerReply, ServerRequest } from './faults/request.js';
import type { Profile } from './profile.js';
import type { Credentials } from './run.js';

/** What a client is asked to do in one scenario: pull one type from a server into a folder. */
export interface Task {
  /** Base URL of the scenario's server, without a trailing slash. */
  readonly url: string;
  /** Made for this scenario; good for nothing else. */
  readonly credentials: Credentials;
  /** Resource types to export, separated by commas: what `_type` says where the guide has it, otherwise the endpoint's one. */
  readonly type: string;
  /** Id of the guide that the server follows. */
  readonly profile: string;
  /** Absolute path of an empty folder for what was pulled. */
  readonly out: string;
  /** Absolute path of a PEM file with the authority of the server's certificate, if its URL is https. */
  readonly ca?: string;
  /** Aborted when the client must end: its time is over, or the user interrupted the run. If the reason is {@link KILLED}, it is killed at once. */
  readonly signal: AbortSignal;
  /** Gets everything that the client prints, as it arrives. */
  readonly onOutput?: (chunk: Uint8Array) => void;
}

/** How a client's run ended, and the last lines that it wrote. The lines may still contain secrets. */
export interface Ending {
  /** Exit status; absent if a signal ended the client, or if it was never started. */
  readonly code?: number;
  /** Name of the signal that ended it, e.g. `SIGKILL`. */
  readonly killed?: string;
  /** Why it could not be started, e.g. `there is no such file or folder`. */
  readonly failedToStart?: string;
  readonly lines: readonly string[];
}

/** How a response with a token says for how many seconds it lives. */
export const EXPIRES_IN = ['number', 'string', 'none'] as const;
export type ExpiresIn = (typeof EXPIRES_IN)[number];

/** The seed of the synthetic data that a client is served. */
export const CLIENT_DATA_SEED = 1;

/** The reason why a client is killed that is then run again. */
export const KILLED = 'killed, to be run again';

/** Requests that a client may send in one run: more than any way of exporting a few files needs. */
export const MOST_REQUESTS = 10_000;

/** Runs the client under test once; resolves when none of its processes is left. */
export type RunClient = (task: Task) => Promise<Ending>;

/** What the server of another origin answers in a condition. */
export type OtherOrigin = (request: ServerRequest) => ServerReply;

/**
 * A condition that a client is run in: legal but difficult server behavior, or a failure that servers and networks have.
 * It does not say what the client must do; the requirements do.
 */
export interface Condition {
  readonly id: string;
  readonly title: string;
  /** Resource types that the client is asked to pull ({type}), separated by commas; a function where they differ by profile. */
  readonly type: string | ((profile: Profile) => string);
  /**
   * Which profiles have the condition.
   * @default all
   */
  readonly where?: (profile: Profile) => boolean;
  /** The client may decline what it is asked to do here: that it sends nothing blocks no requirement. */
  readonly optional?: true;
  /** The client is killed after its first exchange with this label, and run again. Only if the user says that it resumes. */
  readonly killedAfter?: 'status';
  /** Size of the reference server's export. */
  readonly data?: {
    readonly beneficiaries?: number;
    readonly beneficiariesPerFile?: number;
    readonly unexportable?: number;
  };
  /** Seconds that a patient client takes, if that is long: such conditions begin first, and others run meanwhile. */
  readonly takesSeconds?: number;
  /**
   * Seconds after its last request after which a client that still runs is ended: all that it may do is wait.
   * @default the client runs until its deadline
   */
  readonly quietSeconds?: number;
  /** The requirement that `quietSeconds` is for: a run that does not judge it waits only as long as every other one needs. */
  readonly quietFor?: string;
  /** Whether a second server, of another origin, takes part. */
  readonly withOtherOrigin?: true;
  /** What happens in the condition, created for each run. `otherOrigin`: base URL of the other origin, if there is one. */
  readonly behavior: (otherOrigin: string) => ConditionBehavior;
}

/** What a client is asked to pull in a condition. */
export const typeIn = ({ type }: Condition, profile: Profile): string =>
  typeof type === 'string' ? type : type(profile);

/** The deviations of a condition's server, outermost first, and the replies of the other origin. */
export interface ConditionBehavior {
  readonly faults: readonly ConditionFault[];
  readonly otherOrigin?: OtherOrigin;
}

/** One deviation of the server in a condition. */
export type ConditionFault = Pick<Fault, 'at' | 'alter'>;
