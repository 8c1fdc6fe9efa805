import { afterEach, describe, expect, test } from 'vitest';
import { type ReferenceServer, type ServerFront, startReferenceServer } from '../../../src/reference/index.js';
import { profile201912 as profile } from '../../support/views.js';

const servers: ReferenceServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
const started = async (front: ServerFront): Promise<ReferenceServer> => {
  const server = await startReferenceServer({ profile, beneficiaries: 1, ...front });
  servers.push(server);
  return server;
};

/** The Content-Location that a kick-off with these headers gets. */
const locationWith = async (front: ServerFront, headers: Readonly<Record<string, string>>): Promise<string> => {
  const { url, clients } = await started(front);
  const [{ clientId, clientSecret }] = clients;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const token = await fetch(`${url}/auth/token`, { method: 'POST', headers: { authorization: `Basic ${basic}` } });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const kickoff = await fetch(`${url}/api/v1/Patient/$export`, {
    headers: {
      authorization: `Bearer ${bearer}`,
      accept: 'application/fhir+json',
      prefer: 'respond-async',
      ...headers,
    },
  });
  return (kickoff.headers.get('content-location') ?? '').replace(url, '«own»');
};

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'bcda.example:8443' };
  test.each([
    ['scheme and host', forwarded, 'https://bcda.example:8443'],
    ['the first of several', { ...forwarded, 'x-forwarded-host': 'a.example, b.example' }, 'https://a.example'],
    ['an address', { ...forwarded, 'x-forwarded-host': '[::1]:80' }, 'https://[::1]:80'],
    ['nothing', {}, '«own»'],
    ['what is no scheme and no host', { 'x-forwarded-proto': 'ftp', 'x-forwarded-host': 'a/b@c' }, '«own»'],
  ])('the URLs have %s of the headers', async (_, headers, origin) => {
    expect(await locationWith({ behindProxy: true }, headers)).toBe(`${origin}/api/v1/jobs/42`);
  });
  test('but not unless it is said: anybody can send them', async () => {
    expect(await locationWith({}, forwarded)).toBe('«own»/api/v1/jobs/42');
  });
});

describe('for a browser', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'GET' },
  };
  test('a preflight is answered, and a response can be read with its headers', async () => {
    const { url } = await started({ cors: 'http://localhost:3000' });
    const allowed = await fetch(`${url}/api/v1/Patient/$export`, preflight);
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'http://localhost:3000',
    ]);
    expect(allowed.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Prefer/);
    const refused = await fetch(`${url}/api/v1/Patient/$export`);
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      'http://localhost:3000',
    ]);
    expect(refused.headers.get('access-control-expose-headers')).toMatch(/Content-Location, X-Progress, Retry-After/);
    expect(refused.headers.get('vary')).toContain('Origin');
  });
  test('nothing of this without the option, and an OPTIONS that is no preflight is the API’s', async () => {
    const { url } = await started({});
    const reply = await fetch(`${url}/api/v1/Patient/$export`, preflight);
    expect([reply.status, reply.headers.get('access-control-allow-headers')]).toEqual([401, null]);
    const open = await started({ cors: '*' });
    expect((await fetch(`${open.url}/api/v1/Patient/$export`, { method: 'OPTIONS' })).status).toBe(401);
  });
});
