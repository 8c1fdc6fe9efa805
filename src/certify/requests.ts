import type { Credential, Credentials, Header, Profile, ServerRequest } from '../model/index.js';
import { isWord } from '../record/sanitize.js';
import type { Redactor } from '../record/redact.js';

/** URLs that the scenario's server has handed out, as it spelled them. */
export interface Given {
  readonly locations: Set<string>;
  /** With the type that each is listed as. */
  readonly outputs: Map<string, string>;
  readonly errors: Map<string, string>;
}

/** A token that the scenario's server has issued. */
export interface Issued {
  /** It was answered 401. */
  refused: boolean;
  /** When a later token came (milliseconds, run's clock), where one did. */
  replacedAt?: number;
}

/** Absolute URL that a request asked for, as the client spelled it. */
export const urlOf = ({ origin, target }: ServerRequest): string => origin + target;

/** What a client asked for: by the URLs it was given, else by the path. Also what is misspelt is told by what it means. */
export const labelOf = (request: ServerRequest, { paths }: Profile, given: Given): string => {
  const url = urlOf(request);
  if (given.outputs.has(url)) return 'data';
  if (given.errors.has(url)) return 'error-data';
  if (given.locations.has(url)) return 'status';
  const path = decoded(request.path);
  if (path === paths.token) return 'token';
  if (/\$export\/?$/.test(path)) return 'kickoff';
  if (path.startsWith(`${paths.jobs}/`)) return 'status';
  if (path.startsWith(`${paths.data}/`)) return path.endsWith('-error.ndjson') ? 'error-data' : 'data';
  return path === paths.metadata ? 'metadata' : 'other';
};

/** A path without its escapes; as it stands where they are no UTF-8. */
export const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
};

/**
 * A moment's grace after a token was replaced, in milliseconds: a request that was on its way then could not
 * carry the new one.
 */
const ON_ITS_WAY = 250;

/** How a request was authorised, told from the value of its Authorization header. */
export const credentialOf = (
  authorization: string | undefined,
  { clientId, clientSecret }: Credentials,
  tokens: ReadonlyMap<string, Issued>,
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

/** Request headers whose values say nothing but how the client speaks HTTP. */
const KEPT = new Set(
  `accept accept-charset accept-encoding accept-language cache-control connection content-length content-type expect
   host if-range prefer range te transfer-encoding upgrade user-agent`.split(/\s+/),
);
const LONGEST = 200;

/** A request's headers as the transcript keeps them: credentials as marks, of unknown headers only the length. */
export const keptHeaders = (request: ServerRequest, as: Credential, redactor: Redactor): Header[] =>
  Object.entries(request.headers).map(([name, value]) => {
    if (name === 'authorization') return ['Authorization', authorizationText(value, as, redactor)];
    // A name may be anything: in lower case, even what no redactor knows again.
    const kept = isWord(name) ? redactor.redact(name) : described(name, redactor);
    const isKept = KEPT.has(name) && value.length <= LONGEST;
    return [kept, isKept ? redactor.redact(value) : described(value, redactor)];
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

/** What is known of a text that is not kept: its length, and the marks of the secrets in it. */
export const described = (text: string, redactor: Redactor): string =>
  `«${text.length} characters${marksIn(text, redactor)
    .map((mark) => `, repeats ${mark}`)
    .join('')}»`;

/** Marks of the secrets in a text, but not of those that are a part of another: tokens hold the client's id. */
const marksIn = (text: string, redactor: Redactor): string[] => {
  const clean = redactor.redact(text);
  return redactor.marksIn(text).filter((mark) => clean.includes(mark));
};
