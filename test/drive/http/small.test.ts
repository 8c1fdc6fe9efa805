import { describe, expect, test } from 'vitest';
import { replyHeader, requestHeader } from '../../../src/record/headers.js';
import { alterToken, forgeToken, readJwt } from '../../../src/drive/tokens/jwt.js';
import { onTarget } from '../../../src/drive/session/origin.js';
import { createRedactor } from '../../../src/record/redact.js';
import { retryAfterMs } from '../../../src/drive/session/retry.js';
import { basic, expiryOf } from '../../../src/drive/tokens/tokens.js';
import { defaultLimits } from '../../../src/model/index.js';
import { profile201909, profile201912, tokenFact } from '../../support/views.js';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown, signature = 'c2lnbmF0dXJlLW9mLWl0'): string =>
  `${encoded({ alg: 'RS512' })}.${encoded(claims)}.${signature}`;

describe('retryAfterMs', () => {
  const NOW = Date.parse('2019-12-09T20:44:01Z');
  const after = (value: string | undefined, name = 'Retry-After'): number | undefined =>
    retryAfterMs(value === undefined ? [] : [[name, value]], NOW, defaultLimits);

  test.each<[string, number | undefined]>([
    ['0', 0],
    ['5', 5000],
    [' 5 ', 5000],
    ['120', 120_000],
    ['121', 120_000],
    ['99999999999999999999', 120_000],
    ['Mon, 09 Dec 2019 20:44:11 GMT', 10_000],
    ['Monday, 09-Dec-19 20:44:11 GMT', 10_000],
    // asctime has no zone and is in UTC all the same (RFC 9110 section 5.6.7), wherever this runs.
    ['Mon Dec  9 20:44:11 2019', 10_000],
    ['Mon, 09 Dec 2019 20:44:01 GMT', 0],
    ['Mon, 09 Dec 2018 20:44:01 GMT', 0],
    ['Mon, 09 Dec 2119 20:44:01 GMT', 120_000],
    ['soon', undefined],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
  ])('%j: %j ms', (value, ms) => expect(after(value)).toBe(ms));

  test('absent: nothing', () => expect(after(undefined)).toBeUndefined());
  test('in any case, and the first where there are two', () => {
    expect(after('3', 'RETRY-after')).toBe(3000);
    expect(
      retryAfterMs(
        [
          ['retry-after', '1'],
          ['Retry-After', '2'],
        ],
        NOW,
        defaultLimits,
      ),
    ).toBe(1000);
  });
});

describe('readJwt', () => {
  test.each<[string, string, ReturnType<typeof readJwt>]>([
    ['exp and iat', jwt({ exp: 20, iat: 8, sub: 'x' }), { exp: 20, iat: 8 }],
    ['exp alone', jwt({ exp: 20 }), { exp: 20 }],
    ['neither', jwt({ sub: 'x' }), {}],
    [
      'times beyond what JSON can carry',
      `a.${Buffer.from('{"exp":1e999}').toString('base64url')}.c`,
      { exp: Number.MAX_VALUE },
    ],
    ['times that are strings', jwt({ exp: '20', iat: '8' }), {}],
    ['no signature', `${encoded({})}.${encoded({ exp: 1 })}.`, { exp: 1 }],
    ['claims that are null', jwt(null), undefined],
    ['claims that are a number', jwt(7), undefined],
    ['claims that are no JSON', 'a.b.c', undefined],
    ['two parts', 'a.b', undefined],
    ['five parts, as encrypted ones have', 'a.b.c.d.e', undefined],
    ['opaque', 'd15ea5ed', undefined],
    ['empty', '', undefined],
  ])('%s', (_, token, claims) => expect(readJwt(token)).toEqual(claims));
});

