import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { lines, type ResourceType } from '../../fixtures/index.js';
import { MOST_GROUPS } from '../../src/fhir/validate/collect.js';
import { DEFINITION_INVARIANTS, NOT_JUDGED } from '../../src/fhir/invariants/definition-invariants.js';
import { ELSEWHERE, INVARIANTS } from '../../src/fhir/invariants/invariants.js';
import { OTHER_INVARIANTS } from '../../src/fhir/invariants/other-invariants.js';
import { PRIMITIVES } from '../../src/fhir/validate/judge/primitives.js';
import { resourceRules, rulesOf } from '../../src/fhir/definitions/rule-names.js';
import { releaseNames } from '../../src/fhir/definitions/release.js';
import { LINE_RULES } from '../../src/fhir/definitions/rules.js';
import { definitionsOf } from '../../src/fhir/definitions/definitions.js';
import { validationPage } from '../../scripts/docs/validation-page.js';
import { judgeText } from '../../src/fhir/validate/judge/text.js';
import { NdjsonValidator } from '../../src/fhir/validate/validate.js';
import { CONTAINED_CASES } from './contained.table.js';
import { CASES } from './rules.table.js';

const seen = (text: string): { rule: string; path: string }[] =>
  judgeText(text).findings.map(({ rule, path }) => ({ rule, path: path.replace(/\[[0-9]+\]/g, '') }));

describe('each rule of STU3', () => {
  it.each(CASES.map((one, nth) => ({ nth, ...one })))('$nth $rule is broken, alone, and just not', (one) => {
    expect(seen(one.bad)).toEqual([{ rule: one.rule, path: one.path }]);
    expect(seen(one.good)).toEqual([]);
  });

  it('has a case', () => {
    const cased = new Set(CASES.map(({ rule }) => rule));
    const byResource = [
      ...Object.keys(LINE_RULES).filter((rule) => !rule.startsWith('ndjson.')),
      ...Object.values(definitionsOf('stu3').rules).map(({ id }) => id),
    ].filter((rule) => !cased.has(rule));
    expect(byResource).toEqual([]);
    const keys = definitionsOf('stu3')
      .invariantKeys('core')
      .map((key) => `fhir.stu3.invariant.${key.replace(/^.*\//, '')}`);
    expect(keys.filter((rule) => !cased.has(rule))).toEqual([]);
    const contained = new Set(CONTAINED_CASES.map(({ name }) => name));
    const core = new Set(definitionsOf('stu3').invariantKeys('core'));
    const only = definitionsOf('stu3')
      .invariantKeys('other')
      .filter((key) => !core.has(key) && !NOT_JUDGED.stu3.has(key));
    expect(only).toHaveLength(132);
    expect(only.filter((key) => !contained.has(key))).toEqual([]);
    const types = [...PRIMITIVES.stu3.keys()].filter((type) => type !== 'uuid' && type !== 'boolean');
    expect(types.filter((type) => !cased.has(`fhir.stu3.primitive.${type}`))).toEqual([]);
  });

  it('of the definitions is judged, and none is made up', () => {
    const judged = new Set([
      ...Object.keys(INVARIANTS),
      ...Object.keys(OTHER_INVARIANTS),
      ...ELSEWHERE.stu3,
      ...NOT_JUDGED.stu3,
    ]);
    const said = new Set([
      ...definitionsOf('stu3').invariantKeys('core'),
      ...definitionsOf('stu3').invariantKeys('other'),
    ]);
    expect([...said].filter((key) => !judged.has(key))).toEqual([]);
    expect([...judged].filter((key) => !said.has(key))).toEqual([]);
    expect(Object.keys(DEFINITION_INVARIANTS).filter((key) => NOT_JUDGED.stu3.has(key))).toEqual([]);
  });

  it('judges every type of resource without stumbling', () => {
    for (const type of definitionsOf('stu3').invariantKeys('other')) expect(type).not.toBe('');
    for (const name of ['StructureDefinition', 'Questionnaire', 'Bundle', 'Sequence', 'ValueSet', 'Task', 'TestScript'])
      expect(() => judgeText(JSON.stringify({ resourceType: name, id: 'x' }))).not.toThrow();
  });
});

describe('a rule that no resource can break', () => {
  it('is that of uuid, which no element is: text alone is judged', () => {
    const { holds } = PRIMITIVES.stu3.get('uuid')!;
    expect(holds('urn:uuid:c757873d-ec9a-4326-a141-556f43239520')).toBe(true);
    for (const bad of [
      'c757873d-ec9a-4326-a141-556f43239520',
      'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
      'urn:uuid:',
    ])
      expect(holds(bad)).toBe(false);
  });

  it.each(['"true"', '1', '"false"', '{}'])('is that of boolean: %s is of the wrong kind', (value) => {
    const rule = 'fhir.stu3.structure.json-type';
    expect(seen(`{"resourceType":"Patient","active":${value}}`)).toEqual([{ rule, path: 'Patient.active' }]);
  });
});

