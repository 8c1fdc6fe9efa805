import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/model/index.js';
import {
  startReferenceServer,
  type ReferenceServer,
  type ReferenceServerOptions,
} from '../../../src/reference/index.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Manifest {
  readonly request: string;
  readonly output: readonly { readonly type: string; readonly url: string }[];
  readonly error: readonly { readonly type: string; readonly url: string }[];
}

const EXPORT = { accept: 'application/fhir+json', prefer: 'respond-async' };
const EVERYTHING = '/api/v1/Patient/$export';

const running: ReferenceServer[] = [];

const start = async (options: Partial<ReferenceServerOptions> = {}): Promise<ReferenceServer> => {
  const server = await startReferenceServer({ profile: profile201912, beneficiaries: 3, ...options });
  running.push(server);
  return server;
};

afterEach(async () => {
  const errors = running.flatMap((server) => server.errors);
  await Promise.all(running.splice(0).map((server) => server.close()));
  expect(errors).toEqual([]);
});

/** One exchange; the path is sent as it stands. */
const ask = (base: string, path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> => {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      reply.on('end', () => {
        const bytes = Buffer.concat(parts);
        const { statusCode = 0, headers: received } = reply;
        resolve({
          status: statusCode,
          headers: received as Answer['headers'],
          bytes,
          text: bytes.toString('utf8'),
        });
      });
    });
    sent.on('error', reject).end(body);
  });
};

const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const tokenOf = async (server: ReferenceServer, which: 0 | 1 = 0): Promise<string> => {
  const { clientId, clientSecret } = server.clients[which];
  const reply = await ask(server.url, '/auth/token', { method: 'POST', headers: basic(clientId, clientSecret) });
  expect(reply.status).toBe(200);
  return (JSON.parse(reply.text) as { access_token: string }).access_token;
};

