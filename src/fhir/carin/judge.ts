import { typeNamed } from '../definitions/terms.js';
import { valueSetText } from '../definitions/value-set-text.js';
import { member as memberOf } from '../invariants/members.js';
import type { JsonNode } from '../ndjson/json-node.js';
import type { RawFinding } from '../validate/finding.js';
import { carinGuide, carinProfile, type CarinRule, type CarinValueSet, type WholeProfile } from './profiles.js';
import { compiled, type CarinStep, type Compiled } from './steps.js';
import { all, has, isObject, list, member, textAt, textOf, type Value } from './values.js';

/** Resource types that must name a profile of the guide. */
const PROFILED: ReadonlySet<string> = new Set(['ExplanationOfBenefit', 'Patient', 'Coverage']);
/** What is no claim: the guide says nothing about it. */
const NO_CLAIMS: ReadonlySet<string> = new Set(['preauthorization', 'predetermination']);
/** Profiles of the guide that nothing is judged by: Medicare has no dental claims. */
const NOT_JUDGED = /^C4BB-ExplanationOfBenefit-Oral(?:-Basis)?$/;

/** A value, and where it is: below which other one, under which name, at which position of a list. */
export interface CarinPlace {
  readonly node: Value;
  readonly name: string;
  readonly nth?: number | undefined;
  readonly parent?: CarinPlace;
  /** It is not there: `node` is what lacks it. */
  readonly lacking?: true;
}

/** Where a place begins in the text whose values with their places are given. */
const startOf = (place: CarinPlace, root: JsonNode | undefined): number => nodeAt(place, root)?.start ?? 0;
const nodeAt = ({ name, nth, parent, lacking }: CarinPlace, root: JsonNode | undefined): JsonNode | undefined => {
  if (parent === undefined) return root;
  const holder = nodeAt(parent, root);
  if (lacking === true) return holder;
  const value = memberOf(holder, name);
  return nth === undefined ? value : value?.items[nth];
};

const pathOf = ({ name, nth, parent }: CarinPlace): string =>
  `${parent === undefined ? '' : `${pathOf(parent)}.`}${name}${nth === undefined ? '' : `[${nth}]`}`;

/**
 * The findings of CARIN Blue Button about a resource, and about the resources contained in it that name a profile.
 * @param placed its values with their places, which are read only if there are findings
 */
export const carinFindings = (root: Value, placed: () => JsonNode | undefined): RawFinding[] => {
  const type = textAt(root, 'resourceType') ?? '';
  const named = profilesOf(root, type);
  const found: CarinFound[] = [];
  const top: CarinPlace = { node: root, name: type };
  const about = (rule: string, severity: RawFinding['severity'], expected: string): void =>
    void found.push({ rule, severity, place: top, expected, spec: carinGuide().guide, order: 0 });
  if (named.length === 0 && PROFILED.has(type) && !NO_CLAIMS.has(textAt(root, 'use') ?? '') && !isNamed(root))
    about('fhir.carin.profile', 'error', `a meta.profile that names a C4BB profile of ${type}`);
  // The guide has an invariant on the version of each profile but this one.
  if (type === 'Coverage' && named.length > 0 && !canonicals(root).some((name) => name.startsWith('C4BB-Coverage|2.2')))
    about('fhir.carin.version', 'warning', 'a meta.profile that names version 2.2 of C4BB-Coverage');
  for (const profile of named) judge(profile, top, root, false, found);
  list(root, 'contained').forEach((one, nth) => {
    for (const profile of profilesOf(one, textAt(one, 'resourceType') ?? ''))
      judge(profile, { node: one, name: 'contained', nth, parent: top }, root, true, found);
  });
  if (found.length === 0) return NOTHING;
  const values = placed();
  return found.map(({ place, rule, severity, expected, spec }) => ({
    ...{ rule, severity, expected, spec },
    path: pathOf(place),
    at: startOf(place, values),
  }));
};
const NOTHING: RawFinding[] = [];

/** A finding before its place is known in the text. `order`: the number of its constraint among those of the profile. */
export type CarinFound = Omit<RawFinding, 'path' | 'at'> & { readonly place: CarinPlace; readonly order: number };

/** The profiles of the guide that a resource names, with their versions. */
const canonicals = (node: Value): string[] => {
  const base = `${carinGuide().guide}/StructureDefinition/`;
  return list(member(node, 'meta'), 'profile').flatMap((one) => {
    const text = textOf(one);
    return text?.startsWith(base) === true ? [text.slice(base.length)] : [];
  });
};
const unversioned = (canonical: string): string => canonical.replace(/\|.*$/, '');

