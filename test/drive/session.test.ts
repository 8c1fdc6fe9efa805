import { ruleSet } from '../../src/fhir/definitions/rule-set.js';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import type { Call } from '../../src/drive/session/call.js';
import type { SessionOptions } from '../../src/drive/session/context.js';
import { DeadlinePassed } from '../../src/drive/session/send.js';
import { openSession, type Session } from '../../src/drive/session/index.js';
import { type Clock, defaultLimits, type FileFact, type Progress, skippingClock } from '../../src/model/index.js';
import { userAgent } from '../../src/package.js';
import { answer, type Script, type Scripted, startScripted } from '../support/server.js';

const opened: Session[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.close()));
});

/** A clock that skips and notes its sleeps. */
const notingClock = (): Clock & { readonly slept: number[] } => {
  const clock = skippingClock();
  const slept: number[] = [];
  return {
    now: clock.now,
    sleep: (ms, signal) => {
      slept.push(ms);
      return clock.sleep(ms, signal);
    },
    slept,
  };
};

const open = async (script: Script, options: Partial<SessionOptions> = {}) => {
  const server = await startScripted(script);
  const clock = notingClock();
  const session = openSession({ longestTransferMs: 60_000, clock, ...options });
  opened.push(session);
  return { server, clock, session };
};

const call = ({ url }: Scripted, more: Partial<Call> = {}): Call => ({
  step: 'step',
  label: 'label',
  as: 'token',
  method: 'GET',
  url: `${url}/asked`,
  headers: [],
  ...more,
});

/** Timers that keep the process alive. */
const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const PATIENT = '{"resourceType":"Patient","id":"jane-doe"}\n';
const listed = { type: 'Patient', list: 'output', nth: 1 } as const;
const fileOf = ({ facts }: Session): FileFact | undefined => facts.find((fact) => fact.kind === 'file');