const bearerFor = async (server: ReferenceServer, which: 0 | 1 = 0): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await tokenOf(server, which)}`,
});

const pathOf = (url: string | undefined): string => {
  const { pathname, search } = new URL(url ?? '');
  return pathname + search;
};

/** Starts an export and follows it to the end; the answers on the way. */
const exported = async (
  server: ReferenceServer,
  bearer: Record<string, string>,
  path = EVERYTHING,
): Promise<{ readonly job: string; readonly stages: Answer[]; readonly manifest: Manifest }> => {
  const started = await ask(server.url, path, { headers: { ...bearer, ...EXPORT } });
  expect([started.status, started.text]).toEqual([202, '']);
  const job = pathOf(started.headers['content-location']);
  const stages: Answer[] = [];
  do stages.push(await ask(server.url, job, { headers: bearer }));
  while (stages.at(-1)?.status === 202 && stages.length < 20);
  return { job, stages, manifest: JSON.parse(stages.at(-1)?.text ?? '') as Manifest };
};

const manualClock = (now = Date.UTC(2019, 11, 9, 20, 44, 1, 705)): Clock & { pass: (ms: number) => void } => ({
  now: () => now,
  sleep: () => Promise.resolve(),
  pass: (ms) => {
    now += ms;
  },
});

const claimsOf = (token: string): { iat: number; exp: number; jti: string; sub: string } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as ReturnType<typeof claimsOf>;

describe('the token endpoint', () => {
  it('says 401 and nothing else to whoever it does not know', async () => {
    const server = await start();
    const [{ clientId, clientSecret }] = server.clients;
    const strangers: Record<string, string>[] = [
      {},
      basic(clientId, 'wrong'),
      basic('nobody', clientSecret),
      basic(clientId, ''),
      { authorization: 'Basic' },
      { authorization: 'Basic %%%' },
      { authorization: `Basic ${Buffer.from('nocolon').toString('base64')}` },
      { authorization: `Bearer ${clientSecret}` },
    ];
    for (const headers of strangers) {
      const reply = await ask(server.url, '/auth/token', { method: 'POST', headers });
      expect([reply.status, reply.text, reply.headers['www-authenticate']]).toEqual([401, '', 'Basic realm="BCDA"']);
    }
  });

  it('takes any small body, refuses a big one, and knows POST only', async () => {
    const server = await start();
    const [{ clientId, clientSecret }] = server.clients;
    const headers = { ...basic(clientId, clientSecret), 'content-type': 'application/x-www-form-urlencoded' };
    const post = (body?: string): Promise<Answer> =>
      ask(server.url, '/auth/token', { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
    expect((await post()).status).toBe(200);
    expect((await post('')).status).toBe(200);
    expect((await post('grant_type=client_credentials')).status).toBe(200);
    expect((await post('x'.repeat(65_537))).status).toBe(413);
    const got = await ask(server.url, '/auth/token', { headers });
    expect([got.status, got.headers['allow']]).toEqual([405, 'POST']);
    expect(got.text).not.toContain('access_token');
  });

  it.each([
    [profile201909, undefined, 3600],
    [profile201912, undefined, 1200],
    [profile201912, 7, 7],
  ])('gives tokens of the documented life', async (profile, tokenLife, life) => {
    const server = await start({ profile, ...(tokenLife === undefined ? {} : { tokenLife }) });
    const [first, second] = [await tokenOf(server), await tokenOf(server)].map(claimsOf);
    expect((first?.exp ?? 0) - (first?.iat ?? 0)).toBe(life);
    expect(first?.sub).toBe(server.clients[0].clientId);
    expect(first?.jti).not.toBe(second?.jti);
  });
});

describe('the metadata', () => {
  it.each([
    [profile201909, '2019-05-30'],
    [profile201912, '2019-12-09'],
  ])('have the dates of the guide’s sample', async (profile, date) => {
    const server = await start({ profile });
    const { text } = await ask(server.url, '/api/v1/metadata');
    expect(JSON.parse(text)).toMatchObject({ date, software: { releaseDate: date } });
  });
});

describe('protected paths', () => {
  const paths = [
    EVERYTHING,
    '/api/v1/Practitioner/$export',
    '/api/v1/jobs/42',
    '/api/v1/jobs/nonsense',
    '/data/42/nothing.ndjson',
    '/data/42/nothing-error.ndjson',
    '/data/',
  ];

  it.each(paths)('%s: without a valid token a silent 401, before anything else is looked at', async (path) => {
    const server = await start();
    const token = await tokenOf(server);
    const [{ clientId, clientSecret }] = server.clients;
    const refused: Record<string, string>[] = [
      {},
      basic(clientId, clientSecret),
      { authorization: 'Bearer' },
      { authorization: 'Bearer made.up.token' },
      { authorization: `Token ${token}` },
      { authorization: `Bearer ${await server.expiredToken()}` },
    ];
    for (const headers of refused) {
      for (const method of ['GET', 'POST']) {
        const reply = await ask(server.url, path, { method, headers });
        expect([reply.status, reply.text, reply.headers['www-authenticate']]).toEqual([401, '', 'Bearer realm="BCDA"']);
      }
    }
    expect((await ask(server.url, `${path}?access_token=${token}`)).status).toBe(401);
    const known = await ask(server.url, path, { headers: { authorization: `bearer ${token}` } });
    expect([400, 404]).toContain(known.status);
  });

  it('a token counts only with this server’s RS512 signature, every character of it', async () => {
    const server = await start();
    const token = await tokenOf(server);
    const status = async (altered: string): Promise<number> =>
      (await ask(server.url, '/api/v1/jobs/1', { headers: { authorization: `Bearer ${altered}` } })).status;
    const [header = '', claims = '', signature = ''] = token.split('.');
    const at = (place: number): string =>
      signature.slice(0, place) + (signature[place] === 'A' ? 'B' : 'A') + signature.slice(place + 1);
    // The last character's lower bits are padding: the one after it in the alphabet decodes to the same bytes.
    const padded = signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1);
    expect(Buffer.from(padded, 'base64url').equals(Buffer.from(signature, 'base64url'))).toBe(true);
    for (const altered of [at(0), at(170), padded]) {
      expect(await status(`${header}.${claims}.${altered}`)).toBe(401);
    }
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const longer = Buffer.from(JSON.stringify({ ...claimsOf(token), exp: 9e9 })).toString('base64url');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const stranger = createSign('RSA-SHA512').update(`${header}.${claims}`).sign(privateKey, 'base64url');
    expect(await status(`${none}.${claims}.`)).toBe(401);
    expect(await status(`${none}.${claims}.${signature}`)).toBe(401);
    expect(await status(`${header}.${longer}.${signature}`)).toBe(401);
    expect(await status(`${header}.${claims}.${stranger}`)).toBe(401);
    expect(await status(token)).toBe(404);
  });

  it('a token opens them until its exp, by the clock that the server is given', async () => {
    const clock = manualClock(Date.UTC(2019, 11, 9));
    const server = await start({ clock });
    const bearer = await bearerFor(server);
    const { job, manifest } = await exported(server, bearer);
    const open = [job, pathOf(manifest.output[0]?.url)];
    const statuses = async (): Promise<number[]> =>
      Promise.all(open.map(async (path) => (await ask(server.url, path, { headers: bearer })).status));
    clock.pass(1_199_000);
    expect(await statuses()).toEqual([200, 200]);
    clock.pass(1_000);
    expect(await statuses()).toEqual([401, 401]);
    const renewed = await bearerFor(server);
    expect((await ask(server.url, job, { headers: renewed })).status).toBe(200);
  });
});

describe('a kick-off', () => {
  it.each([
    ['no Accept', { prefer: 'respond-async' }, ''],
    ['another Accept', { ...EXPORT, accept: 'application/json' }, ''],
    ['a wildcard', { ...EXPORT, accept: '*/*' }, ''],
    ['no Prefer', { accept: 'application/fhir+json' }, ''],
    ['another Prefer', { ...EXPORT, prefer: 'return=minimal' }, ''],
    ['an unknown type', EXPORT, '?_type=Basket'],
    ['a known and an unknown type', EXPORT, '?_type=Patient,Basket'],
    ['another case', EXPORT, '?_type=patient'],
    ['an empty type', EXPORT, '?_type='],
    ['a type twice', EXPORT, '?_type=Patient,Patient'],
    ['the parameter twice', EXPORT, '?_type=Patient&_type=Patient'],
  ])('with %s is refused with an OperationOutcome', async (_, headers, query) => {
    const server = await start();
    const bearer = await bearerFor(server);
    const reply = await ask(server.url, EVERYTHING + query, { headers: { ...bearer, ...headers } });
    expect([reply.status, reply.headers['content-type']]).toEqual([400, 'application/fhir+json']);
    expect(reply.headers['content-location']).toBeUndefined();
    const issue = { severity: 'error', code: expect.stringMatching(/^(required|value)$/) as string };
    expect(JSON.parse(reply.text)).toMatchObject({ resourceType: 'OperationOutcome', issue: [issue] });
  });

  it('is accepted with headers that list more, and each one makes a job of its own', async () => {
    const server = await start();
    const bearer = await bearerFor(server);
    const headers = {
      ...bearer,
      accept: 'text/html, application/fhir+json;q=0.9',
      prefer: 'handling=lenient, respond-async',
    };
    const replies = [await ask(server.url, EVERYTHING, { headers }), await ask(server.url, EVERYTHING, { headers })];
    expect(replies.map(({ status }) => status)).toEqual([202, 202]);
    expect(new Set(replies.map((reply) => reply.headers['content-location'])).size).toBe(2);
  });

  it('exports the types that _type names, in that order, commas encoded or not', async () => {
    const server = await start();
    const bearer = await bearerFor(server);
    for (const comma of [',', '%2C']) {
      const path = `${EVERYTHING}?_type=Coverage${comma}Patient`;
      const { manifest } = await exported(server, bearer, path);
      expect(manifest.output.map(({ type }) => type)).toEqual(['Coverage', 'Patient']);
      expect([manifest.request, manifest.error]).toEqual([server.url + path, []]);
    }
  });
});

describe('a job', () => {
  const stagesOf = (stages: readonly Answer[]): unknown[] =>
    stages.map(({ status, headers }) => headers['x-progress'] ?? status);

  it('passes through every stage, by polls alone', async () => {
    for (const [profile, words] of [
      [profile201909, ['Pending', 'In Progress', 'In Progress', 200]],
      [profile201912, ['Pending', 'In Progress (25%)', 'In Progress (75%)', 200]],
    ] as const) {
      const server = await start({ profile });
      const { stages } = await exported(server, await bearerFor(server));
      expect(stagesOf(stages)).toEqual(words);
      expect(stages.every(({ headers }) => headers['retry-after'] === undefined)).toBe(true);
    }
  });

  it('takes as long as it is told to, and its percentage never falls', async () => {
    const clock = manualClock();
    const server = await start({ clock, jobDuration: 100 });
    const bearer = await bearerFor(server);
    const started = await ask(server.url, EVERYTHING, { headers: { ...bearer, ...EXPORT } });
    const job = pathOf(started.headers['content-location']);
    const seen: unknown[] = [];
    for (const pass of [0, 10_000, 30_000, -20_000, 79_999, 1]) {
      clock.pass(pass);
      seen.push(...stagesOf([await ask(server.url, job, { headers: bearer })]));
    }
    expect(seen).toEqual([
      'Pending',
      'In Progress (10%)',
      'In Progress (40%)',
      'In Progress (40%)',
      'In Progress (99%)',
      200,
    ]);
  });

  it('that is over before the first poll still shows each stage', async () => {
    const clock = manualClock();
    const server = await start({ clock, jobDuration: 1 });
    const bearer = await bearerFor(server);
    const started = await ask(server.url, EVERYTHING, { headers: { ...bearer, ...EXPORT } });
    clock.pass(60_000);
    const job = pathOf(started.headers['content-location']);
    const seen: Answer[] = [];
    for (let poll = 0; poll < 4; poll += 1) seen.push(await ask(server.url, job, { headers: bearer }));
    expect(stagesOf(seen)).toEqual(['Pending', 'In Progress (99%)', 'In Progress (99%)', 200]);
  });

  it.each([
    ['number', 3600],
    ['string', '3600'],
    ['none', undefined],
  ] as const)('says as %s for how long a token lives', async (expiresIn, value) => {
    const server = await start({ expiresIn, tokenLife: 3600 });
    const { clientId, clientSecret } = server.clients[0];
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const reply = await fetch(`${server.url}/auth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
    });
    expect(((await reply.json()) as { expires_in?: unknown }).expires_in).toBe(value);
  });

  it('keeps its manifest; Expires is a day after the first one', async () => {
    const clock = manualClock();
    const server = await start({ clock, tokenLife: 200_000 });
    const bearer = await bearerFor(server);
    const { job, stages } = await exported(server, bearer);
    clock.pass(3_600_000);
    const again = await ask(server.url, job, { headers: bearer });
    expect(again.text).toBe(stages.at(-1)?.text);
    expect(JSON.parse(again.text)).toMatchObject({ transactionTime: '2019-12-09T20:44:01.705000Z', JobID: 42 });
    expect(again.headers['expires']).toBe('Tue, 10 Dec 2019 20:44:01 GMT');
  });

  it('and its files are its client’s alone, and there are no files before its end', async () => {
    const server = await start();
    const [mine, other] = [await bearerFor(server), await bearerFor(server, 1)];
    const { job, manifest } = await exported(server, mine);
    const paths = [job, ...[...manifest.output, ...manifest.error].map(({ url }) => pathOf(url))];
    for (const path of paths) {
      expect((await ask(server.url, path, { headers: mine })).status).toBe(200);
      const refused = await ask(server.url, path, { headers: other });
      expect(refused.status).toBe(404);
      expect(JSON.parse(refused.text)).toMatchObject({ resourceType: 'OperationOutcome' });
    }
    for (const path of [
      '/api/v1/jobs/4711',
      '/api/v1/jobs/042',
      `${paths[1] ?? ''}x`,
      '/data/42/',
      `${paths[1] ?? ''}/x`,
    ]) {
      const unknown = await ask(server.url, path, { headers: mine });
      expect([unknown.status, unknown.headers['content-type']]).toEqual([404, 'application/fhir+json']);
    }
  });
});

