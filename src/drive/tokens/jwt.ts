import type { Forgery } from '../../model/index.js';
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

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The token forged in one way; undefined: it is not a JWT, and only a JWT can be forged so. */
export const forgeToken = (token: string, how: Forgery): string | undefined => {
  if (how === 'tail') return token.slice(0, -1) + otherEnd(token);
  const [header = '', claims = '', signature = ''] = token.split('.');
  if (readJwt(token) === undefined) return undefined;
  if (how === 'unsigned') return `${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`;
  const told = finitely(Buffer.from(claims, 'base64url').toString('utf8')) as { exp?: unknown };
  const exp = (typeof told.exp === 'number' ? told.exp : 0) + 3600;
  return `${header}.${encoded({ ...told, exp })}.${signature}`;
};

/**
 * Another last character. Of a signature only its first bit is sure to count, so that is the one that changes; an opaque
 * token might be a counter, and the next one belong to somebody, so it ends with a letter instead.
 */
const otherEnd = (token: string): string => {
  const last = token.slice(-1);
  const value = readJwt(token) === undefined ? -1 : BASE64URL.indexOf(last);
  if (value < 0) return last === 'x' ? 'y' : 'x';
  return BASE64URL.charAt(value ^ 32);
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
