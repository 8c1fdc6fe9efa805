import { invariantOf } from '../invariants/invariant-of.js';
import type { Holds } from '../invariants/invariants.js';
import { PRIMITIVES, type Primitives } from '../validate/judge/primitives.js';
import type { FhirRelease } from './release.js';
import { type FhirRules, pageOf, rulesAboutResources } from './rules.js';
import { readTables, type Tables } from './tables.js';

/** Everything by which resources of a release are judged: its tables, its rules, and the pages that findings refer to. */
export interface Definitions extends Tables {
  readonly release: FhirRelease;
  readonly primitives: Primitives;
  readonly rules: FhirRules;
  /** The function that decides an invariant for its element; undefined: the judge's walk decides, or it is not judged. */
  readonly invariantOf: (key: string) => Holds | undefined;
  /** The full name of the rule of a primitive type, or of an invariant. */
  readonly ruleOf: (group: 'primitive' | 'invariant', name: string) => string;
  /** The page that defines a type, or the type that contains a nested one. */
  readonly pageOf: (type: string) => string;
}

const loaded = new Map<FhirRelease, Definitions>();

/** The definitions of a release; they are read once, when first needed. */
export const definitionsOf = (release: FhirRelease): Definitions => {
  const known = loaded.get(release);
  if (known !== undefined) return known;
  const primitives = PRIMITIVES[release];
  const tables = readTables(release, primitives);
  const made: Definitions = {
    ...tables,
    release,
    primitives,
    rules: rulesAboutResources(release),
    invariantOf: (key) => invariantOf(release, key),
    ruleOf: (group, name) => `fhir.${release}.${group}.${name.slice(name.indexOf('/') + 1)}`,
    pageOf: (type) => {
      const [name = type] = type.split('.');
      return pageOf(release, name, name === 'DomainResource' || tables.isResource(name));
    },
  };
  loaded.set(release, made);
  return made;
};
