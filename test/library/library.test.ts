import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as library from '../../index.js';
import { lines } from '../../fixtures/index.js';
import { packageRoot } from '../../src/package.js';
import { emptyFolder } from '../support/cli-run.js';

const { CannotJudge, certify, check, doctor, profiles, skippingClock, startReferenceServer, validate } = library;

let server: library.ReferenceServer;
let credentials: library.Credentials;
let folder: string;
beforeAll(async () => {
  server = await startReferenceServer({ profile: profiles[1], beneficiaries: 2 });
  [credentials] = server.clients;
});
afterAll(() => server.close());
beforeEach(() => {
  folder = emptyFolder();
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => vi.restoreAllMocks());

const quick = { selection: ['metadata', 'token'], clock: skippingClock() };

describe('check', () => {
  test('takes a profile by id, as an object, or from the metadata', async () => {
    const byId = await check(server.url, { ...quick, credentials, profile: '2019-12' });
    const [, profile] = profiles;
    const byObject = await check(`${server.url}/`, { ...quick, credentials, profile });
    const chosen = await check(server.url, { ...quick, credentials });
    for (const { report, exitCode } of [byId, byObject, chosen]) {
      expect([report.profile, report.target, exitCode]).toEqual(['2019-12', server.url, 0]);
      expect(report.verdicts.length).toBeGreaterThan(5);
    }
    expect(byId.report.notes).toEqual([]);
    expect(chosen.report.notes[0]).toMatch(/^Profile 2019-12 was chosen/);
    expect(byId.transcript.exchanges).toHaveLength(byId.report.exchanges.length);
  });

  test('without a URL checks the embedded reference server', async () => {
    const { report, exitCode } = await check(undefined, { selection: ['token.lifetime'] });
    expect([report.profile, report.summary.pass, exitCode]).toEqual(['2019-12', 1, 0]);
  });

  test('renders and writes', async () => {
    const run = await check(server.url, { ...quick, credentials, profile: '2019-12' });
    expect(run.render('console')).toContain('Conforms');
    run.write({ json: 'made/r.json', allure: 'allure', transcript: 't.json' });
    expect(readdirSync(folder).toSorted()).toEqual(['allure', 'made', 't.json']);
    expect(JSON.parse(readFileSync(join(folder, 'made/r.json'), 'utf8'))).toEqual(JSON.parse(run.render('json')));
    expect(JSON.parse(readFileSync(join(folder, 't.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(run.transcript)),
    );
    expect(readdirSync(join(folder, 'allure'))).toContain('environment.properties');
  });

  test('neither renders nor writes a secret', async () => {
    // The secret is a word that the report says anyway.
    const careless = { clientId: 'x', clientSecret: 'Profile 2019-12 was chosen' };
    const run = await check(server.url, { selection: ['token.issued'], credentials: careless });
    expect(run.leaks(run.report.notes.join())).toBe(true);
    expect(() => run.render('console')).toThrow(/^A secret of the run was found/);
    expect(() => run.write({ json: 'r.json', allure: 'a' })).toThrow(/^A secret of the run was found/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each<[string, string, library.CheckOptions, RegExp]>([
    [
      'an unknown profile',
      'http://127.0.0.1:9',
      { profile: '2018' },
      /no profile "2018"\. The profiles are 2019-09, 2019-12/,
    ],
    ['something that is not a URL', 'nowhere', {}, /not a valid URL/],
    ['a URL with a query', 'http://127.0.0.1:9/?a=b', {}, /remove the query/],
    ['an unknown requirement', 'http://127.0.0.1:9', { profile: '2019-12', selection: ['nonsense'] }, /nonsense/],
  ])('refuses %s', async (_, url, options, says) => {
    const refused = check(url, { credentials, ...options });
    await expect(refused).rejects.toThrow(says);
    await expect(refused).rejects.toBeInstanceOf(CannotJudge);
  });
});

describe('certify', () => {
  test('without a client certifies the reference client, and names it', async () => {
    const run = await certify(undefined, { selection: ['token.basic'], name: 'mine', version: '1.2' });
    expect([run.report.target, run.report.profile, run.report.summary.pass]).toEqual(['mine 1.2', '2019-12', 1]);
    expect(run.render('certificate')).toContain('mine');
  });

  test('takes a command, and keeps what it stores', async () => {
    const script = join(folder, 'client.mjs');
    writeFileSync(script, `import { writeFileSync } from 'node:fs'; writeFileSync(process.argv[2] + '/made', '');`);
    const { report } = await certify([process.execPath, script, '{out}'], {
      ...{ selection: ['token.basic'], profile: '2019-09', out: 'kept', env: {} },
    });
    expect([report.target, report.profile, report.exchanges.length]).toEqual(['node', '2019-09', 0]);
    const kept = readdirSync(join(folder, 'kept'));
    expect(kept.filter((scenario) => existsSync(join(folder, 'kept', scenario, 'made')))).toHaveLength(1);
  });

  test('takes a function', async () => {
    const tasks: string[] = [];
    const runClient: library.RunClient = ({ type, profile }) => {
      tasks.push(`${profile} ${type}`);
      return Promise.resolve({ code: 0, lines: [] });
    };
    const { report } = await certify(runClient, { selection: ['token'] });
    expect([report.target, tasks.length > 0]).toEqual(['the client', true]);
  });
});

describe('validate', () => {
  test('takes one file or several, and writes', async () => {
    writeFileSync(join(folder, 'p.ndjson'), [...lines('Patient', { seed: 1, from: 0, to: 2 })].join(''));
    writeFileSync(join(folder, 'bad.ndjson'), '{"resourceType":"Patient","gender":7}\n');
    const file = join(folder, 'p.ndjson');
    const one = await validate(file, { type: 'Patient' });
    expect([one.validation.valid, one.exitCode, one.validation.files.length]).toEqual([true, 0, 1]);
    const both = await validate([file, join(folder, 'bad.ndjson')]);
    expect([both.validation.valid, both.exitCode]).toEqual([false, 1]);
    expect(both.render('console')).toContain('Not valid: ');
    both.write({ json: 'v.json' });
    expect(JSON.parse(readFileSync(join(folder, 'v.json'), 'utf8'))).toEqual(both.validation);
    await expect(validate(join(folder, 'none'))).rejects.toThrow(/Cannot read .*none: there is no such file/);
  });
});

describe('doctor', () => {
  test('examines a server and names the next command', async () => {
    const found = await doctor(server.url, { credentials, profile: '2019-12' });
    expect([found.exitCode, found.diagnosis.result]).toEqual([0, 'ready']);
    expect(found.diagnosis.next).toBe(`bcda-conformance check ${server.url} --profile 2019-12`);
    expect(found.render('console')).toContain('Ready for a check');
    expect((await doctor(server.url)).diagnosis.points.map(({ id }) => id)).toContain('credentials');
  });
  test('says that the URL is missing, as it is where a variable of the environment is not set', async () => {
    await expect(doctor(undefined as unknown as string)).rejects.toThrow('The URL is missing.');
  });
});

/** Statements of a page, each block a function of the library and of what a module has anyway. */
const blocks = [...readFileSync(join(packageRoot, 'docs/library.md'), 'utf8').matchAll(/```js\n([^]*?)```/g)].map(
  ([, code = '']) => code,
);

describe('docs/library.md', () => {
  const { constructor: AsyncFunction } = Object.getPrototypeOf(async () => Promise.resolve()) as {
    constructor: new (...words: string[]) => (...values: unknown[]) => Promise<void>;
  };

  test.each(blocks)('%s', async (code) => {
    writeFileSync(join(folder, 'Patient.ndjson'), [...lines('Patient', { seed: 1, from: 0, to: 2 })].join(''));
    const body = code.replace(/import (\{[^}]*\}) from 'bcda-conformance';/, 'const $1 = library;');
    expect(body).toContain('= library;');
    const env = {
      ...{ BCDA_BASE_URL: server.url, BCDA_CLIENT_ID: credentials.clientId },
      BCDA_CLIENT_SECRET: credentials.clientSecret,
    };
    const stub = { env, exitCode: undefined as number | undefined };
    const printed: unknown[] = [];
    const log = (...words: unknown[]): unknown => printed.push(...words);
    // By a clock that takes no time: the server of the example answers at its own pace.
    const quickCheck: typeof check = (url, options) => check(url, { ...options, clock: skippingClock() });
    await new AsyncFunction('library', 'process', 'console', body)({ ...library, check: quickCheck }, stub, { log });
    expect(printed.length).toBeGreaterThan(0);
    if (code.includes('exitCode =')) {
      expect(stub.exitCode).toBe(0);
      expect(readdirSync(join(folder, 'reports')).toSorted()).toEqual(['bcda.json', 'junit.xml', 'run.json']);
    }
  });
});
