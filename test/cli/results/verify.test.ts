import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, run } from '../../support/cli-run.js';

const cwd = emptyFolder();
const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const verify = (...argv: readonly string[]) => run(['verify', ...argv], { cwd });

const pairs = [1, 2].map(() => generateKeyPairSync('ed25519'));
const FILES = ['certificate.md', 'certificate.html', 'report.json'];

beforeAll(async () => {
  for (const [index, { privateKey, publicKey }] of pairs.entries()) {
    write(`key-${index}.pem`, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    write(`public-${index}.pem`, publicKey.export({ type: 'spki', format: 'pem' }).toString());
  }
  const reports = ['certificate=certificate.md', 'certificate-html=certificate.html', 'json=report.json'];
  const named = ['--client-name', 'Acme `Puller` <3>', '--client-version', '3.1', '--quiet', '--sign', 'key-0.pem'];
  const argv = ['certify', ...named, '--transcript', 'run.json', ...reports.flatMap((spec) => ['--report', spec])];
  const { code, err } = await run(argv, { cwd });
  expect([code, err]).toEqual([0, '']);
});

describe.each(FILES)('%s', (file) => {
  test('is what follows from its transcript', async () => {
    const { code, out } = await verify(file, 'run.json', '--key', 'public-0.pem');
    expect([code, out]).toEqual([
      0,
      `✓ ${file} is what follows from run.json; signed by the holder of public-0.pem.\n`,
    ]);
    expect((await verify(file, 'run.json')).out).toContain('no key was given, so this does not show who made it');
  });

  test('names the SHA-256 of the transcript, as sha256sum gives it', () => {
    expect(read(file)).toContain(createHash('sha256').update(read('run.json')).digest('hex'));
  });

  test('is not signed by another key, nor after an edit', async () => {
    const other = await verify(file, 'run.json', '--key', 'public-1.pem');
    expect([other.code, other.out]).toEqual([1, `✗ ${file}.sig is not the signature of ${file} by public-1.pem.\n`]);
    write(`edited-${file}`, `${read(file)} `);
    write(`edited-${file}.sig`, read(`${file}.sig`));
    expect((await verify(`edited-${file}`, 'run.json', '--key', 'public-0.pem')).code).toBe(1);
  });

  test.each([
    ['the name of the client', 'Acme', 'Ajax'],
    ['its version', '3.1', '3.2'],
    ['the date', /20\d\d-/, '1999-'],
    ['the profile', '2019-12', '2019-09'],
    ['a sentence', /met|were/, 'was'],
    ['the digest of the catalogue', /[0-9a-f]{63}[0-9a-f]/, 'a'.repeat(64)],
  ])('with another value is found: %s', async (_, from, to) => {
    const edited = read(file).replace(from, to);
    expect(edited).not.toBe(read(file));
    write('edited', edited);
    const { code, err } = await verify('edited', 'run.json');
    // A report that contradicts itself is not read at all.
    expect([code, err.startsWith('error: ') || err === '']).toEqual([err === '' ? 1 : 2, true]);
    expect(code).not.toBe(0);
  });

  test('does not follow from an edited transcript', async () => {
    const transcript = read('run.json');
    write('edited.json', transcript.replace(/"ms": \d+/, '"ms": 123456'));
    const { code, out } = await verify(file, 'edited.json');
    expect([code, out]).toEqual([1, expect.stringContaining('was not made from this transcript')]);
  });
});

test('a report whose seal was left as it was is found by it', async () => {
  write('edited.json', read('report.json').replace('"notes": [', '"notes": ["all is well", '));
  const { code, out } = await verify('edited.json', 'run.json');
  expect([code, out]).toEqual([1, '✗ edited.json was edited: its seal is not that of what it says.\n']);
});

test('a client that failed cannot be made certified, not even in all places at once', async () => {
  write('client.mjs', 'process.exit(0);');
  const argv = ['certify', 'token', '--quiet', '--transcript', 'bad.json', '--report', 'certificate=bad.md'];
  await run([...argv, '--', process.execPath, 'client.mjs'], { cwd, env: { PATH: process.env['PATH'] ?? '' } });
  expect((await verify('bad.md', 'bad.json')).code).toBe(0);
  write(
    'better.md',
    read('bad.md').replaceAll('not certified', 'certified').replace('# Not certified', '# Certificate'),
  );
  expect((await verify('better.md', 'bad.json')).code).toBe(1);
});

describe('what cannot be verified', () => {
  test.each([
    [['certificate.md', 'certificate.md'], 'is not a transcript: it is not JSON'],
    [['key-0.pem', 'run.json'], 'is neither a report nor a certificate of this program'],
    [['certificate.md', 'run.json', '--key', 'key-0.pem'], 'key-0.pem is a private key: give the public key'],
    [['certificate.md', 'run.json', '--key', 'run.json'], 'run.json is not a public key in PEM form'],
    [['key-0.pem', 'run.json', '--key', 'public-0.pem'], 'Cannot read the signature key-0.pem.sig'],
  ])('%j', async (argv, says) => {
    const { code, err } = await verify(...argv);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
  });

  test('is what another version made', async () => {
    write('old.md', read('certificate.md').replace(/("name": "bcda-conformance",\s+"version": )"[\d.]+"/, '$1"0.0.1"'));
    const { code, err } = await verify('old.md', 'run.json');
    expect([code, err]).toEqual([2, expect.stringContaining('old.md was made by version 0.0.1')]);
  });
});

describe('--sign', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  test.each([
    ['of another kind', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'is not an Ed25519 key'],
    ['that is not a key', 'a secret of somebody', 'is not a private key in PEM form'],
  ])('refuses a key %s', async (_, pem, says) => {
    write('bad.pem', pem);
    const { code, err } = await run(['check', 'metadata', '--sign', 'bad.pem', '--report', 'json=r.json'], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(err).not.toContain('a secret of somebody');
    expect(existsSync(join(cwd, 'r.json'))).toBe(false);
  });

  test('refuses a command line that writes nothing to sign', async () => {
    const { code, err } = await run(['check', 'metadata', '--sign', 'key-0.pem'], { cwd });
    expect([code, err]).toEqual([2, expect.stringContaining('--sign signs reports in files')]);
  });

  test('signs the report of a server', async () => {
    const argv = ['check', 'metadata', '--quiet', '--sign', 'key-0.pem', '--transcript', 's.json', '--strict'];
    await run([...argv, '--catalogue', '0.1.0', '--report', 'json=server.json'], { cwd });
    expect((await verify('server.json', 's.json', '--key', 'public-0.pem')).code).toBe(0);
  });
});
