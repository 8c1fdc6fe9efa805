import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startReferenceServer } from '../../src/reference/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder, run, withServer } from '../support/cli-run.js';

const utf16 = (text: string): Buffer => Buffer.from(`\u{FEFF}${text}`, 'utf16le');
const bigEndian = (text: string): Buffer => utf16(text).swap16();
const bare = (text: string): Buffer => utf16(text).subarray(2);
const latin1 = (text: string): Buffer => Buffer.from(`${text}é`, 'latin1');

/** Checks the token endpoint of a sound server from a folder with these files. */
const checkWith = async (
  files: (client: { readonly clientId: string; readonly clientSecret: string }) => Record<string, Uint8Array | string>,
  argv: readonly string[] = [],
) => {
  const server = await startReferenceServer({ profile: profile201912, beneficiaries: 1 });
  const [client] = server.clients;
  const cwd = emptyFolder();
  for (const [name, content] of Object.entries(files(client))) writeFileSync(join(cwd, name), content);
  const options = argv.map((word) => word.replace('ID', client.clientId));
  try {
    return await run(['check', server.url, 'token.issued', '--quiet', ...options], { cwd });
  } finally {
    await server.close();
  }
};

const settings = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }): string =>
  `BCDA_CLIENT_ID=${clientId}\r\nBCDA_CLIENT_SECRET=${clientSecret}\r\n`;
const WITH_FILE = ['--client-id', 'ID', '--client-secret-file', 'secret'];

describe('a .env file', () => {
  it('may begin with a byte order mark', async () => {
    const { code, err } = await checkWith((client) => ({ '.env': `\u{FEFF}${settings(client)}` }));
    expect([code, err]).toEqual([0, '']);
  });

  it.each([
    ['UTF-16', utf16],
    ['UTF-16', bigEndian],
    ['UTF-16', bare],
    ['not in UTF-8', latin1],
  ])('that is %s is refused by name', async (encoding, write) => {
    const { code, out, err } = await checkWith((client) => ({ '.env': write(settings(client)) }));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: The file \.env is [^\n]*save it as UTF-8[^\n]*\n$/);
    expect(err).toContain(encoding);
  });
});

describe('a file with a secret', () => {
  it('may begin with a byte order mark', async () => {
    const { code } = await checkWith(({ clientSecret }) => ({ secret: `\u{FEFF}${clientSecret}\r\n` }), WITH_FILE);
    expect(code).toBe(0);
  });

  it.each([utf16, bigEndian, bare])('in UTF-16 is refused by name, without what it holds', async (write) => {
    const { code, err } = await checkWith(() => ({ secret: write('hunter2') }), WITH_FILE);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: The file of --client-secret-file is in UTF-16/);
    expect(err).not.toContain('hunter2');
  });
});

describe('any other file', () => {
  it.each([
    ['judge', []],
    ['compare', ['file']],
  ])('in UTF-16 is refused by name: %s', async (command, more) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'file'), utf16('{}'));
    const { code, err } = await run([command, 'file', ...more], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('file is in UTF-16')]);
  });

  it('of certificates in UTF-16 is refused by name', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'ca.pem'), utf16('-----BEGIN CERTIFICATE-----'));
    const { err } = await withServer(
      (_, response) => void response.end(),
      (url) => run(['doctor', url, '--ca', 'ca.pem'], { cwd }),
    );
    expect(err).toContain('ca.pem is in UTF-16');
  });
});
