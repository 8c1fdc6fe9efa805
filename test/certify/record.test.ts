import { describe, expect, test } from 'vitest';
import { createRecorder, type Recorder } from '../../src/certify/record.js';
import { credentialOf, type ReturnedUrls, type IssuedToken, keptHeaders, labelOf } from '../../src/certify/requests.js';
import { described } from '../../src/record/foreign.js';
import { createRedactor } from '../../src/record/redact.js';
import type {
  Credentials,
  Exchange,
  Header,
  FaultContext,
  Profile,
  ServerReply,
  ServerRequest,
} from '../../src/model/index.js';
import { profile201909, profile201912 } from '../support/views.js';

const ORIGIN = 'http://127.0.0.1:8080';
const credentials: Credentials = {
  clientId: '5b4f2c1e-8a52-4c39-9e84-d1a37b60f2c5',
  clientSecret: 'c0ffee5e9d3b7a1482f6e0d95b3c7a1846e2f0d9b5c3a7184e6f2d0b9c5a3718e4f6d2b0c9a53781',
};
const { clientId, clientSecret } = credentials;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** Its payload holds the client's id, as the tokens of the reference server do. */
const TOKEN = `${base64('{"alg":"RS512"}')}.${base64(`{"sub":"${clientId}"}`)}.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw`;

const asked = (target: string, more: Partial<ServerRequest> = {}): ServerRequest => {
  const [path = '', query = ''] = target.split('?');
  return {
    method: 'GET',
    target,
    path,
    query: new URLSearchParams(query),
    headers: {},
    origin: ORIGIN,
    body: '',
    ...more,
  };
};
const JOB = '/api/v1/jobs/42';
const FILE = '/data/42/a.ndjson';

describe('labelOf', () => {
  const given: ReturnedUrls = {
    locations: new Set([`${ORIGIN}/queue/7?view`]),
    outputs: new Map([[`${ORIGIN}/download/v2/part/a`, 'Patient']]),
    errors: new Map([[`${ORIGIN}/download/v2/part/e`, 'OperationOutcome']]),
  };
  test.each([
    ['/auth/token', 'token'],
    ['/auth/token?x=1', 'token'],
    ['/%61uth/token', 'token'],
    ['/auth/token/', 'other'],
    ['/auth/Token', 'other'],
    ['/api/v1/Patient/$export', 'kickoff'],
    ['/api/v1/Patient/$export?_type=Coverage', 'kickoff'],
    ['/api/v1/Patient/%24export', 'kickoff'],
    ['/api/v1/Patient/$export/', 'kickoff'],
    ['/api/v2/Group/all/$export', 'kickoff'],
    ['/$export', 'kickoff'],
    ['/api/v1/Patient/$exports', 'other'],
    ['/api/v1/Patient/$export-status', 'other'],
    ['/api/v1/Patient/export', 'other'],
    [JOB, 'status'],
    [`${JOB}?x`, 'status'],
    [`${JOB}/`, 'status'],
    ['/api/v1/%6Aobs/42', 'status'],
    ['/api/v1/jobs', 'other'],
    [FILE, 'data'],
    ['/data/42/a', 'data'],
    ['/data/42/a-error.ndjson', 'error-data'],
    ['/data', 'other'],
    ['/queue/7?view', 'status'],
    ['/queue/7', 'other'],
    ['/download/v2/part/a', 'data'],
    ['/download/v2/part/e', 'error-data'],
    ['/download/v2/part/a?x', 'other'],
    ['/api/v1/metadata', 'metadata'],
    ['/%E0%A4%A', 'other'],
    ['/', 'other'],
  ])('%s is %s', (target, label) => {
    expect(labelOf(asked(target), profile201912, given)).toBe(label);
  });

  test.each(['OPTIONS', 'DELETE'])('%s is no request of a step', (method) => {
    for (const target of ['/auth/token', '/api/v1/jobs/42'])
      expect(labelOf({ ...asked(target), method }, profile201912, given)).toBe('other');
  });

  test('what was handed out by another name of the server is not it', () => {
    const elsewhere = asked('/download/v2/part/a', { origin: 'http://localhost:8080' });
    expect(labelOf(elsewhere, profile201912, given)).toBe('other');
  });
});

