import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, run } from '../support/cli-run.js';
import { junitDepartures } from '../support/formats/junit-schema.js';
import { tagsOf, wordsOf } from '../support/formats/markup.js';
import { readXml } from '../support/formats/xml.js';

const SECRET = 'S3CRET';
const patient = (id: number, more = ''): string => `{"resourceType":"Patient","id":"p${id}"${more}}\n`;
const wrong = (id: number): string => patient(id, `,"gender":"${SECRET}"`);

const cwd = emptyFolder();
beforeAll(() => {
  mkdirSync(join(cwd, 'data/deep'), { recursive: true });
  for (let n = 0; n < 12; n += 1) writeFileSync(join(cwd, `data/sound-${n}.ndjson`), patient(n));
  writeFileSync(join(cwd, 'data/deep/wrong.NDJSON'), `${wrong(1)}${wrong(2)}`);
  writeFileSync(join(cwd, 'data/deep/worse.ndjson'), wrong(3));
  writeFileSync(join(cwd, 'data/warned.ndjson'), patient(1).replace('\n', '\r\n'));
  writeFileSync(join(cwd, 'data/manifest.json'), '{"output":[]}');
  mkdirSync(join(cwd, 'empty'));
  writeFileSync(join(cwd, 'odd[1].ndjson'), patient(1));
});
const validate = (...argv: readonly string[]) => run(['validate', ...argv], { cwd });

describe('many files', () => {
  test('a folder stands for the NDJSON in it, and what is clean gets no line', async () => {
    const { code, out } = await validate('data');
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      '✗ data/deep/worse.ndjson: 1 error, 0 warnings in 1 resource',
      '✗ data/deep/wrong.NDJSON: 2 errors, 0 warnings in 2 resources',
      '! data/warned.ndjson: 0 errors, 1 warning in 1 resource',
      '',
      '✗ fhir.stu3.binding.required  Patient.gender  × 3 in 2 files',
      '  expected a code of the value set administrative-gender (female, male, other, unknown)',
      '  first    data/deep/worse.ndjson, line 1',
      '  see      https://hl7.org/fhir/STU3/valueset-administrative-gender.html',
      expect.stringMatching(/^! ndjson\./u),
      expect.any(String),
      '  first    data/warned.ndjson, line 1',
      expect.any(String),
      '',
      'Not valid: 3 errors in 16 resources in 15 files.',
      '',
    ]);
  });

  test('a pattern stands for the files that match, a name that exists for itself, and each file is read once', async () => {
    expect((await validate('data/sound-1*.ndjson', 'data/sound-1.ndjson')).out).toContain('in 3 files');
    expect((await validate('odd[1].ndjson')).code).toBe(0);
  });

  test.each([
    ['empty', /^error: empty has no file whose name ends in \.ndjson/u],
    ['none/*.ndjson', /^error: No file matches none\/\*\.ndjson/u],
    ['nothing.ndjson', /^error: Cannot read nothing\.ndjson/u],
  ])('%s: nothing to read', async (name, sentence) => {
    const { code, err } = await validate(name);
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
  });
});

describe('a validation in other formats', () => {
  const formats = ['junit', 'github', 'markdown', 'html'] as const;
  test.each(formats)('%s has no value of a resource, and names rule, path and file', async (format) => {
    const { code, out } = await validate('data', '--report', format);
    expect(code).toBe(1);
    expect(out).not.toContain(SECRET);
    for (const text of ['binding', 'Patient', 'wrong']) expect(out).toContain(text);
  });

  test('JUnit is red exactly where the exit code is not 0', async () => {
    const read = async (...argv: readonly string[]) => {
      const { code, out } = await validate(...argv, '--report', 'junit');
      const root = readXml(out);
      expect(junitDepartures(root)).toEqual([]);
      return { code, ...root.attributes };
    };
    expect(await read('data')).toMatchObject({ code: 1, tests: '15', failures: '2', errors: '0' });
    expect(await read('data/warned.ndjson')).toMatchObject({ code: 0, failures: '0', errors: '0' });
    expect(await read('data/warned.ndjson', '--strict')).toMatchObject({ code: 1, failures: '1', errors: '0' });
    writeFileSync(join(cwd, 'blank.ndjson'), '');
    expect(await read('blank.ndjson')).toMatchObject({ code: 2, failures: '0', errors: '1' });
  });

  test('annotations are at the first line of each kind of finding', async () => {
    const { out } = await validate('data/deep/wrong.NDJSON', '--report', 'github');
    expect(out.split('\n')[0]).toMatch(
      /^::error file=data\/deep\/wrong\.NDJSON,line=1,title=fhir\.stu3\.binding\.required::error%3A|^::error file=data\/deep\/wrong\.NDJSON,line=1,title=fhir\.stu3\.binding\.required::error: /u,
    );
    expect(out).toContain('::notice title=validate::Not valid: 2 errors');
  });

  test('the page is well formed, and says what was found', async () => {
    const { out } = await validate('data', '--report', 'html');
    expect(tagsOf(out).filter(({ name }) => name === 'tr')).toHaveLength(2 + 2 + 3);
    expect(wordsOf(out)).toContain('Not valid: 3 errors in 16 resources in 15 files.');
    expect(wordsOf((await validate('data/sound-1.ndjson', '--report', 'html')).out)).toContain('Valid: no error');
  });
});
