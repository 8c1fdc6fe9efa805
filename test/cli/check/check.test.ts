import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/model/index.js';
import { type ReferenceServer, startReferenceServer } from '../../../src/reference/index.js';
import { profile201909 } from '../../../suites/profiles/2019-09.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { emptyFolder, run } from '../../support/cli-run.js';

const reportIn = (text: string): Report => JSON.parse(text) as Report;

describe('check without a URL', () => {
  it.each(['2019-09', '2019-12', 'v3'])('the embedded server conforms to %s, with nothing blocked', async (profile) => {
    const cwd = emptyFolder();
    const { code, out, err } = await run(
      [
        'check',
        '--profile',
        profile,
        '--report',
        'console',
        '--report',
        'json=made/report.json',
        '--transcript=run.json',
      ],
      { cwd },
    );
    expect([code, err.includes('internal error')]).toEqual([0, false]);
    const report = reportIn(readFileSync(join(cwd, 'made/report.json'), 'utf8'));
    expect(report).toMatchObject({ conforms: 'yes', profile, errors: [], summary: { fail: 0, warn: 0, blocked: 0 } });
    expect(report.notes.join()).toContain('embedded reference server');
    expect(out).toContain('conforms to profile');
    expect(err).toContain('exports will be started');
    expect([readdirSync(cwd).sort(), readdirSync(join(cwd, 'made'))]).toEqual([['made', 'run.json'], ['report.json']]);
  });

  it('still prints what it can when a file cannot be written at the end', async () => {
    const cwd = emptyFolder();
    const watch = (): void => rmSync(join(cwd, 'gone'), { recursive: true, force: true });
    const argv = ['check', 'metadata', '--report', 'json=gone/r.json', '--report', 'console'];
    const { code, out, err } = await run(argv, { cwd, watch });
    expect(code).toBe(2);
    expect(out).toContain('Conforms');
    expect(err).toContain('error: Cannot write gone/r.json: there is no such file or folder.');
  });

  it('takes ids and is incomplete then, which is the user\u2019s choice', async () => {
    const plain = await run(['check', 'token.lifetime', '--quiet', '--report', 'json']);
    expect([plain.code, plain.err]).toEqual([0, '']);
    expect(reportIn(plain.out)).toMatchObject({ conforms: 'incomplete', selection: ['token.lifetime'] });
    expect((await run(['check', 'token.lifetime', '--strict', '--quiet'])).code).toBe(1);
  });

  it('ends with a report of what was done when it is interrupted', async () => {
    const watch = (text: string, interrupt: () => void): void => {
      if (text.includes('export 1 of ')) interrupt();
    };
    const { code, out, err } = await run(['check', '--report', 'json'], { watch });
    expect(err).toMatch(/Interrupted.*\n$/);
    const report = reportIn(out);
    expect(report).toMatchObject({ interrupted: true, conforms: 'incomplete' });
    expect(report.summary.pass).toBeGreaterThan(0);
    expect(report.summary.blocked).toBeGreaterThan(0);
    expect(code).toBe(2);
  });
});

