import { beforeEach, describe, expect, it } from 'vitest';
import type { FhirRelease } from '../../src/fhir/definitions/release.js';
import { READER_DISAGREEMENTS } from '../../src/fhir/definitions/disagreements.js';
import { otherReader } from '../../src/fhir/validate/second-opinion.js';
import { CannotJudge } from '../../src/model/index.js';
import { R4_CASES } from './r4/rules.table.js';
import { CASES, type RuleCase } from './rules.table.js';

// The package `fhir` with the definitions of a release as second reader of structure, cardinality, formats, bindings and targets.
type Ask = Awaited<ReturnType<typeof otherReader>>;
const readerOf = (release: FhirRelease): Promise<Ask | string> =>
  otherReader(release).catch((error: unknown) => {
    if (error instanceof CannotJudge) return error.message;
    throw error;
  });
const TABLES: Readonly<Record<FhirRelease, readonly RuleCase[]>> = { stu3: CASES, r4: R4_CASES };

/** Rules that it has no notion of: the text of JSON, what is only a warning here, and invariants. */
const CANNOT = /^(?:json|ndjson)\.|\.binding\.extensible$|\.invariant\./;

describe.each(['stu3', 'r4'] as const)('the package fhir with %s', async (release) => {
  const reader = await readerOf(release);
  beforeEach(({ skip }) => skip(typeof reader === 'string', typeof reader === 'string' ? reader : undefined));
  const ask: Ask = (resource) => (typeof reader === 'string' ? new Map<string, string>() : reader(resource));
  const cases = TABLES[release].filter(({ rule }) => !CANNOT.test(rule)).map((one, nth) => ({ nth, ...one }));

  /** misses: it says nothing of what is wrong, where it is wrong; alarms: it has something against what is sound. */
  const differs = ({ rule, path, bad, good }: RuleCase): { misses: boolean; alarms: boolean } => {
    const errors = ask(JSON.parse(bad) as object);
    // It tells the place of a resource that it does not know nowhere.
    const at = rule.endsWith('.resource-type') ? '' : path.replace(/^\w+\.contained\./, 'contained.');
    return { misses: !errors.has(at), alarms: ask(JSON.parse(good) as object).size > 0 };
  };
  const listed = (kind: 'misses' | 'alarms'): string[] =>
    READER_DISAGREEMENTS.flatMap((one) =>
      one.kind === kind ? one.keys.filter((key) => key.startsWith(`fhir.${release}.`)) : [],
    );

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
    for (const name of ['unknown-element', 'list', 'json-type'])
      expect(agreed).toContain(`fhir.${release}.structure.${name}`);
    for (const name of ['cardinality.min', 'binding.required', 'reference.target'])
      expect(agreed).toContain(`fhir.${release}.${name}`);
  });
});
