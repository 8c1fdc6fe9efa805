import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import selfsigned from 'selfsigned';
import { afterEach, describe, expect, test } from 'vitest';
import type { ClientReply } from '../../../src/reference/index.js';
import { openClientHttp, startReferenceServer } from '../../../src/reference/index.js';
import { retryAfterOf, waiter } from '../../../src/reference/client/wait.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { standingClock } from '../../support/pulling.js';

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

/** A server that answers every request with these bytes, then ends or resets the connection, or waits. */
const answeringBytes = async (bytes: Buffer | string, then: 'end' | 'reset' | 'wait'): Promise<string> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () =>
      socket.write(bytes, () => {
        if (then === 'end') socket.end();
        if (then === 'reset') socket.resetAndDestroy();
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a`;
};

const read = async ({ body }: ClientReply): Promise<string> => {
  let text = '';
  for await (const part of body) text += Buffer.from(part).toString('latin1');
  return text;
};
const get = async (url: string, options: Parameters<typeof openClientHttp>[0] = {}): Promise<string> =>
  read(await openClientHttp(options)({ method: 'GET', url, headers: [] }));

const ZIPPED = gzipSync('hello');
const head = (...headers: string[]): string => ['HTTP/1.1 200 OK', ...headers, '', ''].join('\r\n');
const CHUNKED = 'Transfer-Encoding: chunked';
const zipped = (bytes: Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([Buffer.from(head('Content-Encoding: gzip', ...headers)), bytes]);

describe('the transport notices a transfer that is cut', () => {
  test.each([
    ['by length, connection closed', `${head('Content-Length: 9')}hello`, 'end'],
    ['by length, connection to be closed', `${head('Content-Length: 9', 'Connection: close')}hello`, 'end'],
    ['by length, connection reset', `${head('Content-Length: 9')}hello`, 'reset'],
    ['before its first byte', head('Content-Length: 9'), 'end'],
    ['between two chunks', `${head(CHUNKED)}5\r\nhello\r\n`, 'end'],
    ['between two chunks, connection to be closed', `${head(CHUNKED, 'Connection: close')}5\r\nhello\r\n`, 'end'],
    ['within a chunk, connection to be closed', `${head(CHUNKED, 'Connection: close')}5\r\nhel`, 'end'],
    ['by gzip, whole in length', zipped(ZIPPED.subarray(0, -4), `Content-Length: ${ZIPPED.length - 4}`), 'wait'],
    ['by gzip, until the connection ends', zipped(ZIPPED.subarray(0, -4), 'Connection: close'), 'end'],
    ['by length, gzip whole', zipped(ZIPPED, `Content-Length: ${ZIPPED.length + 4}`), 'end'],
  ] as const)('%s', async (_, bytes, then) => {
    await expect(get(await answeringBytes(bytes, then))).rejects.toMatchObject({ name: 'BrokenExchange' });
  });

  test.each([
    ['by length', `${head('Content-Length: 5')}hello`, 'wait'],
    ['in chunks', `${head(CHUNKED)}5\r\nhello\r\n0\r\n\r\n`, 'wait'],
    ['until the connection ends', `${head('Connection: close')}hello`, 'end'],
    ['in gzip', zipped(ZIPPED, `Content-Length: ${ZIPPED.length}`), 'wait'],
    ['in gzip until the connection ends', zipped(ZIPPED, 'Connection: close'), 'end'],
  ] as const)('and takes a whole one: %s', async (_, bytes, then) => {
    expect(await get(await answeringBytes(bytes, then))).toBe('hello');
  });
});

describe('the transport says in its own words', () => {
  test.each([
    ['not HTTP', 'SSH-2.0-secret\r\n', 'end', 'the response is not HTTP'],
    [
      'no gzip',
      zipped(Buffer.from('hello'), 'Connection: close'),
      'end',
      'the body is not gzip, although Content-Encoding says so',
    ],
    ['no reply', '', 'end', 'the connection was closed before the response was complete'],
  ] as const)('that there was %s', async (_, bytes, then, says) => {
    await expect(get(await answeringBytes(bytes, then))).rejects.toThrow(says);
  });

  test('that the server was silent, before its reply and within it', async () => {
    const says = 'the server sent nothing for 0.05 s';
    await expect(get(await answeringBytes('', 'wait'), { silenceMs: 50 })).rejects.toThrow(says);
    const url = await answeringBytes(`${head('Content-Length: 9')}hello`, 'wait');
    await expect(get(url, { silenceMs: 50 })).rejects.toMatchObject({ name: 'BrokenExchange' });
  });
});

test('the transport trusts the authorities that it is given, and no others', async () => {
  const pair = selfsigned.generate([{ name: 'commonName', value: 'bcda.example' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const server = await startReferenceServer({ profile: profile201912, tls: { cert: pair.cert, key: pair.private } });
  open.push(() => void server.close());
  expect(await get(`${server.url}/_version`, { ca: pair.cert })).toContain('version');
  await expect(get(`${server.url}/_version`)).rejects.toThrow('TLS failed (DEPTH_ZERO_SELF_SIGNED_CERT)');
});

describe('how long a reply asks to wait', () => {
  const now = Date.UTC(2020, 0, 1, 12, 0, 0, 400);
  const later = 'Wed, 01 Jan 2020 12:00:30 GMT';
  test.each([
    [[], undefined],
    [[['Retry-After', '0']], 0],
    [[['retry-after', ' 90 ']], 90_000],
    [[['Retry-After', later]], 29_600],
    [[['Retry-After', 'Wed Jan  1 12:00:30 2020']], 29_600],
    [[['Retry-After', 'Wednesday, 01-Jan-20 12:00:30 GMT']], 29_600],
    [
      [
        ['Retry-After', later],
        ['Date', 'Wed, 01 Jan 2020 12:00:10 GMT'],
      ],
      20_000,
    ],
    [
      [
        ['Retry-After', later],
        ['Date', 'Wed, 01 Jan 2020 12:00:40 GMT'],
      ],
      0,
    ],
    [
      [
        ['Retry-After', later],
        ['Date', 'nonsense'],
      ],
      29_600,
    ],
    [[['Retry-After', '-5']], undefined],
    [[['Retry-After', '1.5']], undefined],
    [[['Retry-After', 'soon']], undefined],
  ] as const)('%j', (headers, ms) => {
    expect(retryAfterOf(headers, now)).toBe(ms);
  });
});

test('a timer that ends early does not end the wait', async () => {
  const clock = standingClock();
  const begun = clock.now();
  const slept: number[] = [];
  const early = {
    now: clock.now,
    sleep: (ms: number) => {
      slept.push(ms);
      return clock.sleep(slept.length === 1 ? ms - 3 : ms);
    },
  };
  const told: number[] = [];
  await waiter(early, (ms) => told.push(ms))(5000, 'x');
  expect([clock.now() - begun, slept, told]).toEqual([5000, [5000, 3], [5000]]);
});
