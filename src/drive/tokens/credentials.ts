import type { Ask } from '../../model/index.js';
import type { Conversation } from '../conversation.js';
import { alterToken } from './jwt.js';
import { earlier, type Refusal } from '../places.js';
import { basic, expiryOf, requestToken } from './tokens.js';

/** How long before the end of its documented life an opaque token must still work. */
const MARGIN_MS = 30_000;
/** Servers may allow for clocks that differ by a few minutes (RFC 7519 section 4.1.4). */
export const LEEWAY_MS = 300_000;
/** A token that claims to live longer than so many documented lives is not waited for. */
const LIVES = 4;

/** An Authorization value other than the current token's; a refusal where it is not to be had; undefined: not needed. */
export const credentialFor = async (conversation: Conversation, step: Ask): Promise<string | Refusal | undefined> => {
  const { session, options } = conversation;
  const none = earlier('no access token was issued');
  switch (step.as) {
    case 'garbage-token':
      return 'Bearer made-up-token';
    case 'basic':
      return options.credentials === undefined ? none : basic(options.credentials);
    case 'altered-token': {
      const token = await conversation.token(step.label);
      if (token === undefined) return none;
      const altered = alterToken(token.value);
      session.redactor.add(altered, '«altered token»');
      return `Bearer ${altered}`;
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
      return expiredToken(conversation);
    default:
      throw new Error(`no credential of kind ${step.as}`);
  }
};

const otherClient = async (conversation: Conversation): Promise<string | Refusal> => {
  const { session, options, profile, tokenUrl } = conversation;
  const unblock = '--other-client-id and --other-client-secret-file';
  if (options.other === undefined) return { because: 'a second client is needed', cause: 'input', unblock };
  if (!conversation.asked('other-token')) {
    const authorization = basic(options.other);
    const request = { step: 'other-token', label: 'other-token', as: 'other-client', authorization } as const;
    conversation.hold('other-token', (await requestToken(session, profile, tokenUrl, request)).token);
  }
  const token = conversation.held('other-token');
  return token === undefined
    ? { because: 'the second client got no token', cause: 'input', unblock: 'right credentials of the second client' }
    : `Bearer ${token.value}`;
};

/** An opaque token that does not tell its life is tried shortly before the documented end of it. */
const lateToken = async (conversation: Conversation): Promise<string | Refusal | undefined> => {
  const { session, options, profile } = conversation;
  const token = conversation.firstToken();
  if (token === undefined) return earlier('no access token was issued');
  if (token.fact.exp !== undefined || token.fact.expiresIn !== undefined) return undefined;
  if (options.waitForExpiry !== true)
    return {
      because: 'the token does not tell its life, so it has to be waited for',
      cause: 'input',
      unblock: '--wait-for-expiry',
    };
  const until = expiryOf(token, profile) - MARGIN_MS - session.clock.now();
  if (until > 0) await session.wait(until, "most of the token's life");
  return `Bearer ${token.value}`;
};

const expiredToken = async (conversation: Conversation): Promise<string | Refusal> => {
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
    return earlier(`the token says that it lives for ${Math.round(until / 1000)} s more, which is not waited for`);
  if (until > 0) await session.wait(until, "the token's expiry");
  return `Bearer ${token.value}`;
};
