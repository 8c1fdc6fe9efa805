import { counted } from '../text/index.js';
import type { FindingGroup } from '../../src/fhir/validate/finding.js';
import type { FileVerdict, Validation } from '../../src/fhir/validate/validation.js';

/** A kind of finding in all files together. */
export interface TotalGroup extends Pick<FindingGroup, 'rule' | 'severity' | 'path' | 'count' | 'first'> {
  /** How many files have it. */
  readonly files: number;
  /** The file that `first` is in. */
  readonly in: string;
}

/** The findings of several files by rule and path: errors first, then the most frequent. */
export const groupsOf = (files: readonly FileVerdict[]): TotalGroup[] => {
  const totals = new Map<string, TotalGroup>();
  for (const { file, groups } of files)
    for (const { rule, severity, path, count, first } of groups) {
      const key = JSON.stringify([rule, severity, path]);
      const before = totals.get(key) ?? { rule, severity, path, count: 0, files: 0, first, in: file };
      totals.set(key, { ...before, count: before.count + count, files: before.files + 1 });
    }
  return [...totals.values()].sort(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error') || b.count - a.count,
  );
};

/** Whether there is nothing to say of a file but that it was validated. */
export const isClean = ({ errors, warnings, interrupted, bounds, secondOpinion }: FileVerdict): boolean =>
  errors + warnings === 0 &&
  interrupted !== true &&
  bounds.length === 0 &&
  (secondOpinion === undefined || secondOpinion.differences.length === 0);

/** What a validation says in one sentence. */
export const conclusionOf = ({
  valid,
  files,
}: Validation): { readonly is: 'valid' | 'not valid' | 'nothing'; readonly text: string } => {
  const sum = (of: (file: FileVerdict) => number): number => files.reduce((total, file) => total + of(file), 0);
  const resources = sum((file) => file.resources);
  const all = counted(resources, 'resource');
  const where = `in ${counted(files.length, 'file')}`;
  const partly = files.some(({ sample }) => sample !== undefined) ? ' (a sample)' : '';
  const errors = sum((file) => file.errors);
  if (!valid) return { is: 'not valid', text: `Not valid: ${counted(errors, 'error')} in ${all}${partly} ${where}.` };
  if (resources === 0) return { is: 'nothing', text: `Nothing to validate: no resource ${where}.` };
  const warnings = sum((file) => file.warnings);
  const more = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`;
  return { is: 'valid', text: `Valid: no error in ${all}${partly} ${where}${more}.` };
};

/** Whether the exit code of a validation is about this file: it has errors or, if warnings count, warnings. */
export const fails = ({ errors, warnings }: FileVerdict, { strict }: Validation): boolean =>
  errors > 0 || (strict === true && warnings > 0);

/** Why the exit code is not 0 although no file fails; undefined: it is 0, or one fails. */
export const problemOf = (validation: Validation): string | undefined => {
  if (validation.interrupted === true) return 'The validation was interrupted: the rest was not validated.';
  const { is, text } = conclusionOf(validation);
  return is === 'nothing' && validation.shard === undefined ? text : undefined;
};

/** What a file has, in words. */
export const countsText = ({ errors, warnings, resources }: FileVerdict): string =>
  `${counted(errors, 'error')}, ${counted(warnings, 'warning')} in ${counted(resources, 'resource')}`;