describe('the data', () => {
  const idsIn = (text: string): string[] =>
    text === ''
      ? []
      : text
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { id: string }).id);

  it('of a large population come in several files, which together hold everyone once', async () => {
    const server = await start({ beneficiaries: 25, beneficiariesPerFile: 10, unexportable: 2 });
    const bearer = await bearerFor(server);
    const { manifest } = await exported(server, bearer);
    const count = (type: string): number => manifest.output.filter((file) => file.type === type).length;
    expect(['ExplanationOfBenefit', 'Patient', 'Coverage'].map(count)).toEqual([3, 3, 3]);
    expect(new Set(manifest.output.map(({ url }) => url)).size).toBe(9);
    const ids: Record<string, string[]> = {};
    for (const { type, url } of manifest.output) {
      (ids[type] ??= []).push(...idsIn((await ask(server.url, pathOf(url), { headers: bearer })).text));
    }
    for (const list of Object.values(ids)) expect(new Set(list).size).toBe(list.length);
    expect(ids['Patient']).toHaveLength(25);
    const last = (ids['Patient'] ?? []).slice(-2);
    expect(ids['ExplanationOfBenefit']?.some((id) => last.some((person) => id.includes(person)))).toBe(false);
    const errors = await ask(server.url, pathOf(manifest.error[0]?.url), { headers: bearer });
    const lines = errors.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(2);
    for (const line of lines)
      expect(line).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
  });

  it.each([
    [1, 1, 1],
    [2, 1, 1],
    [2, 0, 0],
  ])('of %i beneficiaries, %i of them unexportable', async (beneficiaries, unexportable) => {
    const server = await start({ beneficiaries, unexportable });
    const { manifest } = await exported(server, await bearerFor(server));
    expect(manifest.output.map(({ type }) => type)).toEqual(['ExplanationOfBenefit', 'Patient', 'Coverage']);
    expect(manifest.error).toHaveLength(unexportable > 0 && beneficiaries > unexportable ? 1 : 0);
  });

  it.each([3, 150])(
    'are the same with gzip and without, in one piece or streamed (%i beneficiaries)',
    async (beneficiaries) => {
      const server = await start({ beneficiaries });
      const bearer = await bearerFor(server);
      const { manifest } = await exported(server, bearer);
      for (const { url } of [...manifest.output, ...manifest.error]) {
        const get = (encoding: string): Promise<Answer> =>
          ask(server.url, pathOf(url), { headers: { ...bearer, 'accept-encoding': encoding } });
        const plain = await get('identity');
        const zipped = await get('br, gzip;q=0.5');
        expect([plain.headers['content-encoding'], zipped.headers['content-encoding']]).toEqual([undefined, 'gzip']);
        expect([plain.headers['vary'], zipped.headers['vary']]).toEqual(['Accept-Encoding', 'Accept-Encoding']);
        const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
        expect(digest(gunzipSync(zipped.bytes))).toBe(digest(plain.bytes));
        expect((await get('gzip;q=0')).headers['content-encoding']).toBeUndefined();
        const streamed = beneficiaries > 100 && !url.includes('-error');
        expect(plain.headers['content-length']).toBe(streamed ? undefined : String(plain.bytes.length));
        expect(plain.headers['transfer-encoding']).toBe(streamed ? 'chunked' : undefined);
      }
    },
  );

  it('are the same from every server with the same seed', async () => {
    const contents: string[] = [];
    for (const seed of [5, 5, 6]) {
      const server = await start({ seed });
      const bearer = await bearerFor(server);
      const { manifest } = await exported(server, bearer, `${EVERYTHING}?_type=Patient`);
      contents.push((await ask(server.url, pathOf(manifest.output[0]?.url), { headers: bearer })).text);
    }
    expect(contents[0]).toBe(contents[1]);
    expect(contents[2]).not.toBe(contents[0]);
  });

  it('may be left unread: a client that goes away is no error', async () => {
    const server = await start({ beneficiaries: 2_000, beneficiariesPerFile: 2_000 });
    const bearer = await bearerFor(server);
    const { manifest } = await exported(server, bearer);
    const { hostname, port } = new URL(server.url);
    const path = pathOf(manifest.output[0]?.url);
    for (const encoding of ['identity', 'gzip']) {
      const first = await new Promise<Buffer>((resolve, reject) => {
        const headers = { ...bearer, 'accept-encoding': encoding };
        const sent = httpRequest({ hostname, port, path, headers }, (reply) => {
          reply.once('data', (part: Buffer) => {
            sent.destroy();
            resolve(part);
          });
        });
        sent.on('error', reject).end();
      });
      expect(first.length).toBeGreaterThan(0);
    }
    expect((await ask(server.url, '/_version')).status).toBe(200);
  });
});

