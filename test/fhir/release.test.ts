import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fhir from 'fhir';
import { afterAll, describe, expect, it } from 'vitest';
import { definitionsOf } from '../../src/fhir/definitions/definitions.js';
import { type FileOptions, type FileResult, validateFile } from '../../src/fhir/validate/file.js';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';

const folder = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An ExplanationOfBenefit with all that R4 requires: `use`, `insurer` and `provider`, a list of insurances, an outcome that is a code. */
const R4 = {
  resourceType: 'ExplanationOfBenefit',
  status: 'active',
  type: { text: 'claim' },
  use: 'claim',
  patient: { reference: 'Patient/1' },
  created: '2021-01-01',
  insurer: { reference: 'Organization/1' },
  provider: { reference: 'Organization/1' },
  outcome: 'complete',
  insurance: [{ focal: true, coverage: { reference: 'Coverage/1' } }],
};
const STU3 = {
  resourceType: 'ExplanationOfBenefit',
  status: 'active',
  insurance: {},
  hospitalization: { start: '2021' },
};
const OTHER = 'ndjson.other-release';

const findings = async (
  lines: readonly object[],
  options: FileOptions = {},
  name = 'a.ndjson',
): Promise<FileResult> => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return validateFile(path, { fhir: 'stu3', ...options });
};
const rules = ({ groups }: FileResult): string[] => groups.map(({ rule }) => rule);

describe('a resource that looks like R4', () => {
  it('gets one finding with the reason, in place of all that STU3 does not allow', async () => {
    const { errors, groups } = await findings([R4, R4, R4]);
    expect([errors, groups.length]).toEqual([3, 1]);
    expect(groups[0]).toMatchObject({
      rule: OTHER,
      path: 'ExplanationOfBenefit',
      first: {
        line: 1,
        offset: 0,
        expected: 'a resource of STU3; this looks like R4: use, insurance.focal exist in R4 only; use --fhir r4',
        spec: 'https://hl7.org/fhir/R4/explanationofbenefit.html',
      },
    });
  });

  it('is seen among resources of STU3, whose findings stay', async () => {
    const wrong = { resourceType: 'Patient', gender: 'm' };
    expect(rules(await findings([wrong, R4, wrong]))).toEqual(['fhir.stu3.binding.required', OTHER]);
  });

  it('keeps the findings about its line and its JSON', async () => {
    const path = join(folder, 'b.ndjson');
    writeFileSync(path, `${JSON.stringify(R4).replace('{', '{"id":"a","id":"a",')}\r\n`);
    expect(rules(await validateFile(path, { fhir: 'stu3' })).toSorted()).toEqual([
      'json.duplicate-key',
      'ndjson.crlf',
      OTHER,
    ]);
  });

  it('is recognized in a .json file, over several lines', async () => {
    const path = join(folder, 'c.json');
    writeFileSync(path, JSON.stringify(R4, null, 2));
    expect(rules(await validateFile(path, { fhir: 'stu3' }))).toEqual([OTHER]);
  });

  it.each<[string, FileOptions]>([
    ['two workers', { workers: 2, pieceBytes: 4000 }],
    ['the judge alone', { judgeAll: true }],
  ])('is found equally by %s', async (_, options) => {
    const lines = Array.from({ length: 60 }, (__, n) => (n % 3 === 0 ? STU3 : R4));
    expect(await findings(lines, options)).toEqual(await findings(lines, { workers: 1 }));
  });

  it.each([
    ['a list', { resourceType: 'Claim', item: [{ sequence: 1 }, { productOrService: {} }] }, 'item.productOrService'],
    ['an object', { resourceType: 'ExplanationOfBenefit', insurance: { focal: true } }, 'insurance.focal'],
  ])('is recognized by a name inside %s', async (_, resource, name) => {
    const { groups } = await findings([resource]);
    expect(groups.map(({ rule, first }) => [rule, first.expected])).toEqual([
      [OTHER, expect.stringContaining(`R4: ${name} exists in R4 only`)],
    ]);
  });

  it.each(['"use"', '"_use"', '"\\u0075se"'])(
    'is recognized by the name %s, with the fast path and without',
    async (key) => {
      const path = join(folder, 'd.ndjson');
      writeFileSync(path, `{"resourceType":"ExplanationOfBenefit",${key}:{"id":"a"}}\n`.repeat(3));
      for (const judgeAll of [false, true])
        expect(rules(await validateFile(path, { fhir: 'stu3', judgeAll }))).toEqual([OTHER]);
    },
  );

  it('is told by elements, not by the value of one', async () => {
    const { groups } = await findings([
      { ...R4, use: 7, total: 'x', priority: [], supportingInfo: {}, formCode: null },
    ]);
    expect(groups.map(({ first }) => first.expected)).toEqual([
      expect.stringContaining('priority, supportingInfo, total and 2 more of its elements exist in R4 only'),
    ]);
  });
});

