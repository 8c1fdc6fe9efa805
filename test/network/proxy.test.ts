import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import selfsigned from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CannotJudge, type Proxies, skippingClock } from '../../src/model/index.js';
import { proxiesFrom, proxyFor, proxySecrets, withProxies } from '../../src/network/proxy.js';
import { openClientHttp, startReferenceServer } from '../../src/reference/index.js';
import { checkServer, type Checked } from '../../src/assess/index.js';
import { handshake } from '../../src/drive/session/http/tls.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder, freePort, run } from '../support/cli-run.js';

describe('the proxies of the environment', () => {
  it.each<[Record<string, string>, Proxies | undefined]>([
    [{}, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
    [
      { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'p:2' },
      { https: 'http://p:1', http: 'http://p:2', bypass: [] },
    ],
    [
      { https_proxy: 'https://p', no_proxy: 'a, b' },
      { https: 'https://p', bypass: ['a', 'b'] },
    ],
  ])('of %j', (env, proxies) => expect(proxiesFrom(env)).toEqual(proxies));

  it('give way to one that is given for all', () => {
    const env = { HTTP_PROXY: 'http://other', NO_PROXY: '*' };
    expect(proxiesFrom(env, 'http://p:1')).toEqual({ http: 'http://p:1', https: 'http://p:1', bypass: [] });
    expect(withProxies({ proxies: {} }, env)).toEqual({ proxies: {} });
  });

  it.each(['ftp://u:hunter2@p', 'http://u:hunter2@[p'])('are refused without their text: %s', (text) => {
    expect(() => proxiesFrom({ HTTPS_PROXY: text })).toThrow(CannotJudge);
    expect(() => proxiesFrom({ HTTPS_PROXY: text })).toThrow(/^(?!.*hunter2)HTTPS_PROXY is not the URL of a proxy/);
  });
});

describe('the proxy for a URL', () => {
  const of = (url: string, ...bypass: string[]) =>
    proxyFor(url, { http: 'http://p:1', https: 'http://p:2', bypass })?.href;
  it.each([
    ['http://a.example/', [], 'http://p:1/'],
    ['https://a.example/', [], 'http://p:2/'],
    ['https://a.example/', ['a.example'], undefined],
    ['https://b.a.example/', ['.a.example'], undefined],
    ['https://b.a.example/', ['*.a.example'], undefined],
    ['https://ba.example/', ['a.example'], 'http://p:2/'],
    ['https://a.example/', ['a.example:443'], undefined],
    ['https://a.example:8443/', ['a.example:443'], 'http://p:2/'],
    ['https://a.example/', ['*'], undefined],
    ['http://127.0.0.1:80/', [], undefined],
    ['http://localhost/', [], undefined],
    ['http://[::1]/', [], undefined],
  ])('%s without %j is %s', (url, bypass, proxy) => expect(of(url, ...bypass)).toBe(proxy));

  it('has a password that is a secret', () => {
    expect(proxySecrets({ https: 'http://me:pass%20word@p' })).toEqual(['pass word', 'me:pass word']);
    expect(proxySecrets({ https: 'http://p' })).toEqual([]);
  });
});

/** A proxy that connects every host to one port of this machine, and notes what it was asked. */
const startProxy = async (port: number, expected?: string) => {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const refused = ({ headers }: IncomingMessage): boolean =>
    expected !== undefined && headers['proxy-authorization'] !== `Basic ${Buffer.from(expected).toString('base64')}`;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(refused(request) ? 407 : 204, { 'X-Agent': String(request.headers['user-agent']) }).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (refused(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connected\r\n\r\n'));
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => undefined);
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: (user = '') => `http://${user}127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('through a proxy', () => {
  const clock = skippingClock();
  const HOST = 'bcda.example';
  const pair = selfsigned.generate([{ name: 'commonName', value: HOST }], {
    ...{ keySize: 2048, algorithm: 'sha256' },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
  });
  const start = () => {
    const tls = { cert: pair.cert, key: pair.private };
    return startReferenceServer({ profile: profile201912, clock, beneficiaries: 1, tls });
  };
  let server: Awaited<ReturnType<typeof start>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let base: string;
  beforeAll(async () => {
    server = await start();
    const { port } = new URL(server.url);
    proxy = await startProxy(Number(port), 'me:s3cr3t-of-the-proxy');
    base = `https://${HOST}:${port}`;
  });
  afterAll(async () => {
    proxy.close();
    await server.close();
  });

  const check = (user: string): Promise<Checked> => {
    const [credentials] = server.clients;
    const connection = { ca: pair.cert, proxies: { https: proxy.url(user) } };
    return checkServer({
      profile: profile201912,
      base,
      clock,
      credentials,
      connection,
      catalogue,
      selection: ['metadata', 'output', 'hygiene.tls'],
    });
  };

  it('small requests, files and the handshake reach a server that only the proxy knows', async () => {
    const { report } = await check('me:s3cr3t-of-the-proxy@');
    const failed = report.verdicts.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'inapplicable');
    expect(failed.map(({ id, because, seen }) => [id, because ?? seen])).toEqual([]);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(base).host}`]));
    expect(JSON.stringify(report)).not.toContain('s3cr3t');
  });

  it('that refuses its credentials is told as such, without them', async () => {
    await expect(check('me:wrong-secret-there@')).rejects.toThrow(
      /^Cannot reach https:\/\/bcda\.example:\d+: the proxy 127\.0\.0\.1:\d+ requires other credentials \(status 407\)\. Check the proxy/,
    );
  });

  it('that is not there is told as such, by check, doctor and pull', async () => {
    const port = await freePort();
    const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, BCDA_CLIENT_ID: 'x', BCDA_CLIENT_SECRET: 'y2345678' };
    for (const argv of [
      ['check', 'http://bcda.example', '--profile', '2019-12'],
      ['doctor', 'http://bcda.example'],
      ['pull', 'http://bcda.example', '--out', emptyFolder()],
    ]) {
      const { code, out, err } = await run(argv, { env });
      expect(code).toBe(2);
      expect(out + err).toContain(`the proxy 127.0.0.1:${port} cannot be reached (ECONNREFUSED)`);
    }
  });

  it('a request of plain http names the whole URL', async () => {
    const send = openClientHttp({ proxies: { http: proxy.url('me:s3cr3t-of-the-proxy@') } });
    const { status, headers } = await send({ method: 'GET', url: 'http://bcda.example/a?b', headers: [] });
    expect([status, proxy.asked.at(-1)]).toEqual([204, 'GET http://bcda.example/a?b']);
    expect(headers).toContainEqual(['X-Agent', expect.stringMatching(/^bcda-conformance\//)]);
  });

  it('a handshake tells why there is none', async () => {
    expect((await handshake(base, { proxies: { https: proxy.url('me:wrong@') } }))?.failure?.says).toMatch(
      /status 407/,
    );
  });

  it('a password on the command line is refused without being repeated', async () => {
    const { code, err } = await run(['check', 'http://bcda.example', '--proxy', 'http://me:hunter2@p:1']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^error: --proxy contains a user name or password/)]);
    expect(err).not.toContain('hunter2');
  });
});
