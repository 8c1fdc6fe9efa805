import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { certifyClient } from '../../src/assess/certify.js';
import { certificateFor } from '../../src/certify/listening/addresses.js';
import { referenceClient } from '../../src/certify/own.js';
import {
  type Fault,
  type Report,
  ROUTES,
  skippingClock,
  systemClock,
  type Task,
  type Verdict,
} from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { conditions } from '../../suites/client/conditions.js';
import { catalogue } from '../../suites/index.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';
import { WITHOUT_PROGRESS } from '../support/capture.js';
import { announcing } from '../support/announcing.js';
import { emptyFolder, run } from '../support/cli-run.js';

interface Recorded {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly cwd: string;
  readonly server: Report;
  readonly client: Report;
  readonly secrets: readonly string[];
}

type Client = (task: Omit<Task, 'signal'>) => Promise<unknown>;

const pulling: Client = (task) =>
  referenceClient(profile, systemClock)({ ...task, signal: new AbortController().signal });

type ServerOptions = Parameters<typeof startReferenceServer>[0];

/** What of a recording is not as usual. */
interface Setting extends Pick<ServerOptions, 'faults' | 'tls'> {
  /** Options of the command, for the server that was started. */
  readonly argv?: (cwd: string, url: string) => readonly string[];
}

/** Records what a client does with a server, as the command does, and ends it as the user does. */
const recorded = async (client: Client, { argv: more, ...options }: Setting = {}): Promise<Recorded> => {
  const cwd = emptyFolder();
  const server = await startReferenceServer({ profile, beneficiaries: 3, ...options });
  const [credentials] = server.clients;
  const argv = more?.(cwd, server.url) ?? ['--to', server.url];
  try {
    const outputs = [
      ...['--report', 'json=server.json', '--client-report', 'json=client.json', '--har', 'run.har'],
      ...['--transcript', 'server-run.json', '--client-transcript', 'client-run.json'],
    ];
    const ran = await run(['record', ...argv, ...outputs], {
      cwd,
      watch: (text, interrupt) => {
        const [, url] = /Recording what passes (\S+) /.exec(text) ?? [];
        if (url === undefined) return;
        void client({
          url,
          credentials,
          type: 'ExplanationOfBenefit',
          profile: profile.id,
          out: emptyFolder(),
        }).finally(interrupt);
      },
    });
    const read = (name: string): Report => JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Report;
    return {
      ...ran,
      cwd,
      server: read('server.json'),
      client: read('client.json'),
      secrets: [credentials.clientSecret],
    };
  } finally {
    await server.close();
  }
};

const vector = (verdicts: readonly Verdict[]): Record<string, string> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));

