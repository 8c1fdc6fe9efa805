import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { departures } from '../../schemas/violations.js';
import { createFileMeter } from '../../cli/progress/validate.js';
import type { Validation } from '../../src/fhir/validate/validation.js';
import { validateFile } from '../../src/fhir/validate/file.js';
import { emptyFolder, run, type Ran } from '../support/cli-run.js';

const SECRET = 'S3CRET';
const SOUND = `{"resourceType":"Patient","id":"${SECRET}","name":[{"family":"${SECRET}"}]}`;
const WRONG = `{"resourceType":"Patient","id":"${SECRET}","gender":"${SECRET}","${SECRET}":1,"birthDate":"${SECRET}"}`;
/** The same with another id of the same length. */
const other = (line: string, n = 1): string => line.replace(`"id":"${SECRET}"`, `"id":"${String(n).padStart(6, '0')}"`);
const PRETTY = JSON.stringify(JSON.parse(WRONG), null, 2);

const cwd = emptyFolder();
const file = (name: string, text: string | Uint8Array): void => writeFileSync(join(cwd, name), text);
file('sound.ndjson', `${SOUND}\n${other(SOUND)}\n`);
file('wrong.ndjson', `${SOUND}\n${other(WRONG, 1)}\n${other(SOUND, 2)}\n${other(WRONG, 3)}\n`);
file('wrong.ndjson.gz', gzipSync(`${SOUND}\n${other(WRONG)}\n`));
file('warned.ndjson', `${SOUND}\r\n`);
file('empty.ndjson', '');
file('pretty.json', PRETTY);
file('flat.json', SOUND);
file('lines.json', `${SOUND}\n${other(WRONG)}\n`);
file('FLAT.JSON', PRETTY);
file('twice.ndjson', `${SOUND}\n${other(SOUND)}\n${SOUND}\n`);
file('cut.json.gz', gzipSync(PRETTY).subarray(0, 60));
file('plain.json.gz', PRETTY);
file('broken.json', PRETTY.replace(',', ''));
file('many.ndjson', Array.from({ length: 200 }, (_, n) => other(n % 50 === 3 ? WRONG : SOUND, n)).join('\n'));
mkdirSync(join(cwd, 'folder'));

const validate = (...argv: string[]): Promise<Ran> => run(['validate', ...argv], { cwd });
const report = async (...argv: string[]): Promise<Validation & { code: number }> => {
  const { code, out, err } = await validate(...argv, '--report', 'json');
  expect(err).toBe('');
  const value: unknown = JSON.parse(out);
  expect(departures('validation', value)).toEqual([]);
  expect(out).not.toContain(SECRET);
  return { ...(value as Validation), code };
};

describe('validate', () => {
  it('tells a person what is wrong, where, and which page says so', async () => {
    const { code, out, err } = await validate('wrong.ndjson');
    expect([code, err]).toEqual([1, '']);
    expect(out).not.toContain(SECRET);
    expect(out.split('\n').slice(0, 6)).toEqual([
      'wrong.ndjson',
      '  4 resources of STU3, 4 lines, 6 errors, 0 warnings',
      '  ✗ fhir.stu3.binding.required  Patient.gender  × 2',
      '    expected a code of the value set administrative-gender (female, male, other, unknown)',
      `    lines    2, 4 (first at byte ${SOUND.length + 1 + WRONG.indexOf(`"${SECRET}","${SECRET}"`)})`,
      '    see      https://hl7.org/fhir/STU3/valueset-administrative-gender.html',
    ]);
    expect(out).toContain('Not valid: 6 errors in 4 resources in 1 file.\n');
  });

  it('warns of an id that occurs twice in a file, without naming it', async () => {
    const { code, out } = await validate('twice.ndjson');
    expect(code).toBe(0);
    expect(out).not.toContain(SECRET);
    expect(out).toContain('3 resources of STU3, 3 lines, 0 errors, 1 warning\n');
    expect(out).toContain('ndjson.repeated-id');
    expect((await validate('twice.ndjson', '--strict')).code).toBe(1);
  });

  it('reads a single resource from a file whose name ends in .JSON', async () => {
    const { files, code } = await report('FLAT.JSON');
    expect([files[0]?.form, files[0]?.resources, code]).toEqual(['resource', 1, 1]);
  });

  it('writes JSON that fits its schema, also of several files and beside the console', async () => {
    const { valid, files, code } = await report(
      'sound.ndjson',
      'wrong.ndjson',
      'wrong.ndjson.gz',
      '--max-findings',
      '1',
    );
    expect([valid, code]).toEqual([false, 1]);
    expect(
      files.map(({ resources, errors, findings, bounds }) => [resources, errors, findings.length, bounds]),
    ).toEqual([
      [2, 0, 0, []],
      [4, 6, 1, ['findings']],
      [2, 3, 1, ['findings']],
    ]);
    const { out } = await validate('sound.ndjson', '--report', 'console', '--report', 'json=out/v.json');
    expect(out).toContain('Valid: no error in 2 resources in 1 file.');
    expect(departures('validation', JSON.parse(readFileSync(join(cwd, 'out/v.json'), 'utf8')))).toEqual([]);
    expect(departures('validation', { ...(await report('flat.json')), more: 1 })).not.toEqual([]);
  });

  it.each<[number, string[]]>([
    [0, ['sound.ndjson', 'flat.json']],
    [0, ['warned.ndjson']],
    [1, ['warned.ndjson', '--strict']],
    [0, ['empty.ndjson', 'sound.ndjson']],
    [2, ['empty.ndjson']],
    [1, ['sound.ndjson', '--type', 'Coverage']],
    [2, ['sound.ndjson', '--type', 'Claims']],
    [2, ['sound.ndjson', 'none.ndjson']],
    [2, ['folder']],
    [2, ['-', '-']],
    [2, []],
    [2, ['sound.ndjson', '--workers', '0']],
    [2, ['sound.ndjson', '--report', 'har']],
  ])('ends with %i for %j', async (code, argv) => {
    expect((await validate(...argv)).code).toBe(code);
  });

  it('reads stdin, plain or gzip', async () => {
    for (const stdin of [Buffer.from(`${SOUND}\n${WRONG}`), gzipSync(`${SOUND}\n${WRONG}`)]) {
      const { code, out } = await run(['validate', '-', '--report', 'json'], { cwd, stdin });
      const { files } = JSON.parse(out) as Validation;
      expect([code, files[0]?.file, files[0]?.resources, files[0]?.errors]).toEqual([1, '-', 2, 3]);
    }
  });
});

