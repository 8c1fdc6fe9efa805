import { LEEWAY_MS } from '../drive/tokens/credentials.js';
import { readJwt } from '../drive/tokens/jwt.js';
import { CannotJudge, type Credentials } from '../model/index.js';

/** Refuses a second client that is the first. */
export const refuseSameClient = (first: Credentials | undefined, second: Credentials | undefined): void => {
  if (second !== undefined && second.clientId === first?.clientId)
    throw new CannotJudge('Both clients have the same id; protection.other-client needs a second client.');
};

/** Why a token cannot be used as the expired one, and what to do; undefined: it has expired. `now` in milliseconds. */
export const whyNotExpired = (token: string, now: number): { says: string; remedy: string } | undefined => {
  const exp = readJwt(token)?.exp;
  if (exp === undefined)
    return {
      says: 'The expired token is not a JWT with exp, so its expiry cannot be checked.',
      remedy: 'Use --wait-for-expiry instead.',
    };
  if (exp * 1000 + LEEWAY_MS <= now) return undefined;
  return {
    says: 'The token given as expired has not expired, or expired less than five minutes ago, which servers may tolerate.',
    remedy: 'Give an older token, or use --wait-for-expiry.',
  };
};
