import { describe, expect, test } from 'vitest';
import { describeBody } from '../../src/record/body.js';
import { contentOf, documentsIn } from '../../src/record/json.js';
import { keepSanitized } from '../../src/record/keep.js';
import { createRedactor } from '../../src/record/redact.js';
import { resourcesOf } from '../../fixtures/index.js';

const TOKEN = 'eyJhbGciOiJSUzUxMiJ9.eyJleHAiOjF9.c2lnbmF0dXJl';
const redactor = createRedactor();
redactor.add(TOKEN, '«token 1»');

const describeText = (text: string, status = 400) => describeBody(contentOf(Buffer.from(text)), status, redactor);
const describeJson = (json: unknown, status = 400) => describeText(JSON.stringify(json), status);

describe('documentsIn', () => {
  test.each<[string, readonly unknown[]]>([
    ['{}', [{}]],
    [' {"a":1}\n', [{ a: 1 }]],
    ['[]', [[]]],
    ['"x"', ['x']],
    ['7', [7]],
    ['null', [null]],
    ['{}{}', [{}, {}]],
    ['{"a":"}{"}\n[1]{"b":"\\"}"}', [{ a: '}{' }, [1], { b: '"}' }]],
    ['{"a":{"b":[{}]}} [[]]', [{ a: { b: [{}] } }, [[]]]],
    ['', []],
    [' \n', []],
    ['{', []],
    ['{"a":', []],
    ['{"a":"x', []],
    ['{"a":1', []],
    ['{}{', []],
    ['{}x', []],
    ['x{}', []],
    ['{}"x"', []],
    ['{},{}', []],
    ['{a:1}', []],
    [']', []],
    ['{]', []],
    ["{'a':1}", []],
    ['<html></html>', []],
  ])('%j', (text, documents) => expect(documentsIn(text)).toEqual(documents));

  test('of deep nesting', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    // The parser may or may not go so far; either way there is an answer.
    expect(documentsIn(deep).length).toBeLessThan(2);
    expect(documentsIn(`${deep}${deep}`).length).toBeLessThan(3);
    expect(documentsIn('['.repeat(100_000))).toEqual([]);
  });
});