describe('a small exchange', () => {
  test('is sent as given, and recorded', async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 404, { 'Content-Type': 'application/json' }, '{"resourceType":"OperationOutcome"}'),
    );
    const got = await session.send(
      call(server, {
        url: `${server.url}/api/v1/Patient/$export?_type=Patient,Coverage&x=%24`,
        of: 'Patient',
        headers: [
          ['Accept', 'application/fhir+json'],
          ['Prefer', 'respond-async'],
        ],
      }),
    );
    const [saw] = server.saw;
    expect(saw).toMatchObject({
      method: 'GET',
      target: '/api/v1/Patient/$export?_type=Patient,Coverage&x=%24',
      body: '',
    });
    expect(saw?.headers).toMatchObject({ accept: 'application/fhir+json', prefer: 'respond-async' });
    expect(saw?.headers['accept-encoding']).toBe('identity');
    expect(got.content.text).toBe('{"resourceType":"OperationOutcome"}');
    expect(session.exchanges).toEqual([got.exchange]);
    expect(got.exchange).toMatchObject({
      id: 1,
      step: 'step',
      label: 'label',
      of: 'Patient',
      as: 'token',
      request: {
        method: 'GET',
        url: `${server.url}/api/v1/Patient/$export?_type=Patient,Coverage&x=«3 characters»`,
      },
      reply: { status: 404, reason: 'Not Found', body: { form: 'json', documents: 1 } },
    });
    expect(got.exchange.reply?.headers).toContainEqual(['Content-Type', 'application/json']);
  });

  test('sends nothing that was not asked for', async () => {
    const { server, session } = await open((_, response) => answer(response, 200));
    await session.send(call(server));
    const names = Object.keys(server.saw[0]?.headers ?? {}).toSorted();
    expect(names).toEqual(['accept-encoding', 'connection', 'host', 'user-agent']);
  });

  test('names its sender, and so does a download', async () => {
    const { server, session } = await open((_, response) => answer(response, 200));
    await session.send(call(server));
    await session.download(call(server), listed);
    expect(server.saw.map(({ headers }) => headers['user-agent'])).toEqual([userAgent, userAgent]);
    expect(userAgent).toMatch(/^bcda-conformance\/\d+\.\d+\.\d+/);
  });

  test('names another tool in its place where it is asked to, and so does a download', async () => {
    const { server, session } = await open((_, response) => answer(response, 200));
    const asTool = { ...call(server), headers: [['User-Agent', 'curl/7.67.0']] } as const;
    await session.send(asTool);
    await session.download(asTool, listed);
    expect(server.saw.map(({ headers }) => headers['user-agent'])).toEqual(['curl/7.67.0', 'curl/7.67.0']);
  });

  test('reads past interim responses, and so does a download', async () => {
    const { server, session } = await open((_, response) => {
      response.writeContinue();
      response.writeProcessing();
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      answer(response, 200, {}, PATIENT);
    });
    expect((await session.send(call(server))).head?.status).toBe(200);
    expect((await session.download(call(server), listed)).head?.status).toBe(200);
    expect(fileOf(session)).toMatchObject({ whole: true, resources: 1 });
  });

  test('posts an empty form, and no body at all', async () => {
    const { server, session } = await open((_, response) => answer(response, 200));
    await session.send(
      call(server, { method: 'POST', body: '', headers: [['Content-Type', 'application/x-www-form-urlencoded']] }),
    );
    await session.send(call(server, { method: 'POST' }));
    expect(server.saw.map(({ method, body }) => [method, body])).toEqual([
      ['POST', ''],
      ['POST', ''],
    ]);
    expect(server.saw.map(({ headers }) => headers['content-type'])).toEqual([
      'application/x-www-form-urlencoded',
      undefined,
    ]);
    expect(server.saw.map(({ headers }) => headers['content-length'] ?? headers['transfer-encoding'])).toEqual([
      '0',
      '0',
    ]);
  });

  test('keeps order and repeats of reply headers', async () => {
    const { server, session } = await open((_, response) => {
      response.writeHead(202, ['Retry-After', '1', 'X-PROGRESS', 'Pending', 'retry-after', '2']).end();
    });
    const { exchange } = await session.send(call(server));
    const names = exchange.reply?.headers.filter(([name]) => /retry|progress/i.test(name));
    expect(names).toEqual([
      ['Retry-After', '1'],
      ['X-PROGRESS', 'Pending'],
      ['retry-after', '2'],
    ]);
  });

  test('does not follow a redirect', async () => {
    const elsewhere = await startScripted((_, response) => answer(response, 200));
    const { server, session } = await open((_, response) => answer(response, 302, { Location: `${elsewhere.url}/x` }));
    const { exchange } = await session.send(call(server, { headers: [['Authorization', 'Bearer token-value-1']] }));
    expect(exchange.reply?.status).toBe(302);
    expect(elsewhere.saw).toEqual([]);
    expect(server.saw).toHaveLength(1);
  });

  test('learns from the answer before it is recorded', async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 200, {}, '{"access_token":"token-value-1"}'),
    );
    const { exchange } = await session.send(call(server), ({ head, content: { text }, id }) => {
      expect({ status: head.status, text, id }).toEqual({
        status: 200,
        text: '{"access_token":"token-value-1"}',
        id: 1,
      });
      session.redactor.add('token-value-1', '«token 1»');
    });
    expect(exchange.reply?.body).toMatchObject({ json: { access_token: '«token 1»' }, repeats: ['«token 1»'] });
  });

  test('a label may follow from the status', async () => {
    const { server, session } = await open((_, response, count) => answer(response, count === 1 ? 202 : 200));
    const label = (status: number): string => `was ${status}`;
    await session.send(call(server, { label }));
    await session.send(call(server, { label }));
    expect(session.exchanges.map((one) => one.label)).toEqual(['was 202', 'was 200']);
  });
});

