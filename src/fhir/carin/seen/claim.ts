import { ABOUT_META, ACROSS_ELEMENTS } from '../invariants.js';
import { countText, foundBy, foundInContained, pageOf, type CarinPlace, type CarinFound, countOf } from '../judge.js';
import type { CarinRule, WholeProfile } from '../profiles.js';
import { compiled, type CarinStep, type Compiled } from '../steps.js';
import { textAt, type Value } from '../values.js';

/** The type whose values are judged one by one: a claim has too many of them for two claims to be alike. */
export const CLAIM = 'ExplanationOfBenefit';
/** The order of findings: constraints of one profile, at most; and what contained resources are told, which comes last. */
const Orders = { perProfile: 1000, contained: Number.MAX_SAFE_INTEGER } as const;

/** A finding about a claim or a value directly in it, with its place in the order of the judge. */
export interface SeenFinding extends Omit<CarinFound, 'place'> {
  /** Where it is below the value: names, and positions in lists. Empty: it is about the value itself. */
  readonly steps: readonly { readonly name: string; readonly nth?: number | undefined }[];
  /** The name of an element that the place lacks. */
  readonly lacking?: string;
}

/** A value directly in a claim that was judged: its findings, and what it counts for. */
export interface SeenValue {
  readonly findings: readonly SeenFinding[];
  readonly counts: readonly number[];
}

/** What claims with one meta are judged by. */
export interface ClaimRules {
  readonly profiles: readonly WholeProfile[];
  /** Findings that each of these claims has, because of its meta. */
  readonly findings: readonly SeenFinding[];
  /** Constraints on how many values the claim has. */
  readonly rules: readonly {
    readonly step: CarinStep;
    readonly min: number;
    readonly max: number;
    readonly order: number;
    readonly spec: string;
  }[];
  /** What is counted for the invariants about several values; their counts follow those of the rules. */
  readonly facts: readonly (readonly [element: string, is: (value: Value) => boolean])[];
  readonly across: readonly {
    readonly finding: SeenFinding;
    readonly size: number;
    readonly holds: (counts: readonly number[]) => boolean | undefined;
  }[];
}

/** What claims are judged by that name these profiles; undefined: the judge must read each whole. */
export const claimRules = (profiles: readonly WholeProfile[], claim: Value): ClaimRules | undefined => {
  const findings: SeenFinding[] = [];
  const rules: ClaimRules['rules'][number][] = [];
  const facts: ClaimRules['facts'][number][] = [];
  const across: ClaimRules['across'][number][] = [];
  for (const [nth, profile] of profiles.entries()) {
    const spec = pageOf(profile);
    const { rules: all, invariants } = compiled(profile);
    for (const [, step, { min = 0, max = Infinity }, number] of all)
      if (step.before === 0 && (min > 0 || max < Infinity))
        rules.push({ step, min, max, spec, order: orderOf(nth, number) });
    for (const [step, key, { severity, says, holds }, number] of invariants) {
      const order = orderOf(nth, number);
      const finding = { rule: `fhir.carin.invariant.${key}`, severity, expected: says, spec, order, steps: [] };
      const counted = Object.hasOwn(ACROSS_ELEMENTS, key) ? ACROSS_ELEMENTS[key] : undefined;
      if (counted !== undefined) {
        facts.push(...counted.facts);
        across.push({ finding, size: counted.facts.length, holds: counted.holds });
      } else if (step === 0) {
        if (!ABOUT_META.test(key)) return undefined;
        if (!holds(claim, claim, false)) findings.push(finding);
      }
    }
  }
  return { profiles, findings, rules, facts, across };
};

const orderOf = (profile: number, number: number): number => profile * Orders.perProfile + number;

/**
 * Judges a value directly in a claim, as if the claim had nothing else than it and the resources that it contains. Undefined:
 * its constraints read what else is in the claim.
 */
export const judgeValue = (
  { profiles, rules, facts }: ClaimRules,
  name: string,
  value: Value,
  { many, contained }: { many: boolean; contained: readonly Value[] },
): SeenValue | undefined => {
  if (name === 'contained') {
    if (textAt(value, 'resourceType') === CLAIM) return undefined;
    const found = foundInContained(value).map((one) => known(one, Orders.contained));
    return { findings: found, counts: [] };
  }
  const claim: Value = { resourceType: CLAIM, contained, [name]: many ? [value] : value };
  const findings = profiles.flatMap((profile, nth) =>
    foundBy(profile, constraintsOnValues(profile), claim).map((one) => known(one, orderOf(nth, one.order))),
  );
  const counted = rules.flatMap(({ step }, at) => (countOf(step, claim) > 0 ? [at] : []));
  const told = facts.flatMap(([element, is], at) => (element === name && is(value) ? [rules.length + at] : []));
  return { findings, counts: [...counted, ...told] };
};

const known = ({ place, rule, severity, expected, spec }: CarinFound, order: number): SeenFinding => {
  const [, ...steps] = stepsTo(place);
  return {
    ...{ rule, severity, expected, spec },
    ...{ order, steps: place.lacking === true ? steps.slice(0, -1) : steps },
    ...(place.lacking === true && { lacking: place.name }),
  };
};

/** The places from the value directly in the claim down to a place. */
const stepsTo = ({ parent, name, nth }: CarinPlace): SeenFinding['steps'] =>
  parent === undefined ? [] : [...stepsTo(parent), { name, nth }];

const ofValues = new Map<WholeProfile, Compiled>();

/** The constraints of a profile on each value of its resource, apart from how many there are. */
const constraintsOnValues = (profile: WholeProfile): Compiled => {
  const seen = ofValues.get(profile);
  if (seen !== undefined) return seen;
  const { steps, rules, invariants } = compiled(profile);
  const made: Compiled = {
    steps,
    rules: rules.map(([nth, step, rule, order]) => [nth, step, step.before === 0 ? uncounted(rule) : rule, order]),
    invariants: invariants.filter(([nth, key]) => nth > 0 && !Object.hasOwn(ACROSS_ELEMENTS, key)),
  };
  ofValues.set(profile, made);
  return made;
};
const uncounted = (rule: CarinRule): CarinRule => ({ ...rule, min: 0, max: Infinity });

/** The findings about the values of a claim together, by what its values count for. Undefined: the counts do not tell. */
export const judgeCounts = (
  { rules, facts, across }: ClaimRules,
  counts: readonly number[],
): SeenFinding[] | undefined => {
  const found: SeenFinding[] = [];
  for (let at = 0; at < rules.length; at += 1) {
    const rule = rules[at];
    const count = counts[at] ?? 0;
    if (rule === undefined || (count >= rule.min && count <= rule.max)) continue;
    const { step, order, spec } = rule;
    const what = { rule: 'fhir.carin.cardinality', severity: 'error' as const, spec, order };
    found.push({ ...what, expected: countText(step, count, rule), steps: [], lacking: step.name });
  }
  if (facts.length === 0) return found;
  let at = rules.length;
  for (const { finding, size, holds } of across) {
    const holding = holds(counts.slice(at, at + size));
    at += size;
    if (holding === undefined) return undefined;
    if (!holding) found.push(finding);
  }
  return found;
};
