import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Alter, Fault, Route } from '../../../src/model/index.js';
import {
  answering,
  asking,
  bearerOf,
  both,
  changing,
  collect,
  headerOf,
  json,
  onReply,
  startReferenceServer,
  text,
  when,
  withHeader,
  without,
  withRequestHeader,
  withStatus,
  type ReferenceServer,
} from '../../../src/reference/index.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';

interface Raw {
  readonly status: number;
  readonly raw: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
  readonly complete: boolean;
}

const running: ReferenceServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

const fault = (at: Route | readonly Route[], alter: Alter): Fault => ({
  id: 'made-up',
  title: 'a deviation of this test',
  at,
  fails: [],
  blocks: [],
  alter,
});

const start = async (...faults: Fault[]): Promise<ReferenceServer> => {
  const server = await startReferenceServer({ profile: profile201912, beneficiaries: 3, faults });
  running.push(server);
  return server;
};

/** One exchange, its reply kept also where it ends early. */
const ask = (
  server: ReferenceServer,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Raw> => {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, headers, method }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part)).on('error', () => undefined);
      reply.on('close', () => {
        const bytes = Buffer.concat(parts);
        const { statusCode = 0, rawHeaders, complete } = reply;
        resolve({ status: statusCode, raw: rawHeaders, bytes, text: bytes.toString('utf8'), complete });
      });
    });
    sent.on('error', reject).end();
  });
};

const bearerFor = async (server: ReferenceServer, which: 0 | 1 = 0): Promise<Record<string, string>> => {
  const { clientId, clientSecret } = server.clients[which];
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const { text: body } = await ask(server, '/auth/token', { authorization }, 'POST');
  return { authorization: `Bearer ${(JSON.parse(body) as { access_token: string }).access_token}` };
};

/** Path of the first data file of a finished export. */
const filePath = async (server: ReferenceServer, bearer: Record<string, string>): Promise<string> => {
  const headers = { ...bearer, accept: 'application/fhir+json', prefer: 'respond-async' };
  expect((await ask(server, '/api/v1/Patient/$export', headers)).status).toBe(202);
  for (let poll = 0; poll < 3; poll += 1) expect((await ask(server, '/api/v1/jobs/42', bearer)).status).toBe(202);
  const manifest = JSON.parse((await ask(server, '/api/v1/jobs/42', bearer)).text) as { output: { url: string }[] };
  return new URL(manifest.output[0]?.url ?? '').pathname;
};

describe('a fault', () => {
  it('touches only the routes that it names', async () => {
    const server = await start(fault('data', withStatus(599)), fault(['version', 'other'], withStatus(418)));
    expect((await ask(server, '/api/v1/metadata')).status).toBe(200);
    expect((await ask(server, '/_version')).status).toBe(418);
    expect((await ask(server, '/elsewhere')).status).toBe(418);
    expect((await ask(server, '/data/1/x.ndjson')).status).toBe(599);
    expect((await ask(server, '/data/1/x-error.ndjson')).status).toBe(401);
    expect(server.errors).toEqual([]);
    // A route's name is not looked for inside another's.
    const other = await start(fault('metadata', withStatus(599)));
    expect((await ask(other, '/data/1/x.ndjson')).status).toBe(401);
    expect((await ask(other, '/api/v1/metadata')).status).toBe(599);
  });

  it('stands outside the ones after it', async () => {
    const tag = (letter: string): Alter =>
      changing(async (reply) => ({ ...reply, body: `${letter}(${await collect(reply.body)})` }));
    const server = await start(fault('version', tag('a')), fault('version', both(tag('b'), tag('c'))));
    expect((await ask(server, '/_version')).text).toMatch(/^a\(b\(c\(\{.*\}\)\)\)$/);
  });

  it('that throws is a 500, and the server remembers why', async () => {
    const wrong = new Error('made to fail');
    const server = await start(
      fault('version', () => Promise.reject(wrong)),
      fault(
        'metadata',
        json(() => JSON.parse('{') as unknown),
      ),
    );
    const reply = await ask(server, '/_version');
    expect([reply.status, reply.text]).toEqual([500, 'Internal Server Error']);
    expect((await ask(server, '/api/v1/metadata')).status).toBe(500);
    expect(server.errors).toHaveLength(2);
    expect(server.errors[0]).toBe(wrong);
  });

  it('may borrow tokens, counts and a memory, each server its own', async () => {
    const alter: Alter = (request, _next, context) => {
      const token = context.issue();
      const body = [
        context.count('asked'),
        context.keep('first', request.path),
        context.claims(token)?.client,
        context.claims(context.issue('someone'))?.client,
        context.claims(`${token}x`)?.client ?? 'none',
        context.profile.id,
      ].join(' ');
      return Promise.resolve({ status: 200, headers: [], body });
    };
    const [server, other] = [await start(fault(['version', 'other'], alter)), await start(fault('other', alter))];
    const sandbox = server.clients[0].clientId;
    expect((await ask(server, '/_version')).text).toBe(`1 /_version ${sandbox} someone none 2019-12`);
    expect((await ask(server, '/x')).text).toBe(`2 /_version ${sandbox} someone none 2019-12`);
    expect((await ask(other, '/x')).text).toBe(`1 /x ${sandbox} someone none 2019-12`);
  });

  it('knows an expired token’s claims, and a token that it issues opens the server', async () => {
    const server = await start(
      fault('other', (request, _next, context) => {
        const claims = context.claims(bearerOf(request) ?? '');
        return Promise.resolve({ status: 200, headers: [], body: `${claims?.client ?? ''} ${context.issue()}` });
      }),
    );
    const reply = await ask(server, '/x', { authorization: `Bearer ${await server.expiredToken()}` });
    const [client, token] = reply.text.split(' ');
    expect(client).toBe(server.clients[0].clientId);
    expect((await ask(server, '/api/v1/jobs/1', { authorization: `Bearer ${token ?? ''}` })).status).toBe(404);
  });
});

