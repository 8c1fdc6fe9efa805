import { typeNamed } from '../definitions/terms.js';
import { all, has, list, member, textAt } from '../invariants/members.js';
import { JsonKind, type JsonNode } from '../ndjson/json-node.js';
import type { RawFinding } from '../validate/finding.js';
import { CARIN_INVARIANTS } from './invariants.js';
import { carinGuide, carinProfile, type CarinRule, type CarinValueSet, type WholeProfile } from './profiles.js';

/** Resource types that must name a profile of the guide. */
const PROFILED: ReadonlySet<string> = new Set(['ExplanationOfBenefit', 'Patient', 'Coverage']);

interface Place {
  readonly node: JsonNode;
  readonly path: string;
}

/** The findings of CARIN Blue Button about a resource, and about the resources contained in it that name a profile. */
export const carinFindings = (root: JsonNode): RawFinding[] => {
  const type = textAt(root, 'resourceType') ?? '';
  const named = profilesOf(root, type);
  const found: RawFinding[] = [];
  if (named.length === 0 && PROFILED.has(type))
    found.push({
      rule: 'fhir.carin.profile',
      severity: 'error',
      path: type,
      at: root.start,
      expected: `a meta.profile that names a C4BB profile of ${type}`,
      spec: carinGuide().guide,
    });
  for (const profile of named) judge(profile, { node: root, path: type }, root, false, found);
  list(root, 'contained').forEach((one, nth) => {
    for (const profile of profilesOf(one, textAt(one, 'resourceType') ?? ''))
      judge(profile, { node: one, path: `${type}.contained[${nth}]` }, root, true, found);
  });
  return found;
};

const profilesOf = (node: JsonNode, type: string): WholeProfile[] => {
  const base = `${carinGuide().guide}/StructureDefinition/`;
  return list(member(node, 'meta'), 'profile').flatMap(({ text }) => {
    const profile = text.startsWith(base) ? carinProfile(text.slice(base.length).replace(/\|.*$/, '')) : undefined;
    return profile?.type === type ? [profile] : [];
  });
};

const judge = (
  profile: WholeProfile,
  root: Place,
  resource: JsonNode,
  contained: boolean,
  found: RawFinding[],
): void => {
  const spec = `${carinGuide().guide}/StructureDefinition/${profile.name}`;
  const say = (rule: string, severity: RawFinding['severity'], { node, path }: Place, expected: string): void =>
    void found.push({ rule: `fhir.carin.${rule}`, severity, path, at: node.start, expected, spec });
  for (const rule of profile.rules) {
    const steps = stepsOf(rule.path);
    const last = steps.at(-1) ?? '';
    for (const holder of placesAt(profile, root, steps.slice(0, -1)))
      judgeElement(rule, last, holder, placesAt(profile, holder, [last], steps.slice(0, -1).join('.')), say);
  }
  for (const [key, path] of profile.invariants) {
    const invariant = CARIN_INVARIANTS[key];
    if (invariant === undefined) continue;
    for (const place of path === '' ? [root] : placesAt(profile, root, stepsOf(path)))
      if (!invariant.holds(place.node, resource, contained))
        say(`invariant.${key}`, invariant.severity, place, invariant.says);
  }
};

type Say = (rule: string, severity: RawFinding['severity'], place: Place, expected: string) => void;

const judgeElement = (rule: CarinRule, last: string, holder: Place, places: readonly Place[], say: Say): void => {
  const { min = 0, max, pattern, required, extensible, targets, types } = rule;
  const at = { node: holder.node, path: `${holder.path}.${last.replace(/\[(?!x\]).*/, '')}` };
  if (places.length < min && !isExplained(holder, last)) say('cardinality', 'error', at, `${last}, at least ${min}`);
  if (max !== undefined && places.length > max)
    say('cardinality', 'error', at, max === 0 ? `no ${last}` : `${last}, at most ${max}`);
  for (const place of places) {
    if (types !== undefined && !types.some((type) => place.path.endsWith(capital(type)))) {
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
  const expected = `a code of the value set ${name}`;
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

/** `a.b[slice].c[x]` as steps; an `[x]` belongs to its name. */
const stepsOf = (path: string): readonly string[] => path.split('.');

/** The places at steps below one. `before`: the path of the place in the profile, by which its slices are called. */
const placesAt = (profile: WholeProfile, from: Place, steps: readonly string[], before = ''): readonly Place[] => {
  let places: readonly Place[] = [from];
  let path = before;
  for (const step of steps) {
    path = path === '' ? step : `${path}.${step}`;
    const [, name = step, slice] = /^([^[]+)\[(?!x\])([^\]]+)\]$/.exec(step) ?? [];
    const told = slice === undefined ? undefined : profile.slices.get(path);
    places = places
      .flatMap((place) => childrenOf(place, name))
      .filter(({ node }) => told === undefined || isOf(node, told));
  }
  return places;
};

const childrenOf = ({ node, path }: Place, name: string): readonly Place[] => {
  if (name.endsWith('[x]')) {
    const start = name.slice(0, -3);
    return node.keys.flatMap((key, at) => {
      const item = node.items[at];
      return item !== undefined && key.startsWith(start) && /^[A-Z]/.test(key.slice(start.length))
        ? [{ node: item, path: `${path}.${key}` }]
        : [];
    });
  }
  const value = member(node, name);
  if (value === undefined || value.kind === JsonKind.null) return [];
  if (value.kind !== JsonKind.array) return [{ node: value, path: `${path}.${name}` }];
  return value.items.map((item, nth) => ({ node: item, path: `${path}.${name}[${nth}]` }));
};

const isOf = (node: JsonNode, [child, system, code]: readonly string[]): boolean => {
  const value = member(node, child ?? '');
  if (value === undefined || system === undefined) return false;
  if (code !== undefined) return isLike(value, [system, code]);
  if (value.kind === JsonKind.string) return value.text === system;
  const set = carinGuide().valueSets[system];
  return set !== undefined && codingsOf(value).some((coding) => isIn(coding, set));
};
