import { readFileSync } from 'node:fs';
import fhirpath from 'fhirpath';
import stu3 from 'fhirpath/fhir-context/stu3/index.js';
import { describe, expect, it } from 'vitest';
import { DISAGREEMENTS } from '../../src/fhir/definitions/disagreements.js';
import { judgeText } from '../../src/fhir/validate/judge/text.js';
import { CONTAINED_CASES } from './contained.table.js';
import { CASES, type RuleCase } from './rules.table.js';

// FHIRPath as second reader of the invariants: the definitions' own expressions, evaluated by another program.
interface Said {
  readonly expression: string;
  readonly on: readonly string[];
}
const said = JSON.parse(
  readFileSync(new URL('../../schemas/fhir/stu3/invariants.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Said>>;

interface Asked extends RuleCase {
  readonly key: string;
  readonly differs: boolean;
}

/** Invariants whose expressions give no answer, or the wrong one, in every case of the table. */
const DIFFERS: ReadonlySet<string> = new Set(['age-1', 'dis-1', 'mny-1', 'rng-2', 'txt-1', 'txt-2']);

const cases: readonly Asked[] = CASES.filter(
  (one) => one.rule.startsWith('fhir.stu3.invariant.') && !one.rule.endsWith('.ele-1'),
).map((one) => {
  const short = one.rule.replace('fhir.stu3.invariant.', '');
  const contained = CONTAINED_CASES.find((other) => other === one);
  const key = contained?.name ?? (Object.hasOwn(said, short) ? short : `TestReport/${short}`);
  return { ...one, key, differs: one.fhirpathDiffers ?? DIFFERS.has(short) };
});
const numbered = (some: readonly Asked[]) => some.map((one, nth) => ({ nth, ...one }));

/** Those about references from one part of a resource to another. */
const WHOLE = /^(dom|ref)-/;

/** Whether the expression is false (or what `not` says) for any of the elements that it stands on. */
const violated = (text: string, path: string, name: string, not = '.not()'): boolean => {
  const resource = JSON.parse(text) as { resourceType: string };
  const { expression = 'true', on = [] } = said[name] ?? {};
  // An invariant of the whole resource is told at the contained one that breaks it.
  const at = on.includes(resource.resourceType) ? resource.resourceType : path.replaceAll('[x]', '');
  const result = fhirpath.evaluate(resource, `${at}.where((${expression})${not}).count()`, { resource }, stu3, {
    traceFn: () => undefined,
  }) as unknown[];
  return result[0] !== 0;
};

/** As `violated`; undefined where the expression has no answer, for want of an element, or cannot be evaluated. */
const answer = (text: string, path: string, key: string): boolean | undefined => {
  try {
    if (violated(text, path, key)) return true;
    return violated(text, path, key, '.exists().not()') ? undefined : false;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
};

/** Copies with one member left out, doubled or changed. */
function* oneChangeAway(value: unknown): Generator {
  if (Array.isArray(value)) {
    const list = value as unknown[];
    for (const [nth, one] of list.entries()) {
      for (const other of oneChangeAway(one)) yield list.with(nth, other);
      if (list.length > 1) yield list.toSpliced(nth, 1);
    }
    yield [...list, ...list.slice(-1)];
  } else if (typeof value === 'object' && value !== null) {
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members).filter((one) => one !== 'resourceType' && one !== 'id')) {
      yield Object.fromEntries(Object.entries(members).filter(([one]) => one !== key));
      for (const other of oneChangeAway(members[key])) yield { ...members, [key]: other };
    }
  } else if (typeof value === 'boolean') yield !value;
  else if (typeof value === 'number') yield* [value + 1, value - 1, 0];
}

const opinion = ({ bad, good, path, key }: Asked): unknown => {
  try {
    return [violated(bad, path, key), violated(good, path, key)];
  } catch (error) {
    return error instanceof Error ? 'no answer' : error;
  }
};

describe('FHIRPath', () => {
  it.each(numbered(cases.filter(({ differs }) => !differs)))('$nth agrees about $key', (one) => {
    expect(opinion(one)).toEqual([true, false]);
  });

  it.each(numbered(cases.filter(({ differs, key }) => differs && !DIFFERS.has(key))))(
    '$nth still differs about $key',
    (one) => {
      expect(opinion(one)).not.toEqual([true, false]);
    },
  );

  it.each([...DIFFERS])('still differs about %s, in one case at least', (key) => {
    const opinions = cases.filter((one) => one.key === key).map(opinion);
    expect(opinions.every((one) => Array.isArray(one) && one[0] === true && one[1] === false)).toBe(false);
  });

  it('agrees, where it has an answer, about every resource one change away from those of the table', () => {
    const listed = new Set(DISAGREEMENTS.flatMap(({ keys }) => keys));
    let compared = 0;
    const differing = new Set<string>();
    for (const { key, rule, path, bad, good } of cases.filter((one) => !listed.has(one.key) && !WHOLE.test(one.key)))
      for (const text of [bad, good])
        for (const variant of oneChangeAway(JSON.parse(text))) {
          const changed = JSON.stringify(variant);
          const broken = answer(changed, path, key);
          if (broken === undefined) continue;
          const seen = judgeText(changed).findings.some(
            (one) => one.rule === rule && one.path.replace(/\[[0-9]+\]/g, '') === path,
          );
          compared += 1;
          if (seen !== broken) differing.add(`${key} ${changed}`);
        }
    expect([...differing]).toEqual([]);
    expect(compared).toBeGreaterThan(2000);
  });

  it('differs only where docs/validation.md says why', () => {
    const listed = DISAGREEMENTS.filter(({ from }) => from === 'FHIRPath' || from === 'fhirpath 5.2.0');
    const differing = new Set(cases.filter(({ differs }) => differs).map(({ key }) => key));
    expect([...differing].sort()).toEqual(listed.flatMap(({ keys }) => keys).sort());
  });
});