describe('a secret', () => {
  test.each<[string, Script]>([
    [
      'in a header that is kept',
      (_, response) => answer(response, 401, { 'WWW-Authenticate': 'Bearer token-value-1' }),
    ],
    ['in another header', (_, response) => answer(response, 200, { 'X-Debug': 'token-value-1' })],
    ['in a cookie', (_, response) => answer(response, 200, { 'Set-Cookie': 'session=token-value-1; HttpOnly' })],
    [
      'in JSON',
      (_, response) => answer(response, 400, {}, '{"resourceType":"OperationOutcome","echo":"token-value-1"}'),
    ],
    ['in text', (_, response) => answer(response, 400, {}, 'no such token: token-value-1')],
    [
      'in a URL',
      (_, response) => answer(response, 302, { Location: '/?access_token=token%2Dvalue-1&x=token-value-1' }),
    ],
    ['as base64', (_, response) => answer(response, 400, {}, Buffer.from('client:token-value-1').toString('base64'))],
    ['in the reason phrase', (_, response) => response.writeHead(401, 'token-value-1').end('token-value-1')],
    ['as a name of a member', (_, response) => answer(response, 200, {}, '{"token-value-1":1}')],
  ])('%s is marked, and nowhere to be read', async (_, script) => {
    const { server, session } = await open(script);
    session.redactor.add('token-value-1', '«token 1»');
    const { exchange } = await session.send(
      call(server, {
        url: `${server.url}/?access_token=token-value-1`,
        headers: [
          ['Authorization', 'Bearer token-value-1'],
          ['X-Also', 'token-value-1'],
        ],
        method: 'POST',
        body: 'token=token-value-1',
      }),
    );
    const text = JSON.stringify(session.exchanges);
    expect(session.redactor.leaks(text)).toBe(false);
    expect(text).not.toContain('token-value-1');
    expect(exchange.request).toMatchObject({
      url: `${server.url}/?access_token=«token 1»`,
      headers: [
        ['Authorization', 'Bearer «token 1»'],
        ['X-Also', '«token 1»'],
      ],
      body: 'token=«token 1»',
    });
    expect(JSON.stringify(exchange.reply)).toContain('«token 1»');
    // What was sent was the real one.
    expect(server.saw[0]).toMatchObject({ target: '/?access_token=token-value-1', body: 'token=token-value-1' });
  });

  test("that is nobody's in a cookie is not recorded either", async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 200, { 'Set-Cookie': ['session=abc123def456', 'other=Jane'], 'X-Beneficiary': 'Jane Doe' }),
    );
    const { exchange } = await session.send(call(server));
    expect(JSON.stringify(exchange)).not.toMatch(/abc123def456|Jane/);
    const others = exchange.reply?.headers.filter(([name]) => /cookie|«/i.test(name));
    expect(others).toEqual([
      ['Set-Cookie', '«20 characters»'],
      ['Set-Cookie', '«10 characters»'],
      ['«name, 13 characters»', '«8 characters»'],
    ]);
  });

  test("a reason phrase of the server's own making is not recorded", async () => {
    const { server, session } = await open((_, response) => response.writeHead(404, 'Jane Doe').end('Jane Doe'));
    const { exchange } = await session.send(call(server));
    expect(exchange.reply).toMatchObject({
      reason: expect.stringMatching(/^«\d+ characters»$/) as string,
      body: { form: 'text', bytes: 8 },
    });
    expect(JSON.stringify(exchange)).not.toContain('Jane');
  });
});

describe('a busy server', () => {
  test('is asked again when it says: seconds', async () => {
    const { server, session, clock } = await open((_, response, count) =>
      count === 1 ? answer(response, 429, { 'Retry-After': '7' }) : answer(response, 200),
    );
    const { exchange } = await session.send(call(server));
    expect(exchange).toMatchObject({ id: 2, reply: { status: 200 } });
    expect(session.exchanges.map(({ superseded }) => superseded)).toEqual(['busy', undefined]);
    expect(clock.slept).toEqual([7000]);
    expect(exchange.at).toBeGreaterThanOrEqual(7000);
  });

  test('is asked again when it says: a date', async () => {
    const { server, session, clock } = await open((_, response, count) => {
      // The clock has not skipped yet, so it says what the system's does.
      if (count === 1) answer(response, 503, { 'Retry-After': new Date(Date.now() + 20_000).toUTCString() });
      else answer(response, 200);
    });
    await session.send(call(server));
    const [slept = 0] = clock.slept;
    expect(slept).toBeGreaterThan(17_000);
    expect(slept).toBeLessThanOrEqual(20_000);
  });

  test('is waited for no longer than the bound, whatever it says', async () => {
    const { server, session, clock } = await open(
      (_, response, count) => (count === 1 ? answer(response, 503, { 'Retry-After': '86400' }) : answer(response, 200)),
      { longestTransferMs: 7_200_000 },
    );
    await session.send(call(server));
    expect(clock.slept).toEqual([defaultLimits['retry-after-seconds'] * 1000]);
  });

  test('is not waited for beyond the deadline of the run', async () => {
    const { server, session, clock } = await open((_, response) => answer(response, 503, { 'Retry-After': '50' }));
    const { exchange } = await session.send(call(server));
    // The deadline is 60 s after the start: a second wait of 50 s would go beyond it.
    expect(clock.slept).toEqual([50_000]);
    expect(exchange).toMatchObject({ id: 2, reply: { status: 503 } });
  });

  test.each([429, 503])('that stays busy (%i) is asked a few times, with growing pauses', async (status) => {
    const { server, session, clock } = await open((_, response) => answer(response, status));
    const { exchange } = await session.send(call(server));
    expect(exchange).toMatchObject({ id: defaultLimits['busy-tries'], reply: { status } });
    expect(exchange.superseded).toBeUndefined();
    expect(server.saw).toHaveLength(defaultLimits['busy-tries']);
    expect(clock.slept).toEqual([1000, 1500, 2250, 3375]);
    expect(session.exchanges.filter(({ superseded }) => superseded === 'busy')).toHaveLength(
      defaultLimits['busy-tries'] - 1,
    );
  });

  test('is asked until an instant, where the call says so', async () => {
    const { server, session, clock } = await open((_, response) => answer(response, 503));
    await session.send(call(server, { retryUntil: clock.now() + 120_000 }));
    expect(server.saw.length).toBeGreaterThan(defaultLimits['busy-tries']);
    expect(server.saw.length).toBeLessThan(20);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(120_000);
    expect(Math.max(...clock.slept)).toBeLessThanOrEqual(defaultLimits['poll-seconds'] * 1000);
  });

  test('of a download too', async () => {
    const { server, session } = await open((_, response, count) =>
      count === 1 ? answer(response, 429, { 'Retry-After': '1' }) : answer(response, 200, {}, PATIENT),
    );
    const { exchange } = await session.download(call(server), listed);
    expect(exchange.id).toBe(2);
    expect(fileOf(session)).toMatchObject({ exchange: 2, whole: true });
  });

  test('other statuses are not asked again', async () => {
    const { server, session } = await open((_, response) => answer(response, 500, { 'Retry-After': '1' }));
    await session.send(call(server));
    expect(server.saw).toHaveLength(1);
  });
});

