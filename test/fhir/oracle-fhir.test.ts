import { beforeEach, describe, expect, it } from 'vitest';
import { READER_DISAGREEMENTS } from '../../src/fhir/definitions/disagreements.js';
import { otherReader } from '../../src/fhir/validate/second-opinion.js';
import { CannotJudge } from '../../src/model/index.js';
import { CASES, type RuleCase } from './rules.table.js';

// The package `fhir` with the definitions of STU3 as second reader of structure, cardinality, formats, bindings and targets.
type Ask = Awaited<ReturnType<typeof otherReader>>;
const reader: Ask | string = await otherReader('stu3').catch((error: unknown) => {
  if (error instanceof CannotJudge) return error.message;
  throw error;
});
beforeEach(({ skip }) => skip(typeof reader === 'string', typeof reader === 'string' ? reader : undefined));
const ask: Ask = (resource) => (typeof reader === 'string' ? new Map<string, string>() : reader(resource));

/** Rules that it has no notion of: the text of JSON, what is only a warning here, and invariants. */
const CANNOT = /^(?:json|ndjson)\.|\.binding\.extensible$|\.invariant\./;
const cases = CASES.filter(({ rule }) => !CANNOT.test(rule)).map((one, nth) => ({ nth, ...one }));

/** misses: it says nothing of what is wrong, where it is wrong; alarms: it has something against what is sound. */
const differs = ({ rule, path, bad, good }: RuleCase): { misses: boolean; alarms: boolean } => {
  const errors = ask(JSON.parse(bad) as object);
  // It tells the place of a resource that it does not know nowhere.
  const at = rule === 'fhir.stu3.resource-type' ? '' : path.replace(/^\w+\.contained\./, 'contained.');
  return { misses: !errors.has(at), alarms: ask(JSON.parse(good) as object).size > 0 };
};
const listed = (kind: 'misses' | 'alarms'): string[] =>
  READER_DISAGREEMENTS.filter((one) => one.kind === kind).flatMap(({ keys }) => keys);

describe('the package fhir', () => {
  it.each(cases)('$nth agrees about $rule, or docs/validation.md says why not', (one) => {
    const { misses, alarms } = differs(one);
    const unlisted = (kind: 'misses' | 'alarms', so: boolean): boolean => so && !listed(kind).includes(one.rule);
    expect([unlisted('misses', misses), unlisted('alarms', alarms)]).toEqual([false, false]);
  });

  it.each(['misses', 'alarms'] as const)('still %s what docs/validation.md says', (kind) => {
    const seen = new Set(cases.filter((one) => differs(one)[kind]).map(({ rule }) => rule));
    expect([...seen].sort()).toEqual(listed(kind).sort());
  });

  it('agrees about what it is made for, in one case at least', () => {
    const agreed = new Set(cases.filter((one) => !differs(one).misses).map(({ rule }) => rule));
    for (const kind of ['unknown-element', 'list', 'json-type'])
      expect(agreed).toContain(`fhir.stu3.structure.${kind}`);
    expect(agreed).toContain('fhir.stu3.cardinality.min');
    expect(agreed).toContain('fhir.stu3.binding.required');
    expect(agreed).toContain('fhir.stu3.reference.target');
  });
});
