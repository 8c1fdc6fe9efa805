import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { emptyFolder } from '../support/cli-run.js';
import { createMarks, type Marks } from '../privacy/marks.js';
import { filled, lost, strange } from '../privacy/plantings.js';
import { type Planted, startPlanted } from '../privacy/server.js';
import { builtCommand } from '../support/process/built.js';
import { start } from '../support/process/children.js';

let watched: string;
beforeAll(() => {
  watched = join(emptyFolder(), 'watched.mjs');
  writeFileSync(watched, WATCHING);
});

/** Code that notes every connection and every look-up of a name, by whatever module, into a file. */
const WATCHING = `
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
const note = (...words) => appendFileSync(process.env.NOTES, words.join(' ') + '\\n');
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const to = typeof first === 'object' ? first : { port: first, host: second };
  note('connect', to.path ?? (to.host ?? 'localhost') + ':' + to.port);
  return connect.apply(this, args);
};
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  note('datagram', args.at(-2));
  return send.apply(this, args);
};
for (const of of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const name of Object.getOwnPropertyNames(of).filter((name) => /^(lookup|resolve|reverse)/.test(name))) {
    const original = of[name];
    of[name] = function (...args) {
      // An address is no name, and needs no look-up.
      if (net.isIP(args[0]) === 0) note('lookup', String(args[0]));
      return original.apply(this, args);
    };
  }
syncBuiltinESMExports();
`;

interface Outside {
  readonly code: number | NodeJS.Signals;
  /** \`connect HOST:PORT\`, \`lookup NAME\`, each once. */
  readonly notes: readonly string[];
}

