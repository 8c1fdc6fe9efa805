import { createSign, createVerify, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** Claims of this server's tokens (RFC 7519, 4.1); times in seconds since the epoch. */
interface Claims {
  readonly iss: string;
  /** The client that the token was given to. */
  readonly sub: string;
  /** The same, by the name that clients look for (RFC 9068, 2.2). */
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
}

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const ISSUER = 'bcda-conformance reference server';
const HEADER = { alg: 'RS512', typ: 'JWT' };

let generated: Promise<Keys> | undefined;

/** The process's key pair: generated once, in another thread, since that takes longer than a complete run. */
export const keys = (): Promise<Keys> => (generated ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));

/** Signs the claims with RS512 (RFC 7515; RFC 7518, 3.3) and adds the issuer. */
export const sign = ({ privateKey }: Keys, claims: Omit<Claims, 'iss'>): string => {
  const content = `${encoded(HEADER)}.${encoded({ iss: ISSUER, ...claims })}`;
  return `${content}.${createSign('RSA-SHA512').update(content).sign(privateKey, 'base64url')}`;
};

/** Claims of the tokens whose signature a key has confirmed before: clients send a token many times. */
const confirmed = new WeakMap<KeyObject, Map<string, Claims>>();
const MOST_CONFIRMED = 100;

/** The claims of a token that this server signed, even if it has expired; undefined for any other text. */
export const verify = ({ publicKey }: Keys, token: string): Claims | undefined => {
  const before = confirmed.get(publicKey)?.get(token);
  if (before !== undefined) return before;
  const claims = claimsOf(publicKey, token);
  if (claims === undefined) return undefined;
  const others = [...(confirmed.get(publicKey) ?? [])].slice(1 - MOST_CONFIRMED);
  confirmed.set(publicKey, new Map([...others, [token, claims]]));
  return claims;
};

const claimsOf = (publicKey: KeyObject, token: string): Claims | undefined => {
  const [header, claims, signature, ...more] = token.split('.');
  if (!header || !claims || !signature || more.length > 0) return undefined;
  // One text per token: decoders ignore stray characters and bits, and a changed signature must not be accepted.
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) return undefined;
  // The signature is checked before anything is parsed, so that only the output of `sign` is parsed below.
  const signed = createVerify('RSA-SHA512').update(`${header}.${claims}`).verify(publicKey, bytes);
  if (!signed || (decoded(header) as { alg?: unknown }).alg !== HEADER.alg) return undefined;
  return decoded(claims) as Claims;
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
