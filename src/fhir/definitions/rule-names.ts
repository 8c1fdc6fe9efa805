import { NOT_JUDGED } from '../invariants/definition-invariants.js';
import { PRIMITIVES } from '../validate/judge/primitives.js';
import { RULES } from './rules.js';
import { tables } from './tables.js';

/** Whether a rule is about resources. Lines and their JSON have requirements of their own, which also cover invalid JSON. */
export const isAboutResources = (rule: string): boolean => !rule.startsWith('ndjson.') && rule !== 'json.syntax';

/** Names of all rules that resources are checked against: those that findings of a verdict can have. */
export const resourceRules = (): ReadonlySet<string> => {
  const keys = (['core', 'other'] as const).flatMap((part) => tables().invariantKeys(part));
  return new Set([
    ...Object.keys(RULES).filter(isAboutResources),
    ...[...PRIMITIVES.keys()].map((type) => `fhir.stu3.primitive.${type}`),
    ...keys.filter((key) => !NOT_JUDGED.has(key)).map((key) => `fhir.stu3.invariant.${key.replace(/^.*\//, '')}`),
  ]);
};
