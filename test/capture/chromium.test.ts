import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { emptyFolder, run } from '../support/cli-run.js';
import { chromiumPath, startBrowser } from '../support/process/browser.js';

/** What runs in the page is text here: the walk-through of the guide with fetch, as an application in a browser makes it. */
const WALK = (token: string, exported: string, basic: string): string => `(async () => {
  const json = (reply) => reply.json();
  const { access_token } = await fetch('${token}', {
    method: 'POST', headers: { Accept: 'application/json', Authorization: '${basic}' },
  }).then(json);
  const headers = { Authorization: 'Bearer ' + access_token };
  const started = await fetch('${exported}', {
    headers: { ...headers, Accept: 'application/fhir+json', Prefer: 'respond-async' },
  });
  await started.text();
  let polled;
  do { polled = await fetch(started.headers.get('content-location'), { headers }); } while (polled.status === 202 && await polled.text() !== 'x');
  const { output } = await polled.json();
  for (const { url } of output) await fetch(url, { headers }).then((reply) => reply.text());
  await fetch('${exported}', { headers: { Accept: 'application/fhir+json', Prefer: 'respond-async' } }).then((reply) => reply.text());
  return output.length;
})()`;

const why = chromiumPath === undefined ? ' (skipped: no chromium here; install it, or set CHROMIUM)' : '';

describe.skipIf(chromiumPath === undefined)(`a HAR that Chromium recorded${why}`, () => {
  test("the guides' walk-through is judged, and nothing secret of it is written", async () => {
    const cwd = emptyFolder();
    const server = await startReferenceServer({ profile, beneficiaries: 3 });
    const browser = await startBrowser();
    const [{ clientId, clientSecret }] = server.clients;
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    try {
      const context = await browser.newContext({ recordHar: { path: join(cwd, 'capture.har'), content: 'embed' } });
      const page = await context.newPage();
      await page.goto(server.url + profile.paths.metadata);
      await page.evaluate(`fetch('${profile.paths.metadata}').then((reply) => reply.text())`);
      const files = await page.evaluate(WALK(profile.paths.token, `${profile.paths.api}/Patient/$export`, basic));
      expect(files).toBe(3);
      await context.close();
    } finally {
      await browser.close();
      await server.close();
    }
    const argv = [
      'judge',
      'capture.har',
      '--report',
      'json',
      '--report',
      'console=report.txt',
      '--transcript',
      'run.json',
    ];
    const { code, out } = await run(argv, { cwd });
    const report = JSON.parse(out) as Report;
    const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id, seen }) => `${id}: ${seen}`);
    expect(failed).toEqual([]);
    expect(code).toBe(0);
    const passed = report.verdicts.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id);
    for (const id of [
      ...['metadata.public', 'metadata.valid-stu3', 'token.issued', 'kickoff.accepted', 'status.processing'],
      ...['manifest.output', 'output.ndjson', 'resources.patient', 'resources.subjects', 'protection.export.no-token'],
    ])
      expect(passed).toContain(id);
    const har = readFileSync(join(cwd, 'capture.har'), 'utf8');
    const [token = ''] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(har) ?? [];
    expect(token).not.toBe('');
    for (const text of [out, ...['report.txt', 'run.json'].map((name) => readFileSync(join(cwd, name), 'utf8'))])
      for (const secret of [token, clientSecret, basic]) expect(text).not.toContain(secret);
  });
});
