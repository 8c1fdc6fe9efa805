import { readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import selfsigned from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { departures } from '../../schemas/violations.js';
import { type Clock, type Diagnosis, type Fault, skippingClock } from '../../src/model/index.js';
import { type ReferenceServer, type ReferenceServerOptions, startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder, freePort, run, withServer } from '../support/cli-run.js';

interface Looked {
  readonly code: number;
  readonly diagnosis: Diagnosis;
  /** What both formats and stderr said. */
  readonly text: string;
}

const cwd = emptyFolder();
let count = 0;

/** Runs the doctor; what is asked of it holds whatever it finds. */
const look = async (
  url: string | undefined,
  { argv = [], env = {}, clock }: { argv?: readonly string[]; env?: Record<string, string>; clock?: Clock } = {},
): Promise<Looked> => {
  const file = `d${(count += 1)}.json`;
  const target = url === undefined ? [] : [url];
  const { code, out, err } = await run(
    ['doctor', ...target, '--report', 'console', '--report', `json=${file}`, ...argv],
    {
      cwd,
      env,
      ...(clock !== undefined && { clock }),
    },
  );
  expect(err).toBe('');
  const text = readFileSync(join(cwd, file), 'utf8');
  const diagnosis = JSON.parse(text) as Diagnosis;
  expect(departures('doctor', diagnosis)).toEqual([]);
  expect(diagnosis.requests).toBeLessThanOrEqual(5);
  for (const { state, remedy } of diagnosis.points)
    expect(remedy !== undefined).toBe(state === 'warning' || state === 'problem');
  expect(out.trimEnd().split('\n').at(-1)).toBe(`  ${diagnosis.next}`);
  return { code, diagnosis, text: out + text };
};

const envOf = ({ clients: [{ clientId, clientSecret }] }: ReferenceServer) => ({
  BCDA_CLIENT_ID: clientId,
  BCDA_CLIENT_SECRET: clientSecret,
});

/** Looks at a reference server of its own; every request that it gets is noted. */
const lookAt = async (
  ids: readonly string[],
  { argv, env, clock }: { argv?: readonly string[]; env?: Record<string, string>; clock?: Clock } = {},
  options: Partial<ReferenceServerOptions> = {},
): Promise<Looked & { asked: readonly string[] }> => {
  const chosen = faults.filter(({ id }) => ids.includes(id));
  expect(chosen).toHaveLength(ids.length);
  const asked: string[] = [];
  const ear: Fault = {
    ...{ id: 'ear', title: 'notes what is asked', fails: [], blocks: [] },
    at: ['token', 'metadata', 'version', 'kickoff', 'status', 'data', 'error-file', 'other'],
    alter: (request, next) => {
      asked.push(`${request.method} ${request.path}`);
      return next(request);
    },
  };
  const server = await startReferenceServer({
    ...{ profile: profile201912, beneficiaries: 1, faults: [ear, ...chosen] },
    ...options,
  });
  try {
    const looked = await look(server.url, {
      env: env ?? envOf(server),
      ...(argv !== undefined && { argv }),
      ...(clock !== undefined && { clock }),
    });
    expect(looked.text).not.toContain(server.clients[0].clientSecret);
    expect(looked.text).not.toMatch(/eyJ[\w-]+\./);
    expect(looked.diagnosis.requests).toBe(asked.length);
    expect(asked.filter((line) => line.includes('$export'))).toEqual([]);
    return { ...looked, asked };
  } finally {
    await server.close();
  }
};

const pointOf = ({ diagnosis }: Looked, id: string) => diagnosis.points.find((point) => point.id === id);
const statesOf = ({ diagnosis }: Looked) => Object.fromEntries(diagnosis.points.map(({ id, state }) => [id, state]));
const notOk = (looked: Looked): string[] =>
  looked.diagnosis.points.filter(({ state }) => state === 'problem' || state === 'warning').map(({ id }) => id);

describe('doctor of a sound server', () => {
  it('finds all well by three requests, and names the check to run', async () => {
    const looked = await lookAt([]);
    expect([looked.code, looked.diagnosis.result, notOk(looked)]).toEqual([0, 'ready', []]);
    expect(looked.asked).toEqual([
      'GET /api/v1/metadata',
      'POST /auth/token',
      expect.stringMatching(/^GET \/api\/v1\/jobs\/\d{9}$/),
    ]);
    expect(looked.diagnosis.profile).toBe('2019-12');
    expect(looked.diagnosis.next).toBe(`bcda-conformance check ${looked.diagnosis.target}`);
    expect(new Set(Object.values(statesOf(looked)))).toEqual(new Set(['ok']));
  });

  it('without a URL is about the embedded one', async () => {
    const looked = await look(undefined);
    expect([looked.code, looked.diagnosis.next, notOk(looked)]).toEqual([0, 'bcda-conformance check', []]);
    expect(pointOf(looked, 'second-client')?.state).toBe('ok');
  });

  it('without credentials warns, and leaves the metadata to check', async () => {
    const looked = await lookAt([], { env: {} });
    expect([looked.code, notOk(looked), looked.asked.length]).toEqual([0, ['credentials'], 1]);
    expect(looked.diagnosis.next).toMatch(/ metadata$/);
    expect(pointOf(looked, 'token-life')?.state).toBe('not tried');
  });

  it('takes over the options of a check, but not the query of a token endpoint', async () => {
    writeFileSync(join(cwd, 'my secret'), 'abcdefgh12345678');
    const argv = ['--profile', '2019-12', '--client-id', 'me', '--client-secret-file', 'my secret'];
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 1 });
    const looked = await look(server.url, { argv: [...argv, '--token-url', 'http://127.0.0.1:9/token?key=hidden77'] });
    await server.close();
    expect(looked.diagnosis.next).toContain(
      "--profile 2019-12 --client-id me --client-secret-file 'my secret' --token-url 'http://127.0.0.1:9/token?…'",
    );
    expect(looked.text).not.toContain('hidden77');
  });
});

