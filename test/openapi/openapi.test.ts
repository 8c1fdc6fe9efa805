import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { literalLength, templateFits } from '../../src/model/index.js';
import { compare } from '../../src/openapi/compare.js';
import { type Contract, readContract } from '../../src/openapi/contract.js';
import { readDocument } from '../../src/openapi/read.js';
import { circular, draft4, modern } from '../support/formats/openapi.js';
import { exchange } from '../support/views.js';

const contract = async (document: unknown, url?: string): Promise<Contract> => {
  const read = await readContract(typeof document === 'string' ? document : JSON.stringify(document), url);
  if ('because' in read) throw new Error(read.because);
  return read;
};
const ORIGIN = 'https://bcda.example';
/** An answer of a GET. */
const answered = (path: string, status: number, headers: Record<string, string> = {}, body?: readonly unknown[]) => ({
  exchange: exchange(status, { headers, request: { method: 'GET', url: ORIGIN + path, headers: [] } }),
  ...(body !== undefined && { body }),
});
const departures = (of: Contract, ...args: Parameters<typeof answered>): string[] =>
  compare(of, [answered(...args)], ORIGIN).departures.map(({ kind, pointer, says }) => `${kind} ${pointer} ${says}`);

describe('templateFits', () => {
  test.each([
    ['/jobs/{id}', '/jobs/42', true],
    ['/jobs/{id}', '/jobs/', false],
    ['/jobs/{id}', '/jobs/42/more', false],
    ['/data/{job}/{file}.ndjson', '/data/42/a-b.ndjson', true],
    ['/data/{job}/{file}.ndjson', '/data/42/.ndjson', false],
    ['/data/{job}/{file}.ndjson', '/data/42/a.json', false],
    ['/a/{x}-{y}.z', '/a/1-2.z', true],
    ['/a/{x}-{y}.z', '/a/1-.z', false],
    ['/a/{x}-{y}.z', '/a/-2.z', false],
    ['/Patient/$export', '/Patient/$export', true],
    ['/Patient/%24export', '/Patient/$export', true],
    ['/Patient/$export', '/Patient/%24export', true],
    ['/a/%zz', '/a/%zz', true],
    ['/a.c', '/abc', false],
    ['/{a}{b}', '/x', false],
    ['/{a}{b}', '/xy', true],
  ])('%s, %s: %s', (template, path, fits) => expect(templateFits(template, path)).toBe(fits));
  test('literal text counts', () => expect(literalLength('/jobs/{id}/x')).toBe('/jobs//x'.length));
});

describe('readDocument', () => {
  test.each<[string, string, RegExp]>([
    ['nothing', ' \n', /empty/],
    ['HTML', '<!doctype html>', /HTML/],
    ['an array', '[{"swagger":"2.0"}]', /not an object/],
    ['a number', '42', /not an object/],
    ['prose', 'just words', /not an object/],
    ['another object', '{"swagge":"2.0"}', /neither "swagger" nor "openapi"/],
    ['broken JSON', '{"swagger":"2.0",', /begins like JSON/],
    ['a tab in YAML', 'swagger: "2.0"\ninfo:\n\ttitle: x\n', /tab.*line 3/],
    ['a key twice in YAML', 'swagger: "2.0"\nswagger: "2.0"\n', /DUPLICATE_KEY, line 2/],
    ['an alias within itself', 'swagger: "2.0"\na: &a\n  b: *a\n', /expand without end/],
    [
      'aliases of aliases',
      `swagger: "2.0"\na0: &a0 [x]\n${Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]\n`).join('')}`,
      /expand without end/,
    ],
    ['large YAML', `swagger: "2.0"\nx: ${'y'.repeat(2 * 1024 * 1024)}`, /larger than 2 MB/],
    ['deep JSON', `{"swagger":"2.0","x":${'['.repeat(300)}${']'.repeat(300)}}`, /deeper than 200/],
    ['very deep JSON', `{"swagger":"2.0","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, /deeper|begins like JSON/],
  ])('%s', async (_, text, why) => {
    expect(await readDocument(text)).toEqual({ because: expect.stringMatching(why) as string });
  });

  test('JSON behind a byte order mark, and YAML', async () => {
    expect(await readDocument('\uFEFF {"openapi":"3.0.0"}')).toEqual({
      document: { openapi: '3.0.0' },
      format: 'json',
    });
    expect(await readDocument('openapi: 3.0.0\ndate: 2019-12-09\n')).toEqual({
      document: { openapi: '3.0.0', date: '2019-12-09' },
      format: 'yaml',
    });
  });
});

