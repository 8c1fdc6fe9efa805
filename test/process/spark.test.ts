import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lines } from '../../fixtures/index.js';
import type { Validation } from '../../src/fhir/validate/validation.js';
import { packageRoot } from '../../src/package.js';
import { emptyFolder } from '../support/cli-run.js';
import { builtFolder } from '../support/process/built.js';

/** Why Spark cannot be tried here; undefined: it can. */
const missing = (): string | undefined => {
  if (spawnSync('java', ['-version']).status !== 0) return 'there is no Java';
  return spawnSync('python3', ['-c', 'import pyspark']).status === 0 ? undefined : 'python3 has no PySpark';
};

it('Apache Spark validates in parts, which together are one run', ({ skip }) => {
  const why = missing();
  skip(why !== undefined, why);
  const folder = emptyFolder();
  const [data, parts] = [join(folder, 'data'), join(folder, 'parts')];
  for (const one of [data, parts]) mkdirSync(one);
  for (let nth = 0; nth < 4; nth += 1)
    writeFileSync(join(data, `${nth}.ndjson`), [...lines('Patient', { seed: nth, from: 0, to: 5 })].join(''));
  writeFileSync(join(data, 'wrong.ndjson'), '{"resourceType":"Patient","gender":"F"}\n');
  const bin = join(builtFolder, 'dist/bin/bcda-conformance.js');
  const example = join(packageRoot, 'examples/spark');
  const env = { ...process.env, DATA: data, PARTS: parts, BCDA_CONFORMANCE: `${process.execPath} ${bin}` };
  const spark = spawnSync('python3', [join(example, 'validate.py'), join(example, 'part.sh'), '3'], {
    encoding: 'utf8',
    env: { ...env, PYSPARK_SUBMIT_ARGS: '--master local[2] pyspark-shell' },
  });
  expect([spark.status, spark.stdout.trim().split('\n').toSorted()]).toEqual([0, ['1/3 0', '2/3 1', '3/3 0']]);
  const run = (...argv: string[]) => spawnSync(process.execPath, [bin, ...argv], { encoding: 'utf8' });
  const files = (name: string) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Validation).files;
  const named = [1, 2, 3].map((nth) => join(parts, `part-${nth}.json`));
  expect(run('merge', ...named, '--report', `json=${join(folder, 'merged.json')}`).status).toBe(1);
  expect(run('validate', data, '--report', `json=${join(folder, 'one.json')}`).status).toBe(1);
  expect(files('merged.json')).toEqual(files('one.json'));
});
