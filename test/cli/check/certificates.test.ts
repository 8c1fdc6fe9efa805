import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import selfsigned from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/package.js';
import { emptyFolder, run } from '../../support/cli-run.js';

/** Certificates that openssl made once, valid for a century: a root, an intermediate authority, and a server on loopback. */
const place = (name: string): string => join(packageRoot, 'test/support/certificates', name);
const pem = (name: string): string => readFileSync(place(name), 'utf8');

/** A server with a certificate, and what check and doctor say of it. */
const sayingOf = (tls: () => { key: string; cert: string }) => {
  const server = createServer(tls(), (_, response) => void response.end('{}')).on('tlsClientError', () => undefined);
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => void server.close());
  return async (...argv: string[]) => {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const check = await run(['check', url, 'metadata', '--profile', '2019-12', ...argv]);
    const doctor = await run(['doctor', url, ...argv]);
    return { code: check.code, both: [check.err, doctor.out] };
  };
};

describe('a server that does not send its intermediate certificate', () => {
  const says = sayingOf(() => ({ key: pem('leaf.key'), cert: pem('leaf.pem') }));
  const missing = /"Test Intermediate" issued, but not the certificate of "Test Intermediate".*the chain is incomplete/;

  it('is told which is missing, when the root is given', async () => {
    const { code, both } = await says('--ca', place('root.pem'));
    expect(code).toBe(2);
    for (const text of both) {
      expect(text).toMatch(missing);
      expect(text).not.toContain('give it with --ca');
    }
  });

  it('is told both causes, when no authority is given', async () => {
    const { both } = await says();
    for (const text of both)
      expect(text).toMatch(/the chain is incomplete.*If it is the authority itself, give it with --ca/);
  });
});

describe('a server that sends its chain', () => {
  const says = sayingOf(() => ({ key: pem('leaf.key'), cert: pem('leaf.pem') + pem('intermediate.pem') }));

  it('is trusted with the root', async () => {
    const { code, both } = await says('--ca', place('root.pem'));
    expect(code).toBe(1);
    expect(both[1]).toMatch(/with a trusted certificate/);
  });

  it('is told the name of the authority that is not trusted', async () => {
    for (const text of (await says()).both) expect(text).toContain('"Test Root"');
  });
});

describe('a certificate of another host', () => {
  const pair = selfsigned.generate([{ name: 'commonName', value: 'other.example' }], {
    ...{ keySize: 2048, algorithm: 'sha256' },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'other.example' }] }],
  });
  const says = sayingOf(() => ({ key: pair.private, cert: pair.cert }));

  it('is told to be of another host', async () => {
    const file = join(emptyFolder(), 'ca.pem');
    writeFileSync(file, pair.cert);
    const { code, both } = await says('--ca', file);
    expect(code).toBe(2);
    for (const text of both) {
      expect(text).toMatch(/for another host/);
      expect(text).toMatch(/Use a host name that the certificate is for/);
      expect(text).not.toMatch(/with --ca/);
    }
  });
});
