import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formats } from '../../reporters/index.js';
import { skippingClock } from '../../src/model/index.js';
import { packageRoot, tool } from '../../src/package.js';
import { type ReferenceServer, startReferenceServer } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { profiles } from '../../suites/profiles/index.js';
import { emptyFolder, freePort, run, withServer } from '../support/cli-run.js';
import { type Action, runAction } from '../support/process/action.js';
import { builtCommand } from '../support/process/built.js';

const action = parse(readFileSync(join(packageRoot, 'action.yml'), 'utf8')) as Action;
const page = readFileSync(join(packageRoot, 'docs/ci.md'), 'utf8');
const steps = action.runs.steps;
const reportFiles = (action.inputs['reports']?.default ?? '')
  .split(' ')
  .flatMap((report) => report.split('=')[1] ?? []);

test('every format that the recipes name is there', () => {
  const named = [action.inputs['reports']?.default ?? '', page].flatMap((text) => [
    ...text.matchAll(/(?:^|\s)(?:--report )?([a-z]+)=[\w./-]+\.\w+/g),
  ]);
  expect(named.length).toBeGreaterThan(6);
  expect(named.map(([, format = '']) => format).filter((format) => !(format in formats))).toEqual([]);
});

describe('action.yml', () => {
  test('every input is used, and every one that is used is declared', () => {
    const used = [...JSON.stringify([steps, action.outputs]).matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
    for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\.$/);
  });

  test('no script has an expression in it: what a user gives is never read as a script', () => {
    const scripts = steps.flatMap(({ run: script }) => script ?? []);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
    expect(steps.filter(({ run: script, shell }) => (script === undefined) !== (shell === undefined))).toEqual([]);
  });

  test('every variable of a script is set by its step', () => {
    const unset = steps.flatMap(({ run: script = '', env = {} }) => {
      const own = [...script.matchAll(/\b(\w+)=/g)].map(([, name]) => name);
      const given = [
        ...Object.keys(env),
        ...own,
        'GITHUB_ACTION_PATH',
        'GITHUB_OUTPUT',
        'GITHUB_STEP_SUMMARY',
        'RUNNER_TEMP',
        'SECONDS',
      ];
      const names = [...script.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
      return names.filter((name) => !given.includes(name) && name !== 'report');
    });
    expect(unset).toEqual([]);
  });

  test('no input takes a secret', () => {
    expect(Object.keys(action.inputs).filter((name) => /secret|token/.test(name))).toEqual([]);
  });

  test('every action of others is pinned by its commit, with the version in a comment; the docs pin the same', () => {
    const used = (text: string): string[] => [...text.matchAll(/uses: (actions\/.*)/g)].map(([, name = '']) => name);
    const text = readFileSync(join(packageRoot, 'action.yml'), 'utf8');
    const all = [...used(text), ...used(page)];
    expect(all.length).toBeGreaterThan(3);
    expect(all.filter((name) => !/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(name))).toEqual([]);
    const names = new Set(all.map((name) => name.split('@')[0]));
    expect(new Set(all).size).toBe(names.size);
  });

  test('HTML is among its reports', () => expect(reportFiles).toContain('report.html'));
});

describe('the scripts of action.yml, run as the runner runs them', () => {
  let path: string;
  beforeAll(() => {
    path = emptyFolder();
    // In place of npm: puts a command where npm would have built or installed it.
    const npm = `#!/bin/sh
case "$*" in
  'ci --no-audit --no-fund') root=. ;;
  "install --no-save --no-audit --no-fund --prefix $RUNNER_TEMP/bcda-conformance ./given.tgz") root="$RUNNER_TEMP/bcda-conformance/node_modules/bcda-conformance" ;;
  *) echo "npm was given $*"; exit 9 ;;
esac
mkdir -p "$root/dist/bin"
echo 'import "${pathToFileURL(builtCommand).href}";' > "$root/dist/bin/bcda-conformance.js"
echo '{"type":"module"}' > "$root/package.json"
`;
    writeFileSync(join(path, 'npm'), npm);
    chmodSync(join(path, 'npm'), 0o755);
  });

  const runWith = async (given: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => {
    const cwd = emptyFolder();
    const env = { PATH: `${path}:${process.env['PATH'] ?? ''}`, GITHUB_ACTION_PATH: emptyFolder(), ...more };
    return { cwd, ...(await runAction(action, { options: 'metadata', ...given }, { cwd, env })) };
  };

  describe('against a server that runs', () => {
    let sound: ReferenceServer;
    let faulty: ReferenceServer;
    beforeAll(async () => {
      sound = await startReferenceServer({ profile: profiles[1], beneficiaries: 2 });
      const fault = faults.filter(({ id }) => id === 'metadata-says-r4');
      faulty = await startReferenceServer({ profile: profiles[1], beneficiaries: 2, faults: fault });
    });
    afterAll(() => Promise.all([sound.close(), faulty.close()]));

    test('conforms: the job passes, with reports and a summary', async () => {
      const [{ clientId, clientSecret }] = sound.clients;
      const given = { url: sound.url, 'client-id': clientId, options: 'token.json metadata' };
      const { cwd, code, steps: ran, summary } = await runWith(given, { BCDA_CLIENT_SECRET: clientSecret });
      expect([code, ran['Check']?.code], ran['Check']?.out).toEqual([0, 0]);
      expect(Object.keys(ran)).toEqual(['Install', 'Wait for the server', 'Check', 'Write the summary', 'Gate']);
      expect(readdirSync(join(cwd, 'bcda-reports')).toSorted()).toEqual([...reportFiles, 'transcript.json'].toSorted());
      expect(JSON.parse(readFileSync(join(cwd, 'bcda-reports/report.json'), 'utf8'))).toMatchObject({
        selection: ['token.json', 'metadata'],
      });
      expect(summary).toBe(readFileSync(join(cwd, 'bcda-reports/summary.md'), 'utf8'));
    });

    test('what a server says is no command to the runner', async () => {
      const { steps: ran } = await runWith({ url: sound.url });
      const lines = ran['Check']?.out.split('\n') ?? [];
      const [, word = 'none'] = /^::stop-commands::(.+)$/.exec(lines[0] ?? '') ?? [];
      expect(lines.indexOf(`::${word}::`)).toBeGreaterThan(lines.findIndex((line) => line.startsWith('Conforms')));
    });

    test('does not conform: the reports are written, and the gate fails the job', async () => {
      const { cwd, code, steps: ran, summary } = await runWith({ url: faulty.url });
      expect([code, ran['Check']?.code, ran['Gate']?.code]).toEqual([1, 0, 1]);
      expect(existsSync(join(cwd, 'bcda-reports/report.json'))).toBe(true);
      expect(summary).not.toBe('');
    });

    test('a known failure lets it pass', async () => {
      const known = join(emptyFolder(), 'known.yaml');
      writeFileSync(known, '- { id: metadata.fhir-version, because: the gateway, see: https://tracker.example/1 }\n');
      const { code, steps: ran } = await runWith({ url: faulty.url, 'known-failures': known });
      expect([code, ran['Check']?.out]).toEqual([0, expect.stringContaining('known')]);
    });

    test('what cannot be judged fails the job', async () => {
      const { cwd, code, summary } = await runWith({ url: sound.url, options: 'no-such-requirement' });
      expect([code, summary]).toEqual([2, expect.stringContaining('No requirement is called')]);
      expect(readdirSync(join(cwd, 'bcda-reports')).toSorted()).toEqual(reportFiles.toSorted());
    });
  });

  test('installs the package that is given, instead of building its own source', async () => {
    const server = await startReferenceServer({ profile: profiles[1], beneficiaries: 2 });
    const { code, values } = await runWith({ url: server.url, package: './given.tgz' });
    await server.close();
    expect([code, values['steps.install.outputs.command']]).toEqual([
      0,
      expect.stringMatching(/bcda-conformance\/node_modules\/bcda-conformance\/dist\/bin\/bcda-conformance\.js$/),
    ]);
  });

  test('wait-on wants 2xx, and says what came instead', async () => {
    let asked = 0;
    const starting = (_: IncomingMessage, response: ServerResponse): unknown =>
      response.writeHead(++asked < 3 ? 503 : 204).end();
    await withServer(starting, async (url) => {
      const { steps: ran } = await runWith({ url, 'wait-on': `${url}/ready` });
      expect([ran['Wait for the server']?.code, asked >= 3]).toEqual([0, true]);
    });
    const down = (_: IncomingMessage, response: ServerResponse): unknown => response.writeHead(503).end();
    await withServer(down, async (url) => {
      const { code, steps: ran } = await runWith({ url, 'wait-on': `${url}/ready`, 'wait-seconds': '1' });
      expect([code, ran['Wait for the server']?.out]).toEqual([
        2,
        expect.stringContaining(
          `${url}/ready did not answer with a status from 200 to 299 within 1 s; the last status was 503.`,
        ),
      ]);
    });
  });

  test('starts a server, waits for it, checks it and ends it', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const serve = `${process.execPath} ${builtCommand} serve --port ${port} --beneficiaries 2`;
    const given = { url, 'start-command': serve, 'wait-on': `${url}/api/v1/metadata` };
    const { code, steps: ran, values } = await runWith(given);
    try {
      expect([code, ran['Start the server']?.code], JSON.stringify(ran)).toEqual([0, 0]);
      expect(ran['Stop the server']?.code).toBe(0);
      // The end of the process is not waited for by the action.
      while (await isThere(url)) await new Promise((resolve) => setImmediate(resolve));
    } finally {
      endGroup(Number(values['steps.start.outputs.pid']));
    }
  });

  test('a start command that ends is told, with what it said, and nothing is checked', async () => {
    const port = await freePort();
    const given = { url: `http://127.0.0.1:${port}`, 'start-command': 'echo no such image; exit 3' };
    const { cwd, code, steps: ran } = await runWith(given);
    expect([code, Object.keys(ran)]).toEqual([
      2,
      ['Install', 'Start the server', 'Wait for the server', 'Stop the server'],
    ]);
    expect(ran['Wait for the server']?.out).toMatch(/::error::The command .* has ended\.\n\| no such image/);
    expect(existsSync(join(cwd, 'bcda-reports'))).toBe(false);
  });
});

const isThere = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** Ends what a test started, should the action not have done so. */
const endGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

describe('docs/ci.md', () => {
  const blocks = (language: string): string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) => block);
  const commands = [...blocks('yaml'), ...blocks('groovy')].flatMap((block) =>
    [...block.matchAll(/bcda-conformance (check [^'\n]+)/g)].map(([, rest = '']) => rest.split(/\s+/)),
  );

  test('the job with the action gives it only inputs that there are', () => {
    const [workflow = '', plain = '', gitlab = ''] = blocks('yaml');
    const { jobs } = parse(workflow) as { jobs: { bcda: { steps: { uses: string; with: object }[] } } };
    const { uses, with: given } = jobs.bcda.steps[1] ?? { uses: '', with: {} };
    expect(uses).toBe(`OWNER/bcda-conformance@v${tool.version}`);
    expect(Object.keys(given).filter((name) => !(name in action.inputs))).toEqual([]);
    expect(Object.keys(given).length).toBeGreaterThan(3);
    expect(Object.keys((parse(plain) as { jobs: object }).jobs)).toEqual(['bcda']);
    const { conformance } = parse(gitlab) as {
      conformance: { script: string[]; artifacts: { when: string; reports: { junit: string } } };
    };
    expect(conformance.artifacts.when).toBe('always');
    expect(conformance.script[1]).toContain(`junit=${conformance.artifacts.reports.junit}`);
    const [jenkins = ''] = blocks('groovy');
    expect(jenkins).toContain(`junit=${/junit '([^']+)'/.exec(jenkins)?.[1] ?? '?'}`);
  });

  test('every input of the action stands in its table', () => {
    for (const name of Object.keys(action.inputs)) expect(page).toMatch(new RegExp(`^\\|[^|]*\`${name}\``, 'm'));
  });

  test('its commands run, and pass for a sound server', async () => {
    expect(commands).toHaveLength(3);
    const server = await startReferenceServer({ profile: profiles[1], beneficiaries: 2 });
    const [{ clientId, clientSecret }] = server.clients;
    try {
      for (const argv of commands) {
        const words = argv.map((word) => (word === '"$BCDA_BASE_URL"' ? server.url : word));
        const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
        const cwd = emptyFolder();
        mkdirSync(join(cwd, 'reports'));
        const { code, err } = await run([...words, '--poll-interval', '0.01'], { env, cwd, clock: skippingClock() });
        expect([code, code === 0 ? '' : err]).toEqual([0, '']);
      }
    } finally {
      await server.close();
    }
  });
});
