import { randomBytes } from 'node:crypto';
import type { Ask } from '../../model/index.js';
import type { Conversation } from '../conversation.js';
import { alterToken, forgeToken } from './jwt.js';
import { earlier, type StopReason } from '../stop.js';
import { basic, expiryOf, requestToken } from './tokens.js';

/** How long before the end of its documented lifetime an opaque token must still work, in milliseconds. */
const MARGIN_MS = 30_000;
/** Leeway that servers may have for clock differences (RFC 7519, 4.1.4), in milliseconds. */
export const LEEWAY_MS = 300_000;
/** A token whose expiry is more than this many documented lifetimes away is not waited for. */
const LIVES = 4;

/** An Authorization value other than the current token's; a stop if it cannot be obtained; undefined: not needed. */
export const credentialFor = async (
  conversation: Conversation,
  step: Ask,
): Promise<string | StopReason | undefined> => {
  const { session, options } = conversation;
  const none = earlier('no access token was issued');
  switch (step.as) {
    case 'garbage-token':
      return `${step.scheme ?? 'Bearer '}${randomBytes(24).toString('hex')}`;
    case 'basic':
      return options.credentials === undefined ? none : basic(options.credentials);
    case 'altered-token': {
      const token = await conversation.token(step.label);
      if (token === undefined) return none;
      const altered = alterToken(token.value);
      session.redactor.add(altered, '«altered token»');
      return `Bearer ${altered}`;
    }
    case 'empty-token':
      return 'Bearer ';
    case 'forged-token': {
      const token = await conversation.token(step.label);
      if (token === undefined) return none;
      const forged = forgeToken(token.value, step.forgery ?? 'tail');
      if (forged === undefined) return undefined;
      session.redactor.add(forged, '«forged token»');
      return `Bearer ${forged}`;
    }
    case 'renewed-token': {
      const token = conversation.held('token-again');
      return token === undefined ? earlier('no second token was issued') : `Bearer ${token.value}`;
    }
    case 'other-client':
      return otherClient(conversation);
    case 'late-token':
      return lateToken(conversation);
    case 'expired-token':
      // While a job runs, no token is waited for.
      if (step.at === 'running-job' && options.expiredToken === undefined) return undefined;
      return expiredToken(conversation);
    default:
      throw new Error(`no credential of kind ${step.as}`);
  }
};

const otherClient = async (conversation: Conversation): Promise<string | StopReason> => {
  const { session, options, profile, tokenUrl } = conversation;
  const unblock = '--other-client-id and --other-client-secret-file';
  if (options.other === undefined) return { because: 'a second client is needed', cause: 'input', unblock };
  if (!conversation.asked('other-token')) {
    const authorization = basic(options.other);
    const request = { step: 'other-token', label: 'other-token', as: 'other-client', authorization } as const;
    conversation.hold('other-token', (await requestToken(session, profile, tokenUrl, request)).token);
  }
  const token = conversation.held('other-token');
  if (token !== undefined) return `Bearer ${token.value}`;
  const asked = session.exchanges.findLast(({ label }) => label === 'other-token');
  const because = `the second client received no token (${asked?.reply === undefined ? 'no response' : `status ${asked.reply.status}`})`;
  const refused = [400, 401, 403].includes(asked?.reply?.status ?? 0);
  return refused ? { because, cause: 'input', unblock: 'valid credentials of the second client' } : earlier(because);
};

const WAITS_TOO_LONG: StopReason = {
  because: 'the run would have to wait for the expiry of the token beyond its deadline',
  cause: 'deadline',
  unblock: '--deadline',
};

/** An opaque token without a stated lifetime is tried shortly before the end of the documented one. */
const lateToken = async (conversation: Conversation): Promise<string | StopReason | undefined> => {
  const { session, options, profile } = conversation;
  const token = conversation.firstToken();
  if (token === undefined) return earlier('no access token was issued');
  if (token.fact.exp !== undefined || token.fact.expiresIn !== undefined) return undefined;
  if (conversation.revokes())
    return earlier('the server ends a token when it issues another one, so the life of the first token cannot be seen');
  if (options.waitForExpiry !== true)
    return {
      because:
        'the token does not state its lifetime, so the run has to wait until shortly before the documented end of it',
      cause: 'input',
      unblock: '--wait-for-expiry',
    };
  const until = expiryOf(token, profile) - MARGIN_MS - session.clock.now();
  if (session.clock.now() + until > conversation.end) return WAITS_TOO_LONG;
  if (until > 0) await session.wait(until, "the end of the token's lifetime");
  return `Bearer ${token.value}`;
};

const expiredToken = async (conversation: Conversation): Promise<string | StopReason> => {
  const { session, options, profile } = conversation;
  if (options.expiredToken !== undefined) return `Bearer ${options.expiredToken}`;
  const token = conversation.firstToken();
  if (options.waitForExpiry !== true)
    return {
      because: 'an expired token is needed',
      cause: 'input',
      unblock: '--expired-token-file or --wait-for-expiry',
    };
  if (token === undefined) return earlier('no access token was issued');
  const until = expiryOf(token, profile) + LEEWAY_MS - session.clock.now();
  if (until > LIVES * profile.tokenLife * 1000)
    return earlier(
      `the token states that it is valid for another ${Math.round(until / 1000)} s, longer than the run waits`,
    );
  if (session.clock.now() + until > conversation.end) return WAITS_TOO_LONG;
  if (until > 0) await session.wait(until, "the token's expiry");
  return `Bearer ${token.value}`;
};