describe('doctor of a server with a fault', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['metadata-behind-token', ['metadata', 'profile'], /returned 401: the metadata must be readable without a token/],
    ['metadata-fails', ['metadata', 'profile'], /returned 500: the server, or a gateway in front of it, failed/],
    ['metadata-is-conformance', ['metadata', 'profile'], /without a CapabilityStatement/],
    ['metadata-without-patient-export', ['profile'], /list no export operation/],
    ['token-fails', ['credentials'], /POST \S+\/auth\/token returned 500/],
    ['token-missing', ['credentials'], /returned 200 without access_token/],
    ['token-unusable', ['token-accepted'], /returned 401: the server refuses the token that was just issued/],
  ])('%s', async (id, points, says) => {
    const looked = await lookAt([id]);
    expect([looked.code, looked.diagnosis.result, notOk(looked)]).toEqual([1, 'problem', points]);
    expect(pointOf(looked, points[0]!)).toMatchObject({
      state: 'problem',
      says: expect.stringMatching(says) as string,
    });
  });

  it('in the life of its tokens is ready, with a warning', async () => {
    const looked = await lookAt(['token-lives-two-hours']);
    expect([looked.code, looked.diagnosis.result]).toEqual([0, 'ready']);
    expect(pointOf(looked, 'token-life')).toMatchObject({
      state: 'warning',
      says: expect.stringMatching(/is not valid for 1200 s.*expires_in: 7200 s/) as string,
    });
  });

  it('that no doctor need mind is ready', async () => {
    expect(notOk(await lookAt(['metadata-as-html', 'metadata-is-draft']))).toEqual([]);
  });

  it('goes on under a profile that was given, and says when the metadata fit another better', async () => {
    const sick = await lookAt(['metadata-fails'], { argv: ['--profile', '2019-12'] });
    expect([sick.code, notOk(sick), pointOf(sick, 'credentials')?.state]).toEqual([1, ['metadata'], 'ok']);
    const other = await lookAt([], { argv: ['--profile', '2019-09'] });
    expect(pointOf(other, 'profile')).toMatchObject({
      state: 'warning',
      says: expect.stringMatching(/2019-12 better/) as string,
    });
  });

  it('names both causes of refused credentials, and does not repeat them', async () => {
    const looked = await lookAt([], { env: { BCDA_CLIENT_ID: 'someone', BCDA_CLIENT_SECRET: 'nobodys-secret' } });
    expect([looked.code, notOk(looked)]).toEqual([1, ['credentials']]);
    expect(pointOf(looked, 'credentials')?.says).toMatch(
      /either the credentials are wrong .* or the server refuses correct/,
    );
    expect(looked.text).not.toContain('nobodys-secret');
  });

  it('asks a busy server once, and does not wait', async () => {
    const busy: Fault = {
      ...{ id: 'busy', title: 'busy', at: 'status', fails: [], blocks: [] },
      alter: () => Promise.resolve({ status: 503, headers: [['Retry-After', '100']], body: '' }),
    };
    const sleepless: Clock = { now: () => Date.now(), sleep: () => Promise.reject(new Error('it waited')) };
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 1, faults: [busy] });
    const looked = await look(server.url, { env: envOf(server), clock: sleepless });
    await server.close();
    expect([looked.code, notOk(looked), looked.diagnosis.requests]).toEqual([0, ['token-accepted'], 3]);
  });
});

