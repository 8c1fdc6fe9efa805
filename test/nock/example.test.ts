import nock from 'nock';
import { afterEach, expect, test } from 'vitest';
import { mountReference } from '../../nock/index.js';

const origin = 'https://api.bcda.cms.gov';
afterEach(() => nock.cleanAll());

test('a busy server says how long to wait', async () => {
  const { credentials } = mountReference(origin, { profile: 'v3', condition: 'token-busy-seconds' });
  // Here your own client runs, with these credentials, against its production host.
  const basic = Buffer.from(`${credentials.clientId}:${credentials.clientSecret}`).toString('base64');
  const headers = { accept: 'application/json', authorization: `Basic ${basic}` };
  const first = await fetch(`${origin}/auth/token`, { method: 'POST', headers });
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '1']);
  const second = await fetch(`${origin}/auth/token`, { method: 'POST', headers });
  expect(await second.json()).toMatchObject({ token_type: 'bearer' });
});
