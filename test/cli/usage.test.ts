import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.js';
import { emptyFolder, freePort, run, withServer } from '../support/cli-run.js';

const oneSentence = /^error: [^\n]+\n$/;

describe('what a user can get wrong', () => {
  it.each([
    ['--client-secret', 'hunter2'],
    ['--client-secret=hunter2', ''],
    ['--other-client-secret=hunter2', ''],
    ['--expired-token', 'hunter2'],
  ])('refuses %s with the reason and without the value', async (option, value) => {
    const { code, out, err } = await run(['check', option, value]);
    expect(code).toBe(2);
    expect(err).toMatch(/process list/);
    expect(err).toMatch(/-file FILE/);
    expect(out + err).not.toContain('hunter2');
  });

  it('does not repeat what stands behind a misspelt option', async () => {
    const { code, err } = await run(['check', '--clientsecret=hunter2']);
    expect(code).toBe(2);
    expect(err).toContain('unknown option');
    expect(err).not.toContain('hunter2');
  });

  it.each([
    [['check', 'token.nonsense'], /No requirement is called "token.nonsense"\. Give an id/],
    [['check', 'token.isued'], /No requirement is called "token.isued"\. Did you mean token\.issued\? Give an id/],
    [['explain', 'manifest.jobid'], /Did you mean manifest\.job-id\? `bcda-conformance list`/],
    [['certify', '--only', 'sunni'], /There is no condition "sunni" in this run\. Did you mean sunny\? It has/],
    [['serve', '--fault', 'metadata-fail'], /Did you mean metadata-fails\? --list-faults/],
    [['check', '--report', 'jnuit'], /Did you mean junit\? The formats are/],
    [['check', 'localhost:8080'], /neither a URL nor the id/],
    [['check', 'ftp://127.0.0.1'], /must begin with http/],
    [['check', 'http://me:hunter2@127.0.0.1'], /user name or password/],
    [['check', 'http://127.0.0.1/?a=b'], /query/],
    [['check', 'token', 'http://127.0.0.1'], /Give the URL first/],
    [['check', '--report', 'pdf'], /no report format "pdf".*console, json/],
    [['check', '--report', 'json', '--report', 'console'], /Only one report can go to stdout/],
    [['check', '--report', 'json='], /needs the name of a file/],
    [['check', '--transcript', ''], /--transcript needs the name of a file/],
    [['check', '--known-failures', ''], /the name of the file is empty/],
    [['check', 'http://127.0.0.1:9', '--client-id', 'me', '--client-secret-file', ''], /needs the name of a file/],
    [['check', 'http://127.0.0.1:9', '--client-id', ''], /--client-id is empty/],
    [['check', 'http://127.0.0.1:9', '--ca', ''], /the name of the file is empty/],
    [['judge', ''], /the name of the file is empty/],
    [['check', '--report', 'json=a.json', '--report', 'console=./a.json'], /cannot go to the same file/],
    [['check', '--report', 'json=a/../t.json', '--transcript', 't.json'], /cannot go to the same file/],
    [
      ['check', '--report', 'json=k.yaml', '--known-failures', 'k.yaml'],
      /would overwrite the file of --known-failures/,
    ],
    [['judge', 't.json', '--report', 'json=./t.json'], /would overwrite the transcript/],
    [['judge', 't.json', '--transcript', 't.json'], /would overwrite the transcript/],
    [['judge', 't.json', '--baseline', 'b.json', '--report', 'json=b.json'], /would overwrite the baseline/],
    [['check', '--baseline', 'b.json', '--transcript', './b.json'], /would overwrite the baseline/],
    [['certify', '--baseline', 'b.json', '--report', 'certificate=b.json'], /would overwrite the baseline/],
    [['check', '--baseline', 'a/b.json', '--report', 'allure=a'], /would replace the baseline/],
    [['record', '--to', 'http://127.0.0.1:9', '--har', 'c.pem', '--ca', 'c.pem'], /would overwrite the file of --ca/],
    [
      ['record', '--to', 'http://127.0.0.1:9', '--report', 'json=r.json', '--client-report', 'json=./r.json'],
      /--report json=r\.json and --client-report json=\.\/r\.json cannot go to the same file/,
    ],
    [
      ['record', '--to', 'http://127.0.0.1:9', '--har', 'r', '--client-transcript', 'r'],
      /--report har=r and --client-transcript r cannot go to the same file/,
    ],
    [
      ['record', '--to', 'http://127.0.0.1:9', '--report', 'json', '--client-report', 'console'],
      /Only one report can go to stdout/,
    ],
    [['check', '--known-failures', 'missing.yaml'], /there is no such file or folder/],
    [['check', '--client-id', 'me'], /--client-id needs a URL/],
    [['check', 'http://127.0.0.1:9', '--profile', '2019-12'], /Credentials are needed/],
    [['check', 'http://127.0.0.1:9', '--profile', '2019-12', '--client-id', 'me'], /client id but no client secret/],
    [
      ['check', 'http://127.0.0.1:9', '--client-id', 'me', '--client-secret-file', 'none'],
      /there is no such file or folder/,
    ],
    [['check', 'http://127.0.0.1:9', '--ca', 'none'], /there is no such file or folder/],
    [['judge', 'none.json'], /there is no such file or folder/],
    [['list', 'nonsense'], /No requirement in this list/],
  ])('%j ends 2 with one sentence', async (argv, says) => {
    const { code, out, err } = await run(argv);
    expect(err).toMatch(oneSentence);
    expect(err).toMatch(says);
    expect(err).not.toContain('hunter2');
    expect([code, out]).toEqual([2, '']);
  });

  it.each(['--client-secret-file', '--other-client-secret-file', '--expired-token-file'])(
    'does not repeat what %s names when it is no file: it may be the secret itself',
    async (option) => {
      const otherId = option.startsWith('--other') ? 'you' : '';
      const argv = ['check', 'http://127.0.0.1:9', '--client-id', 'me', option, 'hunter2'];
      const { code, out, err } = await run(argv, { env: { BCDA_CLIENT_SECRET: 'x', BCDA_OTHER_CLIENT_ID: otherId } });
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(oneSentence);
      expect(err).toContain(option);
      expect(err).not.toContain('hunter2');
    },
  );

  it.each([
    [['check', '--deadline', 'soon'], /number of seconds/],
    [['check', '--export-budget', '-1'], /whole number/],
    [['check', '--poll-interval', '0'], /number of seconds/],
    [['check', '--profile', '2018'], /auto, 2019-09, 2019-12/],
    [['check', '--expired-token-file', 'f', '--wait-for-expiry'], /cannot be used with/],
    [['serve', '--port', '99999'], /from 0 to 65535/],
    [['frobnicate'], /unknown command/],
    [['check', '--frobnicate'], /unknown option/],
    [['judge'], /missing required argument/],
    [[], /Usage/],
  ])('%j ends 2 and points to the help', async (argv, says) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('shows help and version with code 0', async () => {
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('Examples:');
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run(['check', '--help'])).code).toBe(0);
  });
});

