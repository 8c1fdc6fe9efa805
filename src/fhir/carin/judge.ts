import { typeNamed } from '../definitions/terms.js';
import { all, has, list, member, textAt } from '../invariants/members.js';
import { valueSetText } from '../definitions/value-set-text.js';
import { JsonKind, type JsonNode } from '../ndjson/json-node.js';
import type { RawFinding } from '../validate/finding.js';
import { CARIN_INVARIANTS } from './invariants.js';
import { carinGuide, carinProfile, type CarinRule, type CarinValueSet, type WholeProfile } from './profiles.js';

/** Resource types that must name a profile of the guide. */
const PROFILED: ReadonlySet<string> = new Set(['ExplanationOfBenefit', 'Patient', 'Coverage']);
/** What is no claim: the guide says nothing about it. */
const NO_CLAIMS: ReadonlySet<string> = new Set(['preauthorization', 'predetermination']);
/** Profiles of the guide that nothing is judged by: Medicare has no dental claims. */
const NOT_JUDGED = /^C4BB-ExplanationOfBenefit-Oral(?:-Basis)?$/;

/** A value, and where it is: below which other one, under which name, at which position of a list. */
interface Place {
  readonly node: JsonNode;
  readonly name: string;
  readonly nth?: number;
  readonly parent?: Place;
}

const pathOf = ({ name, nth, parent }: Place): string =>
  `${parent === undefined ? '' : `${pathOf(parent)}.`}${name}${nth === undefined ? '' : `[${nth}]`}`;

/** The findings of CARIN Blue Button about a resource, and about the resources contained in it that name a profile. */
export const carinFindings = (root: JsonNode): RawFinding[] => {
  const type = textAt(root, 'resourceType') ?? '';
  const named = profilesOf(root, type);
  const found: RawFinding[] = [];
  const about = (rule: string, severity: RawFinding['severity'], expected: string): void =>
    void found.push({ rule, severity, path: type, at: root.start, expected, spec: carinGuide().guide });
  if (named.length === 0 && PROFILED.has(type) && !NO_CLAIMS.has(textAt(root, 'use') ?? '') && !isNamed(root))
    about('fhir.carin.profile', 'error', `a meta.profile that names a C4BB profile of ${type}`);
  // The guide has an invariant on the version of each profile but this one.
  if (type === 'Coverage' && named.length > 0 && !canonicals(root).some((name) => name.startsWith('C4BB-Coverage|2.2')))
    about('fhir.carin.version', 'warning', 'a meta.profile that names version 2.2 of C4BB-Coverage');
  for (const profile of named) judge(profile, { node: root, name: type }, root, false, found);
  list(root, 'contained').forEach((one, nth) => {
    for (const profile of profilesOf(one, textAt(one, 'resourceType') ?? ''))
      judge(profile, { node: one, name: 'contained', nth, parent: { node: root, name: type } }, root, true, found);
  });
  return found;
};

/** The profiles of the guide that a resource names, with their versions. */
const canonicals = (node: JsonNode): string[] => {
  const base = `${carinGuide().guide}/StructureDefinition/`;
  return list(member(node, 'meta'), 'profile').flatMap(({ text }) =>
    text.startsWith(base) ? [text.slice(base.length)] : [],
  );
};
const unversioned = (canonical: string): string => canonical.replace(/\|.*$/, '');

const profilesOf = (node: JsonNode, type: string): WholeProfile[] =>
  canonicals(node).flatMap((canonical) => {
    const profile = carinProfile(unversioned(canonical));
    return profile?.type === type ? [profile] : [];
  });
const isNamed = (claim: JsonNode): boolean => canonicals(claim).some((one) => NOT_JUDGED.test(unversioned(one)));

const judge = (
  profile: WholeProfile,
  root: Place,
  resource: JsonNode,
  contained: boolean,
  found: RawFinding[],
): void => {
  const spec = `${carinGuide().guide}/StructureDefinition/${profile.name}`;
  const say: Say = (rule, severity, place, expected): void =>
    void found.push({
      rule: `fhir.carin.${rule}`,
      severity,
      path: pathOf(place),
      at: place.node.start,
      expected,
      spec,
    });
  const known = new Map<string, readonly Place[]>([['', [root]]]);
  const at = (path: string): readonly Place[] => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const step = stepAt(profile, path);
    const places = at(step.before).flatMap((place) => placesOf(step, place));
    known.set(path, places);
    return places;
  };
  for (const rule of profile.rules) {
    const step = stepAt(profile, rule.path);
    for (const holder of at(step.before)) judgeElement(rule, step, holder, placesOf(step, holder), say);
  }
  for (const [key, path] of profile.invariants) {
    const invariant = CARIN_INVARIANTS[key];
    if (invariant === undefined) continue;
    for (const place of at(path))
      if (!invariant.holds(place.node, resource, contained))
        say(`invariant.${key}`, invariant.severity, place, invariant.says);
  }
};

type Say = (rule: string, severity: RawFinding['severity'], place: Place, expected: string) => void;

