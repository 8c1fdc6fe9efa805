import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { departures } from '../../schemas/violations.js';
import { type Comparison, idsFor, type Report } from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder, run } from '../support/cli-run.js';

const cwd = emptyFolder();
const FAULT = 'kickoff-loses-content-location';
const failing = idsFor(faults.find(({ id }) => id === FAULT)!.fails, profile201912);

/** Checks a server with some faults; leaves a report. Returns the exit code. */
const check = async (file: string, ids: readonly string[], more: readonly string[] = []): Promise<number> => {
  const chosen = faults.filter(({ id }) => ids.includes(id));
  const server = await startReferenceServer({ profile: profile201912, beneficiaries: 2, faults: chosen });
  const [{ clientId, clientSecret }] = server.clients;
  const argv = ['check', server.url, 'kickoff', 'status', '--poll-interval', '0.01', '--quiet'];
  const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  const { code } = await run([...argv, '--report', `json=${file}`, ...more], { cwd, env });
  await server.close();
  return code;
};

const compare = (...argv: readonly string[]) => run(['compare', ...argv], { cwd });
const write = (name: string, text: string): string => {
  writeFileSync(join(cwd, name), text);
  return name;
};
const reportIn = (name: string): Report => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Report;

beforeAll(async () => {
  expect(await check('sound.json', [])).toBe(0);
  expect(await check('again.json', [])).toBe(0);
  expect(await check('broken.json', [FAULT])).toBe(1);
});

describe('compare', () => {
  it('ends 0 where nothing became worse, 1 where it did, and 0 again where it was mended', async () => {
    const same = await compare('sound.json', 'again.json');
    expect([same.code, same.err]).toEqual([0, '']);
    expect(same.out).toMatch(/No regression: \d+ requirements compared\.\n$/);
    const worse = await compare('sound.json', 'broken.json');
    expect(worse.code).toBe(1);
    expect(worse.out).toMatch(/Newly failing\n {2}kickoff\.content-location {2}pass → fail/);
    expect(worse.out).toMatch(/Judged before, blocked now\n {2}kickoff\.job-url/);
    const mended = await compare('broken.json', 'sound.json');
    expect(mended.code).toBe(0);
    expect(mended.out).toMatch(/Fixed\n {2}kickoff\.content-location/);
    expect(mended.out).toContain('No longer blocked');
  });

  it.each<[string, (report: Report) => Report]>([
    ['its summary has fail 0, and 1', (report) => ({ ...report, summary: { ...report.summary, fail: 0 } })],
    ['it says "conforms: yes", and its verdicts say "no"', (report) => ({ ...report, conforms: 'yes' })],
  ])('refuses a report that does not fit its verdicts: %s', async (why, change) => {
    const { code, err } = await compare(
      'sound.json',
      write('odd.json', JSON.stringify(change(reportIn('broken.json')))),
    );
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });

  it('does not count what is known, but all else', async () => {
    const entry = (id: string): string => `- id: ${id}\n  because: it is being mended\n  see: https://example.org/1\n`;
    const own = reportIn('broken.json').verdicts.filter(
      ({ outcome, cause }) => outcome === 'fail' || (outcome === 'blocked' && cause !== 'input'),
    );
    expect(own.map(({ id }) => id)).toEqual(expect.arrayContaining([...failing]));
    const all = write('all.yaml', own.map(({ id }) => entry(id)).join(''));
    expect(await check('known.json', [FAULT], ['--known-failures', all])).toBe(0);
    const known = await compare('sound.json', 'known.json');
    expect(known.code).toBe(0);
    expect(known.out).toMatch(/Newly failing, but known[^\n]*\n {2}kickoff\.content-location/);
    const some = write(
      'some.yaml',
      own
        .slice(1)
        .map(({ id }) => entry(id))
        .join(''),
    );
    expect(await check('partly.json', [FAULT], ['--known-failures', some])).toBe(1);
    expect((await compare('sound.json', 'partly.json')).code).toBe(1);
  });

  it('writes Markdown and JSON beside the text', async () => {
    const formats = ['--report', 'console', '--report', 'markdown=c.md', '--report', 'json=c.json'];
    const { code, out } = await compare('sound.json', 'broken.json', ...formats);
    expect([code, out.includes('Regressed')]).toEqual([1, true]);
    const comparison = JSON.parse(readFileSync(join(cwd, 'c.json'), 'utf8')) as Comparison;
    expect(departures('comparison', comparison)).toEqual([]);
    expect(comparison.changes.filter(({ kind }) => kind === 'failing').map(({ id }) => id)).toEqual(failing);
    expect(readFileSync(join(cwd, 'c.md'), 'utf8')).toMatch(/^## ❌ Regressed/);
  });

  it.each([
    [
      'a file that is not there',
      () => 'nowhere.json',
      /Cannot read the new report nowhere\.json: there is no such file/,
    ],
    ['no JSON', () => write('x.json', '{'), /x\.json is not a report: it is not JSON/],
    ['another document', () => write('x.json', '{"schema":"bcda-conformance/transcript/1"}'), /schema must be/],
    [
      'a report with a member missing',
      () => write('x.json', JSON.stringify({ ...reportIn('sound.json'), timings: undefined })),
      /it has no timings/,
    ],
    [
      'a requirement twice',
      () => {
        const report = reportIn('sound.json');
        return write('x.json', JSON.stringify({ ...report, verdicts: [...report.verdicts, report.verdicts[0]] }));
      },
      /judges kickoff\.\S+ twice/,
    ],
    [
      'another role',
      () => write('x.json', JSON.stringify({ ...reportIn('sound.json'), role: 'client' })),
      /about a server and the new one about a client/,
    ],
  ])('refuses %s', async (_, make, says) => {
    const { code, out, err } = await compare('sound.json', make());
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(says);
  });

  it('refuses formats that a comparison does not have, and to overwrite what it reads', async () => {
    expect((await compare('sound.json', 'again.json', '--report', 'junit')).err).toMatch(
      /formats are console, markdown, html, json/,
    );
    expect((await compare('sound.json', 'again.json', '--report', 'json=sound.json')).err).toMatch(
      /overwrite the old report/,
    );
    expect((await compare('sound.json')).code).toBe(2);
  });
});