describe('a document with circular references', () => {
  test('is valid', async () => {
    const it = await contract(circular);
    expect([it.dialect, it.problems, it.more]).toEqual(['Swagger 2.0', [], false]);
  });
  test('judges bodies of any depth', async () => {
    const it = await contract(circular);
    const good = { name: 'a', parent: { name: 'b' }, children: [{ name: 'c', children: [] }] };
    expect(departures(it, '/nodes/1', 200, {}, [good])).toEqual([]);
    const bad = { name: 'a', children: [{ name: 'b', children: [{ title: 'c' }] }] };
    expect(departures(it, '/nodes/1', 200, {}, [bad])).toEqual([
      'body /definitions/Node/required the body does not have the required member "name"',
    ]);
  });
});

describe('a Swagger 2.0 document with x-nullable and boolean exclusiveMinimum', () => {
  test('is valid and its operations are read', async () => {
    const it = await contract(draft4);
    expect(it.problems).toEqual([]);
    expect(it.operations.map(({ method, path, statuses, security }) => [method, path, statuses, security])).toEqual([
      ['GET', '/api/v1/start', ['202'], ['token']],
      ['GET', '/api/v1/count', ['200'], ['none']],
      ['POST', '/api/v1/token', ['200', 'default'], ['basic']],
    ]);
    expect(it.operations[0]?.parameters).toEqual([{ name: 'Prefer', in: 'header', required: true }]);
  });
  test.each<[unknown, string[]]>([
    [{ n: 1, note: null, kind: null, other: null }, []],
    [{ n: 1, note: 'x', kind: 'x', other: {} }, []],
    // A pattern that takes for ever is not applied.
    [{ n: 1, note: `${'a'.repeat(60)}!` }, []],
    // Draft 4 has the exclusive limit as a part of "minimum".
    [{ n: 0 }, ['body /definitions/Count/properties/n/minimum the body violates "minimum"']],
    [{ n: null }, ['body /definitions/Count/properties/n/type a value in the body has another type']],
    [{}, ['body /definitions/Count/required the body does not have the required member "n"']],
  ])('%j', async (body, found) => {
    expect(departures(await contract(draft4), '/api/v1/count', 200, {}, [body])).toEqual(found);
  });
  test('promises every header that it lists', async () => {
    const it = await contract(draft4);
    expect(departures(it, '/api/v1/start', 202, { 'content-location': 'x' })).toEqual([]);
    expect(departures(it, '/api/v1/start', 202)).toEqual([
      'header-missing /responses/Accepted/headers/Content-Location the documented header Content-Location is missing',
    ]);
  });
  test('judges bodies of a path that is written with escapes', async () => {
    const it = await contract({ ...draft4, paths: { '/%24count/{a}~b': draft4.paths['/count'] } });
    expect(departures(it, '/api/v1/$count/1~b', 200, {}, [{}])).toHaveLength(1);
    const inline = { 200: { description: 'x', schema: { type: 'array' } } };
    const other = await contract({ ...draft4, paths: { '/%24count': { get: { responses: inline } } } });
    expect(departures(other, '/api/v1/$count', 200, {}, [{}])).toEqual([
      'body /paths/~1%24count/get/responses/200/schema/type a value in the body has another type',
    ]);
  });
  test('reports an undocumented status, and no value of a body', async () => {
    const it = await contract(draft4);
    expect(departures(it, '/api/v1/count', 500, {}, [{ n: 'Jane Doe' }])).toEqual([
      'status-undocumented /paths/~1count/get/responses status 500 is not documented (documented: 200)',
    ]);
    expect(JSON.stringify(departures(it, '/api/v1/count', 200, {}, [{ n: 'Jane Doe' }]))).not.toContain('Jane');
  });
  test.each<{ body: unknown[] }>([{ body: [] }, { body: [{ n: 1 }, { n: 1 }] }])(
    '$body is not one document',
    async ({ body }) => {
      expect(departures(await contract(draft4), '/api/v1/count', 200, {}, body)).toEqual([
        'body /responses/Counted/schema the body is not a single JSON document',
      ]);
    },
  );
});