describe('an exchange that breaks', () => {
  let warned: MockInstance;
  // What a library says to the console would stand in the middle of a report.
  afterEach(() => {
    const said: unknown[] = [...warned.mock.calls];
    warned.mockRestore();
    expect(said).toEqual([]);
  });
  beforeEach(() => {
    warned = vi.spyOn(console, 'warn').mockReturnValue();
  });

  test('a body over the bound', async () => {
    const { server, session } = await open((_, response) => {
      response.on('error', () => response.destroy());
      answer(response, 200, {}, Buffer.alloc(defaultLimits['small-body-bytes'] + 1, 'x'));
    });
    const { exchange } = await session.send(call(server));
    expect(exchange.reply).toBeUndefined();
    expect(exchange.failure).toEqual({
      code: 'too-large',
      says: 'the body exceeds the limit of 8 MiB (--limit small-body-bytes)',
    });
  });

  test('a body at the bound', async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 200, {}, Buffer.alloc(defaultLimits['small-body-bytes'], 'x')),
    );
    const { exchange } = await session.send(call(server));
    expect(exchange.reply?.body).toMatchObject({ bytes: defaultLimits['small-body-bytes'], form: 'text' });
  });

  test('a download that is cut leaves no timer behind', async () => {
    const { server, session } = await open((_, response) => {
      response.writeHead(200, { 'Content-Length': '500' }).write(PATIENT, () => response.destroy());
    });
    await session.download(call(server), listed);
    const before = timers();
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({ whole: false });
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test.each<[string, Script]>([
    ['before the head', (_, response) => response.destroy()],
    [
      'inside the body',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': '100' }).write('{"a":', () => response.destroy());
      },
    ],
    [
      'inside a chunked body',
      (_, response) => {
        response.writeHead(200).write('{"a":', () => response.destroy());
      },
    ],
  ])('a connection that ends %s', async (_, script) => {
    const { server, session } = await open(script);
    const { exchange, head } = await session.send(call(server));
    expect(head).toBeUndefined();
    expect(exchange.reply).toBeUndefined();
    expect(exchange.failure?.says).toContain('connection was');
    expect(session.exchanges.map(({ superseded }) => superseded)).toEqual(['no-reply', 'no-reply', undefined]);
    expect(server.saw).toHaveLength(3);
  });

  test('a connection that is lost once is made again, unless the request may not be repeated', async () => {
    const lostOnce: Script = (_, response, nth) => {
      if (nth === 1) response.destroy();
      else answer(response, 200);
    };
    for (const download of [false, true]) {
      const { server, session, clock } = await open(lostOnce);
      const sent = download ? session.download(call(server), listed) : session.send(call(server));
      expect([(await sent).head?.status, clock.slept]).toEqual([200, [1000]]);
    }
    const { server, session } = await open(lostOnce);
    expect((await session.send(call(server, { mayRepeat: () => false }))).head).toBeUndefined();
    expect(server.saw).toHaveLength(1);
  });

  test.each([false, true])(
    'one that is on its way at the deadline of the run ends there, download: %s',
    async (download) => {
      const clock = skippingClock();
      const { server, session } = await open(() => undefined, { clock, deadline: clock.now() + 50 });
      const sent = download ? session.download(call(server), listed) : session.send(call(server));
      await expect(sent).rejects.toThrow(DeadlinePassed);
      expect(session.exchanges).toMatchObject([{ superseded: 'interrupted', failure: { code: 'deadline' } }]);
    },
  );

  test('nothing listens', async () => {
    const { server, session } = await open((_, response) => answer(response, 200));
    const port = Number(new URL(server.url).port);
    // Port 1 of loopback: nothing is there.
    const { exchange } = await session.send(call(server, { url: server.url.replace(`${port}`, '1') }));
    expect(exchange.failure).toEqual({ code: 'ECONNREFUSED', says: 'the connection was refused' });
  });

  test('what is no HTTP', async () => {
    const { server, session } = await open((_, response) => response.socket?.end('Jane Doe says hello\r\n\r\n'));
    const { exchange } = await session.send(call(server));
    expect(exchange.failure?.code).toMatch(/^HPE_/);
    expect(JSON.stringify(exchange)).not.toContain('Jane');
  });

  // A server may say anything in Content-Location and in a token answer.
  test.each(['/a b', '/ü', '/€', '/\u0000', '/%'])('a path that cannot be sent, or can: %j', async (path) => {
    const { server, session } = await open((_, response) => answer(response, 200, {}, PATIENT));
    const small = await session.send(call(server, { url: `${server.url}${path}` }));
    const file = await session.download(call(server, { url: `${server.url}${path}` }), listed);
    for (const { exchange } of [small, file]) expect(exchange.reply === undefined).toBe(exchange.failure !== undefined);
  });

  test.each(['a\nb', 'a\r\nX-Injected: 1', '😀', '\u0000'])(
    'a token that cannot stand in a header: %j',
    async (token) => {
      const { server, session } = await open((_, response) => answer(response, 200, {}, PATIENT));
      const headers = [['Authorization', `Bearer ${token}`]] as const;
      const small = await session.send(call(server, { headers }));
      const file = await session.download(call(server, { headers }), listed);
      expect(small.exchange.failure?.says).toMatch(/\w/);
      expect(file.exchange.failure?.says).toMatch(/\w/);
      expect(server.saw).toEqual([]);
    },
  );
});

