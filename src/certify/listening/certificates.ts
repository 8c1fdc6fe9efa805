import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bits,
  type Der,
  explicit,
  identifier,
  implicit,
  integer,
  octets,
  sequence,
  setOf,
  time,
  TRUE,
  utf8,
} from './der.js';

/** A certificate of a server with its key, and the authority that issued it, all in PEM. */
export interface ServerCertificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;
/** Some clients refuse certificates of more than 397 days. */
const DAYS = 90;

/**
 * A new certificate for these host names and addresses, from a new authority (RFC 5280). The key of the authority is
 * forgotten: nothing else can ever be signed with it.
 */
export const makeCertificate = (hosts: readonly string[], now = Date.now()): ServerCertificate => {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: nameOf('bcda-conformance, made for one run'), key: authority.privateKey };
  const authorityId = keyId(authority.publicKey);
  const ca = signed(issuer, now, issuer.name, authority.publicKey, [
    extension('2.5.29.19', sequence(TRUE), true),
    // keyCertSign and cRLSign
    extension('2.5.29.15', bits(Buffer.from([0x06]), 1), true),
    extension('2.5.29.14', octets(authorityId)),
  ]);
  const cert = signed(issuer, now, nameOf(hosts[0] ?? ''), server.publicKey, [
    extension('2.5.29.19', sequence(), true),
    // digitalSignature
    extension('2.5.29.15', bits(Buffer.from([0x80]), 7), true),
    // serverAuth
    extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(...hosts.map(generalName))),
    extension('2.5.29.14', octets(keyId(server.publicKey))),
    extension('2.5.29.35', sequence(implicit(0, authorityId))),
  ]);
  return { ca, cert, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
};

const ECDSA_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));

const signed = (
  issuer: { readonly name: Der; readonly key: KeyObject },
  now: number,
  subject: Der,
  key: KeyObject,
  extensions: readonly Der[],
): string => {
  const serial = randomBytes(16);
  // Positive, and without a leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const content = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_SHA256,
    issuer.name,
    // A clock in a container may be behind.
    sequence(time(new Date(now - DAY)), time(new Date(now + DAYS * DAY))),
    subject,
    key.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  return pem(sequence(content, ECDSA_SHA256, bits(sign('sha256', content, issuer.key))));
};

const extension = (id: string, value: Der, critical = false): Der =>
  sequence(identifier(id), ...(critical ? [TRUE] : []), octets(value));

const nameOf = (text: string): Der => sequence(setOf(sequence(identifier('2.5.4.3'), utf8(text.slice(0, 64)))));

const generalName = (host: string): Der =>
  isAddress(host) ? implicit(7, addressBytes(host)) : implicit(2, Buffer.from(host, 'latin1'));

const isAddress = (host: string): boolean => host.includes(':') || /^\d+(\.\d+){3}$/.test(host);

/** The four or sixteen bytes of an address. */
const addressBytes = (host: string): Uint8Array => {
  if (!host.includes(':')) return Buffer.from(host.split('.').map(Number));
  // The URL parser writes every spelling of an address in one way; an address has no zone in a certificate.
  const [before = '', after] = new URL(`http://[${host.replace(/%.*/, '')}]`).hostname.slice(1, -1).split('::');
  const groups = (text = ''): string[] => text.split(':').filter((group) => group !== '');
  const left = 8 - groups(before).length - groups(after).length;
  const all = [...groups(before), ...Array.from({ length: left }, () => '0'), ...groups(after)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
};

const keyId = (key: KeyObject): Buffer =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

const pem = (der: Der): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
