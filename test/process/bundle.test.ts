import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp1, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { dirname, join } from 'node:path';
import type supertestType from 'supertest';
import installed from 'supertest';
import { afterEach, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder } from '../support/cli-run.js';
import { builtCommand } from '../support/process/built.js';
import { start } from '../support/process/children.js';

const bin = dirname(builtCommand);
const textOf = (file: string): string => readFileSync(join(bin, file), 'utf8');

/** The files that these files load when they are loaded, themselves included. */
const loadedBy = (...files: string[]): string[] => {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, other = ''] of textOf(file).matchAll(
      /(?<=^|[;}])(?:import|export)\b[^'"`;]*['"]\.\/([\w.-]+\.js)['"]/g,
    ))
      add(other);
  };
  files.forEach(add);
  return [...found];
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
const urlOf = async (server: Server): Promise<string> => {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('until its first request, or its end', () => {
  // Bounds on bytes and files hold on every machine; what they take is measured by `npm run bench`. Kept near what is needed.
  test.each([
    { command: 'check', most: 520_000, lacks: /class FastPathReader|RequirementsChapter|server\.reference/ },
    { command: 'validate', most: 340_000, lacks: /superagent/ },
  ])('$command loads a few files, and little that it does not need', ({ command, most, lacks }) => {
    const files = loadedBy('bcda-conformance.js', `${command}.js`);
    const texts = files.map(textOf);
    expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThan(most);
    expect(files.length).toBeLessThan(10);
    expect(files.filter((_, index) => lacks.test(texts[index] ?? ''))).toEqual([]);
  });
});

describe('supertest in the bundle', () => {
  const bundled = async (): Promise<typeof supertestType> => {
    const made = (await import(join(bin, 'supertest.js'))) as Record<string, () => unknown>;
    const found = Object.values(made).flatMap((load): unknown => (load.length === 0 ? [load()] : []));
    return found.find((one): one is typeof supertestType => typeof one === 'function' && 'agent' in one) ?? installed;
  };
  /** Answers with what was requested; the boundary of a form is chosen anew for each. */
  const echo: RequestListener = (request, response) => {
    void bodyOf(request).then((body) => {
      const boundary = /boundary=(.*)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '-';
      response.end(
        JSON.stringify([request.method, request.url, request.headers, body]).replaceAll(boundary, 'boundary'),
      );
    });
  };
  const bodyOf = async (request: IncomingMessage): Promise<string> =>
    (await request.setEncoding('utf8').toArray()).join('');

  test.each<[string, (agent: ReturnType<typeof supertestType>) => supertestType.Test]>([
    ['a GET', (agent) => agent.get('/a?b=c').set('Accept', 'text/plain')],
    ['a query', (agent) => agent.get('/a').query({ b: [1, 2], c: { d: 'e f' } })],
    ['a form without a body', (agent) => agent.post('/a').set('Content-Type', 'application/x-www-form-urlencoded')],
    ['an empty form', (agent) => agent.post('/a').type('form').send('')],
    ['a text', (agent) => agent.post('/a').send('b=c')],
    ['an object', (agent) => agent.post('/a').send({ b: 'c' })],
    ['a form', (agent) => agent.post('/a').type('form').send({ b: 'c d' })],
    ['a form with a file', (agent) => agent.post('/a').field('b', 'c').attach('d', Buffer.from('e'), 'f.txt')],
  ])('sends %s as the installed one does', async (_, request) => {
    const url = await urlOf(createHttp1(echo));
    const own = await bundled();
    expect(own).not.toBe(installed);
    expect((await request(own(url))).text).toBe((await request(installed(url))).text);
  });

  test('speaks HTTP/2', async () => {
    const url = await urlOf(createHttp2((request, response) => response.end(request.httpVersion)));
    expect((await (await bundled())(url, { http2: true }).get('/')).text).toBe('2.0');
  });
});

test.each(['commander', 'picocolors', 'superagent', 'supertest'])('the license of %s is next to the bundle', (name) => {
  const all = textOf('licenses.txt').split(/\n-{80}\n/);
  const own = all.find((one) => new RegExp(`^${name} \\d+\\.\\d+\\.\\d+, (?:MIT|ISC)$`, 'm').test(one));
  expect(own).toMatch(/Copyright[^]*permission[^]*WARRANT/i);
});

test('the bundled command knows the texts of its own programs, which no secret can hide', async () => {
  const [url, cwd] = [await urlOf(createHttp1((_, response) => void response.writeHead(404).end())), emptyFolder()];
  const notesOf = async (secret: string): Promise<readonly string[]> => {
    writeFileSync(join(cwd, 'secret'), secret);
    const client = ['--client-id', 'an-id', '--client-secret-file', 'secret'];
    const argv = [
      'check',
      url,
      'metadata',
      '--profile',
      profile201912.id,
      ...client,
      '--quiet',
      '--report',
      'json=r.json',
    ];
    await start(process.execPath, [builtCommand, ...argv], { cwd }).ended;
    return (JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as Report).notes;
  };
  const ordinary = [expect.stringContaining('The client secret is too short or too ordinary')];
  expect(await notesOf('retryWhileBusy')).toEqual(expect.arrayContaining(ordinary));
  expect(await notesOf('ferTqiyWhlBusy')).not.toEqual(expect.arrayContaining(ordinary));
});
