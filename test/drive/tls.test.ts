import selfsigned from 'selfsigned';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkServer } from '../../src/assess/index.js';
import type { Report, RunOptions } from '../../src/model/index.js';
import { skippingClock } from '../../src/model/index.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';

const [, profile] = profiles;
const clock = skippingClock();
const pair = selfsigned.generate([{ name: 'commonName', value: 'bcda.example' }], {
  keySize: 2048,
  algorithm: 'sha256',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'bcda.example' }] }],
});
let server: ReferenceServer;
beforeAll(async () => {
  server = await startReferenceServer({
    profile,
    clock,
    beneficiaries: 2,
    tls: { cert: pair.cert, key: pair.private },
  });
});
afterAll(() => server.close());

const check = async (connection: RunOptions['connection'], host = 'bcda.example'): Promise<Report> => {
  const [credentials, other] = server.clients;
  const base = server.url.replace('127.0.0.1', host);
  const hosts = { 'bcda.example': '127.0.0.1', 'stranger.example': '127.0.0.1' };
  const options = { profile, base, clock, credentials, other, waitForExpiry: true, catalogue };
  return (await checkServer({ ...options, connection: { hosts, ...connection } })).report;
};

test('a server with a certificate of a given authority conforms, and its TLS is modern', async () => {
  const report = await check({ ca: pair.cert });
  expect(report.verdicts.find(({ id }) => id === 'hygiene.tls')?.outcome).toBe('pass');
  expect(report.facts).toContainEqual({ kind: 'tls', protocol: 'TLSv1.3' });
  expect(report.conforms).toBe('yes');
});

test('without the authority nothing is judged, and the sentence says that it is the certificate', async () => {
  await expect(check({})).rejects.toThrow(/Cannot reach https:\/\/bcda\.example:\d+: TLS failed/);
});

test('a certificate for another host is refused', async () => {
  await expect(check({ ca: pair.cert }, 'stranger.example')).rejects.toThrow(/TLS failed/);
});

test('any certificate will do when the user says so', async () => {
  const report = await check({ insecure: true }, 'stranger.example');
  expect(report.conforms).toBe('yes');
});
