import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../fixtures/index.js';
import type { Clock, Credentials, ExpiresIn, FaultContext, Profile } from '../../model/index.js';
import { keys, sign, verify, type Keys } from './jwt.js';

/** Whether a resource is exported. */
export type Only = (resource: JsonObject) => boolean;

/** The state of one server; handlers read nothing else. */
export interface State {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly clients: readonly [Credentials, Credentials];
  /** Prefix of all paths of the profile; empty or starting with a slash. */
  readonly prefix: string;
  readonly beneficiaries: number;
  readonly beneficiariesPerFile: number;
  /** Number of beneficiaries, from the end, whose claims cannot be exported. */
  readonly unexportable: number;
  /** Whether exports have the types that some clients get besides. */
  readonly partialClaims: boolean;
  readonly seed: number;
  /** Seconds. */
  readonly jobDuration: number;
  /** Seconds. */
  readonly tokenLife: number;
  readonly expiresIn: ExpiresIn;
  readonly jobs: Map<string, Job>;
  /** The latest tokens, by their text. */
  readonly tokens: Map<string, Token>;
  /** How many tokens the token endpoint has given each client. */
  readonly given: Map<string, number>;
}

/** A token that was given out, and how often it has come back. */
export interface Token {
  readonly client: string;
  /** Which one of those that the token endpoint has given the client, from 1; 0: made in another way. */
  readonly nth: number;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  uses: number;
}

/** A file of a finished job: a range of beneficiaries, and the type of resources about them. */
export interface JobFile {
  /** File name in the URL. */
  readonly name: string;
  readonly type: string;
  readonly list: 'output' | 'error';
  /** It reports no loss, but that a filter was applied. */
  readonly notice?: true;
  readonly from: number;
  readonly to: number;
  /** Which resources it has; absent: all. */
  readonly only?: Only;
}

/** An export job, from the kick-off on. */
export interface Job {
  readonly id: number;
  readonly client: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The kick-off URL as sent. */
  readonly request: string;
  /** Base URL including the prefix, as the client used it for the server. */
  readonly base: string;
  readonly files: readonly JobFile[];
  polls: number;
  percent: number;
  /** The client has canceled it. */
  canceled?: true;
  /** Set by the poll that found the job complete. */
  manifest?: { readonly body: string; readonly expires: string };
}

/** The path of the jobs that a path is at or below; a job is the same under every version of the API. */
export const jobsAt = ({ paths }: Profile, path: string): string | undefined =>
  [paths.jobs, ...(paths.otherJobs ?? [])].find((jobs) => path === jobs || path.startsWith(`${jobs}/`));

/** Tokens that a server knows by their text; of older ones it only sees that it has signed them. */
const MOST_TOKENS = 10_000;

/**
 * A token for a client, with the server's lifetime (guide: Authentication and Authorization).
 * @param age seconds since it was issued
 * @param nth which one of those that the token endpoint gives the client; 0: it does not come from there
 */
export const issue = (state: State, pair: Keys, client: string, { age = 0, nth = 0 } = {}): string => {
  const iat = Math.floor(state.clock.now() / 1000) - age;
  const exp = iat + state.tokenLife;
  const token = sign(pair, { sub: client, client_id: client, iat, exp, jti: randomUUID() });
  const [oldest] = state.tokens.size < MOST_TOKENS ? [] : state.tokens.keys();
  if (oldest !== undefined) state.tokens.delete(oldest);
  state.tokens.set(token, { client, nth, expires: exp * 1000, uses: 0 });
  return token;
};

/** The next token that the token endpoint gives a client. */
export const issueNext = (state: State, pair: Keys, client: string): string => {
  const nth = (state.given.get(client) ?? 0) + 1;
  state.given.set(client, nth);
  return issue(state, pair, client, { nth });
};

/** Id of the client whose valid token the Authorization header carries (RFC 6750, 2.1), or undefined. */
export const clientOf = async (state: State, authorization: string | undefined): Promise<string | undefined> => {
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : verify(await keys(), token);
  return claims !== undefined && claims.exp * 1000 > state.clock.now() ? claims.sub : undefined;
};

/** What faults can use of one server, except what belongs to one request. Counters and kept values exist as long as the server. */
export const faultContext = (state: State, pair: Keys): Omit<FaultContext, 'occasion' | 'headers'> => {
  const counts = new Map<string, number>();
  const kept = new Map<string, unknown>();
  return {
    profile: state.profile,
    clock: state.clock,
    issue: (client = state.clients[0].clientId) => issue(state, pair, client),
    claims: (token) => {
      const claims = verify(pair, token);
      return claims && { client: claims.sub, exp: claims.exp };
    },
    tokens: () => [...state.tokens.keys()],
    count: (name) => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count;
    },
    keep: <T>(name: string, value: T): T => {
      if (!kept.has(name)) kept.set(name, value);
      return kept.get(name) as T;
    },
  };
};