describe('credentialOf', () => {
  const NOW = 10_000;
  const tokens = (more: Partial<IssuedToken> = {}): Map<string, IssuedToken> =>
    new Map([[TOKEN, { refused: false, ...more }]]);
  const basic = (text: string): string => `Basic ${base64(text)}`;
  test.each([
    ['nothing', undefined, 'none'],
    ['an empty header', '', 'garbage-token'],
    ['its credentials', basic(`${clientId}:${clientSecret}`), 'client'],
    ['basic in any case', basic(`${clientId}:${clientSecret}`).replace('Basic', 'bAsIc'), 'client'],
    ['another secret', basic(`${clientId}:other`), 'wrong-secret'],
    ['an empty secret', basic(`${clientId}:`), 'wrong-secret'],
    ['its secret with a newline', basic(`${clientId}:${clientSecret}\n`), 'wrong-secret'],
    ['another id', basic(`other:${clientSecret}`), 'unknown-client'],
    ['its id and more', basic(`${clientId}x:${clientSecret}`), 'unknown-client'],
    ['id and secret in turn', basic(`${clientSecret}:${clientId}`), 'unknown-client'],
    ['no colon', basic(clientId + clientSecret), 'malformed-basic'],
    ['in clear', `Basic ${clientId}:${clientSecret}`, 'malformed-basic'],
    ['URL-safe base64', 'Basic a_-_', 'malformed-basic'],
    ['padding too many', `${basic(`${clientId}:${clientSecret}`)}==`, 'malformed-basic'],
    ['padding too few', 'Basic YTpiYw', 'malformed-basic'],
    ['wrapped lines', basic(`${clientId}:${clientSecret}`).replace(/.{76}/g, '$& '), 'malformed-basic'],
    ['Basic alone', 'Basic', 'garbage-token'],
    ['its token', `Bearer ${TOKEN}`, 'token'],
    ['bearer in any case', `bEARER   ${TOKEN}`, 'token'],
    ['a part of its token', `Bearer ${TOKEN.slice(0, -1)}`, 'garbage-token'],
    ['its token and more', `Bearer ${TOKEN} x`, 'garbage-token'],
    ['another scheme', `Token ${TOKEN}`, 'garbage-token'],
    ['no scheme', TOKEN, 'garbage-token'],
    ['its secret as a token', `Bearer ${clientSecret}`, 'garbage-token'],
  ])('%s', (_, authorization, credential) => {
    expect(credentialOf(authorization, credentials, tokens(), NOW)).toBe(credential);
  });

  test.each([
    ['refused, and none newer', { refused: true }, 'token'],
    ['replaced, and never refused', { refused: false, replacedAt: 0 }, 'token'],
    ['refused, and replaced this moment', { refused: true, replacedAt: NOW }, 'token'],
    ['refused, and replaced as long ago as a request takes', { refused: true, replacedAt: NOW - 250 }, 'token'],
    ['refused, and replaced before', { refused: true, replacedAt: NOW - 251 }, 'expired-token'],
  ])('a token that was %s', (_, issued, credential) => {
    expect(credentialOf(`Bearer ${TOKEN}`, credentials, tokens(issued), NOW)).toBe(credential);
  });
});

/** A redactor that knows the client's secrets and one token. */
const knowing = (): ReturnType<typeof createRedactor> => {
  const redactor = createRedactor();
  redactor.add(clientSecret, '«client secret»');
  redactor.add(clientId, '«client id»');
  redactor.add(TOKEN, '«token 1»');
  return redactor;
};

