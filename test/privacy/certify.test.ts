import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesFor } from '../../cli/output/report-files.js';
import { run } from '../support/cli-run.js';
import { createMarks } from './marks.js';
import { byPlace, type Found, marksBelow, type OwnTemp, ownTemp } from './written.js';

let temp: OwnTemp;
beforeAll(() => (temp = ownTemp()));
afterAll(() => temp.remove());

/** A client that puts its secrets wherever there is room for one, writes them out in many forms, and stores them. */
const LEAKY = `
const { appendFileSync, writeFileSync } = require('node:fs');
const { BCDA_CLIENT_ID: id, BCDA_CLIENT_SECRET: secret, BCDA_BASE_URL: url, BCDA_OUT: out } = process.env;
const basic = Buffer.from(id + ':' + secret).toString('base64');
const bytes = (text) => [...Buffer.from(text)];
const forms = (text) => [
  text, encodeURIComponent(text), JSON.stringify(text), text.toUpperCase(), Buffer.from(text).toString('base64'),
  Buffer.from('x' + text).toString('base64url'), Buffer.from(text).toString('hex'),
  bytes(text).map((byte) => '%' + byte.toString(16)).join(''),
];
const spaced = (text) => [[...text].join(' '), [...text].join('-'), bytes(text).join(' '), text.slice(0, 40) + '\\n' + text.slice(40)];
const say = (text) => { for (const form of [...forms(text), ...spaced(text)]) { console.log('it is ' + form); console.error(form); } };
const ask = (path, init) => fetch(url + path, init).then((reply) => reply.text()).catch(() => '');
(async () => {
  const authorization = 'Basic ' + basic;
  const answer = await ask('/auth/token', { method: 'POST', headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' } });
  const token = (() => { try { return JSON.parse(answer).access_token ?? 'none-was-issued'; } catch { return 'none-was-issued'; } })();
  appendFileSync('seen', [secret, basic, token, id].join('\\n') + '\\n');
  for (const one of [secret, token, id]) {
    for (const form of forms(one)) {
      const plain = form.replaceAll('"', '');
      await ask('/auth/' + encodeURIComponent(form) + '?' + plain + '=1&' + process.env.MARK + '=1&of=' + process.env.MARK + '&secret=' + plain + '#' + plain, {
        method: 'POST', body: 'a=' + form + process.env.MARK,
        headers: { 'x-other': process.env.MARK, cookie: plain + process.env.MARK, 'user-agent': plain, 'x-secret': plain, ['x-' + plain.replace(/[^a-z0-9]/gi, '')]: '1', accept: plain, prefer: plain, range: plain },
      });
    }
    writeFileSync(out + '/' + one.slice(0, 100) + '.ndjson', JSON.stringify({ resourceType: 'Patient', id: one, [one]: one }) + '\\n');
  }
  // The last lines are kept; so that each is among them in some scenario, they come in another order every time.
  const all = [secret, token, basic, id];
  const at = require('node:fs').readFileSync('seen', 'utf8').split('\\n').length % all.length;
  for (const one of [...all.slice(at), ...all.slice(0, at)]) say(one);
  process.exit(1);
})();`;

const EVERY = Object.keys(filesFor('client')).flatMap((format) => ['--report', format]);

test('a client that repeats its secrets everywhere is reported without them, in every format', async () => {
  const cwd = temp.folder('run');
  const argv = [
    'certify',
    'token.nowhere-else',
    '--parallel',
    '2',
    '--transcript',
    't.json',
    '--report-dir',
    'reports',
    ...EVERY,
  ];
  const marks = createMarks();
  const MARK = marks.word('what a client says of itself');
  const { code, out, err } = await run([...argv, '--', process.execPath, '-e', LEAKY], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', MARK },
    tty: true,
  });
  expect(err).not.toMatch(/(?:internal )?error: /);
  expect(code).toBe(1);
  const seen = [...new Set(readFileSync(join(cwd, 'seen'), 'utf8').split('\n'))].filter(
    (text) => text !== '' && text !== 'none-was-issued',
  );
  expect(seen.length).toBeGreaterThan(10);
  for (const [index, secret] of seen.entries()) {
    marks.also(secret, `secret ${index}`);
    // A part of one is too much as well.
    marks.also(secret.slice(-30), `end of secret ${index}`);
  }
  rmSync(join(cwd, 'seen'));
  const found = (text: string, where: string): Found[] => marks.in(Buffer.from(text)).map((place) => [place, where]);
  expect(byPlace([...found(out, 'stdout'), ...found(err, 'stderr'), ...marksBelow(temp.path, marks)])).toEqual([]);
  // It was told all the same.
  expect(readFileSync(join(cwd, 't.json'), 'utf8')).toContain('repeats «client secret»');
  for (const name of Object.values(filesFor('client')))
    if (name !== undefined) expect(existsSync(join(cwd, 'reports', name))).toBe(true);
  // And nothing that it stored is left.
  expect(readdirSync(temp.path).filter((name) => !name.startsWith('run-'))).toEqual([]);
});