describe('what is kept of JSON', () => {
  /** Every string of a value, also names. */
  const textsIn = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)])
        : [];
  const WORDS_OF_OURS = /^(«(string|name), \d+ characters»|resourceType)$/;

  const resources = (['Patient', 'Coverage', 'ExplanationOfBenefit'] as const).map((type): Record<string, unknown> => ({
    ...resourcesOf(type, { seed: 1, index: 1 })[0],
  }));
  test('the fixtures are what they are meant to be', () => {
    expect(resources.map(({ resourceType }) => resourceType)).toEqual(['Patient', 'Coverage', 'ExplanationOfBenefit']);
  });

  test.each(resources)('of a $resourceType: its type, and nothing else', (resource) => {
    const kept = keepSanitized(resource, redactor);
    const others = textsIn(kept).filter((text) => !WORDS_OF_OURS.test(text));
    expect(others).toEqual([resource['resourceType']]);
    expect(kept).toHaveProperty('resourceType', resource['resourceType']);
  });

  test.each([
    { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) },
    { resourceType: 'Parameters', parameter: [{ name: 'Jane Doe', valueString: '1AC3-DE4-FG56' }] },
    { 'Jane Doe': { '1AC3-DE4-FG56': true }, name: ['Jane Doe'], id: 7 },
    resources,
  ])('of another document %#: its shape', (document) => {
    const others = textsIn(keepSanitized(document, redactor)).filter((text) => !WORDS_OF_OURS.test(text));
    expect(others.filter((text) => text !== 'Bundle' && text !== 'Parameters')).toEqual([]);
  });

  test('a resourceType that is no word is hidden', () => {
    expect(keepSanitized({ resourceType: 'Jane Doe, born 1950' }, redactor)).toEqual({
      resourceType: '«string, 19 characters»',
    });
  });

  test.each([
    ['Jane Doe', '«string, 8 characters»'],
    [7, 0],
    [null, null],
    [true, true],
    [[1, 'Jane'], []],
  ])('of %j: %j', (value, kept) => expect(keepSanitized(value, redactor)).toEqual(kept));

  test('of an OperationOutcome: severity and code, none of its text', () => {
    const outcome = {
      resourceType: 'OperationOutcome',
      id: 'jane-doe',
      text: { status: 'generated', div: '<div>Jane Doe</div>' },
      issue: [
        {
          severity: 'error',
          code: 'not-found',
          details: { text: 'Jane Doe is not there', coding: [{ code: 'X1' }] },
          diagnostics: 'Jane Doe',
          location: ['Jane Doe'],
        },
        { severity: 'Jane Doe 1950', code: 7 },
        'Jane Doe',
      ],
    };
    const kept = keepSanitized(outcome, redactor);
    expect(JSON.stringify(kept)).not.toMatch(/Jane|jane|X1|generated/);
    expect(kept).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'error', code: 'not-found' },
        { severity: '«string, 13 characters»', code: 0 },
        '«string, 8 characters»',
      ],
    });
  });

  test('a manifest: what checks read of it', () => {
    const manifest = {
      transactionTime: '2019-12-09T20:44:01.705398Z',
      request: `https://bcda.example/api/v1/Patient/$export?access_token=${TOKEN}`,
      requiresAccessToken: true,
      output: [{ type: 'Patient', url: 'https://bcda.example/data/1/a.ndjson', extension: 'Jane Doe' }, 'Jane Doe'],
      error: [],
      JobID: 42,
      note: 'Jane Doe',
    };
    expect(keepSanitized(manifest, redactor)).toEqual({
      ...manifest,
      request: 'https://bcda.example/api/v1/Patient/$export?access_token=«token 1»',
      output: [
        {
          type: 'Patient',
          url: 'https://bcda.example/data/1/a.ndjson',
          '«name, 9 characters»': '«string, 8 characters»',
        },
        '«string, 8 characters»',
      ],
      note: undefined,
      '«name, 4 characters»': '«string, 8 characters»',
    });
  });

  const listOf = (...resources: readonly object[]): object => ({
    resourceType: 'Bundle',
    type: 'searchset',
    total: resources.length,
    entry: resources.map((resource) => ({ resource })),
  });
  const taskOf = (value: string, end: string): object => ({
    resourceType: 'Task',
    identifier: [{ use: 'official', system: 'https://bcda.example/api/v3/jobs', value }],
    executionPeriod: { start: '2026-11-20T08:15:30Z', end },
  });
  test.each(['7', '4294967296042', '9007199254740993042', '9'.repeat(64)])('a job of a list: its id %s', (id) => {
    const list = listOf(taskOf(id, '2026-11-20T08:15:30.123456789+00:00'));
    expect(keepSanitized(list, redactor)).toEqual(list);
  });
  test('a job of a list: of its id nothing that is not one, and of a time nine digits of a second', () => {
    const kept = (value: string, end: string): string =>
      JSON.stringify(keepSanitized(listOf(taskOf(value, end)), redactor));
    expect(kept('Jane Doe', '2026-11-20T08:15:30.123456789012Z')).toMatch(
      /"value":"«string, 8 characters»".*"end":"2026-11-20T08:15:30\.123456789Z"/,
    );
    expect(kept('9'.repeat(65), 'Jane Doe')).toMatch(/«string, 65 characters».*"end":"«string, 8 characters»"/);
  });
  test('a list of jobs with something else: of that its type', () => {
    const list = listOf(taskOf('7', '2026-11-20T08:15:30Z'), { resourceType: 'Patient', id: 'Jane Doe' });
    expect(keepSanitized(list, redactor)).toMatchObject({
      ...{ type: 'searchset', total: 2 },
      entry: [
        { resource: { identifier: [{ value: '7' }] } },
        { resource: { resourceType: 'Patient', '«name, 2 characters»': '«string, 8 characters»' } },
      ],
    });
  });

  test('a token answer: all but the token', () => {
    const answer = { access_token: TOKEN, token_type: 'bearer', expires_in: 1200, scope: 'x', user: 'Jane Doe' };
    expect(keepSanitized(answer, redactor)).toEqual({
      access_token: '«token 1»',
      token_type: 'bearer',
      expires_in: 1200,
      '«name, 5 characters»': '«string, 1 characters»',
      '«name, 4 characters»': '«string, 8 characters»',
    });
  });

  test.each([
    { JobID: 1, request: { name: 'Jane Doe' }, output: [{ type: { text: 'Jane Doe' }, url: ['Jane Doe'] }] },
    { transactionTime: ['Jane Doe'], JobID: { name: 'Jane Doe' } },
    { token_type: { name: 'Jane Doe' }, scope: ['Jane Doe'], access_token: { name: 'Jane Doe' } },
  ])('an object where a plain value should be is hidden: %j', (document) => {
    expect(JSON.stringify(keepSanitized(document, redactor))).not.toContain('Jane');
  });

  test.each([
    ['short', '«short token»'],
    ['a-token-that-was-never-registered', '«short token»'],
    ['«jwt»x', '«short token»'],
    ['', ''],
    [7, 0],
    [null, null],
  ])('an access_token %j becomes %j', (access_token, kept) => {
    expect(keepSanitized({ access_token }, redactor)).toEqual({ access_token: kept });
  });

  test('a CapabilityStatement as it is, but for secrets', () => {
    const statement = {
      resourceType: 'CapabilityStatement',
      publisher: 'Centers for Medicare & Medicaid Services',
      rest: [{ mode: 'server', security: { cors: true, service: [{ text: 'OAuth' }] } }],
      description: `with ${TOKEN}`,
    };
    expect(keepSanitized(statement, redactor, { isPublic: true })).toEqual({
      ...statement,
      description: 'with «token 1»',
    });
    // Where a token was needed to read it, it could be anything.
    expect(JSON.stringify(keepSanitized(statement, redactor))).not.toContain('Medicare');
  });

  test('a CapabilityStatement that is too deep or too long is cut', () => {
    let nested: unknown = ['deep'];
    for (let depth = 0; depth < 50; depth += 1) nested = { nested };
    const kept = keepSanitized(
      {
        resourceType: 'CapabilityStatement',
        nested,
        long: 'x'.repeat(10_000),
        many: Array.from({ length: 5000 }, () => 1),
      },
      redactor,
      { isPublic: true },
    ) as { long: string; many: number[] };
    expect(JSON.stringify(kept)).not.toContain('deep');
    expect(kept.long).toHaveLength(2000);
    expect(kept.many).toHaveLength(1000);
  });

  test('names of the prototype are names', () => {
    const document: unknown = JSON.parse('{"__proto__":{"resourceType":"x"},"constructor":1,"toString":"Jane"}');
    expect(JSON.stringify(keepSanitized(document, redactor))).not.toContain('Jane');
  });

  test('what is given is left as it is', () => {
    const document = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', diagnostics: 'x' }] };
    const before = structuredClone(document);
    keepSanitized(document, redactor);
    expect(document).toEqual(before);
  });
});