describe('what others define', () => {
  it('is judged once: an element that borrows content has its own invariants', () => {
    const operation = { type: { code: 'read' } };
    const script = { resourceType: 'TestScript', url: 'u', name: 'x', status: 'draft' };
    const one = JSON.stringify({ ...script, teardown: { action: [{ operation }] } });
    expect(seen(one).map(({ rule }) => rule)).toEqual(['fhir.stu3.invariant.inv-9']);
  });

  it('is not judged where the definitions cannot expand it', () => {
    const designation = { include: { designation: [{ use: { system: 'http://snomed.info/sct', code: '1' } }] } };
    expect(seen(JSON.stringify({ resourceType: 'ExpansionProfile', status: 'draft', designation }))).toEqual([]);
  });
});

describe('kinds of findings', () => {
  it('are bounded: beyond 500 they are counted, and the bound is named', () => {
    const leaves = [
      '"valueCode":"a  b"',
      '"valueInteger":1.5',
      '"valueString":1',
      '"valueDate":"x"',
      '"valueUri":" "',
      '"valueTime":"x"',
    ];
    const nested = (n: number, leaf: string): string =>
      n === 0 ? `{"url":"urn:u",${leaf}}` : `{"url":"urn:u","extension":[${nested(n - 1, leaf)}]}`;
    const lines = Array.from({ length: 100 }, (_, n) =>
      leaves.map((leaf) => `{"resourceType":"Patient","extension":[${nested(n, leaf)}]}`),
    ).flat();
    const validator = new NdjsonValidator({ maxFindings: 20 });
    validator.write(Buffer.from(lines.join('\n')));
    const { errors, groups, findings, bounds } = validator.end();
    expect(errors).toBe(600);
    expect(groups).toHaveLength(MOST_GROUPS);
    expect(findings).toHaveLength(20);
    expect([...bounds].sort()).toEqual(['findings', 'groups']);

    const fewer = new NdjsonValidator();
    fewer.write(Buffer.from(lines.slice(0, MOST_GROUPS).join('\n')));
    expect(fewer.end()).toMatchObject({ errors: MOST_GROUPS, bounds: [] });
  });
});

describe('the made-up beneficiaries', () => {
  it.each([1, 2, 3, 41, 2026])('are valid STU3 for seed %i', (seed) => {
    const types = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const satisfies readonly ResourceType[];
    for (const type of types)
      for (const line of lines(type, { seed, from: 0, to: 60 })) expect(judgeText(line).findings).toEqual([]);
  });
});

describe('ajv on the generated schemas', () => {
  const folder = new URL('../../schemas/fhir/stu3/', import.meta.url);
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.schema.json')))
    ajv.addSchema(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object);
  const accepts = (text: string): boolean => {
    const value = JSON.parse(text) as { resourceType?: string };
    return ajv.validate(`${value.resourceType ?? 'Resource'}.schema.json`, value);
  };

  it.each(CASES.filter(({ schemaCannot }) => schemaCannot === undefined).map((one, nth) => ({ nth, ...one })))(
    '$nth agrees about $rule',
    ({ bad, good }) => {
      expect([accepts(bad), accepts(good)]).toEqual([false, true]);
    },
  );

  it('accepts the made-up beneficiaries', () => {
    for (const type of ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const)
      for (const line of lines(type, { seed: 5, from: 0, to: 80 })) expect([line, accepts(line)]).toEqual([line, true]);
  });

  it('accepts all that is sound', () => {
    for (const { good } of CASES) expect([good, accepts(good)]).toEqual([good, true]);
  });
});

describe('docs/validation.md', () => {
  const page = readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8');

  it('is fresh (npm run docs)', () => {
    expect(page).toBe(validationPage());
  });

  it('lists every rule, and what is not judged', () => {
    const rules = [...Object.keys(LINE_RULES), ...releaseNames.flatMap(rulesOf)];
    expect(rules.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
    const notJudged = releaseNames.flatMap((release) => [...NOT_JUDGED[release]]);
    expect(notJudged.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  it('lists the rules that a known failure may name, and beside them only those about lines', () => {
    const listed = new Set(
      [...page.matchAll(/`((?:ndjson|json|fhir\.(?:stu3|r4|carin))\.[a-zA-Z0-9.-]+)`/g)].map(([, rule = '']) => rule),
    );
    const lines = [...listed].filter((rule) => rule.startsWith('ndjson.') || rule === 'json.syntax');
    expect(lines.length).toBeGreaterThan(5);
    expect([...listed].toSorted()).toEqual([...resourceRules(), ...lines].toSorted());
  });
});
