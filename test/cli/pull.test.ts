import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPullMeter } from '../../cli/progress/pull.js';
import { answering, changing, collect, json, when, withHeader } from '../../src/reference/index.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { emptyFolder, freePort, type Ran, run, type RunIo } from '../support/cli-run.js';
import { filesIn, scene, type PullScene } from '../support/pulling.js';

const pulling = (it: PullScene, args: readonly string[] = [], io: RunIo = {}): Promise<Ran> => {
  const [{ clientId, clientSecret }] = it.server.clients;
  const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  return run(['pull', it.server.url, '--out', it.out, ...args], { env, clock: it.clock, ...io });
};

describe('pull', () => {
  it('fills a folder, and tells how it goes and what the server could not export', async () => {
    const it = await scene();
    const { code, out, err } = await pulling(it);
    expect(code).toBe(0);
    expect(out).toMatch(/^Pulled 3 files into \S+: .*\. The server could not export everything: see 1 error file /);
    const names = Object.keys(filesIn(it.out));
    expect(names).toHaveLength(4);
    for (const name of names) expect(err).toMatch(new RegExp(`^ {2}${name}: .*, \\d+\\.\\d MB/s$`, 'm'));
    expect(err).toContain(`Job ${it.server.url}/api/v1/jobs/42\n`);
    expect(err).toContain(`--out ${it.out} --profile 2019-12 --job ${it.server.url}/api/v1/jobs/42\n`);
    expect(err).toMatch(/ 202 Pending\n {2}202 In Progress \(25%\)\n/);
    expect(out + err).not.toContain(it.server.clients[0].clientSecret);
  });

  it('is quiet where it is told to be, and takes types and profile', async () => {
    const it = await scene([], { profile: profile201909 });
    const { code, err } = await pulling(it, ['--quiet', '--profile', '2019-09', '--type', 'Patient,Coverage']);
    expect([code, err]).toEqual([0, '']);
    expect(it.to('export').map(({ target }) => target)).toEqual([
      '/api/v1/Patient/$export',
      '/api/v1/Coverage/$export',
    ]);
  });

  it('says nothing of errors where there are none', async () => {
    const it = await scene();
    expect((await pulling(it, ['--type', 'Patient'])).out).toMatch(/^Pulled 1 file into \S+: [\d,.]+ (bytes|MB)\.\n$/);
  });

  it('requests from the URL what the server announces below its public URL, and resumes so', async () => {
    const PUBLIC = 'https://api.bcda.example/v';
    const announced = changing(async (reply, { headers }) => {
      const other = (text: string): string => text.replaceAll(`http://${headers['host'] ?? ''}`, PUBLIC);
      return {
        ...reply,
        headers: reply.headers.map(([name, value]) => [name, other(value)] as const),
        body: other(await collect(reply.body)),
      };
    });
    const [kickoff, status] = [['kickoff', announced] as const, ['status', announced] as const];
    const it = await scene([kickoff, status]);
    const { code, out, err } = await pulling(it, ['--public-url', PUBLIC]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^Pulled 3 files /) as string]);
    const resumed = ` --public-url ${PUBLIC} --job ${it.server.url}/api/v1/jobs/42\n`;
    expect(err).toContain(resumed);

    const again = await pulling(it, ['--public-url', PUBLIC, '--job', `${PUBLIC}/api/v1/jobs/42`]);
    expect(again.code).toBe(0);

    const without = await pulling(await scene([kickoff, status]));
    expect([without.code, without.err]).toEqual([
      1,
      expect.stringContaining('announces its URLs under another base URL, give that with --public-url') as string,
    ]);
    const other = await pulling(await scene([kickoff, status]), ['--public-url', 'https://other.example']);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('not on the origin of the server') as string]);
  });

  it('goes on with a job', async () => {
    const it = await scene();
    const broken = await scene([
      [
        'data',
        when(
          (_, { count }) => count('file') > 1,
          changing((reply) => ({ ...reply, cut: 9 })),
        ),
      ],
    ]);
    const first = await pulling(broken);
    expect(first.code).toBe(1);
    expect(first.err).toMatch(
      /^error: \S+\.ndjson could not be downloaded completely in 3 attempts: .* To resume: bcda-conformance pull .* --job http\S+\/42$/m,
    );
    expect(readdirSync(broken.out)).toHaveLength(1);
    await pulling(it);
    const again = await pulling(it, ['--job', `${it.server.url}/api/v1/jobs/42`]);
    expect([again.code, it.to('export').length]).toEqual([0, 1]);
    expect(again.out).toContain('4 files had been downloaded before');
    expect(again.err).toMatch(/ \S+\.ndjson: was downloaded before\n/);
  });

  it('ends 1 in a sentence where the server does not deliver', async () => {
    const body = '{"resourceType":"OperationOutcome","issue":[{"code":"exception","diagnostics":"Jane Roe"}]}';
    const it = await scene([['status', answering({ status: 500, headers: [], body })]]);
    const { code, out, err } = await pulling(it, ['--quiet']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('error: The status request returned status 500 (OperationOutcome: exception).\n');
  });

  it('ends 1 where the credentials are refused, without repeating them', async () => {
    const it = await scene();
    const env = { BCDA_CLIENT_ID: 'somebody', BCDA_CLIENT_SECRET: 'a-secret-of-somebody' };
    const { code, err } = await pulling(it, [], { env });
    expect([code, err]).toEqual([
      1,
      'error: The server refuses the client credentials (status 401). Check the id and the secret.\n',
    ]);
  });

  it('says when it is interrupted how to go on, also with what was not started', async () => {
    const it = await scene([], { profile: profile201909 });
    const watch = (text: string, interrupt: () => void): void => (text.includes('Pending') ? interrupt() : undefined);
    const { code, err } = await pulling(it, ['--profile', '2019-09'], { watch });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: Interrupted\. To resume: bcda-conformance pull .*--job \S+\/42 No job was started yet for Patient, Coverage: pull them with --type\.$/m,
    );
  });

  it('makes what the server says printable, for terminal and shell', async () => {
    const it = await scene([
      ['status', withHeader('X-Progress', 'In\u009b2J Progress')],
      [
        'kickoff',
        changing((reply, { origin }) => ({
          ...reply,
          headers: [['Content-Location', `${origin}/api/v1/jobs/'$(id)'`]],
        })),
      ],
    ]);
    const { err } = await pulling(it);
    expect(err).not.toContain('\u009b');
    expect(err).toContain(String.raw`/api/v1/jobs/'\''$(id)'\'''`);
  });

  it('shows no query of a job, and says that it cannot be taken up again', async () => {
    const it = await scene([
      [
        'kickoff',
        changing((reply, { origin }) => ({
          ...reply,
          headers: [['Content-Location', `${origin}/api/v1/jobs/42?sig=c2lnbmF0dXJl`]],
        })),
      ],
    ]);
    const { err } = await pulling(it);
    expect(err).toContain('/api/v1/jobs/42?sig=«12 characters»');
    expect(err).toContain('only by hand');
    expect(err).not.toContain('c2lnbmF0dXJl');
  });

  it('passes an empty list', async () => {
    const it = await scene([['status', json(() => ({ output: [], error: [] }))]]);
    expect(await pulling(it, ['--quiet'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Pulled 0 files /) as string,
    });
  });
});