describe('record', () => {
  let sound: Recorded;
  beforeAll(async () => {
    sound = await recorded(pulling);
  });

  it('gives a client the verdicts that certify gives it in the sunny condition, as far as traffic shows them', async () => {
    const certified = await certifyClient({
      ...{ profile, catalogue, conditions, only: ['sunny'], target: 'x', clock: skippingClock() },
      runClient: referenceClient(profile, skippingClock()),
      outOf: () => emptyFolder(),
    });
    const wanted = certified.report.verdicts.filter(({ outcome }) => outcome !== 'blocked');
    const got = vector(sound.client.verdicts);
    const different = wanted.filter(({ id, outcome }) => got[id] !== outcome).map(({ id }) => id);
    // What only an exit status and an output folder show, a recording does not have.
    const unseen = sound.client.verdicts
      .filter(({ because = '' }) => because.includes('exit status'))
      .map(({ id }) => id);
    expect(different.filter((id) => !unseen.includes(id))).toEqual([]);
    expect(wanted.length - different.length).toBeGreaterThan(10);
    expect(sound.client.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(sound.code).toBe(0);
  });

  it('gives a server the verdicts of a check of what was asked', async () => {
    expect(sound.server.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    const { code, out } = await run(['check', '--profile', profile.id, '--report', 'json', '--quiet']);
    expect(code).toBe(0);
    const checked = vector((JSON.parse(out) as Report).verdicts);
    const judged = sound.server.verdicts.filter(({ outcome }) => outcome === 'pass');
    expect(judged.filter(({ id }) => checked[id] !== 'pass').map(({ id }) => id)).toEqual([]);
    expect(judged.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['token.issued', 'kickoff.accepted', 'manifest.file-urls', 'output.ndjson']),
    );
  });

  it('keeps the client on the relay, and judges the URLs as the server wrote them', () => {
    const { target, exchanges } = sound.server;
    const locations = exchanges.flatMap(({ reply }) =>
      (reply?.headers ?? []).filter(([name]) => name.toLowerCase() === 'content-location').map(([, value]) => value),
    );
    expect(locations.length).toBeGreaterThan(0);
    expect(locations.every((url) => url.startsWith(`${target}/`))).toBe(true);
    expect(exchanges.some(({ label }) => label === 'data')).toBe(true);
    expect(new Set(sound.client.exchanges.map(({ label }) => label))).toEqual(
      new Set(['token', 'kickoff', 'status', 'data', 'error-data']),
    );
  });

  describe('of a server with https', () => {
    const tls = certificateFor({});
    const withCa =
      (...more: string[]): NonNullable<Setting['argv']> =>
      (cwd, url) => {
        writeFileSync(join(cwd, 'ca.pem'), tls.ca);
        return ['--to', url, '--ca', 'ca.pem', ...more];
      };

    it('passes on what comes over TLS, and judges the server at its own URL', async () => {
      const { code, err, server, client } = await recorded(pulling, { tls, argv: withCa() });
      expect(err).not.toMatch(/^error/m);
      expect(vector(server.verdicts)).toEqual({ ...vector(sound.server.verdicts), 'hygiene.tls': 'blocked' });
      expect(vector(client.verdicts)).toEqual(vector(sound.client.verdicts));
      expect(server.target).toMatch(/^https:/);
      expect(code).toBe(0);
    });

    it('says before it listens that the certificate is not trusted, whether or not the profile is given', async () => {
      const server = await startReferenceServer({ profile, tls });
      for (const more of [[], ['--profile', profile.id]]) {
        const { code, out, err } = await run(['record', '--to', server.url, ...more], {
          watch: (text, interrupt) => void (text.includes('Recording') && interrupt()),
        });
        expect([code, out]).toEqual([2, '']);
        expect(err).toMatch(/^error: [^\n]*certificate[^\n]*--ca[^\n]*\n$/);
      }
      await server.close();
    });

    it('accepts any certificate if it is told to', async () => {
      const { code } = await recorded(pulling, { tls, argv: (_, url) => ['--to', url, '--insecure'] });
      expect(code).toBe(0);
    });
  });

  it('leads the client to itself from the URLs that the server announces under another name', async () => {
    const moved: Fault = {
      ...{ id: 'other-urls', title: 'its URLs are others', at: ROUTES, fails: [] },
      alter: announcing(() => 'https://api.bcda.example'),
    };
    const { code, server, client } = await recorded(pulling, {
      faults: [moved],
      argv: (_, url) => ['--to', url, '--public-url', 'https://api.bcda.example'],
    });
    expect(vector(server.verdicts)).toEqual(vector(sound.server.verdicts));
    expect(vector(client.verdicts)).toEqual(vector(sound.client.verdicts));
    expect(server.exchanges.filter(({ label }) => label === 'data').length).toBeGreaterThan(0);
    expect(code).toBe(0);
  });

  it('writes transcripts that give the same verdicts, and no secret', async () => {
    for (const [name, report] of [
      ['server-run.json', sound.server],
      ['client-run.json', sound.client],
    ] as const) {
      const { out } = await run(['judge', name, '--report', 'json'], { cwd: sound.cwd });
      expect(vector((JSON.parse(out) as Report).verdicts)).toEqual(vector(report.verdicts));
    }
    const names = ['server.json', 'client.json', 'run.har', 'server-run.json', 'client-run.json'];
    const texts = [sound.out, sound.err, ...names.map((name) => readFileSync(join(sound.cwd, name), 'utf8'))];
    for (const text of texts) {
      for (const secret of sound.secrets) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
    }
  });

  it('fails the server for its own fault alone, and the client for its own', async () => {
    const server = await recorded(pulling, { faults: [WITHOUT_PROGRESS] });
    expect(server.server.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)).toContain(
      'status.progress',
    );
    expect(server.client.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(server.code).toBe(1);
    const sloppy: Client = async (task) => {
      await fetch(`${task.url}${profile.paths.api}/Patient/$export`, { headers: { Authorization: 'Bearer nothing' } });
      return pulling(task);
    };
    const client = await recorded(sloppy);
    expect(client.server.verdicts.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(client.client.verdicts.filter(({ outcome }) => outcome === 'fail').length).toBeGreaterThan(0);
  });

  it('says so if nothing passed it, or the server cannot be reached', async () => {
    const server = await startReferenceServer({ profile });
    const { code, err } = await run(['record', '--to', server.url, '--profile', profile.id], {
      watch: (text, interrupt) => void (text.includes('Recording') && interrupt()),
    });
    await server.close();
    expect(code).toBe(2);
    expect(err).toMatch(/No request came to http:\/\/127\.0\.0\.1:\d+/);
    const gone = await run(['record', '--to', server.url]);
    expect(gone.code).toBe(2);
    expect(gone.err).not.toMatch(/\bat .*:\d+/);
  });
});
