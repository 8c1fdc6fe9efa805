import type { AskedToken, Survey } from '../../drive/discovery/survey.js';
import { documentedLife } from '../../expect/server/tokens.js';
import { ruleSet } from '../../fhir/definitions/rule-set.js';
import { type Credentials, type Exchange, headerOf, type Point } from '../../model/index.js';
import { commonTrouble, type Trouble } from './answers.js';

interface Inputs {
  readonly credentials?: Credentials;
  readonly tokenUrl?: string;
}

/** Whether a token is to be had. */
export const credentialsPoint = ({ token, profile }: Survey, { credentials, tokenUrl }: Inputs): Point => {
  const id = 'credentials';
  if (credentials === undefined)
    return {
      id,
      state: 'warning',
      says: 'No credentials were given: only the metadata can be checked.',
      remedy: 'Set BCDA_CLIENT_ID and BCDA_CLIENT_SECRET, or give --client-id and --client-secret-file.',
    };
  if (token === undefined || profile === undefined)
    return { id, state: 'not tried', says: 'How to ask for a token is not known before the profile is.' };
  if (token.issued)
    return { id, state: 'ok', says: `A token was issued (${token.fact?.shape === 'jwt' ? 'a JWT' : 'opaque'}).` };
  return { id, state: 'problem', ...tokenTrouble(token, tokenUrl !== undefined) };
};

const tokenTrouble = ({ exchange, fact }: AskedToken, elsewhere: boolean): Trouble => {
  const what = `POST ${exchange.request.url}`;
  const place = elsewhere
    ? 'Correct --token-url.'
    : 'If the token endpoint is elsewhere, give its whole URL with --token-url.';
  const common = commonTrouble(exchange, what);
  if (common !== undefined) {
    const { reply } = exchange;
    return reply === undefined || reply.status < 500
      ? { says: common.says, remedy: `${common.remedy} ${place}` }
      : common;
  }
  const status = exchange.reply?.status ?? 0;
  if (status === 401 || status === 403)
    return {
      says: `${what} was answered ${status}: either the credentials are wrong (id, secret, environment), or the server refuses right ones.`,
      remedy: 'Look whether id and secret belong together and to this environment, and have not been revoked.',
    };
  if (status === 404 || status === 405)
    return { says: `${what} was answered ${status}: no token endpoint is there.`, remedy: place };
  if (status >= 400)
    return {
      says: `${what} was answered ${status}, although it was asked as the guide shows.`,
      remedy: `Look into the server's log for what it misses. ${place}`,
    };
  if (fact?.sendable === false)
    return {
      says: `${what} gave an access_token that no header can carry.`,
      remedy: 'Let the server issue tokens of visible ASCII.',
    };
  return { says: `${what} was answered ${status} without access_token.`, remedy: place };
};

/** Whether the token tells the documented life, and is alive. */
export const lifePoint = ({ token, profile, metadata, startedAt }: Survey, base: string): Point => {
  const id = 'token-life';
  if (token?.fact === undefined || !token.issued || profile === undefined || metadata === undefined)
    return { id, state: 'not tried', says: 'There is no token.' };
  const { exchange, fact } = token;
  const now = Date.parse(headerOf(exchange.reply?.headers ?? [], 'date') ?? '');
  const at = Number.isNaN(now) ? startedAt + exchange.at + exchange.ms : now;
  if (fact.exp !== undefined && fact.exp * 1000 <= at)
    return {
      id,
      state: 'problem',
      says: 'The token had expired when it was issued.',
      remedy: 'Look at the clock of whoever signs the tokens.',
    };
  const view = { profile, base, ruleSet: ruleSet(), exchanges: [exchange], facts: [fact] };
  const { outcome, seen } = documentedLife.judge(view);
  const documented = `${profile.tokenLife} s`;
  if (outcome === 'pass') return { id, state: 'ok', says: `The token lives for ${documented}, as the guide says.` };
  if (outcome === 'fail')
    return {
      id,
      state: 'problem',
      says: `The token does not live for ${documented}, as the guide says: ${seen ?? 'otherwise'}.`,
      remedy: 'Set the life of tokens in the server; a check fails token.lifetime.',
    };
  return {
    id,
    state: 'warning',
    says: 'The token does not tell how long it lives.',
    remedy: `Let a check wait for its expiry with --wait-for-expiry: it takes as long as a token lives, ${documented}.`,
  };
};

/** Whether the token opens what needs one. */
export const acceptedPoint = ({ probe }: Survey): Point => {
  const id = 'token-accepted';
  if (probe === undefined) return { id, state: 'not tried', says: 'There is no token.' };
  const what = `GET ${probe.request.url} with the token`;
  const status = probe.reply?.status ?? 0;
  if (status === 401)
    return {
      id,
      state: 'problem',
      says: `${what} was answered 401: the server refuses the token that was issued just now.`,
      remedy:
        'Look whether the token endpoint belongs to this environment, and whether the clocks of both servers agree.',
    };
  const trouble = commonTrouble(probe, what);
  if (trouble !== undefined) return { id, state: isBusy(probe) ? 'warning' : 'problem', ...trouble };
  if (status >= 400) return { id, state: 'ok', says: `The token is accepted: an unknown job is answered ${status}.` };
  return {
    id,
    state: 'warning',
    says: `${what} was answered ${status}, although nobody has that job: it shows nothing about the token.`,
    remedy: 'Look whether something else answers in place of the API.',
  };
};

const isBusy = ({ reply }: Exchange): boolean => reply?.status === 429 || reply?.status === 503;

/** Whether the second client gets a token. */
export const secondClientPoint = ({ other }: Survey): Point => {
  const id = 'second-client';
  if (other === undefined) return { id, state: 'not tried', says: 'The second client was not tried.' };
  if (other.issued) return { id, state: 'ok', says: 'The second client gets a token too.' };
  const status = other.exchange.reply?.status;
  return {
    id,
    state: 'warning',
    says: `The second client got no token (${status ?? other.exchange.failure?.says ?? 'no answer'}): protection.other-client would be blocked.`,
    remedy: 'Correct its credentials, or leave them away.',
  };
};
