import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { documentsIn } from '../../src/record/json.js';
import { alterToken, readJwt } from '../../src/drive/tokens/jwt.js';
import { onTarget } from '../../src/drive/session/origin.js';
import { retryAfterMs } from '../../src/drive/session/retry.js';
import { documentPlaces, initializerOf } from '../../src/drive/discovery/swagger-places.js';
import { defaultLimits } from '../../src/model/index.js';
import { compare } from '../../src/openapi/compare.js';
import { readContract } from '../../src/openapi/contract.js';
import { holds, json, number, text } from '../support/arbitrary/index.js';
import { withMember } from '../support/arbitrary/changes.js';
import { circular, draft4, modern } from '../support/formats/openapi.js';
import { exchange } from '../support/views.js';

const parsed = (one: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(one) as unknown };
  } catch {
    return undefined;
  }
};

const BASE = 'https://bcda.example/prefix';
const PLACES = defaultLimits['document-places'];

describe('what servers send in headers and tokens', () => {
  const values = fc.oneof(
    text,
    number.map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  holds(
    'as Retry-After asks for a wait within the bound, or for none',
    1000,
    fc.tuple(values, fc.nat()),
    ([value, now]) => {
      const ms = retryAfterMs([['Retry-After', value]], now, defaultLimits);
      if (ms === undefined) expect(value.trim()).not.toMatch(/^\d+$/);
      else expect(ms >= 0 && ms <= defaultLimits['retry-after-seconds'] * 1000).toBe(true);
    },
  );

  const claims = fc.oneof(json, fc.record({ iat: json, exp: json }, { requiredKeys: [], noNullPrototype: true }));
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokens = fc.oneof(
    text,
    fc.tuple(text, claims, text).map(([a, b, c]) => `${a}.${encoded(b)}.${c}`),
  );
  holds('as a token is a JWT with times, or is none', 1000, tokens, (token) => {
    const { iat = 0, exp = 0 } = readJwt(token) ?? {};
    expect(Number.isFinite(iat) && Number.isFinite(exp)).toBe(true);
    expect(alterToken(token)).not.toBe(token);
  });

  const urls = fc.oneof(
    text,
    fc.webUrl(),
    fc.tuple(fc.constantFrom(BASE, '//', 'http:', '/', 'https://a@bcda.example'), text).map((parts) => parts.join('')),
  );
  holds('as a URL is followed on its own origin only', 1000, urls, (url) => {
    const place = onTarget(url, `${BASE}/api/v1/jobs/1`);
    if (place !== undefined)
      expect(new URL(place)).toMatchObject({ origin: new URL(BASE).origin, username: '', password: '' });
  });
});

describe('what servers send as a body', () => {
  const space = fc.constantFrom('', ' ', '\n', '\r\n\t', '\u{feff}', '\u{a0}', ',');
  holds(
    'is one JSON document where JSON.parse reads one',
    1000,
    fc.oneof(
      text,
      json.map((value) => JSON.stringify(value)),
    ),
    (body) => {
      const whole = parsed(body);
      if (whole !== undefined && whole.value !== Infinity) expect(documentsIn(body)).toEqual([whole.value]);
    },
  );

  const nested = json.filter((value) => typeof value === 'object' && value !== null);
  holds('is as many as stand one after another', 1000, fc.array(fc.tuple(nested, space), { maxLength: 5 }), (parts) => {
    const body = parts.map(([value, gap]) => JSON.stringify(value) + gap).join('');
    const found = documentsIn(body);
    const wanted = parts.map(([value]) => parsed(JSON.stringify(value))?.value);
    // White space may stand between them and around them, and nothing else.
    if (!parts.some(([, gap]) => gap === ',')) expect(found).toEqual(wanted);
    else expect(found).toEqual([]);
  });

  const LONG = 200_000;
  const repeats = fc.tuple(
    fc.oneof(
      fc.constantFrom('[', '{', '{"a":', '"', '\\', '[1]', ' ', '}', '[]x'),
      text.filter((one) => one.length < 40),
    ),
    text,
  );
  holds('is read to its end, however often it says the same', 30, repeats, ([one, end]) => {
    const body = one.repeat(Math.ceil(LONG / Math.max(1, one.length))) + end;
    expect(documentsIn(body)).toBeInstanceOf(Array);
    const page = `<a href="${body}" url: '${body}.json'>`;
    expect(documentPlaces(page, BASE, PLACES).length).toBeLessThanOrEqual(PLACES);
    expect(initializerOf(page, BASE)).toSatisfy((place) => place === undefined || typeof place === 'string');
  });
});

describe('what servers send as their documentation', () => {
  const pages = fc.tuple(
    text,
    fc.constantFrom('url: "', 'spec-url="', 'href="', 'src="'),
    text,
    fc.constantFrom('"', "'", '.json"', 'swagger-initializer.js"'),
  );
  holds('leads to a few places on its own origin', 1000, pages, (parts) => {
    const page = parts.join('');
    const all = [
      ...documentPlaces(page, BASE, PLACES),
      ...[initializerOf(page, BASE)].filter((one) => one !== undefined),
    ];
    expect(all.filter((place) => new URL(place).origin !== new URL(BASE).origin)).toEqual([]);
  });

  const odd = fc.oneof(
    { weight: 1, arbitrary: json },
    {
      weight: 3,
      arbitrary: fc.constantFrom<unknown>(
        ...[null, [null], { toString: null }, [{ toString: null }], 7, '{a}'],
        ...[{ $ref: '#' }, { $ref: '#/paths' }, { $ref: '#/%zz' }, { $ref: 7 }, { $id: 7 }, { id: 7 }],
      ),
    },
  );
  const altered = fc
    .tuple(
      fc.constantFrom(circular, draft4, modern),
      fc.array(fc.tuple(fc.nat(10_000), odd), { minLength: 1, maxLength: 12, size: 'max' }),
    )
    .map(([document, changes]) => changes.reduce<unknown>((one, [at, value]) => withMember(one, at, value), document));
  const free = fc.record(
    {
      swagger: fc.constantFrom('2.0', 2),
      openapi: fc.constantFrom('3.0.1', '3.1.0'),
      ...{ $id: odd, id: odd },
      basePath: odd,
      servers: odd,
      paths: fc.dictionary(
        text.map((path) => `/${path}`),
        odd,
        { noNullPrototype: true },
      ),
      definitions: odd,
      components: odd,
      security: odd,
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  holds(
    'is read and compared, or it is told why not',
    60,
    fc.oneof({ weight: 5, arbitrary: altered }, { weight: 2, arbitrary: free }, { weight: 1, arbitrary: json }),
    async (document) => {
      const read = await readContract(JSON.stringify(document), `${BASE}/api/v1/swagger`);
      if ('because' in read) {
        expect(read.because).toMatch(/\w/);
        return;
      }
      const answers = ['/nodes/1', '/jobs/2', '/a', '/'].map((path, index) => ({
        exchange: exchange(200, {
          id: index + 1,
          headers: { 'content-type': 'application/json' },
          request: { method: 'GET', url: BASE + path, headers: [] },
        }),
        body: [{ name: 'x' }],
      }));
      const { compared, departures } = compare(read, answers, BASE);
      const said = JSON.stringify([
        read.operations.map(({ path, statuses }) => [path, statuses]),
        departures,
        read.problems,
      ]);
      expect(said).not.toMatch(/[^\x20-\x7e·…]/);
      expect(compared.every((id) => id >= 1 && id <= 4)).toBe(true);
    },
  );
});