/** The profiles of the guide that a resource names and is judged by. */
export const profilesOf = (node: Value, type: string): WholeProfile[] =>
  canonicals(node).flatMap((canonical) => {
    const profile = carinProfile(unversioned(canonical));
    return profile?.type === type ? [profile] : [];
  });
const isNamed = (claim: Value): boolean => canonicals(claim).some((one) => NOT_JUDGED.test(unversioned(one)));

const judge = (
  profile: WholeProfile,
  root: CarinPlace,
  resource: Value,
  contained: boolean,
  found: CarinFound[],
): void => judgeBy(profile, compiled(profile), { root, resource, contained }, found);

/** Judges a resource by constraints of a profile. */
const judgeBy = (
  profile: WholeProfile,
  { steps, rules, invariants }: Compiled,
  { root, resource, contained }: { root: CarinPlace; resource: Value; contained: boolean },
  found: CarinFound[],
): void => {
  const spec = pageOf(profile);
  let order = 0;
  const say: Say = (rule, severity, place, expected): void =>
    void found.push({ rule: `fhir.carin.${rule}`, severity, place, expected, spec, order });
  // What is at each step: lists for each place of the step before, and all of them.
  const held = steps.map((): readonly (readonly CarinPlace[])[] | undefined => undefined);
  const known = steps.map((): readonly CarinPlace[] | undefined => undefined);
  known[0] = [root];
  const heldAt = (nth: number, step: CarinStep): readonly (readonly CarinPlace[])[] => {
    const seen = held[nth];
    if (seen !== undefined) return seen;
    const lists: (readonly CarinPlace[])[] = [];
    for (const place of at(step.before)) lists.push(placesOf(step, place));
    held[nth] = lists;
    return lists;
  };
  const at = (nth: number): readonly CarinPlace[] => {
    const seen = known[nth];
    if (seen !== undefined) return seen;
    const step = steps[nth];
    const lists = step === undefined ? [] : heldAt(nth, step);
    const all = lists.length === 1 ? (lists[0] ?? NONE) : joined(lists);
    known[nth] = all;
    return all;
  };
  for (const [nth, step, rule, number] of rules) {
    order = number;
    const holders = at(step.before);
    if (holders.length === 0) continue;
    const lists = heldAt(nth, step);
    for (let of = 0; of < holders.length; of += 1) {
      const holder = holders[of];
      if (holder !== undefined) judgeElement(rule, step, holder, lists[of] ?? NONE, say);
    }
  }
  for (const [nth, key, { holds, severity, says }, number] of invariants) {
    order = number;
    for (const place of at(nth))
      if (!holds(place.node, resource, contained)) say(`invariant.${key}`, severity, place, says);
  }
};

/** The page of a profile. */
export const pageOf = ({ name }: WholeProfile): string => `${carinGuide().guide}/StructureDefinition/${name}`;

/** The findings about a resource by some constraints of a profile alone. */
export const foundBy = (profile: WholeProfile, constraints: Compiled, resource: Value): CarinFound[] => {
  const found: CarinFound[] = [];
  judgeBy(profile, constraints, { root: { node: resource, name: profile.type }, resource, contained: false }, found);
  return found;
};

/** The findings about a contained resource. */
export const foundInContained = (one: Value): CarinFound[] => {
  const top = { node: null, name: '' };
  const found: CarinFound[] = [];
  for (const profile of profilesOf(one, textAt(one, 'resourceType') ?? ''))
    judge(profile, { node: one, name: 'contained', nth: 0, parent: top }, one, true, found);
  return found;
};

/** What a claim is told that has too few or too many values at a step directly below it. */
export const countText = ({ last }: CarinStep, count: number, { min, max }: { min: number; max: number }): string =>
  count < min ? `${last}, at least ${min}` : max === 0 ? `no ${last}` : `${last}, at most ${max}`;

/** How many values a resource has at a step directly below it. */
export const countOf = (step: CarinStep, resource: Value): number =>
  placesOf(step, { node: resource, name: '' }).length;

/** Lists that are mostly empty, one after another. */
const joined = (lists: readonly (readonly CarinPlace[])[]): readonly CarinPlace[] => {
  const all: CarinPlace[] = [];
  for (const places of lists) for (const place of places) all.push(place);
  return all.length === 0 ? NONE : all;
};

type Say = (rule: string, severity: RawFinding['severity'], place: CarinPlace, expected: string) => void;

