import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/model/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { run, withServer } from '../support/cli-run.js';

describe('serve', () => {
  it('lists every fault with what it fails', async () => {
    const { code, out } = await run(['serve', '--list-faults']);
    expect(code).toBe(0);
    for (const { id, title } of faults) expect([out.includes(id), out.includes(title)]).toEqual([true, true]);
    expect(out).toMatch(/^ {2}fails /m);
    expect(out).toMatch(/^ {2}legal: fails nothing$/m);
  });

  it('serves until it is interrupted, and says how to use it', async () => {
    let checked: Promise<Awaited<ReturnType<typeof run>>> | undefined;
    const watchOut = (text: string, interrupt: () => void): void => {
      const url = /at (http:\S+),/.exec(text)?.[1] ?? '';
      const [, id = ''] = /BCDA_CLIENT_ID=(\S+)/.exec(text) ?? [];
      const [, secret = ''] = /BCDA_CLIENT_SECRET=(\S+)/.exec(text) ?? [];
      const env = { BCDA_CLIENT_ID: id, BCDA_CLIENT_SECRET: secret };
      checked = run(['check', url, 'token.issued', '--quiet'], { env }).finally(interrupt);
    };
    const { code, out, err } = await run(['serve', '--port', '0', '--profile', '2019-09'], { watchOut });
    expect([code, err, (await checked)?.code]).toEqual([0, '', 0]);
    expect(out).toContain("/api/v1/ExplanationOfBenefit/$export'");
    expect(out).toMatch(/bcda-conformance check http:\S+:\d+ --poll-interval 0\.\d+\n/);
    expect(out).not.toContain('/etc/hosts');
  });

  it('says under which name a fault shows', async () => {
    const watchOut = (_: string, interrupt: () => void): void => void setImmediate(interrupt);
    const { code, out } = await run(['serve', '--port', '0', '--fault', 'hygiene-plain-http'], { watchOut });
    expect(code).toBe(0);
    expect(out).toMatch(/check http:\/\/bcda\.example:\d+ /);
    expect(out).toContain('127.0.0.1 bcda.example');
    expect((await run(['serve', '--list-faults'])).out).toContain('addressed as bcda.example');
  });

  it('uses https and another name, and says how to use them', async () => {
    let checked: Promise<Awaited<ReturnType<typeof run>>> | undefined;
    const watchOut = (text: string, interrupt: () => void): void => {
      const url = /at (https:\S+),/.exec(text)?.[1] ?? '';
      const ca = /BCDA_CA=(\S+)/.exec(text)?.[1] ?? '';
      const env = {
        BCDA_CLIENT_ID: /_ID=(\S+)/.exec(text)?.[1] ?? '',
        BCDA_CLIENT_SECRET: /_SECRET=(\S+)/.exec(text)?.[1] ?? '',
      };
      checked = run(['check', url, 'token.issued', '--quiet', '--ca', ca], { env }).finally(interrupt);
    };
    const { code, out } = await run(['serve', '--port', '0', '--tls', '--public-name', 'localhost'], { watchOut });
    expect([code, (await checked)?.code]).toEqual([0, 0]);
    expect(out).toMatch(/check https:\/\/localhost:\d+ --poll-interval 0\.05 --ca (\S+)\n/);
    // The authority is of use only while the server runs.
    expect(existsSync(/BCDA_CA=(\S+)/.exec(out)?.[1] ?? '')).toBe(false);
  });

  it('warns where others can reach it, and only there', async () => {
    const watchOut = (_: string, interrupt: () => void): void => void setImmediate(interrupt);
    const warning = async (host: string): Promise<string> =>
      (await run(['serve', '--port', '0', '--host', host], { watchOut })).err;
    expect(await warning('0.0.0.0')).toBe(
      'warning: other machines can reach this server at 0.0.0.0; its credentials are public, and its data are synthetic.\n',
    );
    expect(await warning('localhost')).toBe('');
    expect((await run(['serve', '--port', '0'], { watchOut })).err).toBe('');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.0.0.2', true],
    ['127.255.255.254', true],
    ['localhost', true],
    ['LOCALHOST', true],
    ['::1', true],
    ['0:0:0:0:0:0:0:1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['0:0:0:0:0:0:0:0', false],
    ['10.0.0.1', false],
    ['192.168.1.127', false],
    ['::ffff:10.0.0.1', false],
    ['fe80::1', false],
    ['2001:db8::1', false],
    // A name may stand for any address.
    ['127.example.com', false],
    ['localhost.example.com', false],
    ['', false],
  ])('tells whether %s is of this machine alone: %s', (host, own) => expect(isLoopback(host)).toBe(own));

  it('refuses an unknown fault and a port that is taken', async () => {
    const unknown = await run(['serve', '--fault', 'nonsense']);
    expect([unknown.code, unknown.err]).toEqual([
      2,
      'error: There is no fault "nonsense". --list-faults lists them all.\n',
    ]);
    await withServer(
      () => undefined,
      async (url) => {
        const { code, err } = await run(['serve', '--port', new URL(url).port]);
        expect(code).toBe(2);
        expect(err).toMatch(/^error: Port \d+ is in use\./);
      },
    );
  });
});

describe('list', () => {
  const all = catalogue.flatMap(({ requirements }) => requirements);

  it('shows every requirement, also those that cannot be tested', async () => {
    const { code, out } = await run(['list']);
    expect(code).toBe(0);
    for (const { id, statement } of all) expect([out.includes(id), out.includes(statement)]).toEqual([true, true]);
    expect(out).toContain('cannot be tested: ');
  });

  it('is data with --json', async () => {
    const listed = JSON.parse((await run(['list', '--json'])).out) as { id: string }[];
    expect(listed.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });

  it('takes ids, a profile and a role', async () => {
    const { out } = await run(['list', 'token', '--json', '--profile', '2019-09', '--role', 'server']);
    const ids = (JSON.parse(out) as { id: string }[]).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => id.startsWith('token.'))).toBe(true);
    expect((await run(['list', '--role', 'client'])).code).toBe(0);
    // A client's requirement may be named without its prefix, as far as no server's has the name.
    expect((await run(['list', 'download.renews'])).out).toContain('client.download.renews');
    const { code, err } = await run(['list', 'token.banana']);
    expect(code).toBe(2);
    expect(err).toContain('"token.banana"');
  });
});
