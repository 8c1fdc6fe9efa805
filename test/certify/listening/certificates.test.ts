import { X509Certificate } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../src/certify/listening/certificates.js';
import { identifier, integer, time } from '../../../src/certify/listening/der.js';

const HOSTS = ['clients.example', 'localhost', '127.0.0.1', '::1', '2001:db8:0:1::ff', '::ffff:10.0.0.1'];
const now = Date.parse('2026-11-28T12:00:00Z');
const made = makeCertificate(HOSTS, now);
const ca = new X509Certificate(made.ca);
const cert = new X509Certificate(made.cert);

describe('a certificate of one run', () => {
  test('is issued by its authority, and the authority by itself', () => {
    expect([cert.verify(ca.publicKey), cert.checkIssued(ca), cert.ca]).toEqual([true, true, false]);
    expect([ca.verify(ca.publicKey), ca.checkIssued(ca), ca.ca]).toEqual([true, true, true]);
    expect(cert.verify(cert.publicKey)).toBe(false);
    expect(cert.serialNumber).not.toBe(ca.serialNumber);
  });

  test('is for its hosts and for no other', () => {
    for (const name of ['clients.example', 'localhost']) expect(cert.checkHost(name)).toBe(name);
    expect(cert.checkHost('other.example')).toBeUndefined();
    for (const address of ['127.0.0.1', '::1', '2001:db8:0:1::ff', '::ffff:10.0.0.1'])
      expect([address, cert.checkIP(address)]).toEqual([address, address]);
    expect(cert.checkIP('127.0.0.2')).toBeUndefined();
  });

  test('is valid from the day before, for less than the time that clients accept', () => {
    for (const one of [ca, cert]) {
      expect(Date.parse(one.validFrom)).toBe(now - 86_400_000);
      expect(Date.parse(one.validTo)).toBe(now + 90 * 86_400_000);
    }
    expect(
      Date.parse(new X509Certificate(makeCertificate(['a'], Date.parse('2050-01-01T00:00:00Z')).cert).validTo),
    ).toBe(Date.parse('2050-04-01T00:00:00Z'));
  });

  test('is another one each time, and its key is not that of the authority', () => {
    const again = makeCertificate(HOSTS, now);
    expect(new X509Certificate(again.ca).fingerprint256).not.toBe(ca.fingerprint256);
    expect(new X509Certificate(again.cert).verify(ca.publicKey)).toBe(false);
  });

  const openssl = spawnSync('openssl', ['version']).status === 0;
  test.skipIf(!openssl)(
    'is what openssl accepts, in the strict reading of RFC 5280 too (without openssl: skipped)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'bcda-tls-'));
      const current = makeCertificate(HOSTS);
      writeFileSync(join(folder, 'ca.pem'), current.ca);
      writeFileSync(join(folder, 'cert.pem'), current.cert);
      const { status, stdout, stderr } = spawnSync(
        'openssl',
        ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_ip', '::1', '-CAfile', 'ca.pem', 'cert.pem'],
        { cwd: folder, encoding: 'utf8' },
      );
      expect([status, stdout, stderr]).toEqual([0, 'cert.pem: OK\n', '']);
    },
  );
});

test.each([
  ['an identifier with a large number', identifier('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
  ['an integer whose first bit is set', integer(Buffer.from([0x80])), '02020080'],
  ['a time before 2050', time(new Date('2049-12-31T23:59:59Z')), '170d3439313233313233353935395a'],
  ['a time from 2050 on', time(new Date('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
])('%s', (_, der, hex) => expect(Buffer.from(der).toString('hex')).toBe(hex));
