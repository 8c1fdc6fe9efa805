import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { lines, type ResourceType } from '../fixtures/index.js';
import { DEFINITION_INVARIANTS, NOT_JUDGED } from '../src/fhir/definition-invariants.js';
import { ELSEWHERE, INVARIANTS } from '../src/fhir/invariants.js';
import { OTHER_INVARIANTS } from '../src/fhir/other-invariants.js';
import { PRIMITIVES } from '../src/fhir/primitives.js';
import { RULES } from '../src/fhir/rules.js';
import { tables } from '../src/fhir/tables.js';
import { judgeText } from '../src/fhir/validate.js';
import { CASES } from './stu3.table.js';

const seen = (text: string): { rule: string; path: string }[] =>
  judgeText(text).sightings.map(({ rule, path }) => ({ rule, path: path.replace(/\[[0-9]+\]/g, '') }));

describe('each rule of STU3', () => {
  it.each(CASES.map((one, nth) => ({ nth, ...one })))('$nth $rule is broken, alone, and just not', (one) => {
    expect(seen(one.bad)).toEqual([{ rule: one.rule, path: one.path }]);
    expect(seen(one.good)).toEqual([]);
  });

  it('has a case', () => {
    const cased = new Set(CASES.map(({ rule }) => rule));
    const byResource = Object.keys(RULES).filter((rule) => !rule.startsWith('ndjson.') && !cased.has(rule));
    expect(byResource).toEqual([]);
    const keys = [...tables().invariantKeys('core')].map((key) => `fhir.stu3.invariant.${key.replace(/^.*\//, '')}`);
    expect(keys.filter((rule) => !cased.has(rule))).toEqual([]);
    // No element of a resource of STU3 is a uuid.
    const types = [...PRIMITIVES.keys()].filter((type) => type !== 'uuid');
    expect(types.filter((type) => !cased.has(`fhir.stu3.primitive.${type}`) && type !== 'boolean')).toEqual([]);
  });

  it('of the definitions is judged, and none is made up', () => {
    const judged = new Set([...Object.keys(INVARIANTS), ...Object.keys(OTHER_INVARIANTS), ...ELSEWHERE, ...NOT_JUDGED]);
    const said = new Set([...tables().invariantKeys('core'), ...tables().invariantKeys('other')]);
    expect([...said].filter((key) => !judged.has(key))).toEqual([]);
    expect([...judged].filter((key) => !said.has(key))).toEqual([]);
    expect(Object.keys(DEFINITION_INVARIANTS).filter((key) => NOT_JUDGED.has(key))).toEqual([]);
  });

  it('judges every type of resource without stumbling', () => {
    for (const type of tables().invariantKeys('other')) expect(type).not.toBe('');
    for (const name of ['StructureDefinition', 'Questionnaire', 'Bundle', 'Sequence', 'ValueSet', 'Task', 'TestScript'])
      expect(() => judgeText(JSON.stringify({ resourceType: name, id: 'x' }))).not.toThrow();
  });
});

describe('an invariant that only a contained resource has', () => {
  it.each([
    ['org-1', { resourceType: 'Organization' }, { resourceType: 'Organization', name: 'x' }],
    [
      'con-3',
      { resourceType: 'Condition', subject: { display: 'x' } },
      { resourceType: 'Condition', subject: { display: 'x' }, clinicalStatus: 'active' },
    ],
    [
      'lst-1',
      {
        resourceType: 'List',
        status: 'current',
        mode: 'working',
        emptyReason: { text: 'x' },
        entry: [{ item: { display: 'x' } }],
      },
      { resourceType: 'List', status: 'current', mode: 'working', entry: [{ item: { display: 'x' } }] },
    ],
    [
      'pro-1',
      { resourceType: 'Procedure', status: 'completed', subject: { display: 'x' }, notDoneReason: { text: 'x' } },
      {
        resourceType: 'Procedure',
        status: 'completed',
        subject: { display: 'x' },
        notDone: true,
        notDoneReason: { text: 'x' },
      },
    ],
  ])('%s', (key, bad, good) => {
    expect(seen(JSON.stringify(bad)).map(({ rule }) => rule)).toEqual([`fhir.stu3.invariant.${key}`]);
    expect(seen(JSON.stringify(good))).toEqual([]);
  });
});

describe('the made-up beneficiaries', () => {
  it.each([1, 2, 3, 41, 2026])('are valid STU3 for seed %i', (seed) => {
    const types = ['ExplanationOfBenefit', 'Patient', 'Coverage'] as const satisfies readonly ResourceType[];
    for (const type of types)
      for (const line of lines(type, { seed, from: 0, to: 60 })) expect(judgeText(line).sightings).toEqual([]);
  });
});

describe('ajv on the generated schemas', () => {
  const folder = new URL('../schemas/fhir/stu3/', import.meta.url);
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

  it('accepts all that is sound', () => {
    for (const { good } of CASES) expect([good, accepts(good)]).toEqual([good, true]);
  });
});

describe('docs/validation.md', () => {
  it('lists every rule', () => {
    const page = readFileSync(new URL('../docs/validation.md', import.meta.url), 'utf8');
    const keys = [...tables().invariantKeys('core'), ...tables().invariantKeys('other')];
    const rules = [
      ...Object.keys(RULES),
      ...[...PRIMITIVES.keys()].map((type) => `fhir.stu3.primitive.${type}`),
      ...keys.filter((key) => !NOT_JUDGED.has(key)).map((key) => `fhir.stu3.invariant.${key.replace(/^.*\//, '')}`),
    ];
    expect(rules.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
  });
});
