import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { validateFile } from '../../src/fhir/validate/file.js';
import { validateNdjson } from '../../src/fhir/validate/ndjson.js';
import type { ValidateOptions, ValidationResult } from '../../src/fhir/validate/validate.js';

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const validate = (text: string | Uint8Array, options: ValidateOptions = {}, size = 7): Promise<ValidationResult> =>
  validateNdjson(chunks(Buffer.from(text), size), options);
const brief = ({ groups }: ValidationResult): unknown[] =>
  groups.map(({ rule, path, count, lines }) => [rule, path, count, lines]);

const SOUND = '{"resourceType":"Patient","name":[{"family":"Müller"}]}';
const MALE = '{"resourceType":"Patient","name":[{"family":"Müller"}],"gender":"Male"}';

describe('NDJSON', () => {
  it.each([
    ['ndjson.bom', `\ufeff${SOUND}\n`, [1]],
    ['ndjson.utf-16', Buffer.from(`\ufeff${SOUND}\n${SOUND}\n`, 'utf16le'), [1]],
    ['ndjson.utf-16', Buffer.from(`${SOUND}\n${SOUND}\n`, 'utf16le').swap16(), [1]],
    ['ndjson.utf-8', Buffer.concat([Buffer.from(`${SOUND}\n{"id":"`), Buffer.from([0xff]), Buffer.from('"}\n')]), [2]],
    ['ndjson.blank-line', `${SOUND}\n\n${SOUND}\n`, [2]],
    ['ndjson.crlf', `${SOUND}\r\n${SOUND}\n`, [1]],
    ['ndjson.pretty-printed', `{\n "resourceType":\n "Patient"\n}\n`, [1]],
    ['ndjson.not-an-object', `${SOUND}\n3\n`, [2]],
    ['json.syntax', `${SOUND}\n{"a"\n`, [2]],
    ['ndjson.line-too-long', `${SOUND}\n{"id":"${'x'.repeat(17_000_000)}"}\n`, [2]],
  ])('%s', async (rule, text, lines) => {
    expect(brief(await validate(text, {}, 65_536))).toEqual([[rule, '', 1, lines]]);
  });

  it('may end without newline, and with blank lines', async () => {
    expect(brief(await validate(`${SOUND}\n${SOUND}`))).toEqual([]);
    expect(brief(await validate(`${SOUND}\n\n\n`))).toEqual([]);
    expect(await validate('')).toMatchObject({ resources: 0, bytes: 0, groups: [] });
  });

  it('is of one type where one is said', async () => {
    const result = await validate(`${SOUND}\n{"resourceType":"Coverage"}\n`, { type: 'Patient' });
    expect(brief(result)).toEqual([['ndjson.other-type', '', 1, [2]]]);
  });

  it('gives places in bytes, whatever the chunks', async () => {
    const text = `${SOUND}\n${MALE}\n`;
    const whole = await validate(text, {}, 1_000_000);
    const [finding] = whole.findings;
    expect(finding).toEqual({
      line: 2,
      lineOffset: Buffer.byteLength(SOUND) + 1,
      offset: Buffer.from(text).indexOf('"Male"'),
      resourceType: 'Patient',
      rule: 'fhir.stu3.binding.required',
      severity: 'error',
      path: 'Patient.gender',
      expected: 'a code of the value set administrative-gender (female, male, other, unknown)',
      spec: 'https://hl7.org/fhir/STU3/valueset-administrative-gender.html',
    });
    for (const size of [1, 2, 3, 5, 64]) expect(await validate(text, {}, size)).toEqual(whole);
  });

  it('is read from files, plain or gzip whatever their names, and a cut one is said to be', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stu3-'));
    try {
      const packed = gzipSync(`${MALE}\n`.repeat(1000));
      writeFileSync(join(folder, 'a.ndjson'), `${MALE}\n`);
      writeFileSync(join(folder, 'a.ndjson.gz'), packed);
      writeFileSync(join(folder, 'cut.ndjson.gz'), packed.subarray(0, -10));
      writeFileSync(join(folder, 'no.ndjson.gz'), 'no gzip');
      writeFileSync(join(folder, 'unnamed'), packed);
      expect((await validateNdjson(join(folder, 'a.ndjson'))).errors).toBe(1);
      expect((await validateNdjson(join(folder, 'a.ndjson.gz'))).errors).toBe(1000);
      expect((await validateNdjson(join(folder, 'unnamed'))).errors).toBe(1000);
      expect((await validate(packed, { gzip: true })).errors).toBe(1000);
      const rules = async (name: string) => (await validateNdjson(join(folder, name))).groups.map(({ rule }) => rule);
      expect(await rules('cut.ndjson.gz')).toContain('ndjson.cut');
      expect(await rules('no.ndjson.gz')).toEqual(['json.syntax']);
      await expect(validateNdjson(join(folder, 'none'))).rejects.toThrow('ENOENT');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('groups what is equal, and says when a bound was hit', async () => {
    const many = await validate(`${MALE}\n`.repeat(3000), { maxFindings: 10 }, 65_536);
    expect(brief(many)).toEqual([['fhir.stu3.binding.required', 'Patient.gender', 3000, [1, 2, 3, 4, 5]]]);
    expect([many.errors, many.findings.length, many.bounds]).toEqual([3000, 10, ['findings']]);
    const deep = (n: number): string => (n === 0 ? '{"url":""}' : `{"url":"u","extension":[${deep(n - 1)}]}`);
    const kinds = Array.from({ length: 120 }, (_, n) => `{"resourceType":"Patient","extension":[${deep(n)}]}`).join(
      '\n',
    );
    const bounded = await validate(kinds, {}, 65_536);
    expect(bounded.groups.length).toBeLessThanOrEqual(500);
  });

  it('shows nothing of the data', async () => {
    const secret = 'S3CRET';
    const texts = [
      `{"resourceType":"${secret}"}`,
      `{"resourceType":"Patient","${secret}":1}`,
      `{"resourceType":"Patient","id":"${secret} ","gender":"${secret}","birthDate":"${secret}","contained":[{"resourceType":"${secret}","id":"${secret}"}]}`,
      `{"resourceType":"Patient","${secret}`,
      `{"resourceType":"Patient","_gender":"${secret}","link":[{"other":{"reference":"#${secret}"},"type":"${secret}"}]}`,
    ];
    const result = await validate(texts.join('\n'), { type: 'Coverage' });
    expect(result.errors).toBeGreaterThan(10);
    expect(JSON.stringify(result)).not.toContain(secret);
  });
});

const SAMPLES = [process.env['BCDA_SAMPLES'], '../shared/samples']
  .map((one) => (one === undefined ? undefined : resolve(one, 'real-2019-12')))
  .find((one) => one !== undefined && existsSync(one));

describe.skipIf(SAMPLES === undefined)(
  'the files of the real server of December 2019 (skipped without shared/samples)',
  () => {
    const file = (name: string): Promise<ValidationResult> => validateNdjson(join(SAMPLES ?? '', `${name}.ndjson`));

    it.each([
      ['Patient', 48],
      ['Coverage', 144],
      ['ExplanationOfBenefit', 40],
    ])('%s is valid', async (name, resources) => {
      const result = await file(name);
      expect([result.resources, brief(result)]).toEqual([resources, []]);
    });

    // severity `Error` and code `Exception`: the codes of STU3 are written in small letters (issue-severity, issue-type).
    it('its OperationOutcomes have codes in the wrong case', async () => {
      expect(brief(await file('error'))).toEqual([
        ['fhir.stu3.binding.required', 'OperationOutcome.issue.severity', 5, [1, 2, 3, 4, 5]],
        ['fhir.stu3.binding.required', 'OperationOutcome.issue.code', 5, [1, 2, 3, 4, 5]],
      ]);
    });

    // implementation has a url alone, and its description is 1..1; and it stands beside kind `capability`, which cpb-15 forbids.
    it('its CapabilityStatement has the two deviations that the guides’ sample has', async () => {
      const { form, resources, findings } = await validateFile(join(SAMPLES ?? '', 'metadata.json'));
      expect([form, resources, findings.map(({ rule, path, line }) => [rule, path, line])]).toEqual([
        'resource',
        1,
        [
          ['fhir.stu3.cardinality.min', 'CapabilityStatement.implementation.description', 1],
          ['fhir.stu3.invariant.cpb-15', 'CapabilityStatement', 1],
        ],
      ]);
    });
  },
);
