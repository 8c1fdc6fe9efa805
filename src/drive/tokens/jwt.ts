import { finitely } from '../../record/json.js';

/** What can be read from a token without its key: the times in a JWT's claims (RFC 7519). Undefined: it is no JWT. */
export const readJwt = (token: string): { iat?: number; exp?: number } | undefined => {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims = finitely(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return undefined;
    const { iat, exp } = claims as Record<string, unknown>;
    return { ...(typeof iat === 'number' && { iat }), ...(typeof exp === 'number' && { exp }) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * The token with one character in the middle of its signature (of the whole, where it is opaque) changed.
 * In the middle every bit of a base64url character counts; in the last one some may not.
 */
export const alterToken = (token: string): string => {
  const start = token.lastIndexOf('.') + 1;
  const at = start + Math.floor((token.length - start) / 2);
  const replacement = token[at] === 'A' ? 'B' : 'A';
  return token.slice(0, at) + replacement + token.slice(at + 1);
};