describe('check of a server elsewhere', () => {
  let server: ReferenceServer;
  let env: Record<string, string>;
  const cwd = emptyFolder();

  beforeAll(async () => {
    server = await startReferenceServer({ profile: profile201909, beneficiaries: 3, prefix: '/bcda' });
    const [{ clientId, clientSecret }] = server.clients;
    env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  });
  afterAll(() => server.close());

  const json = async (argv: readonly string[], io: Parameters<typeof run>[1] = {}) => {
    const ran = await run(['check', `${server.url}/`, ...argv, '--poll-interval', '0.01', '--report', 'json'], io);
    return { ...ran, report: reportIn(ran.out) };
  };

  it('chooses the profile by the metadata and says why', async () => {
    const { code, report, err } = await json(['metadata', 'token'], { env });
    expect([code, report.profile, report.target]).toEqual([0, '2019-09', server.url]);
    expect(report.notes[0]).toMatch(/^Profile 2019-09 was chosen.*3 of its 3/);
    expect(err).toContain('Profile 2019-09 was chosen');
  });

  it('lacks only a second client and an expired token', async () => {
    const { code, report, out } = await json([], { env });
    const blocked = report.verdicts.filter(({ outcome }) => outcome === 'blocked');
    expect(report.summary).toMatchObject({ fail: 0, warn: 0 });
    expect(new Set(blocked.map(({ cause }) => cause))).toEqual(new Set(['input']));
    expect(report.conforms).toBe('incomplete');
    expect(code).toBe(0);
    expect(out).not.toContain(env['BCDA_CLIENT_SECRET']);
  });

  it('takes credentials from .env, from files, and the environment before .env', async () => {
    const { BCDA_CLIENT_ID: id = '', BCDA_CLIENT_SECRET: secret = '' } = env;
    writeFileSync(join(cwd, '.env'), `BCDA_CLIENT_ID=${id}\nBCDA_CLIENT_SECRET="${secret}"\n`);
    writeFileSync(join(cwd, 'secret'), `${secret}\n`);
    const fromFile = await json(['token.issued'], { cwd });
    expect(fromFile.report.summary.pass).toBe(1);
    const wrong = await json(['token.issued'], { cwd, env: { BCDA_CLIENT_SECRET: 'another-secret' } });
    expect([wrong.code, wrong.report.summary]).toEqual([2, expect.objectContaining({ fail: 0, blocked: 1 })]);
    const flags = ['token.issued', '--client-id', id, '--client-secret-file', join(cwd, 'secret')];
    expect((await json(flags, { env: { BCDA_CLIENT_SECRET: 'x' } })).code).toBe(0);
  });

  it.each(['not-the-secret-at-all', 'wrong'])(
    'does not say that the server is wrong when the credentials are refused: %s',
    async (secret) => {
      const wrong = { ...env, BCDA_CLIENT_SECRET: secret };
      const { code, out, report } = await json([], { env: wrong });
      expect([code, report.conforms, report.summary.fail]).toEqual([2, 'incomplete', 0]);
      expect(report.errors.join()).toMatch(
        /credentials of the client \(status 401\): either they are wrong, or the server/,
      );
      expect(out).not.toContain('not-the-secret-at-all');
    },
  );

  it.each(['not-the-secret-at-all', 'wrong'])('ends 2 when the second client is refused: %s', async (secret) => {
    const wrong = { ...env, BCDA_OTHER_CLIENT_ID: 'another', BCDA_OTHER_CLIENT_SECRET: secret };
    const { code, report } = await json(['protection.other-client'], { env: wrong });
    expect([code, report.conforms]).toEqual([2, 'incomplete']);
    expect(report.errors.join()).toMatch(/credentials of the second client \(status 401\)/);
    expect(report.verdicts[0]?.because).toBe('the second client received no token (status 401)');
  });

  it('stays within the export budget and says so', async () => {
    const { report, code } = await json(['kickoff'], { env: { ...env } });
    expect(code).toBe(0);
    const none = await json(['kickoff', '--export-budget', '0'], { env });
    expect(none.report.exchanges.filter(({ label }) => label === 'kickoff')).toEqual([]);
    expect(none.report.incomplete.join()).toContain('export budget');
    expect(report.exchanges.some(({ label }) => label === 'kickoff')).toBe(true);
  });

  it('writes nothing when a secret is in the report', async () => {
    const folder = emptyFolder();
    const { code, out, err } = await run(
      ['check', server.url, 'token.issued', '--quiet', '--report', 'console', '--report', 'json=r.json'],
      { env: { BCDA_CLIENT_ID: 'x', BCDA_CLIENT_SECRET: '2019-09 was chosen' }, cwd: folder },
    );
    expect([code, out, existsSync(join(folder, 'r.json'))]).toEqual([2, '', false]);
    expect(err).toMatch(/nothing was written/);
  });
});

describe('profiles', () => {
  it('are told apart by what the metadata lists', async () => {
    const server = await startReferenceServer({ profile: profile201912, beneficiaries: 3 });
    const [{ clientId, clientSecret }] = server.clients;
    const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
    const { out } = await run(['check', server.url, 'metadata', '--report', 'json'], { env });
    await server.close();
    expect(reportIn(out).profile).toBe('2019-12');
  });
});