describe('keptHeaders', () => {
  const kept = (headers: Readonly<Record<string, string>>): readonly Header[] => {
    const redactor = knowing();
    const as = credentialOf(headers['authorization'], credentials, new Map([[TOKEN, { refused: false }]]), 0);
    const lines = keptHeaders(asked(FILE, { headers }), as, redactor);
    expect(redactor.leaks(JSON.stringify(lines))).toBe(false);
    return lines;
  };
  const both = `${clientId}:${clientSecret}`;
  test.each([
    ['its credentials', `Basic ${base64(both)}`, 'Basic «credentials»'],
    ['the scheme as spelled', `basic ${base64(both)}`, 'basic «credentials»'],
    ['other credentials', `Basic ${base64('a:b')}`, 'Basic «other credentials»'],
    ['credentials in clear', `Basic ${both}`, 'Basic «other credentials»'],
    ['its token', `bearer  ${TOKEN}`, 'bearer «token 1»'],
    ['another token', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'Bearer «other token»'],
    ['its token and more', `Bearer ${TOKEN} x`, `Bearer «${TOKEN.length + 2} characters, repeats «token 1»»`],
    ['its secret as a token', `Bearer ${clientSecret}`, 'Bearer «80 characters, repeats «client secret»»'],
    ['another scheme', `Digest ${clientSecret}`, '«87 characters, repeats «client secret»»'],
    ['a secret as the scheme', `${clientSecret} x`, '«82 characters, repeats «client secret»»'],
    ['a secret alone', clientSecret, '«80 characters, repeats «client secret»»'],
    ['a scheme alone', 'Bearer', 'Bearer'],
    ['nothing', '', '«0 characters»'],
  ])('Authorization: %s', (_, value, shown) => {
    expect(kept({ authorization: value })).toEqual([['Authorization', shown]]);
  });

  test('what says how the client speaks HTTP stays, without secrets', () => {
    expect(kept({ accept: 'application/json', 'user-agent': `x/${clientId}`, host: '127.0.0.1:1' })).toEqual([
      ['accept', 'application/json'],
      ['user-agent', 'x/«client id»'],
      ['host', '127.0.0.1:1'],
    ]);
  });

  test('what is too long is told by its length, and by the secret at its end', () => {
    const value = `${'x'.repeat(190)} ${clientSecret}`;
    expect(kept({ 'user-agent': value })).toEqual([['user-agent', '«271 characters, repeats «client secret»»']]);
  });

  test('of others the length, and the secrets in them in any encoding', () => {
    const hex = Buffer.from(clientSecret).toString('hex');
    expect(kept({ 'x-request-id': 'John Doe', cookie: `session=${TOKEN}; s=${hex}`, 'x-c': base64(both) })).toEqual([
      ['x-request-id', '«8 characters»'],
      ['cookie', `«${TOKEN.length + 172} characters, repeats «client secret», repeats «token 1»»`],
      ['x-c', '«156 characters, repeats «client secret», repeats «client id»»'],
    ]);
  });

  test('a token is not told as the id that it holds', () => {
    expect(described(TOKEN, knowing())).toBe(`«${TOKEN.length} characters, repeats «token 1»»`);
  });

  test('a name that is a secret, or may be anything', () => {
    const encoded = base64(both).toLowerCase();
    expect(kept({ [clientSecret]: 'x', [encoded]: '1', 'x-plain-name': '' })).toEqual([
      ['«80 characters, repeats «client secret»»', '«1 characters»'],
      ['«156 characters»', '«1 characters»'],
      ['x-plain-name', '«0 characters»'],
    ]);
  });
});

interface Recorded {
  readonly recorder: Recorder;
  readonly exchanges: Exchange[];
  readonly told: Exchange[];
  readonly redactor: ReturnType<typeof createRedactor>;
  /** Milliseconds since the run began. */
  now: number;
  readonly ask: (
    request: ServerRequest,
    reply: ServerReply | (() => Promise<ServerReply>),
    foreign?: boolean,
  ) => Promise<ServerReply>;
}

/** A recorder by a clock that stands still, around replies that are given. */
const record = (profile: Profile = profile201912): Recorded => {
  const redactor = createRedactor();
  redactor.add(clientSecret, '«client secret»');
  redactor.add(clientId, '«client id»');
  const [exchanges, told]: [Exchange[], Exchange[]] = [[], []];
  let marks = 0;
  const state: Recorded = {
    recorder: createRecorder({
      ...{ profile, startedAt: 1_000_000, condition: 'sunny', credentials, redactor, exchanges },
      clock: { now: () => 1_000_000 + state.now, sleep: () => Promise.reject(new Error('nobody sleeps here')) },
      nextMark: () => `«token ${(marks += 1)}»`,
      onExchange: (exchange) => told.push(exchange),
    }),
    ...{ exchanges, told, redactor, now: 0 },
    ask: (request, reply, foreign = false) =>
      state.recorder.around(foreign)(
        request,
        () => (typeof reply === 'function' ? reply() : Promise.resolve(reply)),
        undefined as unknown as FaultContext,
      ),
  };
  return state;
};

