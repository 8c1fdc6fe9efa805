import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { violations } from '../../schemas/violations.js';
import { type Clock, type Report, skippingClock } from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { pull } from '../../src/reference/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder, freePorts, run, withServer } from '../support/cli-run.js';

const node = process.execPath;
const reportIn = (cwd: string): Report => JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as Report;
const REPORTS = ['--report', 'json=r.json', '--report', 'certificate=c.md', '--quiet'];

/** Certifies a Node script. */
const certifyScript = async (script: string, options: readonly string[] = [], args: readonly string[] = []) => {
  const cwd = emptyFolder();
  const ran = await run(['certify', ...REPORTS, ...options, '--', node, '-e', script, ...args], { cwd });
  const written = ['r.json', 'c.md'].filter((name) => existsSync(join(cwd, name)));
  return { ...ran, cwd, written, texts: written.map((name) => readFileSync(join(cwd, name), 'utf8')).join('\n') };
};
const failedIn = ({ verdicts }: Report): string[] =>
  verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);

describe('certify without a command', () => {
  test('certifies the reference client, and its report can be judged again', async () => {
    const cwd = emptyFolder();
    const args = [...REPORTS, '--client-name', 'Puller | 2', '--client-version', '1.2.3', '--transcript', 't.json'];
    const { code, err } = await run(['certify', '--report', 'console', ...args], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = reportIn(cwd);
    expect(report).toMatchObject({ role: 'client', conforms: 'yes', target: 'Puller | 2 1.2.3' });
    expect(violations('report', report)).toEqual([]);
    expect(violations('transcript', JSON.parse(readFileSync(join(cwd, 't.json'), 'utf8')))).toEqual([]);
    const page = readFileSync(join(cwd, 'c.md'), 'utf8');
    expect(page).toMatch(/^# Certificate: BCDA client\n/);
    for (const part of [
      'Puller \\| 2',
      '1.2.3',
      '2019-12',
      report.catalogue,
      report.startedAt,
      'slow-job',
      'Not judged',
    ])
      expect(page).toContain(part);
    const again = await run(['judge', 't.json', '--report', 'json'], { cwd });
    expect(again.code).toBe(0);
    const vector = ({ verdicts }: Report) => verdicts.map(({ id, outcome }) => ({ id, outcome }));
    expect(vector(JSON.parse(again.out) as Report)).toEqual(vector(report));
  });

  test('with another form of expires_in, and says so', async () => {
    const cwd = emptyFolder();
    const { code } = await run(['certify', '--only', 'sunny', '--expires-in', 'string', ...REPORTS], { cwd });
    expect(code).toBe(0);
    expect(reportIn(cwd).notes.join()).toContain('--expires-in string was given');
    expect((await run(['certify', '--expires-in', 'date'], { cwd })).code).toBe(2);
  });

  test('in chosen conditions only is no certificate, and says so', async () => {
    const cwd = emptyFolder();
    const only = ['--only', 'sunny', '--only', 'slow-job', '--out', 'kept'];
    const { code } = await run(['certify', ...only, ...REPORTS], { cwd });
    const report = reportIn(cwd);
    expect(code).toBe(0);
    expect(new Set(report.exchanges.map(({ step }) => step))).toEqual(new Set(['sunny', 'slow-job']));
    expect(report.conforms).toBe('incomplete');
    expect(report.incomplete[0]).toMatch(/^--only left out \d+ conditions$/);
    expect(readFileSync(join(cwd, 'c.md'), 'utf8')).toMatch(/^# Not certified[^]*--only left out some conditions/);
    // The folders have their names once the run is over.
    expect(readdirSync(join(cwd, 'kept')).toSorted()).toEqual(['slow-job', 'sunny']);
    const { code: wrong, err } = await run(['certify', '--only', 'snowy'], { cwd });
    expect([wrong, err]).toEqual([
      2,
      expect.stringContaining('There is no condition "snowy" in this run. It has sunny,'),
    ]);
  });

  test('a part of the catalogue is no certificate', async () => {
    const cwd = emptyFolder();
    const { code } = await run(['certify', 'token.basic', ...REPORTS], { cwd });
    expect(code).toBe(0);
    expect(reportIn(cwd)).toMatchObject({ conforms: 'incomplete', selection: ['client.token.basic'] });
    expect(readFileSync(join(cwd, 'c.md'), 'utf8')).toMatch(
      /^# Not certified[^]*only client\.token\.basic was selected/,
    );
  });
});

describe('certify at other addresses', () => {
  const urlsIn = ({ exchanges }: Report): string[] => [
    ...new Set(exchanges.map(({ request }) => new URL(request.url).origin)),
  ];

  test('over https: a command finds the authority in every variable, and the file is gone afterwards', async () => {
    const script = `
      const { readFileSync, writeFileSync } = require('node:fs');
      const { BCDA_CA: ca, NODE_EXTRA_CA_CERTS: node, SSL_CERT_FILE: openssl, REQUESTS_CA_BUNDLE: python, CURL_CA_BUNDLE: curl } = process.env;
      writeFileSync('seen.json', JSON.stringify([process.argv[1], ca, node, openssl, python, curl, readFileSync(ca, 'utf8')]));
      const pair = process.env.BCDA_CLIENT_ID + ':' + process.env.BCDA_CLIENT_SECRET;
      const headers = { authorization: 'Basic ' + Buffer.from(pair).toString('base64'), accept: 'application/json' };
      fetch(process.env.BCDA_BASE_URL + '/auth/token', { method: 'POST', headers }).then(({ status }) => process.exit(status === 200 ? 1 : 2));`;
    const { cwd } = await certifyScript(script, ['token.basic', '--only', 'sunny', '--tls'], ['{ca}']);
    const [first, ...others] = JSON.parse(readFileSync(join(cwd, 'seen.json'), 'utf8')) as string[];
    expect(others.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => first));
    expect(others.at(-1)).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect(existsSync(first ?? '')).toBe(false);
    const report = reportIn(cwd);
    expect(report.facts).toContainEqual(expect.objectContaining({ kind: 'exit', code: 1 }));
    expect(urlsIn(report)).toEqual([expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/)]);
  });

  test('over https, under two names and from a port on: the reference client is certified', async () => {
    const cwd = emptyFolder();
    const names = ['--public-name', 'localhost', '--public-name', '127.0.0.1'];
    const first = await freePorts(100);
    const { code } = await run(['certify', '--tls', ...names, '--port', String(first), ...REPORTS], { cwd });
    const report = reportIn(cwd);
    expect([code, report.conforms]).toEqual([0, 'yes']);
    const ports = urlsIn(report).map((url) => Number(new URL(url).port));
    const count = new Set(report.exchanges.map(({ step }) => step)).size;
    // Two conditions have another host.
    expect(ports.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count + 2 }, (_, nth) => first + nth));
    const foreign = report.exchanges.filter(({ label }) => label === 'foreign');
    expect(foreign.map(({ request }) => new URL(request.url).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(new Set(urlsIn(report).map((url) => new URL(url).hostname))).toEqual(new Set(['localhost', '127.0.0.1']));
  });

  test('under one name: the conditions with another host are left out, and that is no certificate', async () => {
    const cwd = emptyFolder();
    const { code } = await run(['certify', 'download', '--public-name', 'localhost', ...REPORTS], { cwd });
    const report = reportIn(cwd);
    expect([code, report.conforms]).toEqual([0, 'incomplete']);
    expect(report.verdicts.find(({ id }) => id === 'client.download.foreign-origin')).toMatchObject({
      outcome: 'blocked',
      cause: 'choice',
      because: 'redirect-elsewhere needs a second host, and the servers have one name',
      unblock: 'a second --public-name',
    });
    const passed = report.verdicts.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id);
    expect(passed).toContain('client.download.all');
  });

  test('where others can reach the servers: it says so', async () => {
    const options = ['certify', 'token.basic', '--only', 'sunny', '--quiet'];
    const { code, err } = await run([...options, '--host', '0.0.0.0']);
    expect([code, err]).toEqual([
      0,
      'warning: Other machines can reach the servers at 0.0.0.0. Their credentials are made for this run, and their data are synthetic.\n',
    ]);
    expect((await run([...options, '--host', '::1'])).err).toBe('');
  });

  test.each([
    [['--port', '65535'], /^error: The run needs \d+ ports from --port on, so --port is at most 65\d{3}\.\n$/],
    [['--public-name', 'https://name'], /^error: --public-name "https:\/\/name" is not a host name\./],
    [['--public-name', 'name:80'], /is not a host name/],
    [['--public-name', 'a', '--public-name', 'A'], /must differ/],
    [['--public-name', 'a', '--public-name', 'b', '--public-name', 'c'], /can be given twice at most/],
    [['--', 'client', '{ca}'], /^error: \{ca\} requires --tls/],
  ])('%j is refused', async (options, says) => {
    const { code, err } = await run(['certify', ...options]);
    expect(code).toBe(2);
    expect(err).toMatch(says);
  });

  test('a port that is taken is named', async () => {
    await withServer(
      () => undefined,
      async (url) => {
        const { port } = new URL(url);
        const { code, err } = await run(['certify', 'token.basic', '--only', 'sunny', '--quiet', '--port', port]);
        expect([code, err]).toEqual([
          2,
          `error: Port ${port} is in use. Give another --port, or 0 for any free port.\n`,
        ]);
      },
    );
  });
});