const runWatched = async (
  argv: readonly string[],
  { cwd = emptyFolder(), env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Outside> => {
  const NOTES = join(emptyFolder(), 'notes');
  writeFileSync(NOTES, '');
  // A proxy that someone has set for other programs is no part of the way either.
  const proxies = {
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    ALL_PROXY: 'http://127.0.0.1:9',
  };
  const it = start(process.execPath, ['--import', watched, builtCommand, ...argv], {
    cwd,
    env: { ...proxies, ...env, NOTES },
  });
  const code = await it.ended;
  expect(it.err()).not.toContain('internal error');
  return { code, notes: [...new Set(readFileSync(NOTES, 'utf8').split('\n').slice(0, -1))].toSorted() };
};

const withPlanted = async <T>(
  planting: typeof filled,
  use: (server: Planted, marks: Marks) => Promise<T>,
): Promise<T> => {
  const marks = createMarks();
  const server = await startPlanted(profile201912, marks, planting);
  try {
    return await use(server, marks);
  } finally {
    await server.close();
  }
};

describe('nothing is asked but the target', () => {
  const COMMANDS: readonly (readonly string[])[] = [
    [
      'check',
      '--poll-interval',
      '0.01',
      '--report',
      'html=r.html',
      '--report',
      'allure=allure',
      '--report',
      'har=r.har',
    ],
    ['contract', '--poll-interval', '0.01'],
    ['doctor'],
    ['pull', '--out', 'out'],
  ];
  // What a server says leads elsewhere: in Location, Content-Location, Link, the manifest, the documentation.
  const cases = COMMANDS.flatMap((argv) =>
    Object.entries({ filled, strange, lost }).map(
      ([name, planting]) => [argv[0] ?? '', name, { argv, planting }] as const,
    ),
  );
  test.concurrent.each(cases)(
    'by %s of a server that is %s',
    async (_, __, { argv: [command = '', ...options], planting }) => {
      await withPlanted(planting, async ({ url, env }) => {
        const { notes } = await runWatched([command, url, ...options], { env });
        expect(notes).toEqual([`connect ${new URL(url).host}`]);
      });
    },
  );

  test.concurrent('by its name, no other name is looked up', async () => {
    await withPlanted(strange, async ({ url, env }) => {
      const named = new URL(url);
      named.hostname = 'localhost';
      const { notes } = await runWatched(['check', named.href, '--poll-interval', '0.01'], { env });
      expect(notes).toEqual([`connect ${named.host}`, 'lookup localhost']);
    });
  });

  test.concurrent.each([
    ['check', ['metadata']],
    ['certify', ['token', '--report', 'certificate-html=c.html']],
    ['certify', ['token', '--', process.execPath, '-e', '']],
  ])('by %s, which brings its servers, nothing but those', async (command, options) => {
    const { notes } = await runWatched([command, ...options]);
    for (const note of notes) expect(note).toMatch(/^(connect (127\.0\.0\.1|localhost):\d+|lookup localhost)$/);
  });
});

describe('nothing is asked at all', () => {
  const saved = async (): Promise<string> => {
    const cwd = emptyFolder();
    const reports = ['--report', 'json=r.json', '--transcript', 't.json'];
    expect(await start(process.execPath, [builtCommand, 'check', 'metadata', ...reports], { cwd }).ended).toBe(0);
    mkdirSync(join(cwd, 'data'));
    writeFileSync(join(cwd, 'data/a.ndjson'), '{"resourceType":"Patient","meta":{"profile":["http://x.example/p"]}}\n');
    return cwd;
  };
  let cwd: string;
  beforeAll(async () => (cwd = await saved()));

  test.concurrent.each([
    [['judge', 't.json', '--report', 'html=again.html']],
    [['compare', 'r.json', 'r.json']],
    [['validate', 'data/a.ndjson', '--second-opinion', '--workers', '1']],
    [['list', '--json']],
    [['serve', '--list-faults']],
    [['--version']],
  ])('by %j', async (argv) => {
    expect(await runWatched(argv, { cwd })).toEqual({ code: 0, notes: [] });
  });
});

describe.runIf(process.platform === 'linux')('the list of processes', () => {
  /** A process with all that it started, by their ids. */
  const familyOf = (pid: number): number[] => {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(familyOf)];
  };
  /** All that everyone may see of a process: its command line, its name, and those of its threads. */
  const shownOf = (pid: number): string => {
    const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8'),
    );
    return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '), ...threads].join('\n');
  };

  test('shows no secret of a check, whether it came by the environment or in files', async () => {
    const marks = createMarks();
    const slow = await startReferenceServer({ profile: profile201912, jobDuration: 3600 });
    const cwd = emptyFolder();
    const [{ clientId, clientSecret }, other] = slow.clients;
    marks.also(clientSecret, 'client secret');
    marks.also(other.clientSecret, 'secret of the other client');
    writeFileSync(join(cwd, 'other'), other.clientSecret);
    const options = ['--other-client-id', other.clientId, '--other-client-secret-file', 'other'];
    for (const command of [
      ['check', ...options],
      ['pull', '--out', 'out'],
    ]) {
      const [name = '', ...rest] = command;
      const it = start(process.execPath, [builtCommand, name, slow.url, ...rest], {
        cwd,
        env: { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret },
      });
      await it.until(/: started|Job http/);
      const shown = familyOf(it.child.pid ?? 0).map(shownOf);
      it.child.kill('SIGKILL');
      await it.ended;
      expect(shown.join()).toContain(slow.url);
      expect(shown.flatMap((text) => marks.in(Buffer.from(text)))).toEqual([]);
    }
    await slow.close();
  });

  test('shows of a client no more than its command asks for, and never what is in the environment', async () => {
    const marks = createMarks();
    const secret = marks.word('secret in the environment');
    const script = "console.log('up'); require('fs').writeFileSync('up', ''); setInterval(() => {}, 1000)";
    const cwd = emptyFolder();
    const argv = [builtCommand, 'certify', '--', process.execPath, '-e', script, '{url}'];
    const it = start(process.execPath, argv, {
      cwd,
      env: { BCDA_CLIENT_SECRET: secret, BCDA_OTHER_CLIENT_SECRET: secret },
    });
    while (!readdirSync(cwd).includes('up')) await new Promise((resolve) => setImmediate(resolve));
    const family = familyOf(it.child.pid ?? 0);
    const shown = family.map(shownOf);
    // Its own credentials are made up for it; where its command does not name them, they are not shown either.
    const environment = readFileSync(`/proc/${family[1]}/environ`, 'utf8');
    const [, own = ''] = /BCDA_CLIENT_SECRET=([0-9a-f]{80})/.exec(environment) ?? [];
    it.child.kill('SIGINT');
    await it.ended;
    expect(family).toHaveLength(2);
    expect(own).not.toBe('');
    expect(shown.join()).toContain('http://127.0.0.1:');
    expect(shown.join()).not.toContain(own);
    expect(shown.flatMap((text) => marks.in(Buffer.from(text)))).toEqual([]);
    // Nor does a client get what is for the harness alone.
    expect(environment).not.toContain(secret);
  });
});
