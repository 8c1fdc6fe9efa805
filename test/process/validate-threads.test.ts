import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { validateFile } from '../../src/fhir/validate/file.js';
import { packageRoot } from '../../src/package.js';

// Node cannot load a source file in a thread: the package is compiled, into a folder from which its own package.json is found.
const caches = join(packageRoot, 'node_modules', '.cache');
mkdirSync(caches, { recursive: true });
const folder = mkdtempSync(join(caches, 'bcda-dist-'));
let compiled: { readonly validateFile: typeof validateFile };

beforeAll(async () => {
  const tsc = join(packageRoot, 'node_modules/typescript-7/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', folder], { cwd: packageRoot });
  compiled = (await import(pathToFileURL(join(folder, 'src/fhir/validate/file.js')).href)) as typeof compiled;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('gives the same in threads, from the compiled package', { timeout: 60_000 }, async () => {
  const sound = '{"resourceType":"Patient","name":[{"family":"Müller"}]}';
  const wrong = '{"resourceType":"Patient","gender":"Male","birthDate":"2020-02-30"}';
  const text = Array.from({ length: 2000 }, (_, n) => (n % 7 === 0 ? wrong : n % 97 === 0 ? '' : sound)).join('\n');
  const path = join(folder, 'a.ndjson');
  writeFileSync(path, text);
  writeFileSync(`${path}.gz`, gzipSync(text));
  const expected = await compiled.validateFile(path, { workers: 1 });
  expect([expected.resources, expected.errors > 500]).toEqual([1982, true]);
  for (const workers of [2, 3])
    for (const name of [path, `${path}.gz`])
      expect(await compiled.validateFile(name, { workers, pieceBytes: 7000 })).toEqual(expected);
  await expect(compiled.validateFile(join(folder, 'none'), { workers: 2 })).rejects.toMatchObject({ code: 'ENOENT' });
});
