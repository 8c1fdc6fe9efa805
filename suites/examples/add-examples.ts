import type { Explanation, Report } from '../../src/model/index.js';
import { ownJson } from '../../src/package.js';
import { profiles } from '../profiles/index.js';
import { familyOf, fileOf } from './families.js';

/**
 * A report with what there is to know about each requirement that failed. The examples are read only if one did, and there
 * are none for a profile that is not of this package.
 */
export const addExamples = (report: Report): Report => {
  const failed = new Set(report.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id));
  const profile = profiles.find(({ id }) => id === report.profile);
  if (failed.size === 0 || profile === undefined) return report;
  const known = ownJson(fileOf(familyOf(profile))) as readonly Explanation[];
  return { ...report, explanations: known.filter(({ id }) => failed.has(id)) };
};