describe('clocks', () => {
  const ahead = (seconds: number): Clock => ({ ...skippingClock(), now: () => Date.now() + seconds * 1000 });
  it.each([
    [0, 'ok', 0],
    [-50, 'ok', 0],
    [70, 'warning', 0],
    [-290, 'warning', 0],
    [310, 'problem', 1],
    [-4000, 'problem', 1],
  ] as const)('%i s off: %s', async (seconds, state, code) => {
    const looked = await lookAt([], { clock: ahead(seconds) });
    expect([pointOf(looked, 'clock')?.state, looked.code]).toEqual([state, code]);
    if (state !== 'ok')
      expect(pointOf(looked, 'clock')?.says).toMatch(
        seconds > 0 ? /s behind this machine's/ : /s ahead of this machine's/,
      );
  });
});

describe('inputs that only the user has', () => {
  it('a second client, and a token that is to have expired', async () => {
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 1 });
    const [, other] = server.clients;
    writeFileSync(join(cwd, 'other'), other.clientSecret);
    writeFileSync(join(cwd, 'wrong'), 'not-this-secret');
    writeFileSync(join(cwd, 'opaque'), 'no-jwt-at-all');
    const argv = ['--other-client-id', other.clientId, '--other-client-secret-file'];
    const well = await look(server.url, { env: envOf(server), argv: [...argv, 'other'] });
    expect([well.code, well.diagnosis.requests, pointOf(well, 'second-client')?.state]).toEqual([0, 4, 'ok']);
    expect(well.text).not.toContain(other.clientSecret);
    const badly = await look(server.url, {
      env: envOf(server),
      argv: [...argv, 'wrong', '--expired-token-file', 'opaque'],
    });
    await server.close();
    expect([badly.code, notOk(badly)]).toEqual([1, ['second-client', 'expired-token']]);
    expect(badly.text).not.toMatch(/not-this-secret|no-jwt-at-all/);
  });
});