describe('certify --wait', () => {
  test('prints its servers, and which scenarios are done, as lines of JSON', async () => {
    const cwd = emptyFolder();
    const only = ['--only', 'sunny', '--only', 'gzip'];
    let pulled: Promise<unknown> | undefined;
    const lines: Record<string, unknown>[] = [];
    const watchOut = (text: string, interrupt: () => void): void => {
      const line = JSON.parse(text) as Record<string, unknown>;
      lines.push(line);
      if (line['kind'] !== 'servers') return;
      const visit = async (): Promise<void> => {
        for (const { url = '', clientId = '', clientSecret = '', type = '' } of line['servers'] as Record<
          string,
          string
        >[]) {
          const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
          const options = ['--profile', '2019-12', '--out', type, '--type', type, '--quiet'];
          await run(['pull', url, ...options], { env, cwd: emptyFolder(), clock: skippingClock() });
        }
        interrupt();
      };
      pulled = visit();
    };
    const { code, err } = await run(
      ['certify', '--wait', '--json', '--report', 'json=r.json', '--quiet', 'token.basic', ...only],
      { cwd, watchOut },
    );
    await pulled;
    expect([code, err]).toEqual([0, '']);
    const [servers, ...standings] = lines;
    expect(servers).toMatchObject({
      profile: '2019-12',
      servers: [
        { condition: 'sunny', type: 'ExplanationOfBenefit' },
        { condition: 'gzip', type: 'ExplanationOfBenefit' },
      ],
    });
    const standing = (done: string[], underWay: string[], left: string[]) => ({
      kind: 'conditions',
      done,
      underWay,
      left,
    });
    expect(standings).toEqual([
      standing([], [], ['sunny', 'gzip']),
      standing([], ['sunny'], ['gzip']),
      standing(['sunny'], [], ['gzip']),
      standing(['sunny'], ['gzip'], []),
      standing(['sunny', 'gzip'], [], []),
    ]);
  });

  test.each([
    [['--json'], /^error: --json requires --wait\.\n$/],
    [['--wait', '--json'], /name a file for each report/],
    [['--wait', '--json', '--report', 'json'], /name a file for each report/],
    [['--wait', '--cors', 'http://a/b'], /^error: --cors "http:\/\/a\/b" is not an origin\./],
  ])('%j is refused', async (options, says) => {
    const { code, err } = await run(['certify', ...options]);
    expect(code).toBe(2);
    expect(err).toMatch(says);
  });
});