const judgeElement = (
  { min = 0, max, pattern, required, extensible, targets, types }: CarinRule,
  { name, last }: Step,
  holder: Place,
  places: readonly Place[],
  say: Say,
): void => {
  const at = { node: holder.node, name, parent: holder };
  if (places.length < min && !isExplained(holder, last)) say('cardinality', 'error', at, `${last}, at least ${min}`);
  if (max !== undefined && places.length > max)
    say('cardinality', 'error', at, max === 0 ? `no ${last}` : `${last}, at most ${max}`);
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
const isExplained = ({ node }: Place, last: string): boolean => !last.endsWith(']') && has(node, last);

const capital = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);

const patternText = (pattern: NonNullable<CarinRule['pattern']>): string =>
  typeof pattern === 'string' ? pattern : `the code ${pattern[1]} of ${pattern[0]}`;

const isLike = (node: JsonNode, pattern: NonNullable<CarinRule['pattern']>): boolean =>
  typeof pattern === 'string'
    ? node.text === pattern
    : codingsOf(node).some(
        (coding) => textAt(coding, 'system') === pattern[0] && textAt(coding, 'code') === pattern[1],
      );

const codingsOf = (node: JsonNode): readonly JsonNode[] => (has(node, 'coding') ? all(node, 'coding') : [node]);

const bound = (name: string, required: boolean, place: Place, say: Say): void => {
  const set = carinGuide().valueSets[name];
  if (set === undefined) return;
  const codings = codingsOf(place.node).filter(({ kind }) => kind === JsonKind.object);
  if (codings.some((coding) => isIn(coding, set))) return;
  const whole = Object.values(set).every((codes) => codes !== '*');
  const codes = new Map(Object.entries(set).map(([system, list]) => [system, new Set(list === '*' ? [] : list)]));
  const expected = `a code of the value set ${whole ? valueSetText(name, codes) : `${name}, of ${Object.keys(set).join(' or ')}`}`;
  // A concept that only an extension explains names no code.
  if (required && (codings.length > 0 || has(place.node, 'text')))
    return say(whole ? 'binding.required' : 'binding.system', whole ? 'error' : 'warning', place, expected);
  if (codings.some((coding) => Object.hasOwn(set, textAt(coding, 'system') ?? '')))
    say('binding.extensible', 'warning', place, expected);
};

const isIn = (coding: JsonNode, set: CarinValueSet): boolean => {
  const system = textAt(coding, 'system') ?? '';
  const codes = Object.hasOwn(set, system) ? set[system] : undefined;
  return codes !== undefined && (codes === '*' || codes.includes(textAt(coding, 'code') ?? ''));
};

/** The last step of a path: the path before it, the name of the element, and how its slice is told. */
interface Step {
  readonly before: string;
  /** As written. */
  readonly last: string;
  readonly name: string;
  /** What the names of a choice begin with. */
  readonly choice?: string;
  readonly told?: readonly string[];
}

const steps = new Map<WholeProfile, Map<string, Step>>();

const stepAt = (profile: WholeProfile, path: string): Step => {
  const known = steps.get(profile) ?? new Map<string, Step>();
  steps.set(profile, known);
  const seen = known.get(path);
  if (seen !== undefined) return seen;
  const cut = path.lastIndexOf('.');
  const last = path.slice(cut + 1);
  const [, name = last] = /^([^[]+)\[(?!x\])/.exec(last) ?? [];
  const told = name === last ? undefined : profile.slices.get(path);
  const made: Step = {
    before: path.slice(0, Math.max(0, cut)),
    last,
    name,
    ...(name.endsWith('[x]') && { choice: name.slice(0, -3) }),
    ...(told !== undefined && { told }),
  };
  known.set(path, made);
  return made;
};

/** The values at a step below a place. */
const placesOf = ({ name, choice, told }: Step, parent: Place): readonly Place[] => {
  const { node } = parent;
  if (choice !== undefined)
    return node.keys.flatMap((key, at) => {
      const item = node.items[at];
      return item !== undefined && key.startsWith(choice) && /^[A-Z]/.test(key.slice(choice.length))
        ? [{ node: item, name: key, parent }]
        : [];
    });
  const value = member(node, name);
  if (value === undefined || value.kind === JsonKind.null) return NONE;
  if (value.kind !== JsonKind.array)
    return told === undefined || isOf(value, told) ? [{ node: value, name, parent }] : NONE;
  const places: Place[] = [];
  value.items.forEach((item, nth) => {
    if (told === undefined || isOf(item, told)) places.push({ node: item, name, nth, parent });
  });
  return places;
};
const NONE: readonly Place[] = [];

const isOf = (node: JsonNode, [child, system, code]: readonly string[]): boolean => {
  const value = member(node, child ?? '');
  if (value === undefined || system === undefined) return false;
  if (code !== undefined) return isLike(value, [system, code]);
  if (value.kind === JsonKind.string) return value.text === system;
  const set = carinGuide().valueSets[system];
  return set !== undefined && codingsOf(value).some((coding) => isIn(coding, set));
};
