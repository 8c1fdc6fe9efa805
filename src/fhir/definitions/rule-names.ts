import { carinRules } from '../carin/invariants.js';
import { NOT_JUDGED } from '../invariants/definition-invariants.js';
import { definitionsOf } from './definitions.js';
import { type FhirRelease, releaseNames } from './release.js';
import { LINE_RULES } from './rules.js';

/** Whether a rule is about resources. Lines and their JSON have requirements of their own, which also cover invalid JSON. */
export const isAboutResources = (rule: string): boolean => !rule.startsWith('ndjson.') && rule !== 'json.syntax';

/** Names of all rules that resources are checked against: those that findings of a verdict can have. */
export const resourceRules = (): ReadonlySet<string> =>
  new Set([
    ...Object.keys(LINE_RULES).filter(isAboutResources),
    ...releaseNames.flatMap(rulesOf),
    ...carinRules().map(([id]) => id),
  ]);

/** Names of the rules of a release. */
export const rulesOf = (release: FhirRelease): string[] => {
  const { invariantKeys, primitives, ruleOf, rules } = definitionsOf(release);
  const keys = (['core', 'other'] as const).flatMap(invariantKeys);
  return [
    ...Object.values(rules).map(({ id }) => id),
    ...[...primitives.keys()].map((type) => ruleOf('primitive', type)),
    ...keys.filter((key) => !NOT_JUDGED[release].has(key)).map((key) => ruleOf('invariant', key)),
  ];
};