describe('what is sent', () => {
  it('keeps the case, the order and the duplicates of headers', async () => {
    const headers = [
      ['x-LOWER', '1'],
      ['X-Twice', 'a'],
      ['Content-Type', 'text/plain'],
      ['X-Twice', 'b'],
    ] as const;
    const server = await start(fault('version', answering({ status: 203, headers, body: 'ok' })));
    const { status, raw } = await ask(server, '/_version');
    const sent = raw.filter((_, at) => at % 2 === 0).map((name, at) => `${name}: ${raw[at * 2 + 1] ?? ''}`);
    expect(status).toBe(203);
    expect(sent.slice(1, 6)).toEqual([
      'x-LOWER: 1',
      'X-Twice: a',
      'Content-Type: text/plain',
      'X-Twice: b',
      'Content-Length: 2',
    ]);
  });

  it('may be cut: less comes than was announced', async () => {
    for (const body of ['half', '', new Uint8Array([1, 2, 3, 4])]) {
      const server = await start(fault('version', answering({ status: 200, headers: [], body, cut: 10 })));
      const reply = await ask(server, '/_version');
      expect([reply.complete, reply.bytes.length]).toEqual([false, body.length]);
      expect(headerOf([[...reply.raw].slice(2, 4) as [string, string]], 'content-length')).toBe(
        String(body.length + 10),
      );
    }
  });

  it('may be a stream, one that breaks too', async () => {
    async function* parts(breaks: boolean): AsyncGenerator<string | Uint8Array> {
      yield await Promise.resolve('ein ');
      yield Buffer.from('Stück');
      if (breaks) throw new Error('made to break');
    }
    const server = await start(
      fault('version', () => Promise.resolve({ status: 200, headers: [], body: parts(false) })),
      fault('other', () => Promise.resolve({ status: 200, headers: [], body: parts(true) })),
    );
    const whole = await ask(server, '/_version');
    expect([whole.text, whole.complete]).toEqual(['ein Stück', true]);
    const broken = await ask(server, '/broken').catch(() => undefined);
    expect(broken?.complete ?? false).toBe(false);
    expect(server.errors).toEqual([expect.objectContaining({ message: 'made to break' })]);
  });

  it('is gzipped after the faults, unless they have set an encoding or a length', async () => {
    const lines = text((content) => `${content}\n`);
    const server = await start(
      fault(
        'data',
        when((request) => request.query.has('lie'), withHeader('Content-Encoding', 'gzip')),
      ),
      fault('data', lines),
    );
    const bearer = await bearerFor(server);
    const path = await filePath(server, bearer);
    const plain = await ask(server, path, bearer);
    expect(plain.text.endsWith('\n\n')).toBe(true);
    const zipped = await ask(server, path, { ...bearer, 'accept-encoding': 'gzip' });
    expect(gunzipSync(zipped.bytes).equals(plain.bytes)).toBe(true);
    const lying = await ask(server, `${path}?lie`, { ...bearer, 'accept-encoding': 'gzip' });
    expect(lying.bytes.equals(plain.bytes)).toBe(true);
    expect(lying.raw).toContain('Content-Encoding');
    expect((await ask(server, path)).text).toBe('');
  });
});