describe('forgeToken', () => {
  const token = jwt({ sub: 'a', exp: 1000 }, 'c2lnbmF0dXJl');
  const [header = '', claims = '', signature = ''] = token.split('.');
  const parsed = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? '', 'base64url').toString());

  test('without a signature has alg none and the same claims', () => {
    const [forged, same, ...rest] = forgeToken(token, 'unsigned')?.split('.') ?? [];
    expect(parsed(forged)).toEqual({ alg: 'none', typ: 'JWT' });
    expect([same, ...rest]).toEqual([claims, '']);
  });
  test('with other claims has the old signature and expires later', () => {
    const [same, forged, ...rest] = forgeToken(token, 'claims')?.split('.') ?? [];
    expect([same, ...rest]).toEqual([header, signature]);
    expect(parsed(forged)).toEqual({ sub: 'a', exp: 4600 });
  });
  test('with another end has a signature that decodes differently', () => {
    for (const end of ['c2lnbmF0dXJl', 'AAAA', '____', 'Zg', 'Zm8']) {
      const real = jwt({ exp: 1 }, end);
      const forged = forgeToken(real, 'tail') ?? '';
      expect(forged.slice(0, -1)).toBe(real.slice(0, -1));
      const bytesOf = (one: string): Buffer => Buffer.from(one.split('.')[2] ?? '', 'base64url');
      expect(bytesOf(forged).equals(bytesOf(real))).toBe(false);
      expect(forged).toMatch(/^[\w.-]+$/);
    }
  });
  test('of an opaque token is its last character alone, which is no digit then', () => {
    expect(forgeToken('handle-1', 'unsigned')).toBeUndefined();
    expect(forgeToken('handle-1', 'claims')).toBeUndefined();
    expect(forgeToken('handle-1', 'tail')).toBe('handle-x');
    expect(forgeToken('handle-x', 'tail')).toBe('handle-y');
    expect(forgeToken('a.b.', 'tail')).toBe('a.bx');
  });
});

describe('alterToken', () => {
  const differences = (left: string, right: string): number[] =>
    left.split('').flatMap((char, index) => (char === right[index] ? [] : [index]));

  test.each(['c2lnbmF0dXJlLW9mLWl0', 'AAAA', 'BBBB', 'AAAAAA', '____', 'Zg', 'Zm8', 'abcdefghijklmnop'])(
    'one character of the signature %s, in its middle, and it decodes differently',
    (signature) => {
      const token = jwt({ exp: 1 }, signature);
      const altered = alterToken(token);
      expect(altered).toHaveLength(token.length);
      expect(differences(token, altered)).toHaveLength(1);
      expect(altered.slice(0, token.lastIndexOf('.') + 1)).toBe(token.slice(0, token.lastIndexOf('.') + 1));
      const bytesOf = (one: string): Buffer => Buffer.from(one.slice(one.lastIndexOf('.') + 1), 'base64url');
      expect(bytesOf(altered).equals(bytesOf(token))).toBe(false);
      expect(altered).toMatch(/^[\w.-]+$/);
    },
  );

  test.each(['d15ea5ed', 'AAAAAAAA', 'a-b_c'])('one character of the opaque %s, not at its ends', (token) => {
    const altered = alterToken(token);
    expect(altered).toHaveLength(token.length);
    const [at, ...more] = differences(token, altered);
    expect(more).toEqual([]);
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(token.length - 1);
  });

  test('a token of one character, and one without signature, become others', () => {
    for (const token of ['A', 'x', `${encoded({})}.${encoded({ exp: 1 })}.`]) expect(alterToken(token)).not.toBe(token);
  });
});