const authorization = `Bearer ${TOKEN}`;
const withToken = { headers: { authorization } } as const;
const withBasic = {
  method: 'POST',
  headers: { authorization: `Basic ${base64(`${clientId}:${clientSecret}`)}` },
} as const;
const reply = (status: number, body: ServerReply['body'] = '', headers: readonly Header[] = []): ServerReply => ({
  status,
  headers,
  body,
});
const issuing = (token = TOKEN): ServerReply =>
  reply(200, JSON.stringify({ access_token: token, token_type: 'bearer' }));
const manifest = reply(
  200,
  JSON.stringify({
    transactionTime: '2019-12-09T20:44:01Z',
    output: [{ type: 'Patient', url: ORIGIN + FILE }],
    error: [{ type: 'OperationOutcome', url: `${ORIGIN}/data/42/e.ndjson` }],
  }),
);
/** A whole stream of chunks, and how far it was read. */
const streamed = (...chunks: readonly string[]): AsyncIterable<string> =>
  (async function* () {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  })();
const takeAll = async ({ body }: ServerReply): Promise<string> => {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(Buffer.from(part as string));
  return Buffer.concat(parts).toString();
};
const LINES = '{"resourceType":"Patient","id":"1"}\n{"resourceType":"Patient","id":"2"}\n';
const last = ({ exchanges }: Recorded): Exchange => exchanges.at(-1)!;

describe('the recorder', () => {
  test('numbers what comes, with its time, label and credential', async () => {
    const run = record();
    run.now = 40.4;
    await run.ask(asked('/auth/token', withBasic), () => {
      run.now = 52.6;
      return Promise.resolve(issuing());
    });
    await run.ask(asked('/api/v1/Patient/$export', withToken), reply(202, '', [['Content-Location', ORIGIN + JOB]]));
    await run.ask(asked(JOB, withToken), manifest);
    expect(run.exchanges.map(({ id, step, label, as, at, ms }) => ({ id, step, label, as, at, ms }))).toEqual([
      { id: 1, step: 'sunny', label: 'token', as: 'client', at: 40, ms: 13 },
      { id: 2, step: 'sunny', label: 'kickoff', as: 'token', at: 53, ms: 0 },
      { id: 3, step: 'sunny', label: 'status', as: 'token', at: 53, ms: 0 },
    ]);
    expect(run.told).toEqual(run.exchanges);
    expect(run.exchanges[1]?.reply?.headers).toEqual([['Content-Location', ORIGIN + JOB]]);
  });

  test('a token is stale once it was refused and a newer one was issued, a moment later', async () => {
    const run = record();
    await run.ask(asked('/auth/token', withBasic), issuing());
    await run.ask(asked(JOB, withToken), reply(401));
    run.now = 1000;
    await run.ask(asked('/auth/token', withBasic), issuing(`${TOKEN}2`));
    run.now = 1250;
    await run.ask(asked(JOB, withToken), reply(401));
    run.now = 1251;
    await run.ask(asked(JOB, withToken), reply(401));
    await run.ask(asked(JOB, { headers: { authorization: `Bearer ${TOKEN}2` } }), reply(202));
    expect(run.exchanges.map(({ as }) => as)).toEqual(['client', 'token', 'client', 'token', 'expired-token', 'token']);
    expect(last(run).request.headers).toEqual([['Authorization', 'Bearer «token 2»']]);
  });

  test('calls by its label what was handed out at another path', async () => {
    const run = record(profile201909);
    const other = `${ORIGIN}/queue/1?a&b`;
    await run.ask(asked('/api/v1/Patient/$export', withToken), reply(202, '', [['content-location', other]]));
    await run.ask(asked('/queue/1?a&b', withToken), reply(202));
    await run.ask(asked('/queue/1?a=&b=', withToken), reply(404));
    expect(run.exchanges.map(({ label }) => label)).toEqual(['kickoff', 'status', 'other']);
    expect(run.exchanges.map(({ request: { url } }) => url).slice(1)).toEqual([other, `${ORIGIN}/queue/1?a=&b=`]);
  });

  test('a server that fails is told of, and the request stands in the record', async () => {
    const run = record();
    const failing = (): Promise<ServerReply> => Promise.reject(new Error('out of order'));
    await expect(run.ask(asked(JOB, withToken), failing)).rejects.toThrow('out of order');
    expect(last(run)).toMatchObject({ label: 'status', failure: { code: 'server' } });
    expect(run.told).toHaveLength(1);
  });
});