describe('pull refuses', () => {
  it.each([
    ['no folder', ['http://127.0.0.1:9'], /required option '--out <DIR>'/],
    ['no URL', ['--out', 'x'], /Give the URL of the server, or --preset/],
    ['what is no URL', ['example', '--out', 'x'], /not a valid URL/],
    ['an unknown type', ['http://127.0.0.1:9', '--out', 'x', '--type', 'Basket'], /does not export type "Basket"/],
    ['an unknown profile', ['http://127.0.0.1:9', '--out', 'x', '--profile', 'auto'], /Allowed choices are/],
    [
      'types of a job',
      ['http://127.0.0.1:9', '--out', 'x', '--type', 'Patient', '--job', 'http://127.0.0.1:9/j'],
      /--type cannot be used with --job/,
    ],
    [
      'a job elsewhere',
      ['http://127.0.0.1:9', '--out', 'x', '--job', 'http://127.0.0.1:8/j'],
      /on the origin of the server/,
    ],
    ['an empty folder name', ['http://127.0.0.1:9', '--out', ''], /--out needs the name/],
  ])('%s', async (_, args, says) => {
    const env = { BCDA_CLIENT_ID: 'somebody', BCDA_CLIENT_SECRET: 'a-secret' };
    const { code, out, err } = await run(['pull', ...args], { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
  });

  it('to run without credentials, with a secret on the command line, with nobody there, with a file for a folder', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'file'), '');
    const url = `http://127.0.0.1:${await freePort()}`;
    const env = { BCDA_CLIENT_ID: 'somebody', BCDA_CLIENT_SECRET: 'a-secret' };
    const none = await run(['pull', url, '--out', 'x'], { cwd });
    const secret = await run(['pull', url, '--out', 'x', '--client-secret', 'hush'], { cwd });
    const nobody = await run(['pull', url, '--out', 'x'], { cwd, env });
    const file = await run(['pull', url, '--out', 'file'], { cwd, env });
    expect([none, secret, nobody, file].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(none.err).toContain('There are no client credentials');
    expect(secret.err).not.toContain('hush');
    expect(nobody.err).toBe('error: The server cannot be reached: the connection was refused.\n');
    expect(file.err).toMatch(/^error: Cannot write into file: part of its path is not a folder\.\n$/);
  });
});

describe('progress', () => {
  const told = (isTTY: boolean): string => {
    let text = '';
    let now = 0;
    const sink = { isTTY, columns: 30, write: (more: string) => (text += more) };
    const { show, done } = createPullMeter(
      sink,
      false,
      (job) => `resume ${job}`,
      () => now,
    );
    for (const bytes of [1, 2, 3]) {
      show({ kind: 'bytes', name: 'Patient-a.ndjson', bytes: bytes * 1e6 });
      now += 6000;
    }
    show({ kind: 'wait', ms: 1000, why: 'the job is not done' });
    show({ kind: 'file', name: 'Patient-a.ndjson', bytes: 36e6 });
    done();
    return text;
  };

  it('on a terminal is one line that is rewritten, and cut to its width', () => {
    expect(told(true)).toBe(
      '\r\u{1b}[K  Patient-a.ndjson: 2.0 MB, 0\r\u{1b}[K  Patient-a.ndjson: 3.0 MB, 0' +
        '\r\u{1b}[K  waiting 1 s: the job is not' +
        '\r\u{1b}[K  Patient-a.ndjson: 36.0 MB, 2.0 MB/s\n',
    );
  });

  it('in a log is a line now and then', () => {
    expect(told(false)).toBe('  Patient-a.ndjson: 3.0 MB, 0.3 MB/s\n  Patient-a.ndjson: 36.0 MB, 2.0 MB/s\n');
  });
});