describe('a .json file', () => {
  it('may hold one resource over lines, and places are in its lines', async () => {
    const [verdict] = (await report('pretty.json')).files;
    expect([verdict?.form, verdict?.resources, verdict?.lines]).toEqual(['resource', 1, PRETTY.split('\n').length]);
    const places = verdict?.findings.map(({ path, line, lineOffset, offset }) => [path, line, lineOffset, offset]);
    const gender = PRETTY.indexOf('"gender"');
    expect(places).toContainEqual([
      'Patient.gender',
      4,
      PRETTY.lastIndexOf('\n', gender) + 1,
      gender + '"gender": '.length,
    ]);
  });

  it.each([
    ['flat.json', 'resource', 1, []],
    ['lines.json', 'ndjson', 2, ['fhir.stu3.binding.required']],
    ['broken.json', 'resource', 0, ['json.syntax']],
    ['cut.json.gz', 'resource', 0, ['ndjson.cut']],
    ['plain.json.gz', 'resource', 1, ['fhir.stu3.binding.required']],
  ])('%s is read as %s', async (name, form, resources, rules) => {
    const [verdict] = (await report(name)).files;
    expect([verdict?.form, verdict?.resources, verdict?.groups.map(({ rule }) => rule).slice(0, 1)]).toEqual([
      form,
      resources,
      rules,
    ]);
  });
});

describe('a sample', () => {
  const drawn = async (...argv: string[]): Promise<unknown> =>
    (await report('many.ndjson', ...argv)).files.map(({ sample, resources, lines, groups }) => ({
      sample,
      resources,
      lines,
      found: groups[0]?.lines,
    }));

  it('says what was judged, and is the same for the same seed', async () => {
    const first = await drawn('--sample', '60', '--seed', '3');
    expect(first).toMatchObject([{ sample: { judged: 60, seed: 3 }, resources: 60, lines: 200 }]);
    expect(await drawn('--sample', '60', '--seed', '3')).toEqual(first);
    const seeds = await Promise.all(['4', '5', '6', '7'].map((seed) => drawn('--sample', '60', '--seed', seed)));
    expect(new Set(seeds.map((one) => JSON.stringify(one))).size).toBeGreaterThan(1);
    expect((await validate('many.ndjson', '--sample', '60')).out).toContain('a sample: 60 of 200 lines were validated');
  });

  it('of more lines than there are is the whole', async () => {
    const all = (await report('many.ndjson')).files;
    expect((await report('many.ndjson', '--sample', '200')).files).toEqual(all);
    expect((await report('many.ndjson', '--sample', '999')).files).toEqual(all);
  });

  it('has the first line and the last', async () => {
    file('ends.ndjson', [WRONG, ...Array.from({ length: 50 }, () => SOUND), WRONG].join('\n'));
    const [verdict] = (await report('ends.ndjson', '--sample', '2')).files;
    expect([verdict?.resources, verdict?.groups[0]?.lines]).toEqual([2, [1, 52]]);
    expect((await validate('sound.ndjson', '--sample', '1')).code).toBe(2);
  });
});