describe('a target that cannot be judged', () => {
  it('is told when nothing listens', async () => {
    const { code, out, err } = await run(['check', `http://127.0.0.1:${await freePort()}`]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(oneSentence);
    expect(err).toContain('the connection was refused');
  });

  it('is told when it is some web site', async () => {
    const site = (_: unknown, response: ServerResponse): void => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Hello</title>');
    };
    const { code, out, err } = await withServer(site, (url) => run(['check', url]));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(oneSentence);
    expect(err).toContain('200 with text/html, which is not a CapabilityStatement');
    expect(err).toContain('--profile');
  });

  it.each([
    ['/bcda/api/v1/metadata', '/api/v1/metadata'],
    ['/api/v1/Patient/$export', '/api/v1/Patient/$export'],
  ])('is told to remove what the URL %s has too much', async (path, surplus) => {
    const listener = (_: unknown, response: ServerResponse): void => void response.writeHead(404).end();
    const { code, err } = await withServer(listener, (url) => run(['check', url + path]));
    expect(code).toBe(2);
    expect(err).toMatch(oneSentence);
    expect(err).toContain(`remove ${surplus} from it`);
    const plain = await withServer(listener, (url) => run(['check', `${url}/my-api/v1`]));
    expect(plain.err).not.toContain('remove');
  });

  it.each([
    ['auto', 9, /ends in \/api\/v9, but every guide here has its API at \/api\/v1, \/api\/v2, \/api\/v3\./],
    ['2019-09', 2, /ends in \/api\/v2, but profile 2019-09 has its API at \/api\/v1\./],
    ['v3', 1, /ends in \/api\/v1, but profile v3 has its API at \/api\/v3\./],
  ])('is told when the version in the URL is not that of profile %s', async (profile, version, says) => {
    for (const command of ['check', 'doctor']) {
      const { code, err } = await run([command, `http://127.0.0.1:9/bcda/api/v${version}`, '--profile', profile]);
      expect([code, err]).toEqual([2, expect.stringMatching(oneSentence)]);
      expect(err).toMatch(says);
    }
  });

  it('is told where a server that redirects everything leads, and sends it no credentials', async () => {
    const env = { BCDA_CLIENT_ID: 'me', BCDA_CLIENT_SECRET: 'hunter2-hunter2' };
    for (const [profile, asked] of [
      ['auto', ['metadata']],
      ['2019-12', ['metadata', 'token']],
      ['2019-12', ['token.issued']],
      ['2019-12', ['kickoff', '--job', 'JOB']],
    ] as const) {
      const sent: string[] = [];
      const { code, out, err } = await withServer(
        ({ url = '', headers }, response) => {
          sent.push(headers.authorization ?? 'none');
          response.writeHead(301, { Location: `https://bcda.example:8443/x${url}?ticket=hunter2` }).end();
        },
        (url) =>
          run(
            ['check', url, ...asked.map((word) => word.replace('JOB', `${url}/api/v1/jobs/1`)), '--profile', profile],
            {
              env,
            },
          ),
      );
      expect([code, out, new Set(sent)]).toEqual([2, '', new Set(['none'])]);
      expect(err).toMatch(/returned 301 with Location: https:\/\/bcda\.example:8443\/x\/api\/v1\/metadata/);
      expect(err).toContain('use https://bcda.example:8443/x as the URL');
      expect(err).not.toContain('hunter2');
    }
  });

  it('is told of a firewall, not of wrong credentials', async () => {
    const env = { BCDA_CLIENT_ID: 'me', BCDA_CLIENT_SECRET: 'hunter2-hunter2' };
    for (const profile of ['2019-12', '2019-09']) {
      const { code, out, err } = await withServer(
        (_, response) => void response.writeHead(403, { 'Content-Type': 'text/html' }).end('<h1>Forbidden</h1>'),
        (url) => run(['check', url, '--profile', profile], { env }),
      );
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/refuses every request with 403.*a firewall.*User-Agent bcda-conformance\//);
    }
  });

  it('is told when its exports fit no guide, without letting it write to the terminal', async () => {
    const operation = [{ name: 'x', definition: { reference: 'http://h/api/v1/Device\u001b[2J/$export' } }];
    const statement = { resourceType: 'CapabilityStatement', rest: [{ operation }] };
    const { code, err } = await withServer(
      (_, response) => void response.end(JSON.stringify(statement)),
      (url) => run(['check', url]),
    );
    expect(code).toBe(2);
    expect(err).toMatch(/exports of Device.*which are in no guide/);
    expect(err).not.toContain('\u001b');
  });
});