describe('the makers of changes', () => {
  const version = async (alter: Alter, headers: Record<string, string> = {}): Promise<Raw> =>
    ask(await start(fault('version', alter)), '/_version', headers);

  it('without, withHeader, withStatus', async () => {
    expect((await version(without('content-TYPE'))).raw).not.toContain('Content-Type');
    const replaced = await version(withHeader('content-type', 'text/html'));
    expect(replaced.raw.slice(2, 4)).toEqual(['content-type', 'text/html']);
    const added = await version(withHeader('X-New', '1'));
    expect(added.raw.slice(2, 6)).toEqual(['Content-Type', 'application/json', 'X-New', '1']);
    expect((await version(withStatus(206))).status).toBe(206);
  });

  it('json: a new document, or the old one changed; only where the reply is a 200', async () => {
    expect((await version(json(() => ({ other: 1 })))).text).toBe('{"other":1}');
    const inPlace = json<{ version?: string }>((body) => {
      delete body.version;
    });
    expect((await version(inPlace)).text).toBe('{}');
    const refused = await version(
      both(
        json(() => ({ other: 1 })),
        withStatus(500),
      ),
    );
    expect(refused.text).toBe('{"version":"latest"}');
  });

  it('text: also of a stream', async () => {
    async function* parts(): AsyncGenerator<string> {
      yield await Promise.resolve('a');
      yield 'b';
    }
    const alter = both(
      text((body) => `<${body}>`),
      () => Promise.resolve({ status: 200, headers: [], body: parts() }),
    );
    expect((await version(alter)).text).toBe('<ab>');
    expect(await collect(Buffer.from('ü'))).toBe('ü');
  });

  it('asking, when, onReply', async () => {
    const server = await start(
      fault(
        'other',
        asking((request) => ({ ...request, path: request.path.replace('/old', '') })),
      ),
      fault(
        'token',
        asking((request) => withRequestHeader(request, 'Authorization', undefined)),
      ),
      fault(
        'version',
        when((request) => 'x-please' in request.headers, withStatus(201)),
      ),
      fault(
        'metadata',
        onReply(({ status }) => status === 405, both(without('allow'), withStatus(501))),
      ),
    );
    expect((await ask(server, '/old/_version')).text).toBe('{"version":"latest"}');
    const { clientId, clientSecret } = server.clients[0];
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    expect((await ask(server, '/auth/token', { authorization }, 'POST')).status).toBe(401);
    expect((await ask(server, '/_version')).status).toBe(200);
    expect((await ask(server, '/_version', { 'X-Please': '1' })).status).toBe(201);
    expect((await ask(server, '/api/v1/metadata')).status).toBe(200);
    const refused = await ask(server, '/api/v1/metadata', {}, 'POST');
    expect([refused.status, refused.raw.includes('Allow')]).toEqual([501, false]);
  });

  it('what a request carries', () => {
    const request = {
      method: 'GET',
      target: '/',
      path: '/',
      query: new URLSearchParams(),
      headers: { authorization: 'bearer abc', accept: '*/*' },
      origin: 'http://x',
      body: '',
    };
    expect(bearerOf(request)).toBe('abc');
    expect(bearerOf(withRequestHeader(request, 'Authorization', 'Basic abc'))).toBeUndefined();
    expect(withRequestHeader(request, 'ACCEPT', undefined).headers).toEqual({ authorization: 'bearer abc' });
    expect(withRequestHeader(request, 'X-New', '1').headers).toEqual({ ...request.headers, 'x-new': '1' });
  });
});