const judgeElement = (
  { min = 0, max = Infinity, pattern, required, extensible, targets, types }: CarinRule,
  step: CarinStep,
  holder: CarinPlace,
  places: readonly CarinPlace[],
  say: Say,
): void => {
  const { name, last } = step;
  const { length } = places;
  if ((length < min && !isExplained(holder, last)) || length > max)
    say(
      'cardinality',
      'error',
      { node: holder.node, name, parent: holder, lacking: true },
      countText(step, length, { min, max }),
    );
  for (const place of places) {
    if (types !== undefined && !types.some((type) => place.name.endsWith(capital(type)))) {
      say('type', 'error', place, `a value of the type ${types.join(' or ')}`);
      continue;
    }
    if (pattern !== undefined && !isLike(place.node, pattern)) say('pattern', 'error', place, patternText(pattern));
    const type = targets === undefined ? undefined : typeNamed(textAt(place.node, 'reference') ?? '');
    if (type !== undefined && targets?.includes(type) === false)
      say('reference', 'error', place, `a reference to ${targets.join(' or ')}`);
    if (required !== undefined) bound(required, true, place, say);
    if (extensible !== undefined) bound(extensible, false, place, say);
  }
};

/** A primitive that only an extension explains is present. */
const isExplained = ({ node }: CarinPlace, last: string): boolean => !last.endsWith(']') && has(node, last);

const capital = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);

const patternText = (pattern: NonNullable<CarinRule['pattern']>): string =>
  typeof pattern === 'string' ? pattern : `the code ${pattern[1]} of ${pattern[0]}`;

const isLike = (node: Value, pattern: NonNullable<CarinRule['pattern']>): boolean =>
  typeof pattern === 'string'
    ? textOf(node) === pattern
    : codingsOf(node).some(
        (coding) => textAt(coding, 'system') === pattern[0] && textAt(coding, 'code') === pattern[1],
      );

const codingsOf = (node: Value): readonly Value[] => (has(node, 'coding') ? all(node, 'coding') : [node]);

const bound = (name: string, required: boolean, place: CarinPlace, say: Say): void => {
  const set = carinGuide().valueSets[name];
  if (set === undefined) return;
  const codings = codingsOf(place.node).filter(isObject);
  if (codings.some((coding) => isIn(coding, set))) return;
  const ofSystem = codings.some((coding) => Object.hasOwn(set, textAt(coding, 'system') ?? ''));
  if (!required && !ofSystem) return;
  const whole = Object.values(set).every((codes) => codes !== '*');
  const codes = new Map(Object.entries(set).map(([system, list]) => [system, new Set(list === '*' ? [] : list)]));
  const expected = `a code of the value set ${whole ? valueSetText(name, codes) : `${name}, of ${Object.keys(set).join(' or ')}`}`;
  // A concept that only an extension explains names no code.
  if (required && (codings.length > 0 || has(place.node, 'text')))
    return say(whole ? 'binding.required' : 'binding.system', whole ? 'error' : 'warning', place, expected);
  if (ofSystem) say('binding.extensible', 'warning', place, expected);
};

const isIn = (coding: Value, set: CarinValueSet): boolean => {
  const system = textAt(coding, 'system') ?? '';
  const codes = Object.hasOwn(set, system) ? set[system] : undefined;
  return codes !== undefined && (codes === '*' || codes.includes(textAt(coding, 'code') ?? ''));
};

/** The values at a step below a place. */
const placesOf = ({ name, choice, told }: CarinStep, parent: CarinPlace): readonly CarinPlace[] => {
  const { node } = parent;
  if (choice !== undefined) {
    if (!isObject(node)) return NONE;
    return Object.keys(node).flatMap((key) =>
      key.startsWith(choice) && /^[A-Z]/.test(key.slice(choice.length))
        ? [{ node: node[key] ?? null, name: key, parent }]
        : [],
    );
  }
  const value = member(node, name);
  if (value === undefined || value === null) return NONE;
  if (!Array.isArray(value)) return told === undefined || isOf(value, told) ? [{ node: value, name, parent }] : NONE;
  const items = value as readonly Value[];
  let places: CarinPlace[] | undefined;
  for (let nth = 0; nth < items.length; nth += 1) {
    const item = items[nth] ?? null;
    if (told === undefined || isOf(item, told)) (places ??= []).push({ node: item, name, nth, parent });
  }
  return places ?? NONE;
};
const NONE: readonly CarinPlace[] = [];

const isOf = (node: Value, [child, system, code]: readonly string[]): boolean => {
  const value = member(node, child ?? '');
  if (value === undefined || system === undefined) return false;
  if (code !== undefined) return isLike(value, [system, code]);
  if (typeof value === 'string') return value === system;
  const set = carinGuide().valueSets[system];
  return set !== undefined && codingsOf(value).some((coding) => isIn(coding, set));
};
