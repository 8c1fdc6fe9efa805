import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { validateFile } from '../../src/fhir/validate/file.js';
import { builtFolder } from '../support/process/built.js';
import { emptyFolder } from '../support/cli-run.js';

// Node cannot load a source file in a thread, so this is the compiled module.
const compiled = (await import(pathToFileURL(`${builtFolder}/dist/src/fhir/validate/file.js`).href)) as {
  readonly validateFile: typeof validateFile;
};

it('gives the same in threads, from the compiled package', async () => {
  const sound = '{"resourceType":"Patient","name":[{"family":"Müller"}]}';
  const wrong = '{"resourceType":"Patient","gender":"Male","birthDate":"2020-02-30"}';
  const text = Array.from({ length: 2000 }, (_, n) => (n % 7 === 0 ? wrong : n % 97 === 0 ? '' : sound)).join('\n');
  const folder = emptyFolder();
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