describe('certify with a command', () => {
  test('that does nothing: it could not be judged, and why', async () => {
    const { code, cwd, texts } = await certifyScript('process.exit(3)');
    expect(code).toBe(2);
    const report = reportIn(cwd);
    expect(report.exchanges).toEqual([]);
    expect(report.notes.join()).toContain('The client sent no request and ended with 3.');
    // Not started again and again for nothing.
    expect(report.facts.filter(({ kind }) => kind === 'exit')).toHaveLength(1);
    expect(texts).toContain('# Not certified');
  });

  test('that ignores the URL: the same', async () => {
    const { code, cwd } = await certifyScript("fetch('http://127.0.0.1:9/').catch(() => process.exit(1))");
    expect(code).toBe(2);
    expect(reportIn(cwd).notes.join()).toContain('It must take the server');
  });

  test('that never ends: it is ended at its deadline', async () => {
    const { code, cwd } = await certifyScript('setInterval(() => {}, 1000)', ['--deadline', '1']);
    expect(code).toBe(2);
    const report = reportIn(cwd);
    expect(report.facts).toContainEqual(expect.objectContaining({ kind: 'exit', step: 'sunny', ended: 'deadline' }));
    expect(report.notes.join()).toContain('was stopped at its deadline');
  });

  test('that prints its secret, in several forms: the report has none of it', async () => {
    const script = `
      const { BCDA_CLIENT_ID: id, BCDA_CLIENT_SECRET: secret, BCDA_BASE_URL: url } = process.env;
      const basic = Buffer.from(id + ':' + secret).toString('base64');
      console.log('secret is ' + secret);
      console.error('basic is ' + basic, encodeURIComponent(secret), Buffer.from(secret).toString('hex'));
      fetch(url + '/auth/token?secret=' + secret, { method: 'POST', body: secret, headers: { Authorization: 'Basic ' + basic, Cookie: secret } })
        .then((reply) => reply.json()).then(({ access_token: token }) => {
          require('node:fs').writeFileSync('seen.txt', [id, secret, basic, token].join('\\n'));
          console.log('x'.repeat(300) + token); console.log(token); process.exit(1); });`;
    const { code, cwd, texts, out } = await certifyScript(script, ['token', '--report', 'console', '--parallel', '4']);
    expect(code).toBe(1);
    const report = reportIn(cwd);
    expect(report.verdicts.find(({ id }) => id === 'client.token.nowhere-else')?.outcome).toBe('fail');
    const secrets = readFileSync(join(cwd, 'seen.txt'), 'utf8').split('\n');
    expect(secrets).toHaveLength(4);
    for (const secret of secrets) {
      expect(texts + out).not.toContain(secret);
      expect(texts + out).not.toContain(secret.slice(10, 40));
    }
    expect(texts).toContain('secret is «client secret»');
  });

  test('that is not there', async () => {
    const { code, err } = await run(['certify', '--quiet', '--', 'no-such-client-anywhere', '{url}']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: The client could not be started: .*\n$/);
  });

  test('keeps what was stored under --out, and refuses a folder that holds something', async () => {
    const cwd = emptyFolder();
    const script = "require('node:fs').writeFileSync(process.argv[1] + '/x.ndjson', '')";
    const argv = ['certify', '--quiet', '--out', 'kept', 'token.basic', '--', node, '-e', script, '{out}'];
    expect((await run(argv, { cwd })).code).toBe(2);
    expect(readdirSync(join(cwd, 'kept', 'sunny'))).toEqual(['x.ndjson']);
    const { code, err } = await run(argv, { cwd });
    expect(code).toBe(2);
    expect(err).toContain('The folder kept/sunny is not empty.');
  });
});