describe('onTarget', () => {
  const FROM = 'https://bcda.example/bcda/api/v1/Patient/$export';
  test.each<[string, string | undefined]>([
    ['https://bcda.example/api/v1/jobs/1', 'https://bcda.example/api/v1/jobs/1'],
    ['https://bcda.example:443/x', 'https://bcda.example:443/x'],
    // What only a lenient parser reads is sent as that parser understands it.
    ['https:\\\\bcda.example\\api\\v1\\jobs\\1', 'https://bcda.example/api/v1/jobs/1'],
    [' https://bcda.example/x', 'https://bcda.example/x'],
    ['https://bcda.example/x\n', 'https://bcda.example/x'],
    ['HTTPS://BCDA.EXAMPLE/X', 'HTTPS://BCDA.EXAMPLE/X'],
    ['/api/v1/jobs/1', 'https://bcda.example/api/v1/jobs/1'],
    ['jobs/1', 'https://bcda.example/bcda/api/v1/Patient/jobs/1'],
    ['?x=1', `${FROM}?x=1`],
    ['//bcda.example/x', 'https://bcda.example/x'],
    ['http://bcda.example/x', undefined],
    ['https://bcda.example:8443/x', undefined],
    ['https://evil.example/x', undefined],
    ['//evil.example/x', undefined],
    ['/\\evil.example/x', undefined],
    ['\\\\evil.example/x', undefined],
    ['https:\\\\evil.example\\x', undefined],
    ['https://bcda.example@evil.example/x', undefined],
    ['https://bcda.example.evil.example/x', undefined],
    ['https://bcda.example:443@evil.example/x', undefined],
    ['https:///evil.example/x', undefined],
    ['\thttps://evil.example/x', undefined],
    ['ht\ntps://evil.example/x', undefined],
    ['ftp://bcda.example/x', undefined],
    ['data:,x', undefined],
    ['javascript:alert(1)', undefined],
    ['file:///etc/passwd', undefined],
    ['https://', undefined],
    ['https://[::1/x', undefined],
  ])('%j: %j', (url, target) => expect(onTarget(url, FROM)).toBe(target));
});

describe('headers in a transcript', () => {
  const redactor = createRedactor();
  redactor.add('token-value-1', '«token 1»');
  redactor.add('secret-value', '«client secret»');

  test.each([
    ['Content-Type', 'application/json', 'application/json'],
    ['RETRY-AFTER', '5', '5'],
    ['Location', 'https://x/?t=token-value-1', 'https://x/?t=«token 1»'],
    ['X-Progress', 'x'.repeat(5000), 'x'.repeat(2000)],
    ['Set-Cookie', 'session=1', '«9 characters»'],
    ['X-Beneficiary', 'Jane Doe', '«8 characters»'],
    ['X-Debug', 'got token-value-1 and secret-value', '«34 characters, repeats «client secret»»'],
    ['X-Empty', '', '«0 characters»'],
  ])('of a reply, %s: %s', (name, value, kept) => {
    const got = replyHeader(name, value, redactor);
    if (name === 'X-Debug') expect(got).toMatch(/^«34 characters(, repeats «(token 1|client secret)»){2}»$/);
    else expect(got).toBe(kept);
  });

  test.each([
    ['Accept', 'application/json', 'application/json'],
    ['Authorization', 'Bearer token-value-1', 'Bearer «token 1»'],
    ['authorization', 'Bearer made-up-token', 'Bearer «other token»'],
    ['Authorization', 'Bearer short', 'Bearer «other token»'],
    ['Authorization', 'Bearer ', 'Bearer'],
    ['Authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln', 'Bearer «jwt»'],
    ['Authorization', basic({ clientId: 'id', clientSecret: 'secret-value' }), 'Basic «credentials»'],
    ['Authorization', basic({ clientId: 'id', clientSecret: 'another one' }), 'Basic «credentials»'],
  ])('of a request, %s: %s', (name, value, kept) => expect(requestHeader(name, value, redactor)).toBe(kept));
});

describe('tokens', () => {
  test('basic credentials are UTF-8 and base64', () => {
    expect(basic({ clientId: 'Aladdin', clientSecret: 'open sesame' })).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    expect(basic({ clientId: 'test', clientSecret: '123£' })).toBe('Basic dGVzdDoxMjPCow==');
  });

  test.each([
    ['exp', tokenFact(1, { exp: 2000, expiresIn: 5 }), 0, 2_000_000],
    ['exp, by a server whose clock is ahead', tokenFact(1, { exp: 2000 }), 60_000, 1_940_000],
    ['expires_in', tokenFact(1, { expiresIn: 5 }), 60_000, 1_005_000],
    ['the documented life', tokenFact(1), 0, 1_000_000 + 1_200_000],
  ])('expire by %s', (_, fact, skew, expiry) => {
    expect(expiryOf({ value: 'x', fact, issuedAt: 1_000_000, skew }, profile201912)).toBe(expiry);
  });
  test('expire by the documented life of their profile', () => {
    const token = { value: 'x', fact: tokenFact(1), issuedAt: 0, skew: 0 };
    expect(expiryOf(token, profile201909)).toBe(3_600_000);
  });
});