describe('a resource of STU3 among those of R4', () => {
  it('gets the same finding, the other way round', async () => {
    const { groups } = await findings([STU3], { fhir: 'r4' });
    expect(groups.map(({ rule, first }) => [rule, first.expected])).toEqual([
      [OTHER, 'a resource of R4; this looks like STU3: hospitalization exists in STU3 only; use --fhir stu3'],
    ]);
  });
});

describe('auto', () => {
  const TERM = { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MB' };
  const patient = { resourceType: 'Patient', identifier: [{ type: { coding: [TERM] } }] };
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: R4 }] };
  const metadata = { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' };

  it.each<[string, readonly object[], string]>([
    ['a claim of R4', [R4], '4.0.1'],
    ['a claim of STU3', [STU3], '3.0.1'],
    ['more claims of R4 than of STU3', [STU3, R4, R4], '4.0.1'],
    ['more claims of STU3 than of R4', [STU3, R4, STU3], '3.0.1'],
    ['code systems where R4 has them', [patient], '4.0.1'],
    ['nothing that tells', [{ resourceType: 'Patient' }], '3.0.1'],
    ['a Bundle of R4', [bundle], '4.0.1'],
    ['a CapabilityStatement that says so', [metadata], '4.0.1'],
    ['nothing at all', [], '3.0.1'],
  ])('recognizes %s', async (_, lines, version) => {
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const path = join(folder, 'auto.ndjson');
    for (const content of [bytes, gzipSync(bytes)]) {
      writeFileSync(path, content);
      expect((await validateFile(path)).fhirVersion).toBe(version);
      expect((await validateFile(oneByOne(content))).fhirVersion).toBe(version);
    }
    writeFileSync(join(folder, 'auto.json'), JSON.stringify(lines[0] ?? {}, null, 1));
    if (lines.length === 1) expect((await validateFile(join(folder, 'auto.json'))).fhirVersion).toBe(version);
  });

  it('judges by what it recognized, with the same result for a file and a stream', async () => {
    const wrong = { ...R4, status: 'no' };
    const path = join(folder, 'e.ndjson');
    writeFileSync(path, `${JSON.stringify(wrong)}\n${JSON.stringify(R4)}\n`);
    const one = await validateFile(path, { workers: 1 });
    expect(rules(one)).toEqual(['fhir.r4.binding.required']);
    expect(await validateFile(oneByOne(readFileSync(path)))).toEqual(one);
    expect(await validateFile(path, { fhir: 'r4', workers: 2, pieceBytes: 100 })).toEqual(one);
  });
});

async function* oneByOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) yield await Promise.resolve(Uint8Array.of(byte));
}