describe('an OpenAPI 3.1 document', () => {
  test('is valid; paths begin where its servers do', async () => {
    const it = await contract(modern);
    expect([it.dialect, it.problems]).toEqual(['OpenAPI 3.1', []]);
    expect(it.operations.map(({ path, security }) => [path, security])).toEqual([
      ['/v2/jobs/{job}', ['token', 'none']],
      ['/v2/jobs/latest', ['token', 'none']],
    ]);
  });
  const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };
  test.each<[string, Parameters<typeof answered>, string[]]>([
    ['as documented', ['/v2/jobs/1', 200, { ...JSON_TYPE, 'x-total': '1' }, [{ id: null }]], []],
    [
      'an optional header is missing, a required one too',
      ['/v2/jobs/1', 200, JSON_TYPE, [{ id: 'x' }]],
      ['header-missing'],
    ],
    ['a body of another type', ['/v2/jobs/1', 200, { ...JSON_TYPE, 'X-Total': '1' }, [{ id: 3 }]], ['body']],
    ['numbers of draft 2020', ['/v2/jobs/1', 200, { ...JSON_TYPE, 'X-Total': '1' }, [{ id: 'x', n: 0 }]], ['body']],
    ['another media type is not judged', ['/v2/jobs/1', 200, { 'X-Total': '1', 'Content-Type': 'text/plain' }, []], []],
    ['a status of a documented class', ['/v2/jobs/1', 404, {}, []], []],
    ['a status of no documented class', ['/v2/jobs/1', 500], ['status-undocumented']],
    ['the literal path before the template', ['/v2/jobs/latest', 204], []],
    ['a busy server', ['/v2/jobs/1', 503], []],
    ['another path', ['/v2/other', 500], []],
  ])('%s', async (_, args, kinds) => {
    const found = compare(await contract(modern), [answered(...args)], ORIGIN).departures;
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
  });
  test('a relative server begins where the document came from', async () => {
    const it = await contract({ ...modern, servers: [{ url: '../' }] }, `${ORIGIN}/api/v1/swagger/openapi.json`);
    expect(it.operations[0]?.path).toBe('/api/v1/jobs/{job}');
  });
  test('below the prefix of the base URL, paths may begin there', async () => {
    const it = await contract(modern);
    const answer = answered('/bcda/v2/jobs/1', 500);
    expect(compare(it, [answer], `${ORIGIN}/bcda`).departures).toHaveLength(1);
    expect(compare(it, [answer], ORIGIN).compared).toEqual([]);
  });
});

