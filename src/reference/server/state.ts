import { randomUUID } from 'node:crypto';
import type { Clock, Credentials, FaultContext, Profile } from '../../model/index.js';
import { keys, sign, verify, type Keys } from './jwt.js';

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
  readonly seed: number;
  /** Seconds. */
  readonly jobDuration: number;
  /** Seconds. */
  readonly tokenLife: number;
  readonly jobs: Map<string, Job>;
}

/** A file of a finished job: a range of beneficiaries, and the type of resources about them. */
export interface JobFile {
  /** File name in the URL. */
  readonly name: string;
  readonly type: string;
  readonly list: 'output' | 'error';
  readonly from: number;
  readonly to: number;
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
  /** Set by the poll that found the job complete. */
  manifest?: { readonly body: string; readonly expires: string };
}

/**
 * A token for a client, with the server's lifetime (guide: Authentication and Authorization).
 * @param age seconds since it was issued
 */
export const issue = (state: State, pair: Keys, client: string, age = 0): string => {
  const iat = Math.floor(state.clock.now() / 1000) - age;
  return sign(pair, { sub: client, iat, exp: iat + state.tokenLife, jti: randomUUID() });
};

/** Id of the client whose valid token the Authorization header carries (RFC 6750, 2.1), or undefined. */
export const clientOf = async (state: State, authorization: string | undefined): Promise<string | undefined> => {
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : verify(await keys(), token);
  return claims !== undefined && claims.exp * 1000 > state.clock.now() ? claims.sub : undefined;
};

/** What faults can use of one server. Counters and kept values exist as long as the server. */
export const faultContext = (state: State, pair: Keys): FaultContext => {
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
