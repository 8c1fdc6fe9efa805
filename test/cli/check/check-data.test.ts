import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import type { FileFact, Report } from '../../../src/model/index.js';
import { type ReferenceServer, startReferenceServer } from '../../../src/reference/index.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { emptyFolder, run, type RunIo } from '../../support/cli-run.js';

let server: ReferenceServer;
let env: Record<string, string>;
beforeAll(async () => {
  server = await startReferenceServer({ profile: profile201912, beneficiaries: 12, beneficiariesPerFile: 3 });
  const [{ clientId, clientSecret }] = server.clients;
  env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
});
afterAll(() => server.close());

const check = async (argv: readonly string[], io: RunIo = {}) => {
  const options = ['--profile', '2019-12', '--poll-interval', '0.01', '--report', 'json'];
  const ran = await run(['check', server.url, ...argv, ...options], { env, ...io });
  return { ...ran, report: (): Report => JSON.parse(ran.out) as Report };
};
const filesIn = ({ facts }: Report): FileFact[] => facts.filter((fact): fact is FileFact => fact.kind === 'file');
const verdict = ({ verdicts }: Report, id: string) => verdicts.find((one) => one.id === id);
const kickoffs = ({ exchanges }: Report): string[] =>
  exchanges.flatMap(({ label, of }) => (label === 'kickoff' ? [of ?? ''] : []));
/** Where the first export's job was. */
const jobOf = ({ exchanges }: Report): string =>
  exchanges
    .find(({ label }) => label === 'kickoff')
    ?.reply?.headers.find(([name]) => name.toLowerCase() === 'content-location')?.[1] ?? '';

describe('--sample', () => {
  test('judges so many lines of each file, says so, and draws the same again', async () => {
    const { code, report } = await check(['output', 'resources', '--sample', '3', '--seed', '7']);
    expect(code).toBe(0);
    const claims = filesIn(report()).filter(({ type }) => type === 'ExplanationOfBenefit');
    expect(claims.length).toBeGreaterThan(3);
    for (const file of claims) expect(file).toMatchObject({ whole: true, sampled: 3, resources: 3 });
    expect(report()).toMatchObject({ conforms: 'incomplete', sample: { size: 3, seed: 7 } });
    expect(report().incomplete).toContain('at most 3 lines of each data file were judged, sampled with seed 7');
    expect(verdict(report(), 'resources.subjects')).toMatchObject({
      outcome: 'blocked',
      cause: 'choice',
      unblock: 'all lines (no --sample)',
    });
    expect(verdict(report(), 'resources.unique')).toMatchObject({ outcome: 'blocked', cause: 'choice' });
    expect(verdict(report(), 'output.ndjson')?.outcome).toBe('pass');
  });

  test('shows of no known failure that it is needed no more', async () => {
    const cwd = emptyFolder();
    const entry = '- id: resources.patient\n  because: it is so\n  see: https://tracker.example.org/1\n';
    writeFileSync(join(cwd, 'known.yaml'), entry);
    const known = ['resources.patient', '--known-failures', 'known.yaml'];
    expect((await check(known, { cwd })).code).toBe(1);
    expect((await check([...known, '--sample', '2'], { cwd })).code).toBe(0);
  });

  test('is no error of CI where what it leaves out is blocked', async () => {
    const cwd = emptyFolder();
    const { code } = await check(['resources', '--sample', '2', '--report', 'junit=j.xml'], { cwd });
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, 'j.xml'), 'utf8')).toMatch(/<testsuites[^>]* errors="0"/);
  });

  test('of all lines is no sample', async () => {
    const { report } = await check(['resources.subjects', '--sample', '100000']);
    expect(filesIn(report()).some(({ sampled }) => sampled !== undefined)).toBe(false);
    expect(verdict(report(), 'resources.subjects')?.outcome).toBe('pass');
    expect(report().incomplete).toEqual(['only resources.subjects was selected']);
  });

  test('counts as incomplete under --strict', async () => {
    expect((await check(['output.ndjson', '--sample', '2', '--strict'])).code).toBe(1);
  });
});

describe('--parallel', () => {
  test('changes nothing but the time', async () => {
    const [one, many] = [await check(['--parallel', '1']), await check(['--parallel', '5'])];
    const told = (report: Report) => report.verdicts.map(({ id, outcome }) => [id, outcome]);
    expect(told(many.report())).toEqual(told(one.report()));
    const ids = many.report().exchanges.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, nth) => nth + 1));
  });
});

