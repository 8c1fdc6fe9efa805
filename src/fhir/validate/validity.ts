import type { Validity } from '../../model/index.js';
import type { FhirRelease } from '../definitions/release.js';
import { isAboutResources } from '../definitions/rule-names.js';
import { carinRuleSet } from '../carin/profiles.js';
import { ruleSet } from '../definitions/rule-set.js';
import { NdjsonValidator, type ValidationResult } from './validate.js';

/** A validator's result as kept in a transcript: the findings about resources, without single places. */
export const validityOf = (
  { groups, bounds }: ValidationResult,
  release: FhirRelease = 'stu3',
  carin = false,
): Validity => ({
  ruleSet: ruleSet(release),
  ...(carin && { carin: carinRuleSet() }),
  groups: groups
    .filter(({ rule }) => isAboutResources(rule))
    .map(({ rule, severity, path, count, lines, first: { expected, spec } }) => ({
      rule,
      severity,
      path,
      count,
      lines,
      expected,
      spec,
    })),
  more: bounds.includes('groups'),
});

/** Findings about one resource as JSON text. */
export const validityOfText = (text: string, release: FhirRelease = 'stu3'): Validity => {
  const validator = new NdjsonValidator({ fhir: release });
  // On one line: in JSON, a line break is white space like any other.
  validator.write(Buffer.from(text.replace(/[\r\n]/g, ' ')));
  return validityOf(validator.end(), release);
};