describe('what is wrong with a document', () => {
  const problems = async (change: object): Promise<string[]> =>
    (await contract({ ...draft4, ...change })).problems.map(({ pointer, says }) => `${pointer} ${says}`);
  test.each<[string, object, string[]]>([
    ['no title', { info: { version: '1' } }, ['/info the member "title" is missing']],
    ['a stray member', { extra: 1 }, [' it has a member that the standard does not define']],
    ['a number as version', { swagger: 2 }, [' a version is a number and must be a string']],
    ['an unknown version', { swagger: '1.2' }, [' its version is not Swagger 2.0, OpenAPI 3.0 or OpenAPI 3.1']],
    [
      'a reference that leads nowhere',
      { definitions: { ...draft4.definitions, Count: { $ref: '#/definitions/Nothing' } } },
      [' a reference in it has no target'],
    ],
    [
      'a path parameter that is not described',
      { paths: { '/a/{id}': { get: { responses: { 200: { description: 'x' } } } } } },
      ['/paths/a/{id}/get a parameter in its path is not described'],
    ],
  ])('%s', async (_, change, found) => expect(await problems(change)).toEqual(found));

  test('a reference to another host is a problem, is never followed, and judges nothing', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end('{}');
    });
    server.on('connection', () => (asked += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}/count.json`;
    const it = await contract({ ...draft4, definitions: { ...draft4.definitions, Count: { $ref: elsewhere } } });
    expect(it.problems).toEqual([
      { pointer: '/definitions/Count/$ref', says: 'it refers to another document, which is not downloaded' },
    ]);
    expect(departures(it, '/api/v1/count', 200, {}, [{ n: 'x' }])).toEqual([]);
    expect(asked).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });

  test('references that expand to more than can be read are reported at once', async () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `A${n}`,
        n === 39
          ? { type: 'object' }
          : { allOf: [{ $ref: `#/definitions/A${n + 1}` }, { $ref: `#/definitions/A${n + 1}` }] },
      ]),
    );
    const bomb = {
      ...draft4,
      definitions: { ...draft4.definitions, ...definitions, Count: { $ref: '#/definitions/A0' } },
    };
    const it = await contract(bomb);
    expect(it.problems).toEqual([{ pointer: '', says: 'its references expand to more than can be read' }]);
    expect(departures(it, '/api/v1/count', 200, {}, [{}])).toEqual([]);
  });

  test('so is a chain of references that is too long to follow', async () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => [
      `A${n}`,
      n === 0 ? { type: 'object' } : { $ref: `#/definitions/A${n - 1}` },
    ]);
    const definitions = {
      A20000: { $ref: '#/definitions/A19999' },
      ...(Object.fromEntries(chain.toReversed()) as object),
    };
    const it = await contract({ ...draft4, definitions: { ...definitions, ...draft4.definitions } });
    expect(it.problems).toEqual([{ pointer: '', says: 'its references expand to more than can be read' }]);
  });

  test('a schema that contains itself without end, or makes no sense, judges nothing', async () => {
    const endless = { Count: { allOf: [{ $ref: '#/definitions/Count' }] } };
    const senseless = { Count: { type: 'strange', properties: 3 } };
    for (const definitions of [endless, senseless]) {
      const it = await contract({ ...draft4, definitions: { ...draft4.definitions, ...definitions } });
      expect(departures(it, '/api/v1/count', 200, {}, [{}])).toEqual([]);
    }
  });

  test.each<[string, readonly string[]]>([
    [
      '{"swagger":"2.0","paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/paths/~1a/get/responses/200"}}}}}}',
      ['GET /a'],
    ],
    ['{"swagger":"2.0","paths":{"/a":{"get":{"responses":{"200":{"$ref":"#"}}}}}}', ['GET /a']],
    ['{"swagger":"2.0","__proto__":{"paths":{"/a":{"get":{}}}},"paths":[1,2]}', []],
    ['{"openapi":{},"paths":null}', []],
    [
      '{"swagger":"2.0","paths":{"/a":null,"/b":{"get":null},"/c":{"get":{"responses":[],"security":"x"}}}}',
      ['GET /c'],
    ],
    [
      '{"openapi":"3.1.0","paths":{"/a":{"$ref":"#/components/pathItems/A"}},"components":{"pathItems":{"A":{"get":{}}}}}',
      ['GET /a'],
    ],
    [
      '{"swagger":"2.0","securityDefinitions":{"a":{"type":{"toString":1}}},"paths":{"/a":{"get":{"security":[{"a":[]}],"parameters":[{"name":"x","in":{"toString":1}}]}}}}',
      ['GET /a'],
    ],
    [
      '{"swagger":"2.0","id":7,"definitions":{"A":{"required":[{"toString":1}]}},"paths":{"/a":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/A"}}}}}}}',
      ['GET /a'],
    ],
    ['{"openapi":"3.0.0","servers":[{"url":"http://["},{"url":7},null],"paths":{"/a":{"get":{}}}}', ['GET /7/a']],
  ])('what is odd is read as far as it can be: %s', async (text, operations) => {
    const it = await contract(text);
    expect(it.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(operations);
    expect(it.problems).not.toEqual([]);
    for (const path of ['/a', '/7/a', '/c']) compare(it, [answered(path, 200, {}, [{}])], ORIGIN);
  });

  test('texts of the document are shown printable and short', async () => {
    const path = `/\u202E${'x'.repeat(500)}`;
    const it = await contract({ ...draft4, paths: { [path]: { get: { responses: { 200: { description: 'x' } } } } } });
    expect(it.operations[0]?.path).toMatch(/^\/api\/v1\/·x{1,200}…$/);
  });
});
