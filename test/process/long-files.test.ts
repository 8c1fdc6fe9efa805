import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtFolder } from '../support/process/built.js';

const linux = existsSync('/proc/self/status');

/** Reads a made-up file of claims as a check does, in a process of its own; its peak memory in MiB. */
const SCRIPT = `
  const [root, megabytes, how] = process.argv.slice(1);
  const load = (path) => import(new URL(path, root).href);
  const { pages } = await load('fixtures/index.js');
  const { fileSink } = await load('src/drive/session/file-sink.js');
  const { createIdentityLog } = await load('src/drive/session/identities.js');
  const { createRedactor } = await load('src/record/redact.js');
  const { startWorkerPool } = await load('src/fhir/workers/pool.js');
  const { defaultLimits } = await load('src/model/index.js');
  const { gzipSync } = await import('node:zlib');
  const { readFileSync } = await import('node:fs');
  const TYPE = 'ExplanationOfBenefit';
  const pool = startWorkerPool(2);
  const sink = fileSink({
    head: { status: 200, reason: 'OK', headers: how === 'gzip' ? [['Content-Encoding', 'gzip']] : [] },
    type: TYPE,
    redactor: createRedactor(),
    identities: createIdentityLog().file({ group: 'export', of: 'export', type: TYPE }),
    limits: defaultLimits,
    pool: () => pool,
    ...(how === 'sample' && { sample: { size: 100, seed: 1 } }),
  });
  let bytes = 0;
  for (let from = 0; bytes < megabytes * 1e6; from += 50)
    for (const page of pages(TYPE, { seed: 1, from, to: from + 50 })) {
      bytes += page.length;
      await sink.write(how === 'gzip' ? gzipSync(page, { level: 1 }) : page);
    }
  const { whole, resources, identities } = await sink.end(1);
  await pool.stop();
  const [, peak] = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  console.log(JSON.stringify({ peak: Number(peak) / 1024, bytes, whole, resources, repeated: identities.repeated }));
`;

interface Read {
  readonly peak: number;
  readonly bytes: number;
  readonly whole: boolean;
  readonly resources: number;
  readonly repeated: number;
}

describe.skipIf(!linux)('memory (the peak of a process is known on Linux only)', () => {
  const root = pathToFileURL(`${builtFolder}/dist/`).href;
  const read = (megabytes: number, how: string): Read =>
    JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, root, String(megabytes), how], {
        encoding: 'utf8',
      }),
    ) as Read;

  // Bytes are counted, and time is not: the longer file has 240 MB more. A made-up claim has some 8 kB.
  test.each(['plain', 'sample', 'gzip'])('does not grow with a file that is %s', (how) => {
    const [short, long] = [read(60, how), read(300, how)];
    expect(long).toMatchObject({ whole: true, repeated: 0 });
    expect(long.resources).toBeGreaterThan(how === 'sample' ? 99 : 30_000);
    expect(long.peak).toBeLessThan(400);
    expect(long.peak - short.peak).toBeLessThan(100);
  });
});
