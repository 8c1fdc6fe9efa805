import {
  type Credential,
  type Credentials,
  type Header,
  percentDecoded,
  type Profile,
  type ServerRequest,
} from '../model/index.js';
import { described, foreignHeader, marksIn } from '../record/foreign.js';
import type { Redactor } from '../record/redact.js';

/** URLs that the reference server has returned, as written. */
export interface ReturnedUrls {
  readonly locations: Set<string>;
  /** Output files by URL, with the type that each is listed with. */
  readonly outputs: Map<string, string>;
  readonly errors: Map<string, string>;
}

/** A token that the reference server has issued. */
export interface IssuedToken {
  /** A request with it was refused with 401. */
  refused: boolean;
  /** When a later token was issued (milliseconds, run's clock), if one was. */
  replacedAt?: number;
}

/** Absolute URL of a request, as the client wrote it. */
export const urlOf = ({ origin, target }: ServerRequest): string => origin + target;

/** What a client requested: by the URLs that it was returned, or else by the path. A misspelled request has the label of what it means. */
export const labelOf = (request: ServerRequest, { paths }: Profile, returned: ReturnedUrls): string => {
  // A preflight and a HEAD request nothing, and a client that deletes a finished job does not poll it.
  if (['OPTIONS', 'DELETE', 'HEAD'].includes(request.method)) return 'other';
  const url = urlOf(request);
  if (returned.outputs.has(url)) return 'data';
  if (returned.errors.has(url)) return 'error-data';
  if (returned.locations.has(url)) return 'status';
  const path = percentDecoded(request.path);
  if (path === paths.token) return 'token';
  if (/\$export\/?$/.test(path)) return 'kickoff';
  if (path.startsWith(`${paths.jobs}/`)) return 'status';
  if (path.startsWith(`${paths.data}/`)) return path.endsWith('-error.ndjson') ? 'error-data' : 'data';
  return path === paths.metadata ? 'metadata' : 'other';
};

/**
 * Grace period after a token was replaced, in milliseconds: a request that was already on its way could not contain the
 * new one.
 */
const ON_ITS_WAY = 250;

/** The kind of credential in an Authorization header. */
export const credentialOf = (
  authorization: string | undefined,
  { clientId, clientSecret }: Credentials,
  tokens: ReadonlyMap<string, IssuedToken>,
  now: number,
): Credential => {
  if (authorization === undefined) return 'none';
  const [, scheme = '', value = ''] = /^(\S+) +(.*)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'basic') {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) return 'malformed-basic';
    const text = Buffer.from(value, 'base64').toString('utf8');
    if (text === `${clientId}:${clientSecret}`) return 'client';
    if (!text.includes(':')) return 'malformed-basic';
    return text.startsWith(`${clientId}:`) ? 'wrong-secret' : 'unknown-client';
  }
  const token = scheme.toLowerCase() === 'bearer' ? tokens.get(value) : undefined;
  if (token === undefined) return 'garbage-token';
  const stale = token.refused && token.replacedAt !== undefined && now > token.replacedAt + ON_ITS_WAY;
  return stale ? 'expired-token' : 'token';
};

/** A request's headers as kept in the transcript: credentials as marks, of unknown headers only the length. */
export const keptHeaders = (request: ServerRequest, as: Credential, redactor: Redactor): Header[] =>
  Object.entries(request.headers).map(([name, value]) => {
    if (name === 'authorization') return ['Authorization', authorizationText(value, as, redactor)];
    return foreignHeader([name, value], redactor);
  });

const authorizationText = (value: string, as: Credential, redactor: Redactor): string => {
  const [, scheme = '', rest = ''] = /^(basic|bearer)(?: +(.*))?$/i.exec(value) ?? [];
  if (scheme === '') return described(value, redactor);
  if (rest === '') return scheme;
  if (scheme.toLowerCase() === 'basic') return `${scheme} ${as === 'client' ? '«credentials»' : '«other credentials»'}`;
  const mark = redactor.redact(rest);
  if (/^«token \d+»$/.test(mark)) return `${scheme} ${mark}`;
  return `${scheme} ${marksIn(rest, redactor).length === 0 ? '«other token»' : described(rest, redactor)}`;
};