describe('how a body is described', () => {
  const none = { shows: [], repeats: [] };
  test.each(['', ' ', '\r\n\t'])('%j is empty', (text) => {
    expect(describeText(text)).toEqual({ ...none, bytes: text.length, form: 'empty', documents: 0 });
  });

  test('one JSON document', () => {
    expect(describeJson({ resourceType: 'Patient' })).toEqual({
      ...none,
      bytes: 26,
      form: 'json',
      documents: 1,
      json: { resourceType: 'Patient' },
    });
  });

  test('several JSON documents: how many, and the first', () => {
    const body = describeText('{"resourceType":"OperationOutcome"}\n{"resourceType":"Patient"}[]');
    expect(body).toMatchObject({ form: 'json', documents: 3, json: { resourceType: 'OperationOutcome' } });
  });

  test.each(['{"resourceType":"Pat', '{"a":"Jane Doe"', '[{"name":"Jane Doe"}', '{"a":1}{"b":'])(
    'JSON that was cut, %j, is text that is not quoted',
    (text) => {
      expect(describeText(text)).toEqual({ ...none, bytes: text.length, form: 'text', documents: 0 });
    },
  );

  test('other text is not quoted', () => {
    const body = describeText('<html><body>Jane Doe, 1AC3-DE4-FG56</body></html>');
    expect(body).toEqual({ ...none, bytes: 49, form: 'text', documents: 0 });
  });

  describe('the digest of a CapabilityStatement', () => {
    const digestOf = (more: object) =>
      describeText(
        JSON.stringify({ resourceType: 'CapabilityStatement', date: '2019', rest: [{ mode: 'server' }], ...more }),
      ).digest;

    test.each([
      ['its date', { date: '2020' }],
      ['its id', { id: 'x' }],
      ['its meta', { meta: { versionId: '2' } }],
    ])('is the same whatever %s', (_, more) => expect(digestOf(more)).toBe(digestOf({})));

    test('differs where it says something else', () => {
      expect(digestOf({})).toMatch(/^[0-9a-f]{64}$/);
      expect(digestOf({ rest: [{ mode: 'client' }] })).not.toBe(digestOf({}));
    });

    test('is not made of any other resource', () => {
      expect(digestOf({ resourceType: 'Patient' })).toBeUndefined();
      expect(describeText('{"resourceType":"CapabilityStatement"} {}').digest).toBeUndefined();
    });
  });

  test('bytes are counted as they came', () => {
    expect(describeText('é€😀').bytes).toBe(9);
    expect(describeBody(contentOf(Uint8Array.of(0xff, 0xfe, 0x00)), 400, redactor)).toMatchObject({
      bytes: 3,
      form: 'text',
    });
  });

  test.each<[number, string, boolean]>([
    [401, 'Unauthorized', true],
    [401, 'unauthorized\n', true],
    [401, '401 Unauthorized', true],
    [401, '401', true],
    [401, 'Unauthorized.', false],
    [401, 'Unauthorized: token expired', false],
    [401, 'Not Found', false],
    [401, '404', false],
    [404, 'Not Found', true],
    [599, '599', true],
    [599, 'undefined', false],
    [599, '599 undefined', false],
  ])('%i "%s": only the phrase of the status itself is quoted (%s)', (status, text, quoted) => {
    const { phrase } = describeText(text, status);
    expect(phrase).toBe(quoted ? text.trim() : undefined);
  });

  test('a phrase as a JSON string is JSON, and is hidden', () => {
    expect(describeText('"Unauthorized"', 401)).toMatchObject({ form: 'json', json: '«string, 12 characters»' });
  });

  test.each<[string, readonly string[]]>([
    ['Error\n    at Object.<anonymous> (/srv/app/server.js:10:5)', ['stack trace', 'file path']],
    ['Traceback (most recent call last):', ['stack trace']],
    ['goroutine 12 [running]:', ['stack trace']],
    ['panic: runtime error', ['stack trace']],
    ['Exception in thread "main"', ['stack trace']],
    ['at com.cms.Bcda.run(Bcda.java:12)', ['stack trace']],
    ['jobs.go:42: no rows', ['stack trace']],
    ['SELECT * FROM jobs', ['SQL']],
    ['pq: relation "jobs" does not exist', ['SQL']],
    ['syntax error at or near "x"', ['SQL']],
    ['cannot open /var/lib/bcda/42', ['file path']],
    ['C:\\bcda\\jobs', ['file path']],
    ['{"diagnostics":"pq: no such table"}', ['SQL']],
    ['Not Found', []],
    ['Please select a type from the list', []],
    ['GET /api/v1/Patient/$export is not allowed', []],
    ['https://bcda.example/data/42/a.ndjson', []],
    ['Try again at 10:30', []],
  ])('%j shows %j', (text, shows) => expect(describeText(text).shows).toEqual(shows));

  test('secrets that it repeats are named, whatever its form', () => {
    expect(describeText(`token ${TOKEN} is bad`).repeats).toEqual(['«token 1»']);
    expect(describeJson({ token: TOKEN })).toMatchObject({ form: 'json', repeats: ['«token 1»'] });
    expect(JSON.stringify(describeJson({ token: TOKEN }))).not.toContain(TOKEN);
  });
});

describe('numbers that no recording could carry', () => {
  test('are the largest there is, wherever they stand', () => {
    const [document] = documentsIn('{"a":1e999,"b":[-1e999,{"c":2e1}],"__proto__":1e999}');
    expect(JSON.stringify(document)).toBe(
      `{"a":${Number.MAX_VALUE},"b":[-${Number.MAX_VALUE},{"c":20}],"__proto__":${Number.MAX_VALUE}}`,
    );
    expect(documentsIn('1e999')).toEqual([Number.MAX_VALUE]);
  });

  test('are found however deep they stand', () => {
    const deep = 200_000;
    // What looks like a large number, in a text, does not make a document unreadable that is nested deeper than a stack.
    expect(documentsIn(`{"3e12":${'['.repeat(deep)}1e999${']'.repeat(deep)}}`)).toHaveLength(1);
  });
});
