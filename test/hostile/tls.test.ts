import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import selfsigned from 'selfsigned';
import { expect, test, vi } from 'vitest';
import { emptyFolder, type Ran, run } from '../support/cli-run.js';

const pairFor = (host: string): { cert: string; key: string } => {
  const { cert, private: key } = selfsigned.generate([{ name: 'commonName', value: host }], {
    days: 30,
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  return { cert, key };
};

/** What is made by a clock that stands in the past. */
const inThePast = <T>(make: () => T): T => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2020-01-01T00:00:00Z') });
  try {
    return make();
  } finally {
    vi.useRealTimers();
  }
};

interface Tls {
  readonly kind: string;
  readonly pair: { readonly cert: string; readonly key: string };
  /** Whether the run is told to trust the certificate. */
  readonly given: boolean;
  readonly only?: SecureVersion;
  readonly says: RegExp;
}

const TRUST =
  'If you trust this server, give the authority that issued its certificate with --ca; --insecure accepts any certificate.';
const saying = (why: string, remedy = TRUST): RegExp =>
  new RegExp(`^error: Cannot reach https://localhost:\\d+: TLS failed: ${why}\\. ${remedy.replaceAll('.', '\\.')}\\n$`);

const KINDS: readonly Tls[] = [
  {
    kind: 'whose certificate has expired',
    pair: inThePast(() => pairFor('localhost')),
    given: true,
    says: saying(
      'the certificate has expired \\(CERT_HAS_EXPIRED\\)',
      'Renew the certificate of the server. --insecure accepts any certificate.',
    ),
  },
  {
    kind: 'whose certificate nobody vouches for',
    pair: pairFor('localhost'),
    given: false,
    says: saying('the certificate is not from a trusted authority \\(DEPTH_ZERO_SELF_SIGNED_CERT\\)'),
  },
  {
    kind: 'whose certificate is for another host',
    pair: pairFor('stranger.example'),
    given: true,
    says: saying(
      'the certificate is for another host \\(ERR_TLS_CERT_ALTNAME_INVALID\\)',
      'Use a host name that the certificate is for, or correct the certificate of the server. --insecure accepts any certificate.',
    ),
  },
  {
    kind: 'that speaks TLS 1.0 only',
    pair: pairFor('localhost'),
    given: true,
    only: 'TLSv1',
    says: saying('the server does not support TLS 1.2 or later \\(EPROTO\\)', 'Enable TLS 1.2 or later on the server.'),
  },
];

/** Checks a server over TLS; tells also how many requests it got. */
const against = async ({ pair, given, only }: Omit<Tls, 'kind' | 'says'>): Promise<Ran & { asked: number }> => {
  let asked = 0;
  const version = only === undefined ? {} : { minVersion: only, maxVersion: only, ciphers: 'DEFAULT@SECLEVEL=0' };
  const server = createServer({ ...pair, ...version }, (_, response) => {
    asked += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    if (only !== undefined) expect(await spoken(port, pair.cert, only)).toBe(only);
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'ca.pem'), pair.cert);
    const env = { BCDA_CLIENT_ID: 'somebody', BCDA_CLIENT_SECRET: 'a-secret-of-somebody' };
    const trust = given ? ['--ca', 'ca.pem'] : [];
    const argv = ['check', `https://localhost:${port}`, '--profile', '2019-12', '--quiet', ...trust];
    return { ...(await run(argv, { cwd, env })), asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** The version that a client which takes anything comes to: the server must really speak it. */
const spoken = (port: number, ca: string, version: SecureVersion): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const options = { port, host: '127.0.0.1', servername: 'localhost', ca, minVersion: version, ciphers };
    const socket = connect(options, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once('error', reject);
  });

test.each(KINDS.map((kind) => [kind.kind, kind] as const))(
  'a server %s is not spoken with',
  async (_, { says, ...server }) => {
    const { code, out, err, asked } = await against(server);
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: 0 });
    expect(err).toMatch(says);
  },
);

test('a server with a certificate that is given, and for its host, is spoken with', async () => {
  const { err, asked } = await against({ pair: pairFor('localhost'), given: true });
  expect(err).not.toContain('TLS');
  expect(asked).toBeGreaterThan(0);
});