describe('a download', () => {
  const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

  test('becomes a fact, and none of it is kept', async () => {
    const progress: Progress[] = [];
    const { server, session } = await open(
      (_, response) => answer(response, 200, { 'Content-Type': 'application/fhir+ndjson' }, `${PATIENT}${PATIENT}`),
      { onProgress: (one) => progress.push(one) },
    );
    const { exchange, content } = await session.download(call(server, { of: 'Patient' }), listed);
    expect(content.text).toBe('');
    expect(session.facts).toEqual([
      {
        kind: 'file',
        exchange: 1,
        type: 'Patient',
        list: 'output',
        whole: true,
        bytes: 2 * PATIENT.length,
        sha256: sha256(`${PATIENT}${PATIENT}`),
        resources: 2,
        findings: [],
        validity: { ruleSet: ruleSet('stu3'), groups: expect.any(Array) as unknown, more: false },
        identities: { repeated: 1, lines: [2], over: false },
        repeats: [],
      },
    ]);
    expect(exchange.reply?.body).toMatchObject({ bytes: 0, form: 'empty' });
    expect(JSON.stringify([session.exchanges, session.facts, progress])).not.toContain('jane-doe');
    expect(progress).toContainEqual({ kind: 'bytes', of: 'Patient', nth: 1, bytes: 2 * PATIENT.length });
  });

  test('whose lines depart has findings, and repeats are told', async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 200, {}, `[]\n\n{"resourceType":"Coverage","x":"token-value-1"}`),
    );
    session.redactor.add('token-value-1', '«token 1»');
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({
      resources: 1,
      repeats: ['«token 1»'],
      findings: [
        { rule: 'not-an-object', lines: [1] },
        { rule: 'blank-line', lines: [2] },
        { rule: 'other-type', lines: [3] },
      ],
    });
  });

  test('that is refused is a small exchange, with a fact about its OperationOutcome only', async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 404, {}, '{"resourceType":"OperationOutcome"}'),
    );
    const { exchange } = await session.download(call(server), listed);
    expect(exchange.reply).toMatchObject({ status: 404, body: { form: 'json' } });
    expect(session.facts).toMatchObject([{ kind: 'resource', exchange: exchange.id, type: 'OperationOutcome' }]);
  });

  test('that is refused with another body is a small exchange without fact', async () => {
    const { server, session } = await open((_, response) => answer(response, 404, {}, '{"error":"gone"}'));
    const { exchange } = await session.download(call(server), listed);
    expect(exchange.reply).toMatchObject({ status: 404, body: { form: 'json' } });
    expect(session.facts).toEqual([]);
  });

  test('that is redirected is not followed', async () => {
    const elsewhere = await startScripted((_, response) => answer(response, 200, {}, PATIENT));
    const { server, session } = await open((_, response) => answer(response, 302, { Location: `${elsewhere.url}/x` }));
    const { exchange } = await session.download(call(server, { headers: [['Authorization', 'Bearer x']] }), listed);
    expect(exchange.reply?.status).toBe(302);
    expect(elsewhere.saw).toEqual([]);
    expect(session.facts).toEqual([]);
  });

  test('an error body over the bound ends it', async () => {
    const { server, session } = await open((_, response) => {
      response.on('error', () => response.destroy());
      answer(response, 500, {}, Buffer.alloc(defaultLimits['small-body-bytes'] + 1, 'x'));
    });
    const { exchange } = await session.download(call(server), listed);
    expect(exchange.failure?.code).toBe('too-large');
    expect(session.facts).toEqual([]);
  });

  test.each<[string, Script]>([
    [
      'is shorter than Content-Length says',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': String(PATIENT.length + 50) }).write(`${PATIENT}{"resour`, () => {
          response.socket?.end();
        });
      },
    ],
    [
      'is reset',
      (_, response) => {
        response.writeHead(200).write(`${PATIENT}{"resour`, () => response.socket?.resetAndDestroy());
      },
    ],
  ])('that %s is not whole, and its last line is no evidence', async (_, script) => {
    const { server, session } = await open(script);
    const { exchange } = await session.download(call(server), listed);
    const file = fileOf(session);
    expect(file).toMatchObject({ whole: false, resources: 1, findings: [] });
    expect(file?.because).toMatch(/connection|Content-Length/);
    expect(exchange.failure).toBeUndefined();
    expect(exchange.reply?.status).toBe(200);
  });

  test('that never begins is a failure of the exchange', async () => {
    const { server, session } = await open((_, response) => response.destroy());
    const { exchange } = await session.download(call(server), listed);
    expect(exchange.failure?.says).toContain('connection');
    expect(session.facts).toEqual([]);
  });

  const zipped = gzipSync(`${PATIENT}${PATIENT}`);
  const GZIP = { 'Content-Encoding': 'gzip' };
  test('in gzip is decoded', async () => {
    const { server, session } = await open((_, response) => answer(response, 200, GZIP, zipped));
    await session.download(call(server, { headers: [['Accept-Encoding', 'gzip']] }), listed);
    expect(server.saw[0]?.headers['accept-encoding']).toBe('gzip');
    expect(fileOf(session)).toMatchObject({
      whole: true,
      resources: 2,
      bytes: 2 * PATIENT.length,
      sha256: sha256(`${PATIENT}${PATIENT}`),
    });
  });

  test('an error in gzip is decoded: a token in it is found, and it is one document', async () => {
    const body = gzipSync(JSON.stringify({ resourceType: 'OperationOutcome', diagnostics: 'a-token-of-the-run-4711' }));
    const { server, session } = await open((_, response) => answer(response, 403, GZIP, body));
    const mark = session.redactor.add('a-token-of-the-run-4711', '«token 1»');
    const { exchange } = await session.download(call(server), listed);
    expect(exchange.reply?.body).toMatchObject({ form: 'json', documents: 1, repeats: [mark] });
  });

  test('large, in gzip, in many chunks', async () => {
    const large = Array.from({ length: 40_000 }, (_, index) => `{"resourceType":"Patient","id":"${index}"}\n`).join('');
    const { server, session } = await open((_, response) => {
      const bytes = gzipSync(large, { level: 1 });
      response.writeHead(200, { 'Content-Encoding': 'x-gzip' });
      for (let at = 0; at < bytes.length; at += 1000) response.write(bytes.subarray(at, at + 1000));
      response.end();
    });
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({ whole: true, resources: 40_000, sha256: sha256(large) });
  });

  test('empty, in gzip', async () => {
    const { server, session } = await open((_, response) => answer(response, 200, GZIP, gzipSync('')));
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({ whole: true, resources: 0, bytes: 0, sha256: sha256('') });
  });

  test.each<[string, Readonly<Record<string, string>>, Uint8Array | string]>([
    ['gzip that was cut', GZIP, zipped.subarray(0, zipped.length - 10)],
    ['gzip of which the head alone came', GZIP, zipped.subarray(0, 5)],
    ['nothing, called gzip', GZIP, ''],
    ['text, called gzip', GZIP, PATIENT],
    ['gzip with a wrong checksum', GZIP, Buffer.concat([zipped.subarray(0, -8), Buffer.alloc(8)])],
  ])('%s is not whole', async (_, headers, body) => {
    const { server, session } = await open((__, response) => answer(response, 200, headers, body));
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({
      whole: false,
      because: 'it is not gzip, although Content-Encoding says so',
    });
  });

  test('in a coding that was not asked for is not read', async () => {
    const { server, session } = await open((_, response) =>
      answer(response, 200, { 'Content-Encoding': 'br' }, PATIENT),
    );
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({
      whole: false,
      resources: 0,
      because: 'it has a content coding that was not requested',
    });
  });

  test.each(['identity', 'IDENTITY', ' ', ''])('in the coding %j is read as it is', async (coding) => {
    const { server, session } = await open((_, response) =>
      answer(response, 200, { 'Content-Encoding': coding }, PATIENT),
    );
    await session.download(call(server), listed);
    expect(fileOf(session)).toMatchObject({ whole: true, resources: 1 });
  });
});