describe('doctor where something else answers', () => {
  const at = (listener: RequestListener, argv: readonly string[] = []) =>
    withServer(listener, (url) => look(url, { argv, env: { BCDA_CLIENT_ID: 'x', BCDA_CLIENT_SECRET: 'y2345678' } }));

  it('a login page', async () => {
    const looked = await at((_, reply) => reply.setHeader('Content-Type', 'text/html').end('<html>sign in</html>'));
    expect([looked.code, looked.diagnosis.requests]).toEqual([1, 1]);
    expect(pointOf(looked, 'metadata')).toMatchObject({
      state: 'problem',
      says: expect.stringMatching(/returned 200 with a web page/) as string,
      remedy: expect.stringMatching(/proxy or a login page/) as string,
    });
  });

  it('a redirect, whose secrets are not repeated', async () => {
    const looked = await at((_, reply) =>
      reply.writeHead(302, { Location: 'https://sso.example/login?ticket=s3cr3t-ticket' }).end(),
    );
    expect([looked.code, looked.diagnosis.requests]).toEqual([1, 1]);
    expect(looked.diagnosis.next).toBe('bcda-conformance doctor URL');
    expect(pointOf(looked, 'metadata')?.says).toMatch(
      /returned 302, a redirect to https:\/\/sso\.example\/login\?ticket=«/,
    );
    expect(looked.text).not.toContain('s3cr3t');
  });

  it('a redirect to https, and sends no credentials there even under a profile that is given', async () => {
    const sent: string[] = [];
    const looked = await at(
      ({ url = '', headers }, reply) => {
        sent.push(headers.authorization ?? 'none');
        reply.writeHead(301, { Location: `https://bcda.example${url}` }).end();
      },
      ['--profile', '2019-12'],
    );
    expect([looked.code, sent]).toEqual([1, ['none']]);
    expect(pointOf(looked, 'credentials')).toMatchObject({
      state: 'not tried',
      says: expect.stringMatching(/redirects/) as string,
    });
    expect(looked.diagnosis.next).toBe('bcda-conformance doctor https://bcda.example --profile 2019-12');
  });

  it('a URL that goes too far, or misses the path', async () => {
    const nothing: RequestListener = (_, reply) => reply.writeHead(404).end();
    const far = await withServer(nothing, async (url) => {
      const looked = await look(`${url}/bcda/api/v1/Patient`);
      expect(looked.diagnosis.next).toBe(`bcda-conformance doctor ${url}/bcda`);
      return looked;
    });
    expect(pointOf(far, 'metadata')?.remedy).toMatch(/^Remove \/api\/v1\/Patient from the URL/);
    const near = await at(nothing);
    expect(pointOf(near, 'metadata')?.remedy).toMatch(/^Correct the path of the URL/);
    expect(near.diagnosis.next).toBe('bcda-conformance doctor URL');
  });

  it('a URL that ends in the version of the API, which is removed', async () => {
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 1 });
    const looked = await look(`${server.url}/api/v1/`, { env: envOf(server) });
    await server.close();
    expect([looked.code, looked.diagnosis.target]).toEqual([0, server.url]);
    expect(looked.diagnosis.next).toBe(`bcda-conformance check ${server.url}`);
  });

  it('a firewall', async () => {
    const looked = await at((_, reply) => reply.writeHead(403).end('no'));
    expect(pointOf(looked, 'metadata')?.remedy).toMatch(/let the User-Agent bcda-conformance\/\S+ through/);
  });

  it('a token endpoint that is elsewhere', async () => {
    const away = { argv: ['--token-url', 'http://127.0.0.1:9/token'] };
    const gone: Fault = {
      ...{ id: 'gone', title: 'no token endpoint', at: 'token', fails: [], blocks: [] },
      alter: () => Promise.resolve({ status: 404, headers: [], body: '' }),
    };
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 1, faults: [gone] });
    const there = await startReferenceServer({ profile: profile201912, beneficiaries: 1 });
    const env = envOf(server);
    expect(pointOf(await look(server.url, { env }), 'credentials')).toMatchObject({
      says: expect.stringMatching(/returned 404: there is no token endpoint/) as string,
      remedy: expect.stringMatching(/give its full URL with --token-url/) as string,
    });
    expect(pointOf(await look(server.url, { env, ...away }), 'credentials')).toMatchObject({
      says: expect.stringMatching(/had no response: the connection was refused/) as string,
      remedy: expect.stringMatching(/Correct --token-url/) as string,
    });
    const found = await look(server.url, { env, argv: ['--token-url', `${there.url}/auth/token`] });
    await Promise.all([server.close(), there.close()]);
    expect([found.code, notOk(found)]).toEqual([0, []]);
  });

  it('what is no HTTP', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end('220 mail.example ESMTP\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const looked = await look(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.close();
    expect([looked.code, looked.diagnosis.result, looked.diagnosis.requests]).toEqual([1, 'problem', 1]);
    expect(pointOf(looked, 'reachable')?.says).toMatch(/no valid response: the response is not HTTP/);
    expect(looked.text).not.toContain('ESMTP');
  });

  it('nothing at all', async () => {
    for (const scheme of ['http', 'https']) {
      const looked = await look(`${scheme}://127.0.0.1:${await freePort()}`);
      expect([looked.code, looked.diagnosis.result]).toEqual([2, 'unreachable']);
      expect(pointOf(looked, 'reachable')).toMatchObject({
        says: expect.stringMatching(/cannot be reached: the connection was refused/) as string,
        remedy: expect.stringMatching(/^Start the server/) as string,
      });
    }
  });

  it('a wrong command line', async () => {
    expect((await run(['doctor', 'token'])).err).toMatch(/"token" is not a URL/);
    expect((await run(['doctor', 'ftp://x'])).code).toBe(2);
    expect((await run(['doctor', 'http://x', '--client-secret=abc'])).err).toMatch(/--client-secret is refused/);
    expect((await run(['doctor', '--ca', 'x.pem'])).err).toMatch(/--ca needs a URL/);
    expect((await run(['doctor', '--report', 'markdown'])).err).toMatch(/formats are console, json/);
  });
});

