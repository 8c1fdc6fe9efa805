import type { AskedToken, Survey } from '../../drive/discovery/survey.js';
import { documentedLife } from '../../expect/server/tokens/tokens.js';
import { ruleSet } from '../../fhir/definitions/rule-set.js';
import { type Credentials, type Exchange, headerOf, type Point, releaseOf } from '../../model/index.js';
import { commonTrouble, type Trouble } from './answers.js';

interface Inputs {
  readonly credentials?: Credentials;
  readonly tokenUrl?: string;
}

/** Whether the credentials get a token. */
export const credentialsPoint = ({ token, profile, elsewhere }: Survey, { credentials, tokenUrl }: Inputs): Point => {
  const id = 'credentials';
  if (credentials === undefined)
    return {
      id,
      state: 'warning',
      says: 'No credentials were given: only the metadata can be checked.',
      remedy: 'Set BCDA_CLIENT_ID and BCDA_CLIENT_SECRET, or give --client-id and --client-secret-file.',
    };
  if (elsewhere !== undefined)
    return { id, state: 'not tried', says: 'The server redirects to another one, so it got no credentials.' };
  if (token === undefined || profile === undefined)
    return { id, state: 'not tried', says: 'The token request depends on the profile, which is not known.' };
  if (token.issued)
    return { id, state: 'ok', says: `A token was issued (${token.fact?.shape === 'jwt' ? 'a JWT' : 'opaque'}).` };
  return { id, state: 'problem', ...tokenTrouble(token, tokenUrl !== undefined) };
};

const tokenTrouble = ({ exchange, fact }: AskedToken, elsewhere: boolean): Trouble => {
  const what = `POST ${exchange.request.url}`;
  const place = elsewhere
    ? 'Correct --token-url.'
    : 'If the token endpoint is elsewhere, give its full URL with --token-url.';
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
      says: `${what} returned ${status}: either the credentials are wrong (id, secret, environment), or the server refuses correct ones.`,
      remedy: 'Check that the id and the secret belong together and to this environment, and have not been revoked.',
    };
  if (status === 404 || status === 405)
    return { says: `${what} returned ${status}: there is no token endpoint.`, remedy: place };
  if (status >= 400)
    return {
      says: `${what} returned ${status}, although the request is as in the guide.`,
      remedy: `Look at the server's log for what is missing. ${place}`,
    };
  if (fact?.sendable === false)
    return {
      says: `${what} returned an access_token that cannot be sent in a header.`,
      remedy: 'Make the server issue tokens of visible ASCII characters.',
    };
  return { says: `${what} returned ${status} without access_token.`, remedy: place };
};

/** Whether the token states the documented lifetime, and has not expired. */
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
      says: 'The token had already expired when it was issued.',
      remedy: 'Check the clock of the server that signs the tokens.',
    };
  const view = {
    profile,
    base,
    ruleSet: ruleSet(releaseOf(profile)),
    exchanges: [exchange],
    facts: [fact],
  };
  const { outcome, seen } = documentedLife.judge(view);
  const documented = `${profile.tokenLife} s`;
  if (outcome === 'pass') return { id, state: 'ok', says: `The token is valid for ${documented}, as the guide says.` };
  if (outcome === 'fail')
    return {
      id,
      state: 'warning',
      says: `The token is not valid for ${documented}, as the guide says: ${seen ?? 'it has another lifetime'}.`,
      remedy: 'Correct the lifetime of tokens in the server; a check would fail token.lifetime.',
    };
  return {
    id,
    state: 'warning',
    says: 'The token does not state its lifetime.',
    remedy: `Use --wait-for-expiry to make a check wait until the token has expired, which takes ${documented}.`,
  };
};

/** Whether the API accepts the token. */
export const acceptedPoint = ({ probe }: Survey): Point => {
  const id = 'token-accepted';
  if (probe === undefined) return { id, state: 'not tried', says: 'There is no token.' };
  const what = `GET ${probe.request.url} with the token`;
  const status = probe.reply?.status ?? 0;
  if (status === 401)
    return {
      id,
      state: 'problem',
      says: `${what} returned 401: the server refuses the token that was just issued.`,
      remedy: 'Check that the token endpoint belongs to this environment, and that the clocks of both servers agree.',
    };
  const trouble = commonTrouble(probe, what);
  if (trouble !== undefined) return { id, state: isBusy(probe) ? 'warning' : 'problem', ...trouble };
  if (status >= 400)
    return { id, state: 'ok', says: `The token is accepted: a request for an unknown job returns ${status}.` };
  return {
    id,
    state: 'warning',
    says: `${what} returned ${status}, although that job does not exist: this shows nothing about the token.`,
    remedy: 'Check whether something else responds instead of the API.',
  };
};

const isBusy = ({ reply }: Exchange): boolean => reply?.status === 429 || reply?.status === 503;

/** Whether the second client gets a token. */
export const secondClientPoint = ({ other }: Survey): Point => {
  const id = 'second-client';
  if (other === undefined) return { id, state: 'not tried', says: 'The second client was not tried.' };
  if (other.issued) return { id, state: 'ok', says: 'The second client also gets a token.' };
  const status = other.exchange.reply?.status;
  return {
    id,
    state: 'warning',
    says: `The second client got no token (${status ?? other.exchange.failure?.says ?? 'no response'}): protection.other-client would be blocked.`,
    remedy: 'Correct its credentials, or remove them.',
  };
};