describe('a second opinion', () => {
  it('shows where the two differ, without a value', async () => {
    file(
      'both.ndjson',
      [
        SOUND,
        WRONG,
        `{"resourceType":"Patient","id":"a b","contact":[{"period":{"start":"2020","end":"2019"}}]}`,
        `{"resourceType":"Coverage","type":{"coding":[{"system":"${SECRET}","code":"${SECRET}"}]},"status":"active"}`,
        `{"resourceType":"${SECRET}"}`,
        '{"a',
      ].join('\n'),
    );
    const [verdict] = (await report('both.ndjson', '--second-opinion')).files;
    expect(verdict?.secondOpinion?.resources).toBe(5);
    expect(verdict?.secondOpinion?.differences.map(({ path, ours, theirs }) => [path, ours ?? theirs])).toEqual([
      // Its pattern of an id is not held to the ends of the text.
      ['Patient.id', 'fhir.stu3.primitive.id'],
      ['Patient.contact.period', 'fhir.stu3.invariant.per-1'],
      ['Patient.contact', 'fhir.stu3.invariant.pat-1'],
    ]);
    const { out } = await validate('both.ndjson', '--second-opinion', '3');
    expect(out).toContain('second opinion fhir 4.12.0 validated 2 resources');
    expect(out).not.toContain(SECRET);
  });

  it('of a resource over lines', async () => {
    const [verdict] = (await report('pretty.json', '--second-opinion')).files;
    expect(verdict?.secondOpinion).toMatchObject({ resources: 1, agreed: 1, differences: [] });
  });
  it('of stdin, which is drawn from while it is judged', async () => {
    const text = `${SOUND}\n${WRONG}\n${SOUND}\n`;
    for (const [stdin, more] of [
      [Buffer.from(text), []],
      [gzipSync(text), []],
      [Buffer.from(text), ['--workers', '2']],
      [Buffer.from(text), ['--sample', '2']],
    ] as const) {
      const argv = ['validate', '-', '--second-opinion', '--report', 'json', ...more];
      const { out } = await run(argv, { cwd, stdin });
      const [verdict] = (JSON.parse(out) as Validation).files;
      expect(verdict?.secondOpinion?.resources).toBe(3);
    }
  });
});

describe('an interrupt', () => {
  async function* endless(interrupt: () => void): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${SOUND}\n${other(WRONG)}\n{"half":`);
    interrupt();
    await new Promise(() => undefined);
  }

  it.each([[], ['--workers', '2'], ['--sample', '9']])('shows what was found so far, with %j', async (...more) => {
    const argv = ['validate', '-', 'sound.ndjson', '--second-opinion', ...more];
    const { code, out, err } = await run(argv, { cwd, stdinFrom: endless });
    expect([code, err]).toEqual([
      2,
      'Interrupted. The report of what was done so far follows. Interrupt again to stop at once.\n',
    ]);
    expect(out).toContain('  2 resources of STU3, 2 lines, 3 errors, 0 warnings\n  interrupted: ');
    expect(out).toContain('Interrupted. So far: Not valid: 3 errors in 2 resources');
    expect(out).not.toContain('sound.ndjson');
    const { out: json } = await run([...argv, '--report', 'json', '--quiet'], { cwd, stdinFrom: endless });
    const validation = JSON.parse(json) as Validation;
    expect(departures('validation', validation)).toEqual([]);
    expect([validation.interrupted, validation.files.map(({ interrupted }) => interrupted)]).toEqual([true, [true]]);
  });

  it.each(['many.ndjson', 'many.ndjson.gz'])('ends the reading of %s', async (name) => {
    if (name.endsWith('.gz')) file(name, gzipSync(readFileSync(join(cwd, 'many.ndjson'))));
    for (const workers of [1, 2])
      for (const sample of [undefined, { size: 20, seed: 1 }]) {
        const options = { workers, pieceBytes: 700, signal: AbortSignal.abort(), ...(sample && { sample }) };
        const result = await validateFile(join(cwd, name), options);
        expect([result.interrupted, result.errors, result.resources]).toEqual([true, 0, 0]);
      }
  });
});

describe('progress', () => {
  const told = (isTTY: boolean, quiet = false): string => {
    let text = '';
    let clock = 0;
    const sink = { isTTY, columns: 60, write: (more: string) => (text += more) };
    const meter = createFileMeter(sink, 'a.ndjson', quiet, () => clock);
    for (const [at, bytes] of [
      [50, 1e6],
      [1000, 50e6],
      [12_000, 600e6],
    ] as const) {
      clock = at;
      meter.show({ bytes, read: bytes / 10, size: 100e6 });
    }
    meter.done();
    return text;
  };

  it('is one line on a terminal, lines now and then in a log, nothing when quiet', () => {
    expect(told(true).split('\r\u001b[K').slice(1)).toEqual([
      'a.ndjson: 5.0 of 100.0 MB, 50 MB/s, 19 s left',
      'a.ndjson: 60.0 of 100.0 MB, 50 MB/s, 8 s left',
      '',
    ]);
    expect(told(false)).toBe('a.ndjson: 60.0 of 100.0 MB, 50 MB/s, 8 s left\n');
    expect(told(true, true)).toBe('');
  });
});