describe('where it stands', () => {
  it('the Host header and the prefix make every URL', async () => {
    const server = await start({ prefix: '/bcda' });
    expect(new URL(server.url).pathname).toBe('/bcda');
    const { clientId, clientSecret } = server.clients[0];
    const host = { host: 'api.example.test:8080' };
    const base = 'http://api.example.test:8080/bcda';
    const reply = await ask(server.url, '/bcda/auth/token', {
      method: 'POST',
      headers: { ...host, ...basic(clientId, clientSecret) },
    });
    const token = (JSON.parse(reply.text) as { access_token: string }).access_token;
    const headers = { ...host, authorization: `Bearer ${token}` };
    const started = await ask(server.url, `/bcda${EVERYTHING}`, { headers: { ...headers, ...EXPORT } });
    expect(started.headers['content-location']).toBe(`${base}/api/v1/jobs/42`);
    const polls = [];
    for (let poll = 0; poll < 4; poll += 1) polls.push(await ask(server.url, '/bcda/api/v1/jobs/42', { headers }));
    const manifest = JSON.parse(polls.at(-1)?.text ?? '') as Manifest;
    expect(manifest.request).toBe(base + EVERYTHING);
    expect(manifest.output.every(({ url }) => url.startsWith(`${base}/data/42/`))).toBe(true);
    expect((await ask(server.url, pathOf(manifest.output[0]?.url), { headers })).status).toBe(200);
    const metadata = await ask(server.url, '/bcda/api/v1/metadata', { headers: host });
    expect(JSON.parse(metadata.text)).toMatchObject({ implementation: { url: base } });
    for (const path of ['/api/v1/metadata', '/bcdaapi/v1/metadata', '/bcda']) {
      expect((await ask(server.url, path)).status).toBe(404);
    }
  });

  it('other methods are 405, other paths 404, and other sites’ pages may read', async () => {
    const server = await start();
    const bearer = await bearerFor(server);
    const { job, manifest } = await exported(server, bearer);
    const known = ['/api/v1/metadata', '/_version', EVERYTHING, job, pathOf(manifest.output[0]?.url)];
    for (const path of known) {
      for (const method of ['HEAD', 'POST', 'DELETE']) {
        const reply = await ask(server.url, path, { method, headers: bearer });
        expect([reply.status, reply.headers['allow']]).toEqual([405, 'GET']);
      }
    }
    const [below, beside] = [await ask(server.url, '/api/v1/nothing'), await ask(server.url, '/nothing')];
    expect([below.status, below.headers['content-type']]).toEqual([404, 'application/fhir+json']);
    expect([beside.status, beside.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
    const page = await ask(server.url, '/api/v1/metadata', { headers: { origin: 'https://page.example' } });
    expect(page.headers['access-control-allow-origin']).toBe('*');
    expect(below.headers['access-control-allow-origin']).toBeUndefined();
  });
});
