import { NOT_JUDGED } from '../invariants/definition-invariants.js';
import { PRIMITIVES } from '../validate/primitives.js';
import { RULES } from './rules.js';
import { tables } from './tables.js';

/** Lines and their JSON have requirements of their own; what is no JSON at all is theirs too. */
export const isAboutResources = (rule: string): boolean => !rule.startsWith('ndjson.') && rule !== 'json.syntax';

/** Names of all rules that resources are held to: those that a verdict's findings can have. */
export const resourceRules = (): ReadonlySet<string> => {
  const keys = (['core', 'other'] as const).flatMap((part) => tables().invariantKeys(part));
  return new Set([
    ...Object.keys(RULES).filter(isAboutResources),
    ...[...PRIMITIVES.keys()].map((type) => `fhir.stu3.primitive.${type}`),
    ...keys.filter((key) => !NOT_JUDGED.has(key)).map((key) => `fhir.stu3.invariant.${key.replace(/^.*\//, '')}`),
  ]);
};