describe('places to write to', () => {
  it('are tried before anything is sent', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'file'), '');
    mkdirSync(join(cwd, 'folder'));
    let requests = 0;
    const count = (_: unknown, response: ServerResponse): void => {
      requests += 1;
      response.end();
    };
    for (const place of ['file/report.json', 'folder'])
      for (const option of [`--report=json=${place}`, `--transcript=${place}`]) {
        const { code, err } = await withServer(count, (url) => run(['check', url, option], { cwd }));
        expect(code).toBe(2);
        expect(err).toMatch(oneSentence);
        expect(err).toContain(`Cannot write ${place}`);
      }
    expect(requests).toBe(0);
  });

  it('are compared by where they lead, and devices may be named twice', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'run.json'), '{}');
    symlinkSync('run.json', join(cwd, 'link.json'));
    symlinkSync('.', join(cwd, 'here'));
    const pairs = [
      ['link.json', 'run.json'],
      ['here/run.json', 'run.json'],
      ['here/new.json', 'new.json'],
    ];
    for (const [a = '', b = ''] of pairs) {
      const { code, err } = await run(['check', 'token', '--report', `json=${a}`, '--transcript', b], { cwd });
      expect([code, err.includes('cannot go to the same file')]).toEqual([2, true]);
    }
    expect((await run(['judge', 'run.json', '--report', 'json=link.json'], { cwd })).code).toBe(2);
    expect(readFileSync(join(cwd, 'run.json'), 'utf8')).toBe('{}');
    const devices = ['--report', 'json=/dev/null', '--transcript', '/dev/null'];
    expect((await run(['check', 'token.lifetime', ...devices], { cwd })).code).toBe(0);
  });

  it.skipIf(process.getuid?.() === 0)('may be denied', async () => {
    const cwd = emptyFolder();
    chmodSync(cwd, 0o500);
    const { code, err } = await run(['check', '--report', 'json=report.json'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('access is denied');
  });
});

describe('options', () => {
  /** Of other programs, and those that are refused by name. */
  const OTHERS = /^--(client-secret|other-client-secret|expired-token|token|verbose|cacert|resolve|input-type)$/;

  it('that a text of the program names are options of a command', async () => {
    const names = (await run(['--help'])).out.matchAll(/^ {2}([a-z-]+) /gm);
    const helps = await Promise.all([...names].map(async ([, name = '']) => (await run([name, '--help'])).out));
    const known = new Set(helps.join('\n').match(/(?<![\w-])--[a-z][a-z-]+/g));
    const sources = ['src', 'cli', 'reporters', 'library', 'suites'].flatMap((folder) =>
      readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(packageRoot, folder, name), 'utf8')),
    );
    const named = new Set(sources.flatMap((text) => text.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? []));
    expect(known.size).toBeGreaterThan(50);
    expect([...named].filter((name) => !known.has(name) && !OTHERS.test(name))).toEqual([]);
  });
});