describe('a resource that does not look like R4', () => {
  it.each<[string, object, string]>([
    [
      'has an element that no release knows',
      { resourceType: 'Coverage', secret: 1 },
      'fhir.stu3.structure.unknown-element',
    ],
    ['has as many names of STU3 alone', { ...STU3, use: 'claim' }, 'fhir.stu3.structure.unknown-element'],
    ['breaks STU3 in another way', { resourceType: 'Patient', gender: 'm' }, 'fhir.stu3.binding.required'],
    ['has a type without new names', { resourceType: 'Patient', total: 1 }, 'fhir.stu3.structure.unknown-element'],
    [
      'has the name of R4 deeper inside',
      { resourceType: 'Coverage', period: { class: 1 } },
      'fhir.stu3.structure.unknown-element',
    ],
  ])('%s', async (_, resource, rule) => {
    const seen = rules(await findings([resource]));
    expect(seen).toContain(rule);
    expect(seen).not.toContain(OTHER);
  });

  it('is all that a check knows: what a server sends is judged by STU3 alone', () => {
    const validator = new NdjsonValidator();
    validator.write(Buffer.from(`${JSON.stringify(R4)}\n`));
    const seen = validator.end().groups.map(({ rule }) => rule);
    expect(seen).toContain('fhir.stu3.structure.unknown-element');
    expect(seen).not.toContain(OTHER);
  });
});

describe('the names by which R4 is recognized', () => {
  const path = new URL('../../schemas/fhir/stu3/tables/r4-names.json', import.meta.url);
  const { r4Only, stu3Only } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string[]>>;

  it('are unknown to the tables of STU3, and the others known', () => {
    const known = (type: string, name: string): boolean => {
      const [inner = '', outer] = name.split('.').toReversed();
      return (
        definitionsOf('stu3')
          .type(outer === undefined ? type : `${type}.${outer}`)
          ?.slots.has(inner) === true
      );
    };
    for (const [type, names] of Object.entries(r4Only ?? {}))
      expect(names.filter((name) => known(type, name))).toEqual([]);
    for (const [type, names] of Object.entries(stu3Only ?? {}))
      expect(names.filter((name) => !known(type, name))).toEqual([]);
    expect(Object.keys(r4Only ?? {})).toEqual(expect.arrayContaining(['Claim', 'Coverage', 'ExplanationOfBenefit']));
  });

  it('are elements of R4 for the package fhir, and the others are not', () => {
    const parser = new fhir.ParseConformance(true, fhir.Versions.R4);
    const there = parser.parsedStructureDefinitions as Record<string, { _properties: { _name: string }[] }>;
    for (const type of ['Claim', 'ClaimResponse', 'Coverage', 'ExplanationOfBenefit', 'Bundle']) {
      const names = (there[type]?._properties ?? []).map(({ _name }) => _name);
      expect(names).toEqual(
        expect.arrayContaining(
          (r4Only?.[type] ?? ['missing']).filter((name) => name !== BY_REFERENCE && !name.includes('.')),
        ),
      );
      expect(names.filter((name) => stu3Only?.[type]?.includes(name))).toEqual([]);
    }
  });
});

/** The package leaves out an element whose content is defined by a reference to another element. */
const BY_REFERENCE = 'adjudication';

/** Samples that their servers publish; they are not part of the project. */
const samples = new URL('../../../shared/today/samples/', import.meta.url);

describe.skipIf(!existsSync(samples))('published samples (skipped where they are absent)', () => {
  const read = async (name: string): Promise<FileResult> =>
    validateFile(new URL(name, samples).pathname, { fhir: 'stu3' });

  it.each(['v2-r4', 'v3-r4'])('every claim, response and coverage of %s is named R4', async (version) => {
    const more = version === 'v2-r4' ? ['Claim', 'ClaimResponse'] : [];
    for (const type of ['ExplanationOfBenefit', 'Coverage', ...more]) {
      const { resources, groups } = await read(`${version}/${type}.ndjson`);
      expect(groups.map(({ rule, count }) => [rule, count])).toEqual([[OTHER, resources]]);
    }
  });

  it.each(['Coverage', 'ExplanationOfBenefit', 'Patient'])('no %s of v1 is', async (type) => {
    expect(rules(await read(`v1-stu3/${type}.ndjson`))).not.toContain(OTHER);
  });
});