describe('TLS', () => {
  const pair = selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    ...{ keySize: 2048, algorithm: 'sha256', days: 90 },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  let server: ReferenceServer;
  beforeAll(async () => {
    const tls = { cert: pair.cert, key: pair.private };
    server = await startReferenceServer({ profile: profile201912, beneficiaries: 1, tls });
    writeFileSync(join(cwd, 'ca.pem'), pair.cert);
  });
  afterAll(() => server.close());

  it('with its authority tells version and days left', async () => {
    const looked = await look(server.url, { env: envOf(server), argv: ['--ca', 'ca.pem'] });
    expect([looked.code, notOk(looked)]).toEqual([0, []]);
    expect(pointOf(looked, 'tls')?.says).toMatch(
      /^TLSv1\.3, with a trusted certificate, valid for (89|90) more days\.$/,
    );
  });

  it('that is about to expire is a warning', async () => {
    const clock: Clock = { ...skippingClock(), now: () => Date.now() + 70 * 86_400_000 };
    const looked = await look(server.url, { env: envOf(server), argv: ['--ca', 'ca.pem'], clock });
    expect(pointOf(looked, 'tls')?.state).toBe('warning');
  });

  it('of an unknown authority is a problem, and nothing is sent', async () => {
    const looked = await look(server.url, { env: envOf(server) });
    expect([looked.code, looked.diagnosis.requests, notOk(looked)]).toEqual([1, 0, ['tls']]);
    expect(pointOf(looked, 'tls')?.remedy).toMatch(/--ca; --insecure accepts any certificate/);
  });

  it('that is not checked says so', async () => {
    const looked = await look(server.url, { env: envOf(server), argv: ['--insecure'] });
    expect([looked.code, notOk(looked)]).toEqual([0, ['tls']]);
    expect(pointOf(looked, 'tls')?.says).toMatch(/not checked \(it would not be trusted\)/);
  });

  it('asked for by plain http, and the reverse', async () => {
    const plain = await look(server.url.replace('https', 'http'), { env: envOf(server) });
    expect([plain.code, notOk(plain)]).toEqual([2, ['reachable']]);
    expect(plain.diagnosis.next).toBe(`bcda-conformance doctor ${server.url}`);
    expect(pointOf(plain, 'reachable')).toMatchObject({
      says: 'The URL has http, but the server uses https.',
      remedy: expect.stringContaining(`Use ${server.url}`) as string,
    });
    const other = await startReferenceServer({ profile: profile201912, beneficiaries: 1 });
    const secure = await look(other.url.replace('http', 'https'), { env: envOf(other) });
    await other.close();
    expect([secure.code, notOk(secure)]).toEqual([2, ['reachable']]);
    expect(pointOf(secure, 'reachable')?.says).toBe('The URL has https, but the server uses http.');
  });
});
