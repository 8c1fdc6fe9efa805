import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCode } from '../../src/assess/index.js';
import { type Fault, type Profile, type Report, type Verdict } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { profiles } from '../../suites/profiles/index.js';

interface TestOutcome {
  readonly title: string;
  readonly status: string;
  readonly meta: { readonly bcda?: string };
  readonly failureMessages: readonly string[];
}

interface Ran {
  /** Exit code of vitest. */
  readonly code: number;
  readonly tests: readonly TestOutcome[];
  readonly report?: Report;
}

/** Runs vitest in a process of its own, and reads what it says of each test. */
const runVitest = async (cwd: string, args: readonly string[], env: Record<string, string>): Promise<Ran> => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-adapter-'));
  const [out, report] = [join(folder, 'vitest.json'), join(folder, 'report.json')];
  const all = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${out}`, ...args];
  const child = { cwd, env: { PATH: process.env['PATH'], ...env, BCDA_REPORT: report } };
  const code = await new Promise<number>((resolve) => {
    execFile(process.execPath, all, child, (error) => resolve(error === null ? 0 : Number(error.code)));
  });
  const { testResults } = JSON.parse(readFileSync(out, 'utf8')) as {
    testResults: { assertionResults: TestOutcome[] }[];
  };
  return {
    code,
    tests: testResults.flatMap(({ assertionResults }) => assertionResults),
    ...(existsSync(report) && { report: JSON.parse(readFileSync(report, 'utf8')) as Report }),
  };
};

/** `npm run conformance`. */
const runConformance = (env: Record<string, string>): Promise<Ran> =>
  runVitest(packageRoot, ['--project', 'conformance'], env);

/** The adapter in a project of somebody else, with these options. */
const runProject = (options: object): Promise<Ran> => {
  const folder = mkdtempSync(join(tmpdir(), 'bcda-project-'));
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const adapter = JSON.stringify(join(packageRoot, 'vitest/index.ts'));
  const call = `conformance({ ...${JSON.stringify(options)}, report: process.env.BCDA_REPORT });`;
  writeFileSync(join(folder, 'a.test.ts'), `import { conformance } from ${adapter};\n${call}\n`);
  return runVitest(folder, [], {});
};

const withServer = async (
  options: { readonly profile: Profile; readonly faults?: readonly Fault[] },
  use: (server: ReferenceServer) => Promise<void>,
): Promise<void> => {
  const server = await startReferenceServer({ ...options, beneficiaries: 2 });
  try {
    await use(server);
  } finally {
    await server.close();
  }
};

const idsWith = ({ tests }: Ran, status: string): string[] =>
  tests.filter((one) => one.status === status).map(({ title }) => title.split(':')[0] ?? '');

test('each requirement is a test: gating failures fail, warnings pass, missing inputs are skipped', async () => {
  const named = ['job-done-at-once', 'kickoff-accept-optional', 'output-as-text'];
  const chosen = faults.filter(({ id }) => named.includes(id));
  await withServer({ profile: profiles[0], faults: chosen }, async ({ url, clients: [{ clientId, clientSecret }] }) => {
    const ran = await runConformance({
      BCDA_BASE_URL: `${url}/`,
      BCDA_PROFILE: '2019-09',
      BCDA_CLIENT_ID: clientId,
      BCDA_CLIENT_SECRET: clientSecret,
    });
    const { code, tests, report } = ran;
    const verdicts = tests.map(({ meta }) => JSON.parse(meta.bcda ?? 'null') as Verdict);
    expect(verdicts.map(({ id }) => id)).toEqual(report?.verdicts.map(({ id }) => id));
    expect(idsWith(ran, 'failed')).toEqual(['kickoff.accept-required']);
    expect([code, report && exitCode(report)]).toEqual([1, 1]);
    const ids = (wanted: (verdict: Verdict) => boolean): string[] => verdicts.filter(wanted).map(({ id }) => id);
    expect(ids(({ outcome }) => outcome === 'blocked')).toEqual([
      'protection.export.expired-token',
      'protection.status.expired-token',
      'protection.data.expired-token',
      'protection.public-metadata',
      'protection.other-client',
    ]);
    expect(idsWith(ran, 'skipped')).toEqual(ids(({ outcome }) => ['blocked', 'inapplicable'].includes(outcome)));
    expect(report?.verdicts.find(({ id }) => id === 'output.content-type')?.outcome).toBe('fail');
    expect(idsWith(ran, 'passed')).toContain('output.content-type');
    const [message] = tests.find(({ status }) => status === 'failed')?.failureMessages ?? [];
    expect(message).toContain('status 202');
    // The line of the adapter that throws it would not help a reader.
    expect(message).not.toContain('vitest/index.ts');
  });
});

test('what the export budget excludes is skipped, and fails under strict, as the exit code says', async () => {
  await withServer({ profile: profiles[1] }, async ({ url, clients: [credentials] }) => {
    const run = { base: url, credentials, exportBudget: 1, pollInterval: 0.05 };
    const plain = await runProject({ profile: profiles[1].id, run });
    expect(plain.report?.verdicts.filter(({ cause }) => cause === 'budget').length).toBeGreaterThan(5);
    expect([plain.code, plain.report && exitCode(plain.report), idsWith(plain, 'failed')]).toEqual([0, 0, []]);
    const strict = await runProject({ profile: profiles[1].id, run, strict: true });
    expect([strict.code, strict.report && exitCode(strict.report)]).toEqual([1, 1]);
    expect(idsWith(strict, 'failed')).toEqual(
      strict.report?.verdicts.filter(({ outcome }) => outcome === 'blocked').map(({ id }) => id),
    );
  });
});

test('a run that does not pass although each of its tests does fails as a whole', async () => {
  const ran = await runProject({ selection: ['metadata'], strict: true });
  expect([ran.code, ran.report && exitCode(ran.report)]).toEqual([1, 1]);
  expect([ran.tests.length > 3, idsWith(ran, 'failed')]).toEqual([true, []]);
});

test('without credentials every test says so, in one sentence', async () => {
  const { tests, report } = await runConformance({
    BCDA_BASE_URL: 'http://127.0.0.1:9',
    BCDA_CLIENT_ID: '',
    BCDA_CLIENT_SECRET: '',
  });
  expect([tests.length > 90, report]).toEqual([true, undefined]);
  expect(new Set(tests.map(({ status }) => status))).toEqual(new Set(['failed']));
  const messages = [...new Set(tests.flatMap(({ failureMessages }) => failureMessages))];
  expect(messages).toEqual([expect.stringMatching(/^Error: Credentials are needed: [^\n]+$/)]);
});
