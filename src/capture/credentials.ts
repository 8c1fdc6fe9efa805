import { type Credential, headerOf, type Profile } from '../model/index.js';
import type { Redactor } from '../record/redact.js';
import { contentOf } from '../record/json.js';
import { LEEWAY_MS } from '../drive/tokens/credentials.js';
import { expiryOf, type HeldToken, tokenIn } from '../drive/tokens/tokens.js';
import type { Captured } from './har.js';

/** What the capture shows of the credentials of its requests. */
export interface Senders {
  /** The kind of credential that a request has; `unknown`: the capture does not show it. `asksToken`: it is sent to the token endpoint. */
  readonly of: (captured: Captured, asksToken: boolean) => Credential;
  /** Notes a token that a response of the capture issued. */
  readonly issue: (token: HeldToken) => void;
  /** Whether a request has a token that was issued before another one. */
  readonly isReplaced: (captured: Captured) => boolean;
}

/** How long before its end the refusal of a token may come of the time that requests take, in milliseconds. */
const SLACK_MS = 60_000;

/** What tools write in place of a secret. */
const PLACEHOLDER = /^[\W_]*$|redact|remov|hidden|mask|filter|sanit|censor|omit|stripped|secret here|x{4,}/i;

/** Whether a text stands where a secret was. */
export const isPlaceholder = (text: string): boolean => text.length <= 40 && PLACEHOLDER.test(text);

const partsOf = (captured: Captured): { scheme: string; value: string } | undefined => {
  const text = headerOf(captured.headers, 'authorization')?.trim() ?? '';
  if (text === '') return undefined;
  const [, scheme = '', value = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  return { scheme: scheme.toLowerCase(), value };
};

/** The client id and secret of Basic credentials; undefined if the value does not have that form. */
const pairIn = (value: string): { id: string; secret: string } | undefined => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const [id = '', ...secret] = Buffer.from(value, 'base64').toString('utf8').split(':');
  return secret.length === 0 ? undefined : { id, secret: secret.join(':') };
};

const inUrl = ({ url }: Captured): string | undefined => /[?&]access_token=([^&]*)$/.exec(url)?.[1];

/** Registers every secret of the capture before anything of it is recorded: a server may mention one before it is used. */
export const hideSecrets = (entries: readonly Captured[], redactor: Redactor): void => {
  let tokens = 0;
  const hide = (token: string | undefined): void => {
    if (token !== undefined && token !== '') redactor.add(token, `«token ${(tokens += 1)}»`);
  };
  for (const { body, method } of entries)
    if (method === 'POST' && body !== undefined && body.length < LONGEST_ANSWER) hide(tokenIn(contentOf(body)).value);
  for (const captured of entries) {
    const { scheme = '', value = '' } = partsOf(captured) ?? {};
    const pair = scheme === 'basic' ? pairIn(value) : undefined;
    if (pair !== undefined) redactor.add(pair.secret, '«client secret»');
    if (scheme === 'basic') redactor.add(value, '«client secret»');
    else hide(value);
    hide(inUrl(captured));
  }
};

/** Longest response in which a token is looked for, in bytes. */
const LONGEST_ANSWER = 65_536;

/** Reads the credentials of requests. `isToken`: it is sent to the token endpoint. */
export const sendersOf = (
  entries: readonly Captured[],
  {
    keepsCredentials,
    isToken,
    profile,
  }: {
    readonly keepsCredentials: boolean;
    readonly isToken: (captured: Captured) => boolean;
    readonly profile: Profile;
  },
): Senders => {
  // Of several secrets of one client, nothing shows which are right: the first that is accepted is taken for it.
  const accepted = new Map<string, string>();
  for (const one of entries) {
    const { scheme = '', value = '' } = partsOf(one) ?? {};
    const id = scheme === 'basic' && isToken(one) && one.status === 200 ? pairIn(value)?.id : undefined;
    if (id !== undefined && !accepted.has(id)) accepted.set(id, value);
  }
  const issued = new Map<string, HeldToken>();
  let newest: string | undefined;

  const ofBasic = (value: string, { status }: Captured, asksToken: boolean): Credential => {
    const pair = pairIn(value);
    const right = accepted.get(pair?.id ?? '');
    if (pair !== undefined && value === right) return asksToken ? 'client' : 'basic';
    if (!asksToken || isPlaceholder(value)) return 'unknown';
    if (pair === undefined) return 'malformed-basic';
    return right !== undefined && status !== 200 ? 'wrong-secret' : 'unknown';
  };
  const ofToken = (value: string, { at, status }: Captured): Credential => {
    if (value === '') return 'empty-token';
    const token = issued.get(value);
    if (token === undefined) return 'unknown';
    const over = at - expiryOf(token, profile);
    if (over > LEEWAY_MS) return 'expired-token';
    // About its end, a refusal shows nothing: requests and clocks take time.
    return over > -SLACK_MS && status === 401 ? 'unknown' : 'token';
  };
  return {
    of: (captured, asksToken) => {
      const parts = partsOf(captured);
      const token = inUrl(captured);
      if (parts === undefined && token !== undefined) return issued.has(token) ? 'token-in-url' : 'unknown';
      if (parts === undefined) return keepsCredentials ? 'none' : 'unknown';
      if (parts.scheme === 'basic') return ofBasic(parts.value, captured, asksToken);
      return parts.scheme === 'bearer' ? ofToken(parts.value, captured) : 'unknown';
    },
    issue: (token) => {
      if (!issued.has(token.value)) newest = token.value;
      issued.set(token.value, token);
    },
    isReplaced: (captured) => {
      const value = partsOf(captured)?.value ?? '';
      return issued.has(value) && newest !== value;
    },
  };
};