describe('certify --wait', () => {
  test('judges the traffic of a client that is started by hand, and says what it did not judge', async () => {
    const cwd = emptyFolder();
    let announced = '';
    // One clock for client and servers, so that both know of the waits.
    const clock = skippingClock();
    const ran = await run(['certify', '--wait', ...REPORTS], {
      cwd,
      clock,
      watchOut: (text, interrupt) => {
        announced += text;
        if (!text.includes('BCDA_BASE_URL=')) return;
        void visitAll(announced, clock).then(interrupt);
      },
    });
    expect(ran.code).toBe(0);
    const report = reportIn(cwd);
    expect(failedIn(report)).toEqual([]);
    const open = report.verdicts.filter(({ outcome }) => outcome !== 'pass');
    expect(open.map(({ id, cause, unblock }) => `${id}: ${cause}, ${unblock}`)).toEqual([
      'client.token.stored-safely: input, -- COMMAND',
      // Inapplicable: nobody says how the client is started again.
      'client.kickoff.resumes: undefined, undefined',
      'client.download.completes: input, -- COMMAND',
      'client.download.distinct: input, -- COMMAND',
      'client.download.faithful: input, -- COMMAND',
      'client.failure.reported: input, -- COMMAND',
      'client.failure.passing: input, -- COMMAND',
    ]);
    const page = readFileSync(join(cwd, 'c.md'), 'utf8');
    expect(page).toMatch(/^# Certificate: BCDA client, traffic only\n/);
    expect(page).toMatch(
      /## Not judged\n\n- client\.token\.stored-safely: .*\n(?:- client\..*\n)*- client\.failure\.passing: /,
    );
  });

  /** Runs the reference client against every server that was announced. */
  const visitAll = async (text: string, clock: Clock): Promise<void> => {
    const scenarios = [
      ...text.matchAll(/BCDA_BASE_URL=(\S+)\n\s*BCDA_CLIENT_ID=(\S+)\n\s*BCDA_CLIENT_SECRET=(\S+)\n.*_type=(\S+)/g),
    ];
    expect(scenarios.length).toBeGreaterThan(20);
    for (const [, base = '', clientId = '', clientSecret = '', type = ''] of scenarios) {
      const out = emptyFolder();
      const credentials = { clientId, clientSecret };
      // What it cannot pull is part of the condition.
      await pull({ profile: profile201912, base, credentials, types: type.split(','), out, clock }).catch(
        () => undefined,
      );
    }
  };

  test('without a visit nothing is judged', async () => {
    const { code } = await run(['certify', '--wait', ...REPORTS], {
      watchOut: (text, interrupt) => {
        if (text.includes('BCDA_BASE_URL=')) interrupt();
      },
    });
    expect(code).toBe(2);
  });
});

test.each([
  [['certify', 'https://x.example'], 'certify takes no URL'],
  [['certify', '--'], 'There is no command after --'],
  [['certify', '--wait', '--', 'true'], 'Give either a command or --wait'],
  [['certify', '--wait', '--out', 'x'], '--out requires a command'],
  [['certify', 'token.nothing'], 'No requirement is called "client.token.nothing"'],
  [['certify', '--report', 'certificat'], 'There is no report format "certificat"'],
  [['check', '--report', 'certificate=c.md'], 'There is no report format "certificate"'],
])('%j is refused', async (argv, sentence) => {
  const { code, err } = await run(argv);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
});

describe('the walk-through of the guide as a script of curl lines', () => {
  const curl = spawnSync('curl', ['--version']).status === 0;
  const script = join(packageRoot, 'test', 'support', 'process', 'walk-through.sh');

  test.skipIf(!curl)('is certified in sunny condition, and fails what the walk-through does not do', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'home'));
    writeFileSync(join(cwd, 'home', '.curlrc'), '');
    const env = { PATH: process.env['PATH'] ?? '', HOME: join(cwd, 'home') };
    const { code } = await run(['certify', ...REPORTS, '--parallel', '4', '--', 'sh', script], { cwd, env });
    expect(code).toBe(1);
    const report = reportIn(cwd);
    expect(failedIn(report)).toEqual([
      // It does not renew,
      'client.token.renewed',
      // nor back off,
      'client.kickoff.backs-off',
      // takes a 503 for the end of the job,
      'client.polling.until-done',
      // does not look at Retry-After, and ends at a busy file,
      'client.polling.courteous',
      'client.download.completes',
      'client.download.renews',
      // sends its token to every host that is listed, and names its files by the last segment of their URLs,
      'client.download.public-files',
      'client.download.distinct',
      // takes the answer that redirects for the file,
      'client.download.faithful',
      // and asks nothing again after a busy token endpoint.
      'client.failure.passing',
    ]);
    const sunny = report.exchanges.filter(({ step }) => step === 'sunny').map(({ id }) => id);
    const blamed = report.verdicts.filter(({ outcome }) => outcome === 'fail').flatMap(({ evidence }) => evidence);
    expect(sunny.filter((id) => blamed.includes(id))).toEqual([]);
    expect(sunny.length).toBeGreaterThan(3);
    for (const verdict of report.verdicts.filter(({ outcome }) => outcome === 'fail'))
      expect(verdict.seen).toMatch(/^in [a-z-]+[ ,]/);
  });
});
