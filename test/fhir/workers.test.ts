import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { lines as fixtureLines } from '../../fixtures/index.js';
import { type FileOptions, validateFile } from '../../src/fhir/validate/file.js';
import { NdjsonValidator, type ValidationResult } from '../../src/fhir/validate/validate.js';

const folder = mkdtempSync(join(tmpdir(), 'bcda-workers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOUND = '{"resourceType":"Patient","name":[{"family":"Müller"}]}';
const MALE = '{"resourceType":"Patient","name":[{"family":"Müller"}],"gender":"Male","birthDate":"2020-02-30"}';
const deep = (n: number): string => (n === 0 ? '{"url":""}' : `{"url":"u","extension":[${deep(n - 1)}]}`);
const nested = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `{"resourceType":"Patient","extension":[${deep(from + n)}]}`);
const claims = [...fixtureLines('ExplanationOfBenefit', { seed: 1, from: 0, to: 6 })].join('');

const CASES: Readonly<Record<string, string | Buffer>> = {
  'valid claims': claims,
  'errors in every line': `${MALE}\n`.repeat(400),
  mixed: [SOUND, MALE, '3', '{"a"', '', SOUND, '', '', MALE, '{', SOUND].join('\n').repeat(20),
  CRLF: `${SOUND}\r\n${MALE}\r\n\r\n\r\n${SOUND}\r\n`.repeat(10),
  'blank lines across borders': `${SOUND}\n${'\n'.repeat(900)}${MALE}\n${'\n'.repeat(300)}${SOUND}\n\n\n\n`,
  'blank lines and no end': `${SOUND}\n${'\n'.repeat(900)}`,
  'blank lines around bad bytes': Buffer.concat(
    Array.from({ length: 60 }, (_, n) => Buffer.from(n % 7 === 0 ? [0xff, 0x0a] : n % 11 === 0 ? `${MALE}\n` : '\n')),
  ),
  'byte order mark': `\ufeff${SOUND}\n${`${MALE}\n`.repeat(20)}`,
  'a mark inside': `${SOUND}\n\ufeff${SOUND}\n`.repeat(20),
  'last line without newline': `${`${SOUND}\n`.repeat(40)}${MALE}`,
  'pretty-printed': `${JSON.stringify(JSON.parse(MALE), null, 2)}\n`.repeat(20),
  'pretty-printed after blank lines': `${'\n'.repeat(200)}${JSON.stringify(JSON.parse(MALE), null, 2)}\n`.repeat(3),
  'no resource for long': `${'7\n'.repeat(300)}{\n${`${MALE}\n`.repeat(20)}`,
  'no newline at all': SOUND.repeat(20),
  'a line longer than a piece': `${SOUND}\n{"resourceType":"Patient","id":"${'x'.repeat(5000)}"}\n${MALE}\n`.repeat(3),
  'more groups than are kept': [
    SOUND,
    ...nested(0, 180),
    ...nested(0, 180).map((line) => line.replace('Patient', 'Coverage')),
    ...nested(0, 180).map((line) => line.replace('Patient', 'Group')),
    MALE,
    MALE,
    ...nested(3, 9),
  ].join('\n'),
  empty: '',
  'a newline': '\n',
  'one line': MALE,
};

const oneGo = (bytes: Uint8Array, options: FileOptions): ValidationResult => {
  const validator = new NdjsonValidator({ ...options, repeatedIds: true });
  validator.write(bytes);
  return validator.end();
};

describe.each(Object.entries(CASES))('%s', (name, text) => {
  const bytes = Buffer.from(text);
  const path = join(folder, `${name}.ndjson`);
  const packed = join(folder, `${name}.ndjson.gz`);
  writeFileSync(path, bytes);
  writeFileSync(packed, gzipSync(bytes));

  it.each([1, 2, 3])('gives the same with %i workers, as a file, packed, and as a stream', async (workers) => {
    for (const options of [{}, { type: 'Patient', maxFindings: 7 }]) {
      const expected = { form: 'ndjson', fhirVersion: '3.0.1', ...oneGo(bytes, options) };
      // Some hundred pieces at most: each is a message to a worker.
      for (const pieceBytes of [Math.max(300, bytes.length >> 8), 1 << 20]) {
        const all = { ...options, workers, pieceBytes };
        expect(await validateFile(path, all)).toEqual(expected);
        expect(await validateFile(packed, all)).toEqual(expected);
        expect(await validateFile(chunksOf(bytes, Math.max(100, bytes.length >> 10)), all)).toEqual(expected);
      }
    }
  });
});

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('an id that occurs twice in a file', () => {
  const line = (type: string, id: string, more = ''): string => `{"resourceType":"${type}","id":"${id}"${more}}`;
  const repeated = [
    ...[line('Patient', 'a'), line('Patient', 'b'), line('Coverage', 'a'), line('Patient', 'a', ',"gender":"x"')],
    ...[
      line('Patient', 'c', ',"id":"d"'),
      '',
      line('Patient', 'd'),
      line('Patient', 'A'),
      '{"resourceType":"Patient"}',
    ],
    ...['{"resourceType":"Patient"}', line('Patient', 'b'), line('Patient', 'a')],
  ];
  const path = join(folder, 'repeated.ndjson');
  writeFileSync(path, repeated.join('\n'));

  it.each([1, 2])('is warned of after all other findings, whoever reads its line, with %i workers', async (workers) => {
    for (const [maxFindings, judgeAll] of [
      [100, false],
      [100, true],
    ] as const) {
      const { warnings, groups, findings } = await validateFile(path, {
        workers,
        pieceBytes: 100,
        maxFindings,
        judgeAll,
      });
      const group = groups.find(({ rule }) => rule === 'ndjson.repeated-id');
      expect([warnings, group?.severity, group?.count, group?.lines]).toEqual([4, 'warning', 4, [4, 7, 11, 12]]);
      const offset = (nth: number): number => repeated.slice(0, nth - 1).join('\n').length + 1;
      expect(findings.slice(-4).map((one) => [one.line, one.offset, one.lineOffset])).toEqual(
        [4, 7, 11, 12].map((nth) => [nth, offset(nth), offset(nth)]),
      );
    }
    const few = await validateFile(path, { workers, pieceBytes: 100, maxFindings: 5 });
    expect([few.findings.length, few.warnings, few.bounds]).toEqual([5, 4, ['findings']]);
  });

  it('is not asked of what a server sends in a check', () => {
    const validator = new NdjsonValidator();
    validator.write(Buffer.from(repeated.join('\n')));
    expect(validator.end().warnings).toBe(0);
  });
});

describe('a gzip file', () => {
  const lines = Array.from({ length: 3000 }, (_, n) => MALE.replace('Müller', `${(n * 7919) % 3001}`)).join('\n');
  const packed = gzipSync(lines);

  it.each([2, 3])('that is cut gives the same with %i workers', async (workers) => {
    const path = join(folder, 'cut.ndjson.gz');
    writeFileSync(path, packed.subarray(0, packed.length - 200));
    const expected = await validateFile(path, { workers: 1 });
    expect(expected.groups.map(({ rule }) => rule)).toContain('ndjson.cut');
    expect(expected.resources).toBeGreaterThan(100);
    expect(await validateFile(path, { workers, pieceBytes: 5000 })).toEqual(expected);
  });

  it('is known by its first bytes too', async () => {
    const path = join(folder, 'packed');
    writeFileSync(path, packed);
    expect(await validateFile(path)).toMatchObject({ resources: 3000 });
    expect(await validateFile(chunksOf(packed, 100))).toMatchObject({ resources: 3000 });
  });

  it('in name only is read as plain text, with any number of threads and as a sample', async () => {
    const path = join(folder, 'none.gz');
    writeFileSync(path, `${SOUND}\n${SOUND}\n{"resourceType":"Patient","gender":"m"}\n`);
    for (const options of [{ workers: 1 }, { workers: 2 }, { sample: { size: 3, seed: 1 } }]) {
      const { resources, groups } = await validateFile(path, options);
      expect([resources, groups.map(({ rule }) => rule)]).toEqual([3, ['fhir.stu3.binding.required']]);
    }
  });
});

describe('a file', () => {
  it('that is not there is an error of the call', async () => {
    for (const workers of [1, 2])
      await expect(validateFile(join(folder, 'none'), { workers })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('tells how far it is', async () => {
    const path = join(folder, 'errors in every line.ndjson');
    for (const [name, workers] of [
      [path, 1],
      [path, 2],
      [`${path}.gz`, 2],
    ] as const) {
      const told: [number, number, number | undefined][] = [];
      const { bytes } = await validateFile(name, {
        workers,
        pieceBytes: 5000,
        onProgress: ({ bytes, read, size }) => told.push([bytes, read, size]),
      });
      const [last] = told.slice(-1);
      expect(last?.[0]).toBe(bytes);
      expect(last?.[1]).toBe(last?.[2]);
      expect(told.map(([at]) => at)).toEqual(told.map(([at]) => at).toSorted((a, b) => a - b));
    }
  });

  it('as a stream that fails is an error of the call', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${SOUND}\n`.repeat(100));
      await Promise.reject(new Error('the line went dead'));
    }
    for (const workers of [1, 2])
      await expect(validateFile(failing(), { workers, pieceBytes: 500 })).rejects.toThrow('went dead');
  });
});
