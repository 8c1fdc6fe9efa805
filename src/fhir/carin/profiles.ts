import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package.js';

/** A constraint on an element: a path with slices in brackets, from the resource. */
export interface CarinRule {
  readonly path: string;
  readonly min?: number;
  readonly max?: number;
  /** A coding (system, code) that the concept must have, or the text of a primitive. */
  readonly pattern?: readonly [string, string] | string;
  readonly required?: string;
  readonly extensible?: string;
  /** Types of resources that a reference may refer to. */
  readonly targets?: readonly string[];
  /** Types of a choice. */
  readonly types?: readonly string[];
}

/** How the items of a slice are told: by a child's coding, by a child's value set, or by the text of `system`. */
type Slice = readonly [child: string, system: string, code: string] | readonly [child: string, valueSetOrText: string];

interface CarinProfile {
  readonly type: string;
  readonly parent: string | null;
  readonly slices: Readonly<Record<string, Slice>>;
  /** Keys, and the elements that they stand on; empty: the resource. */
  readonly invariants: readonly (readonly [key: string, path: string])[];
  readonly rules: readonly CarinRule[];
}

/** Codes by system; `*`: all codes of the system, which are licensed or too many. */
export type CarinValueSet = Readonly<Record<string, readonly string[] | '*'>>;

interface CarinGuide {
  readonly guide: string;
  readonly version: string;
  readonly profiles: Readonly<Record<string, CarinProfile>>;
  readonly valueSets: Readonly<Record<string, CarinValueSet>>;
}

/** A profile with everything that it has from its parents. */
export interface WholeProfile {
  readonly name: string;
  readonly type: string;
  readonly slices: ReadonlyMap<string, Slice>;
  readonly invariants: readonly (readonly [key: string, path: string])[];
  readonly rules: readonly CarinRule[];
}

const guideText = (): string => readFileSync(join(packageRoot, 'schemas/fhir/carin/carin-bb-2.2.0.json'), 'utf8');

let loaded: CarinGuide | undefined;

/** CARIN Blue Button 2.2.0 with the parts of US Core 7.0.0 that it builds on; read when first needed. */
export const carinGuide = (): CarinGuide => (loaded ??= JSON.parse(guideText()) as CarinGuide);

let digest: string | undefined;

/** SHA-256 of the constraints, hex: findings under different ones are not comparable. */
export const carinRuleSet = (): string => (digest ??= createHash('sha256').update(guideText()).digest('hex'));

const whole = new Map<string, WholeProfile>();

/** A profile by its name; undefined: the guide has none of that name. */
export const carinProfile = (name: string): WholeProfile | undefined => {
  const known = whole.get(name);
  if (known !== undefined) return known;
  const { profiles } = carinGuide();
  if (!Object.hasOwn(profiles, name)) return undefined;
  const line: CarinProfile[] = [];
  for (let at: string | null = name; at !== null; at = profiles[at]?.parent ?? null) {
    const profile: CarinProfile | undefined = profiles[at];
    if (profile !== undefined) line.unshift(profile);
  }
  const made: WholeProfile = {
    name,
    type: line[0]?.type ?? '',
    slices: new Map(line.flatMap(({ slices }) => Object.entries(slices))),
    invariants: line.flatMap(({ invariants }) => invariants),
    rules: distinct(line.flatMap(({ rules }) => rules)),
  };
  whole.set(name, made);
  return made;
};

/** Children repeat what their parents say: each constraint once. */
const distinct = (rules: readonly CarinRule[]): CarinRule[] => {
  const seen = new Set<string>();
  return rules.flatMap(({ path, ...parts }) => {
    const left = Object.entries(parts).filter(([key, value]) => {
      const text = `${path} ${key} ${JSON.stringify(value)}`;
      const isNew = !seen.has(text);
      seen.add(text);
      return isNew;
    });
    return left.length === 0 ? [] : [{ path, ...Object.fromEntries(left) }];
  });
};
