import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { must, mustRun, timed } from './run.mjs';

/**
 * Bytes that the tarball may have, packed and unpacked: more is a mistake (a test, a fixture), not growth. The schemas and
 * tables of two releases of FHIR, and the examples that reports show, are a third of it.
 */
const PACKED = 1_500_000;
const UNPACKED = 7_000_000;
/** What belongs in it; the data in dist/fixtures is what the reference server serves, made when it starts. */
const BELONGS =
  /^(package\.json|README\.md|LICENSE|dist\/[\w./-]+\.(js|d\.ts)|dist\/bin\/licenses\.txt|schemas\/[\w./-]+\.json|docs\/[\w-]+\.md|examples\/[\w./-]+|reporters\/html\/report\.(css|js)|suites\/examples\/\w+\.json)$/;
const STRAYS = /(^|\/)(test|node_modules|reports|\.env)(\/|$)|^dist\/.*\.test\.|\.tgz$|^examples\/.*(ndjson|results)/;
const NEEDED = [
  'dist/index.js',
  'dist/index.d.ts',
  'dist/bin/bcda-conformance.js',
  'dist/bin/licenses.txt',
  'dist/vitest/index.js',
  'schemas/report.schema.json',
  'suites/examples/today.json',
  'README.md',
  'LICENSE',
];

/** Packs the clone, asserts what is in the tarball, and returns its path. */
export const pack = (root) =>
  timed('packed, nothing in it that does not belong, publint has nothing to say', async () => {
    const { out } = await mustRun('npm pack', 'npm', ['pack', '--json', '--pack-destination', root], {
      cwd: process.cwd(),
    });
    // What the build says comes before it.
    const [{ filename, size, unpackedSize, files }] = JSON.parse(out.slice(out.indexOf('[\n')));
    const paths = files.map(({ path }) => path);
    const strange = paths.filter((path) => !BELONGS.test(path) || STRAYS.test(path));
    must(strange.length === 0, `the tarball holds what does not belong: ${strange.join(', ')}`);
    const missing = NEEDED.filter((path) => !paths.includes(path));
    must(missing.length === 0, `the tarball lacks ${missing.join(', ')}`);
    must(size < PACKED && unpackedSize < UNPACKED, `the tarball is too large: ${size} bytes, ${unpackedSize} unpacked`);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const atInstall = ['preinstall', 'install', 'postinstall'].filter((name) => name in scripts);
    must(atInstall.length === 0, `package.json has install scripts: ${atInstall.join(', ')}`);
    const tarball = join(root, filename);
    const { messages, pkg } = await publint({ pack: { tarball: bytesOf(tarball) }, strict: true });
    must(messages.length === 0, messages.map((message) => formatMessage(message, pkg)).join('\n'));
    process.stdout.write(`  ${paths.length} files, ${size} bytes, ${unpackedSize} unpacked\n`);
    return tarball;
  });

const bytesOf = (file) => {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return buffer.slice(byteOffset, byteOffset + byteLength);
};
