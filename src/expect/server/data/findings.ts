import type { FileFact, FindingSummary, Validity, ValidityGroup, View } from '../../../model/index.js';
import { type Assertion, type AssertionResult, nothing, unreadable } from '../../assertion.js';
import { counted } from '../../counted.js';
import { statusOf } from '../replies.js';
import { fileOf, unjudged } from './file-facts.js';

/** Which kinds of findings are meant. */
export type GroupFilter = (group: ValidityGroup) => boolean;

/** Which kinds of findings count, and whether warnings are among them. */
export interface WhichFindings {
  readonly counts: GroupFilter;
  readonly warnings?: true;
}

const MORE_KINDS = 'there are more kinds of findings than are kept for one file';

/** The findings that count, and whether these are all. */
const findingsOf = ({ groups, more }: Validity, counts: GroupFilter, cut?: string): FindingSummary => {
  const incomplete = more ? MORE_KINDS : cut;
  return {
    groups: groups.filter(counts).map(({ rule, severity, path, count }) => ({ rule, severity, path, count })),
    ...(incomplete !== undefined && { incomplete }),
  };
};

/** Judges the findings; those of another rule set show nothing under this one. */
export const resultOf = (
  validity: Validity,
  view: View,
  { counts, warnings }: WhichFindings,
  about: string,
  cut?: string,
): AssertionResult => {
  if (validity.ruleSet !== view.ruleSet)
    return unreadable('the findings were recorded under another rule set and cannot be judged again');
  const findings = findingsOf(validity, counts, cut);
  const found = validity.groups.filter(counts);
  const [first] = found;
  // Kinds of errors are kept before those of warnings: if a warning was kept, no error was left out.
  const all = !validity.more || (warnings !== true && validity.groups.some(({ severity }) => severity === 'warning'));
  if (first === undefined && !all) return unreadable(MORE_KINDS);
  if (first === undefined) return { is: 'ok', findings };
  const more = found.length === 1 ? '' : `; ${counted(found.length - 1, 'more kind')} of findings`;
  const place = first.path === '' ? '' : ` at ${first.path}`;
  const seen = `${first.count} × ${first.rule}${place}, expected ${first.expected}, first in ${about} ${first.lines[0]}${more}`;
  return { is: 'not', seen, findings };
};

/** Lines of another type, or lines that are not JSON, are judged by the requirements about that. */
const isReadable = ({ findings }: FileFact): boolean => !findings.some(({ rule }) => rule === 'other-type');

/** In a file of a type, or of any, no findings count. */
export const everyResource = (says: string, type: string | undefined, which: WhichFindings): Assertion => ({
  says,
  finds: true,
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    if (fact.cut === 'watchdog') return unjudged(fact);
    if (type !== undefined && fact.type !== type) return nothing(`no ${type} file was listed`);
    if (fact.resources === 0) return nothing(`the ${fact.type} file has no resources`, 1);
    if (!isReadable(fact)) return unreadable('the file contains resources of another type');
    const cut = !fact.whole
      ? `a ${fact.type} file was not downloaded completely`
      : fact.sampled === undefined
        ? undefined
        : `only a sample of a ${fact.type} file was judged`;
    return resultOf(fact.validity, view, which, `${fact.type} file, line`, cut);
  },
});
