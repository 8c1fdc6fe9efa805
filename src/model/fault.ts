import type { Header } from './transcript/exchange.js';
import type { Clock } from './clock.js';
import type { Profile } from './profile.js';

/** The reference server's routes, as faults name them. */
export const ROUTES = [
  'token',
  'metadata',
  'version',
  'swagger',
  'kickoff',
  'status',
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
  readonly headers: readonly Header[];
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  readonly cut?: number;
}

/** What a fault can use of the reference server. */
export interface FaultContext {
  readonly profile: Profile;
  readonly clock: Clock;
  /** Signs a token for a client (default: the first one) that every endpoint accepts. */
  readonly issue: (clientId?: string) => string;
  /** Claims of a token signed by this server, even if it has expired. */
  readonly claims: (token: string) => { readonly client: string; readonly exp: number } | undefined;
  /** Counts from 1, per server and name. */
  readonly count: (name: string) => number;
  /** Keeps a value per server and name: returns the first one stored. */
  readonly keep: <T>(name: string, value: T) => T;
}

/** Produces a reply to a request: the server itself, or the faults below. */
export type NextReply = (request: ServerRequest) => Promise<ServerReply>;

/** How a fault changes one exchange: it changes the request or the reply, or replies instead of the server. */
export type Alter = (request: ServerRequest, next: NextReply, context: FaultContext) => Promise<ServerReply>;

/** Ids, the same under every profile or told apart. */
export type Ids<Id extends string = string> = readonly Id[] | Readonly<Record<string, readonly Id[]>>;

/** One named deviation of the reference server. `fails` and `blocks` both empty: legal but hard. */
export interface Fault<Id extends string = string> {
  readonly id: string;
  readonly title: string;
  /** Profiles it makes sense for; all where absent. */
  readonly profiles?: readonly string[];
  readonly at: Route | readonly Route[];
  readonly fails: Ids<Id>;
  readonly blocks: Ids<Id>;
  /** Ids that are inapplicable with the sound server and pass under this fault. */
  readonly passes?: Ids<Id>;
  /** Ids that pass with the sound server and have nothing left to judge under this fault. */
  readonly empties?: Ids<Id>;
  readonly alter: Alter;
  /** Name under which the target is addressed instead of 127.0.0.1 (still connecting there). */
  readonly host?: string;
}

/** The ids of a fault under one profile. */
export const idsFor = (ids: Ids | undefined, profile: string): readonly string[] =>
  ids === undefined ? [] : isList(ids) ? ids : (ids[profile] ?? []);

/** Whether the ids are the same under every profile. */
export const isList = (ids: Ids): ids is readonly string[] => Array.isArray(ids);