describe('an interruption', () => {
  const reason = new Error('interrupted by the test');

  test('before a call: nothing is sent', async () => {
    const { server, session } = await open((_, response) => answer(response, 200), {
      signal: AbortSignal.abort(reason),
    });
    await expect(session.send(call(server))).rejects.toBe(reason);
    await expect(session.download(call(server), listed)).rejects.toBe(reason);
    expect(server.saw).toEqual([]);
    expect(session.exchanges).toEqual([]);
  });

  test.each(['send', 'download'] as const)('while a server does not answer: %s ends', async (how) => {
    const ending = new AbortController();
    const { server, session } = await open(() => ending.abort(reason), { signal: ending.signal });
    await expect(how === 'send' ? session.send(call(server)) : session.download(call(server), listed)).rejects.toBe(
      reason,
    );
    expect(session.exchanges).toMatchObject([{ id: 1, superseded: 'interrupted', failure: { code: 'interrupted' } }]);
  });

  test('while a file comes', async () => {
    const ending = new AbortController();
    const { server, session } = await open(
      (_, response) => {
        response.on('error', () => response.destroy());
        response.writeHead(200).write(PATIENT);
      },
      { signal: ending.signal, onProgress: ({ kind }) => void (kind === 'bytes' && ending.abort(reason)) },
    );
    await expect(session.download(call(server), listed)).rejects.toBe(reason);
    expect(session.facts).toEqual([]);
  });

  test('while it waits', async () => {
    const ending = new AbortController();
    const { server, session } = await open((_, response) => answer(response, 503), {
      signal: ending.signal,
      onProgress: ({ kind }) => void (kind === 'wait' && ending.abort(reason)),
    });
    await expect(session.send(call(server))).rejects.toBe(reason);
    expect(server.saw).toHaveLength(1);
  });
});

test('exchanges are numbered in the order sent, and may be given another label', async () => {
  const { server, session } = await open((_, response) => answer(response, 200));
  await session.send(call(server));
  await session.send(call(server));
  session.relabel(1, 'other');
  session.supersede(2, 'no-reply');
  session.relabel(9, 'nobody');
  expect(session.exchanges.map(({ id, label, superseded }) => [id, label, superseded])).toEqual([
    [1, 'other', undefined],
    [2, 'label', 'no-reply'],
  ]);
});