describe('--job', () => {
  test('takes up a job instead of starting its export', async () => {
    const job = jobOf((await check(['output.downloadable'])).report());
    const { code, report } = await check(['output', 'manifest', '--job', job, '--export-budget', '0']);
    expect(code).toBe(0);
    expect(kickoffs(report())).toEqual([]);
    expect(filesIn(report()).length).toBeGreaterThan(4);
    for (const id of ['output.downloadable', 'output.ndjson', 'manifest.job-id', 'manifest.file-urls'])
      expect(verdict(report(), id)?.outcome, id).toBe('pass');
    expect(verdict(report(), 'manifest.request')).toMatchObject({ outcome: 'blocked', cause: 'choice' });
    // It is judged by the exchanges of the export that it is of.
    const manifest = report().exchanges.find(({ label }) => label === 'manifest');
    expect(manifest).toMatchObject({ of: 'Patient', step: 'exports endpoints' });
  });

  test('the other exports are started all the same', async () => {
    const job = jobOf((await check(['output.downloadable'])).report());
    const { code, report } = await check(['--job', job]);
    expect(kickoffs(report())).not.toContain('Patient');
    expect(kickoffs(report()).length).toBeGreaterThan(4);
    expect(report().verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    // The exports that are started show it.
    expect(verdict(report(), 'kickoff.accepted')).toMatchObject({ outcome: 'pass' });
    expect(report().verdicts.filter(({ cause }) => cause === 'earlier')).toEqual([]);
    expect(code).toBe(0);
  });

  test.each([
    ['that nobody has', '/api/v1/jobs/999', /cannot be taken up: the job ended with status 404/],
    ['of another server', 'http://127.0.0.2:9/api/v1/jobs/42', /is not on http:\/\/127\.0\.0\.1/],
    ['that is no URL', 'x', /not a valid URL/],
  ])('%s is refused', async (_, job, says) => {
    const { code, err, out } = await check(['output', '--job', job.startsWith('/') ? server.url + job : job]);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ verdicts: [], errors: [expect.stringMatching(says)] });
    expect(err).toMatch(says);
  });

  test('that is of no export of the selection is refused', async () => {
    const job = jobOf((await check(['output.downloadable'])).report());
    const { code, err } = await check(['output.downloadable', '--job', job, '--job', job, '--job', job]);
    expect(code).toBe(2);
    expect(err).toContain('this run would not start the export that job belongs to');
  });

  test('an interrupted run says how to go on', async () => {
    const { report } = await check([], {
      watch: (text, interrupt) => text.includes('export 1 of 9, Patient: started') && interrupt(),
    });
    const job = jobOf(report());
    expect(report().interrupted).toBe(true);
    expect(verdict(report(), 'output.downloadable')).toMatchObject({ cause: 'interrupted', unblock: `--job ${job}` });
    expect((await check(['output.downloadable', '--job', job])).code).toBe(0);
  });
});

describe('--keep-data', () => {
  test('keeps the files of the jobs as they came, for nobody else', async () => {
    const cwd = emptyFolder();
    const { code, report, err } = await check(['output', '--keep-data', 'kept/here'], { cwd });
    expect(code).toBe(0);
    expect(err).toContain('they are health records');
    const folder = join(cwd, 'kept', 'here');
    const digests = filesIn(report()).map(({ sha256 }) => sha256);
    const kept = readdirSync(join(folder, 'Patient')).map((name) => join(folder, 'Patient', name));
    expect(kept.map((file) => createHash('sha256').update(readFileSync(file)).digest('hex')).toSorted()).toEqual(
      [...new Set(digests)].toSorted(),
    );
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of kept) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('a folder that holds something is refused before anything is sent', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'x'), '');
    const { code, err } = await check(['output', '--keep-data', '.'], { cwd });
    expect(code).toBe(2);
    expect(err).toBe('error: The folder of --keep-data, ., is not empty. Give another folder, or empty it.\n');
  });

  test('where it cannot be written, the run goes on and says so', async () => {
    const cwd = emptyFolder();
    const blocked = join(cwd, 'kept', 'Patient');
    const { code, report } = await check(['output', '--keep-data', 'kept'], {
      cwd,
      // A file where a folder is to be: no right to write is needed to be refused.
      watch: (text) => {
        if (text.includes('started')) mkdirSync(join(cwd, 'kept'), { recursive: true });
        if (text.includes('started')) writeFileSync(blocked, '');
      },
    });
    expect(code).toBe(2);
    expect(report().errors).toEqual([
      'Cannot keep data in kept: part of its path is not a folder. The folder is incomplete.',
    ]);
    expect(verdict(report(), 'output.downloadable')?.outcome).toBe('pass');
  });
});
