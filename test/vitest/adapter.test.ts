import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Report, type Verdict } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { profiles } from '../../suites/profiles/index.js';

interface Assertion {
  readonly title: string;
  readonly status: string;
  readonly meta: { readonly bcda?: string };
  readonly failureMessages: readonly string[];
}

/** Runs `npm run conformance` in a process of its own, and reads what vitest says of each test. */
const runDoor = async (env: Record<string, string>): Promise<{ tests: Assertion[]; report?: Report }> => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-door-'));
  const out = join(folder, 'vitest.json');
  const report = join(folder, 'report.json');
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'conformance',
    '--reporter=json',
    `--outputFile=${out}`,
  ];
  await new Promise<void>((resolve) => {
    const child = { cwd: packageRoot, env: { PATH: process.env['PATH'], ...env, BCDA_REPORT: report } };
    // A failed test makes vitest end with 1; what matters is what it wrote.
    execFile(process.execPath, args, child, () => resolve());
  });
  const { testResults } = JSON.parse(readFileSync(out, 'utf8')) as { testResults: { assertionResults: Assertion[] }[] };
  return {
    tests: testResults.flatMap(({ assertionResults }) => assertionResults),
    ...(existsSync(report) && { report: JSON.parse(readFileSync(report, 'utf8')) as Report }),
  };
};

test('each requirement is a test: gating failures fail, warnings pass, wants of input are skipped', async () => {
  const named = ['job-done-at-once', 'kickoff-accept-optional', 'output-as-text'];
  const server = await startReferenceServer({
    profile: profiles[0],
    beneficiaries: 2,
    faults: faults.filter(({ id }) => named.includes(id)),
  });
  const [{ clientId, clientSecret }] = server.clients;
  try {
    const { tests, report } = await runDoor({
      BCDA_BASE_URL: `${server.url}/`,
      BCDA_PROFILE: '2019-09',
      BCDA_CLIENT_ID: clientId,
      BCDA_CLIENT_SECRET: clientSecret,
    });
    const verdicts = tests.map(({ meta }) => JSON.parse(meta.bcda ?? 'null') as Verdict);
    expect(verdicts.map(({ id }) => id)).toEqual(report?.verdicts.map(({ id }) => id));
    const withStatus = (status: string): string[] =>
      tests.filter((one) => one.status === status).map(({ title }) => title.split(':')[0] ?? '');
    expect(withStatus('failed')).toEqual(['kickoff.accept-required']);
    expect(withStatus('skipped')).toEqual([
      'protection.export.expired-token',
      'protection.status.expired-token',
      'protection.data.expired-token',
      'protection.other-client',
    ]);
    expect(report?.verdicts.find(({ id }) => id === 'output.content-type')?.outcome).toBe('fail');
    expect(withStatus('passed')).toContain('output.content-type');
    const [message] = tests.find(({ status }) => status === 'failed')?.failureMessages ?? [];
    expect(message).toContain('status 202');
    // The line of the door that throws it would tell nothing.
    expect(message).not.toContain('door.ts');
  } finally {
    await server.close();
  }
});

test('without credentials every test says so, in one sentence', async () => {
  const { tests, report } = await runDoor({
    BCDA_BASE_URL: 'http://127.0.0.1:9',
    BCDA_CLIENT_ID: '',
    BCDA_CLIENT_SECRET: '',
  });
  expect([tests.length > 90, report]).toEqual([true, undefined]);
  expect(new Set(tests.map(({ status }) => status))).toEqual(new Set(['failed']));
  const messages = [...new Set(tests.flatMap(({ failureMessages }) => failureMessages))];
  expect(messages).toEqual([expect.stringMatching(/^Error: Credentials are needed: [^\n]+$/)]);
});
