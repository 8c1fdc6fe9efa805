import { createSign, createVerify, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** What this server writes into its tokens (RFC 7519, 4.1); times in seconds since the epoch. */
export interface Claims {
  readonly iss: string;
  /** The client that the token was given to. */
  readonly sub: string;
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

let made: Promise<Keys> | undefined;

/** The process's key pair: made once, off the main thread, since that takes longer than a whole run. */
export const keys = (): Promise<Keys> => (made ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }));

/** Signs the claims with RS512 (RFC 7515; RFC 7518, 3.3) and adds the issuer. */
export const sign = ({ privateKey }: Keys, claims: Omit<Claims, 'iss'>): string => {
  const content = `${encoded(HEADER)}.${encoded({ iss: ISSUER, ...claims })}`;
  return `${content}.${createSign('RSA-SHA512').update(content).sign(privateKey, 'base64url')}`;
};

/** The claims of a token that this server signed, whether or not it has expired; undefined for any other text. */
export const verify = ({ publicKey }: Keys, token: string): Claims | undefined => {
  const [header, claims, signature, ...more] = token.split('.');
  if (!header || !claims || !signature || more.length > 0) return undefined;
  // One text per token: decoders forgive stray characters and bits, a changed signature must not pass by them.
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) return undefined;
  // Checked before anything is parsed, so that what is parsed below was written by `sign`.
  const signed = createVerify('RSA-SHA512').update(`${header}.${claims}`).verify(publicKey, bytes);
  if (!signed || (decoded(header) as { alg?: unknown }).alg !== HEADER.alg) return undefined;
  return decoded(claims) as Claims;
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