describe('the files that were served', () => {
  const begun = async (): Promise<Recorded> => {
    const run = record();
    await run.ask(asked(JOB, withToken), manifest);
    return run;
  };

  test('one that came whole is served once, with the type and list of the manifest', async () => {
    const run = await begun();
    expect(await takeAll(await run.ask(asked(FILE, withToken), reply(200, LINES)))).toBe(LINES);
    await takeAll(await run.ask(asked(FILE, withToken), reply(200, LINES)));
    await takeAll(await run.ask(asked('/data/42/e.ndjson', withToken), reply(200, Buffer.from('{}\n'))));
    const served = run.recorder
      .served()
      .map(({ bytes, ...more }) => ({ ...more, text: Buffer.from(bytes).toString() }));
    expect(served).toEqual([
      { list: 'output', type: 'Patient', text: LINES },
      { list: 'error', type: 'OperationOutcome', text: '{}\n' },
    ]);
    expect(run.exchanges.slice(1).map(({ label, reply: sent, failure }) => [label, sent?.body.bytes, failure])).toEqual(
      [
        ['data', LINES.length, undefined],
        ['data', LINES.length, undefined],
        ['error-data', 3, undefined],
      ],
    );
  });

  test('a stream that was taken whole is, byte by byte', async () => {
    const run = await begun();
    const pieces = Buffer.from('{"a":"é"}\n');
    async function* split(): AsyncGenerator<Uint8Array> {
      for (const byte of pieces) yield await Promise.resolve(Uint8Array.of(byte));
    }
    const body = await takeAll(await run.ask(asked(FILE, withToken), reply(200, split())));
    expect(body).toBe('{"a":"é"}\n');
    expect(Buffer.from(run.recorder.served()[0]!.bytes).equals(pieces)).toBe(true);
    expect(last(run).failure).toBeUndefined();
  });

  test('a stream that the client left is not, and the record says so', async () => {
    const run = await begun();
    const { body } = await run.ask(asked(FILE, withToken), reply(200, streamed('{"a":1}\n', '{"a":2}\n')));
    for await (const part of body as AsyncIterable<Uint8Array>) {
      expect(Buffer.from(part).toString()).toBe('{"a":1}\n');
      run.now = 70;
      break;
    }
    expect(run.recorder.served()).toEqual([]);
    expect(last(run)).toMatchObject({
      ms: 70,
      reply: { status: 200, body: { bytes: 0 } },
      failure: { code: 'abandoned' },
    });
    expect(run.told.at(-1)).toEqual(last(run));
  });

  test('a stream of which nothing was taken is not', async () => {
    const run = await begun();
    await run.ask(asked(FILE, withToken), reply(200, streamed(LINES)));
    expect(run.recorder.served()).toEqual([]);
    expect(last(run).failure).toMatchObject({ code: 'abandoned' });
  });

  test('one that was left, then taken whole, is', async () => {
    const run = await begun();
    await run.ask(asked(FILE, withToken), reply(200, streamed(LINES)));
    await takeAll(await run.ask(asked(FILE, withToken), reply(200, streamed(LINES))));
    expect(run.recorder.served()).toHaveLength(1);
    expect(run.exchanges.map(({ failure }) => failure?.code)).toEqual([undefined, 'abandoned', undefined]);
  });

  test('one that was cut is not, until it comes whole', async () => {
    const run = await begun();
    await run.ask(asked(FILE, withToken), { ...reply(200, LINES.slice(0, 20)), cut: LINES.length - 20 });
    expect(last(run)).toMatchObject({ reply: { body: { bytes: 20 } }, failure: { code: 'cut' } });
    expect(run.recorder.served()).toEqual([]);
    await run.ask(asked(FILE, withToken), reply(200, LINES));
    expect(run.recorder.served()).toHaveLength(1);
  });

  test('a refusal and a redirect are not, a file of the other origin is', async () => {
    const run = await begun();
    await run.ask(asked(FILE), reply(401));
    await run.ask(asked(FILE, withToken), reply(307, '', [['Location', 'http://127.0.0.1:9/x']]));
    expect(run.recorder.served()).toEqual([]);
    await run.ask(asked('/x', { origin: 'http://127.0.0.1:9' }), reply(200, LINES), true);
    expect(last(run)).toMatchObject({ label: 'foreign', as: 'none' });
    expect(run.recorder.served()).toMatchObject([{ list: 'output', type: 'another URL' }]);
  });

  test('nothing of a file stands in the record', async () => {
    const run = await begun();
    await takeAll(await run.ask(asked(FILE, withToken), reply(200, LINES)));
    expect(JSON.stringify(last(run))).not.toContain('resourceType');
  });
});

