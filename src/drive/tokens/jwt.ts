import { finitely } from '../../record/json.js';

/** The times in a JWT's claims, which can be read without its key (RFC 7519). Undefined: the token is not a JWT. */
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
 * The token with one character in the middle of its signature changed (or in its middle, if it is opaque). In the middle,
 * every bit of a base64url character counts; in the last character, some may not.
 */
export const alterToken = (token: string): string => {
  const start = token.lastIndexOf('.') + 1;
  const at = start + Math.floor((token.length - start) / 2);
  const replacement = token[at] === 'A' ? 'B' : 'A';
  return token.slice(0, at) + replacement + token.slice(at + 1);
};
