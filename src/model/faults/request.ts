import type { Clock } from '../clock.js';
import type { Profile } from '../profile.js';
import type { Header } from '../transcript/exchange.js';

/** The reference server's routes, as faults name them. */
export const ROUTES = [
  'token',
  'metadata',
  'version',
  'swagger',
  'kickoff',
  'status',
  'jobs',
  'attribution',
  'data',
  'error-file',
  'other',
] as const;

export type Route = (typeof ROUTES)[number];

/** A request as the reference server and its faults see it. */
export interface ServerRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; a repeated header is joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** `http://host:port` that the client used for the server. */
  readonly origin: string;
  readonly body: string;
}

/** A reply before it is sent. `cut`: the connection is reset after the body, whose announced length is `cut` bytes more. */
export interface ServerReply {
  readonly status: number;
  /** A reason phrase of its own; absent: the registered one. */
  readonly reason?: string;
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  readonly cut?: number;
  /** The connection is reset in place of a reply. */
  readonly reset?: true;
}

/** What one request is among all that the server has had, counted before any fault changes it. */
export interface Occasion {
  /** The client whose credentials or token it carries, a wrong secret and an expired token included. */
  readonly client?: string;
  /** How many-th request it is of those that are alike: same method, target and headers, from the same client. */
  readonly time: number;
  /**
   * The token that it carries, or that a token request would get: which one of those that the token endpoint has given the
   * client, from 1 (0: made in another way), in how many requests it has been sent, this one included, and whether its life
   * is over.
   */
  readonly token?: { readonly nth: number; readonly uses: number; readonly expired: boolean };
  /**
   * The job that it is about, or that a kick-off would start: which one of the server's, from 1, whether its kick-off had
   * `_type`, and of which one type if it names one alone, path and query of its kick-off, how many-th of the client's status
   * requests for it this is (0: none), and whether its manifest was returned before.
   */
  readonly job?: {
    readonly nth: number;
    readonly typed: boolean;
    readonly type?: string;
    readonly asked: string;
    readonly poll: number;
    readonly done: boolean;
  };
  /** The file that it asks for: which one of its job, type and list, from 1, and of how many. */
  readonly file?: { readonly nth: number; readonly of: number };
}

/** What a fault can use of the reference server for one request. */
export interface FaultContext {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly occasion: Occasion;
  /** Headers that every sound reply to this request has, whatever its status. */
  readonly headers: readonly Header[];
  /** Signs a token for a client (default: the first one) that every endpoint accepts. */
  readonly issue: (clientId?: string) => string;
  /** Claims of a token signed by this server, even if it has expired. */
  readonly claims: (token: string) => { readonly client: string; readonly exp: number } | undefined;
  /** The latest tokens that the server has signed. */
  readonly tokens: () => readonly string[];
  /** Counts from 1, per server and name. */
  readonly count: (name: string) => number;
  /** Keeps a value per server and name: returns the first one stored. */
  readonly keep: <T>(name: string, value: T) => T;
}

/** Produces a reply to a request: the server itself, or the faults below. */
export type NextReply = (request: ServerRequest) => Promise<ServerReply>;

/** How a fault changes one exchange: it changes the request or the reply, or replies instead of the server. */
export type Alter = (request: ServerRequest, next: NextReply, context: FaultContext) => Promise<ServerReply>;
