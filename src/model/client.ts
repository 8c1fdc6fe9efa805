import type { Fault } from './faults/fault.js';
import type { ServerReply, ServerRequest } from './faults/request.js';
import type { Credentials } from './run.js';

/** What a client is asked to do in one scenario: pull one type from a server into a folder. */
export interface Task {
  /** Base URL of the scenario's server, without a trailing slash. */
  readonly url: string;
  /** Made for this scenario; good for nothing else. */
  readonly credentials: Credentials;
  /** Resource type to export: what `_type` says where the guide has it, otherwise the endpoint's. */
  readonly type: string;
  /** Id of the guide that the server follows. */
  readonly profile: string;
  /** Absolute path of an empty folder for what was pulled. */
  readonly out: string;
  /** Ends the client: its time is up, or the user interrupted the run. */
  readonly signal: AbortSignal;
}

/** How a client's run came to its end, and the last lines that it wrote; these may hold secrets still. */
export interface Ending {
  /** Exit status; absent where a signal ended it, or where it was never started. */
  readonly code?: number;
  /** Name of the signal that ended it, e.g. `SIGKILL`. */
  readonly killed?: string;
  /** Why it could not be started, e.g. `there is no such file or folder`. */
  readonly failedToStart?: string;
  readonly lines: readonly string[];
}

/** Runs the client under test once; resolves when no process of it is left. */
export type RunClient = (task: Task) => Promise<Ending>;

/** What the stranger of a scenario, a server of another origin, answers. */
export type OtherOrigin = (request: ServerRequest) => ServerReply;

/**
 * What a client meets in one scenario: legal but hard faults, and failures that servers and networks do have.
 * It says nothing about what the client must do; the requirements do.
 */
export interface Condition {
  readonly id: string;
  readonly title: string;
  /** What it asks for with {type}. */
  readonly type: string;
  /** How large the reference server's export is. */
  readonly data?: {
    readonly beneficiaries?: number;
    readonly beneficiariesPerFile?: number;
    readonly unexportable?: number;
  };
  /** Whether a second server, of another origin, has a part in it. */
  readonly withOtherOrigin?: true;
  /** What happens in it, made anew for each run; `stranger` is the base URL of the other origin, where there is one. */
  readonly behavior: (stranger: string) => ConditionBehavior;
}

/** The deviations of a scenario's server, the outermost first, and what the stranger answers. */
export interface ConditionBehavior {
  readonly faults: readonly ConditionFault[];
  readonly otherOrigin?: OtherOrigin;
}

/** One deviation of the server in a scenario. */
export type ConditionFault = Pick<Fault, 'at' | 'alter'>;