describe('secrets', () => {
  const both = `${clientId}:${clientSecret}`;
  const hex = Buffer.from(both).toString('hex');
  const everywhere: readonly (readonly [string, ServerRequest, string])[] = [
    [
      'in a body',
      asked('/auth/token', { method: 'POST', body: `grant_type=x&client_secret=${clientSecret}` }),
      '«client secret»',
    ],
    [
      'in a body, escaped',
      asked('/x', { method: 'POST', body: encodeURIComponent(`{"id":"${clientId}"}`) }),
      '«client id»',
    ],
    ['a token in a query', asked(`${JOB}?access_token=${TOKEN}`), '«token 1»'],
    ['a token in a longer value', asked(`${JOB}?auth=Bearer%20${TOKEN}&x=1`), '«token 1»'],
    ['credentials in a query', asked(`/auth/token?auth=${both}`), '«client secret»'],
    [
      'credentials in a query, in base64',
      asked(`/auth/token?a=${encodeURIComponent(base64(both))}`),
      '«client secret»',
    ],
    ['a secret as the name of a parameter', asked(`/auth/token?${clientSecret}`), '«client secret»'],
    ['a token in a path', asked(`/data/${TOKEN}/a.ndjson`), '«token 1»'],
    ['a secret in a path, in hex', asked(`/data/${Buffer.from(clientSecret).toString('hex')}`), '«client secret»'],
    ['a cookie', asked(FILE, { headers: { cookie: `t=${TOKEN}` } }), '«token 1»'],
    [
      'the host',
      asked(FILE, { origin: `http://${clientId}.test`, headers: { host: `${clientId}.test` } }),
      '«client id»',
    ],
    [
      'Proxy-Authorization',
      asked(FILE, { headers: { 'proxy-authorization': `Basic ${base64(both)}` } }),
      '«client secret»',
    ],
    ['the user agent, in hex', asked(FILE, { headers: { 'user-agent': hex } }), '«client id»'],
  ];

  test.each(everywhere)('%s: a mark stands for it', async (_, request, mark) => {
    const run = record();
    await run.ask(asked('/auth/token', withBasic), issuing());
    await run.ask(request, reply(404));
    const text = JSON.stringify(run.exchanges);
    expect(run.redactor.leaks(text)).toBe(false);
    for (const secret of [clientId, clientSecret, TOKEN, base64(both)]) expect(text).not.toContain(secret);
    expect(JSON.stringify(last(run).request)).toContain(mark);
  });

  test('in a reply: a mark stands for it', async () => {
    const run = record();
    await run.ask(asked('/auth/token', withBasic), issuing());
    expect(run.exchanges[0]?.reply?.body).toMatchObject({ json: { access_token: '«token 1»', token_type: 'bearer' } });
    await run.ask(
      asked('/x', withToken),
      reply(404, `no ${clientSecret}`, [
        ['Location', `/x?t=${TOKEN}`],
        ['X-Seen', clientId],
      ]),
    );
    expect(last(run).reply?.body.repeats).toEqual(['«client secret»']);
    expect(run.redactor.leaks(JSON.stringify(run.exchanges))).toBe(false);
  });

  test('a plain body is quoted, any other is not', async () => {
    const run = record();
    await run.ask(asked('/auth/token', { ...withBasic, body: 'grant_type=client_credentials' }), issuing());
    await run.ask(asked('/auth/token', { ...withBasic, body: 'name=John' }), issuing(`${TOKEN}2`));
    expect(run.exchanges.map(({ request: { body } }) => body)).toEqual([
      'grant_type=client_credentials',
      '«9 characters»',
    ]);
  });
});
