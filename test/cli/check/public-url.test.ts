import { describe, expect, it } from 'vitest';
import { type Checked, checkServer, exitCode } from '../../../src/assess/index.js';
import { type Alter, type Fault, ROUTES, skippingClock } from '../../../src/model/index.js';
import { startReferenceServer } from '../../../src/reference/index.js';
import { catalogue } from '../../../suites/index.js';
import { profile201912 as profile } from '../../../suites/profiles/2019-12.js';
import { announcing } from '../../support/announcing.js';
import { run } from '../../support/cli-run.js';

const serving = async <T>(alter: Alter, use: (url: string, env: Record<string, string>) => Promise<T>): Promise<T> => {
  const fault: Fault = { id: 'other-urls', title: 'its URLs are others', at: ROUTES, fails: [], alter };
  const server = await startReferenceServer({ profile, beneficiaries: 1, clock: skippingClock(), faults: [fault] });
  const [{ clientId, clientSecret }] = server.clients;
  try {
    return await use(server.url, { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret });
  } finally {
    await server.close();
  }
};

const PUBLIC = 'https://api.bcda.example';

const checked = (publicUrl?: string) =>
  serving(
    announcing(() => PUBLIC),
    async (url, env) =>
      checkServer({
        profile,
        catalogue,
        base: url,
        clock: skippingClock(),
        credentials: { clientId: env['BCDA_CLIENT_ID'] ?? '', clientSecret: env['BCDA_CLIENT_SECRET'] ?? '' },
        ...(publicUrl !== undefined && { publicUrl }),
      }),
  );

const failed = ({ report }: Pick<Checked, 'report'>): string[] =>
  report.verdicts.flatMap(({ id, outcome }) => (outcome === 'fail' ? [id] : []));

describe('a server whose URLs have another host and scheme', () => {
  it('meets its requirements with --public-url, and is requested only where it is', async () => {
    const { report, transcript } = await checked(PUBLIC);
    expect(failed({ report })).toEqual([]);
    expect(report.notes).toEqual([]);
    expect(transcript.publicUrl).toBe(PUBLIC);
    const sent = transcript.exchanges.map(({ request }) => request.url);
    expect(sent.filter((url) => !url.startsWith(transcript.target))).toEqual([]);
    expect(report.summary.blocked).toBeLessThan(10);
  });

  it('does not meet them if --public-url is another one', async () => {
    expect(failed(await checked('https://other.example'))).toEqual(
      expect.arrayContaining(['kickoff.job-url', 'metadata.implementation-url']),
    );
  });

  it('is told the cause first without it', async () => {
    const { report } = await checked(undefined);
    const [note = ''] = report.notes;
    expect(note).toMatch(
      /^The server announces its URLs \(implementation\.url in the metadata, job URLs\) under https:\/\/api\.bcda\.example, but it is requested at http:\/\/127\.0\.0\.1:\d+: the host differs\. .*X-Forwarded-Host.*--public-url/,
    );
    const blocked = report.verdicts.find(({ id }) => id === 'manifest.json');
    expect(blocked).toMatchObject({
      outcome: 'blocked',
      because: expect.stringContaining(
        'is not on the server under test (another host), so it was not requested',
      ) as string,
    });
    expect(exitCode(report)).toBe(1);
  });
});

describe('a doctor', () => {
  it('names the scheme, and does not call such a server ready', () =>
    serving(
      announcing((base) => base.replace('http:', 'https:')),
      async (url, env) => {
        const { code, out } = await run(['doctor', url], { env });
        const other = url.replace('http:', 'https:');
        expect(code).toBe(1);
        expect(out).toContain(`✗ problem   announced-urls The server announces its URLs`);
        expect(out).toMatch(/: the scheme differs\.\n.*fix If something in front.*X-Forwarded-Proto: http,/);
        expect(out).not.toContain('Ready');
        expect(out.trimEnd().split('\n').at(-1)).toBe(`  bcda-conformance doctor ${url} --public-url ${other}`);
        const given = await run(['doctor', url, '--public-url', other], { env });
        expect([given.code, given.out.trimEnd().split('\n').at(-1)]).toEqual([
          0,
          `  bcda-conformance check ${url} --public-url ${other}`,
        ]);
      },
    ));

  it('recommends no URL that it found to be another server', () =>
    serving(
      announcing(() => PUBLIC),
      async (url, env) => {
        const { code, out } = await run(['doctor', `${url}/api/v1/metadata`], { env });
        expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([1, `  bcda-conformance doctor ${url}`]);
      },
    ));
});

it('--public-url must be a base URL', async () => {
  const { code, err } = await run(['check', 'http://127.0.0.1:9', '--public-url', 'https://a.example/?x=1']);
  expect([code, err]).toEqual([2, expect.stringContaining('The URL of --public-url must end with its path')]);
});
