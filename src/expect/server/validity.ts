import type {
  Expectation,
  FileFact,
  FindingSummary,
  ResourceFact,
  SubjectsFact,
  Validity,
  ValidityGroup,
  View,
} from '../../model/index.js';
import { fileOf } from './file-facts.js';
import {
  type Assertion,
  not,
  nothing,
  ok,
  replies,
  type ExchangeResult,
  type AssertionResult,
  stopsBefore,
  unreadable,
  weigh,
} from '../assertion.js';
import { statusOf } from './replies.js';

type GroupFilter = (group: ValidityGroup) => boolean;

const isError: GroupFilter = ({ severity }) => severity === 'error';

const extensible: GroupFilter = ({ rule }) => rule === 'fhir.stu3.binding.extensible';

const MORE_KINDS = 'there are more kinds of findings than are kept of one file';

/** What counts of what was found, and whether that is all. */
const findingsOf = ({ groups, more }: Validity, counts: GroupFilter, cut?: string): FindingSummary => {
  const incomplete = more ? MORE_KINDS : cut;
  return {
    groups: groups.filter(counts).map(({ rule, severity, path, count }) => ({ rule, severity, path, count })),
    ...(incomplete !== undefined && { incomplete }),
  };
};

/** Judges what was found; findings of another rule set say nothing under this one. */
const sightOf = (validity: Validity, view: View, counts: GroupFilter, about: string, cut?: string): AssertionResult => {
  if (validity.ruleSet !== view.ruleSet)
    return unreadable('it was recorded under another rule set and is not judged again');
  const findings = findingsOf(validity, counts, cut);
  const found = validity.groups.filter(counts);
  const [first] = found;
  // Kinds of errors are kept before those of warnings: where one of these is, no error was left out.
  const all = !validity.more || (counts !== extensible && validity.groups.some((group) => !isError(group)));
  if (first === undefined && !all) return unreadable(MORE_KINDS);
  if (first === undefined) return { is: 'ok', findings };
  const more = found.length === 1 ? '' : `; ${found.length - 1} more kinds`;
  const place = first.path === '' ? '' : ` at ${first.path}`;
  const seen = `${first.count} × ${first.rule}${place}, expected ${first.expected}, first in ${about} ${first.lines[0]}${more}`;
  return { is: 'not', seen, findings };
};

/** Lines that are of another type, or no JSON, belong to the requirements about that. */
const isReadable = ({ findings }: FileFact): boolean => !findings.some(({ rule }) => rule === 'other-type');

const everyResource = (says: string, type: string | undefined, counts: GroupFilter): Assertion => ({
  says,
  finds: true,
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`there is no file to read: ${statusOf(exchange)}`);
    if (type !== undefined && fact.type !== type) return nothing(`no file of ${type} was listed`);
    if (fact.resources === 0) return nothing('the file holds no resource');
    if (!isReadable(fact)) return unreadable('it holds resources of another type');
    const cut = !fact.whole
      ? `a file of ${fact.type} did not come whole`
      : fact.sampled === undefined
        ? undefined
        : `of a file of ${fact.type} a sample was judged`;
    return sightOf(fact.validity, view, counts, `file of ${fact.type}, line`, cut);
  },
});

/** Every resource in files of a type is valid STU3: structure, formats, cardinalities, required bindings, invariants. */
export const validResources = (type: string): Assertion => everyResource(`every ${type} is valid STU3`, type, isError);

/** Codes whose system an extensible binding knows are members of its value set. */
export const extensibleCodes: Assertion = everyResource(
  'codes of the systems of extensible bindings are members',
  undefined,
  extensible,
);

/** The body is a valid STU3 resource of a type; findings that `tolerates` takes are left aside. */
export const validBody = (type: string, tolerates: GroupFilter = () => false): Assertion => ({
  says: `the body is a valid STU3 ${type}`,
  finds: true,
  at: ({ id }, view) => {
    const fact = view.facts.find((one): one is ResourceFact => one.kind === 'resource' && one.exchange === id);
    if (fact?.type !== type) return unreadable(`the body is not one ${type}`);
    return sightOf(fact.validity, view, (group) => isError(group) && !tolerates(group), 'line');
  },
});

const SAMPLED = { cause: 'choice', unblock: 'all lines (no --sample)' } as const;

/** No resource stands twice in one export, by its type and id. */
export const noneTwice: Assertion = {
  says: 'no type and id stands twice in one export',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`there is no file to read: ${statusOf(exchange)}`);
    const { repeated, lines, over } = fact.identities;
    if (repeated > 0) return not(`${repeated} repeated, first in line ${lines[0]}, file of ${fact.type}`);
    if (over) return unreadable('there are more resources than are kept in mind');
    if (fact.sampled !== undefined) return unreadable('only a sample of the lines was read', SAMPLED);
    return fact.resources === 0 ? nothing('the file holds no resource') : ok;
  },
};

/** Claims and coverages refer to Patients that were exported beside them. */
export const subjectsExported: Expectation = {
  says: 'every Patient that is referred to was exported too',
  judge: (view) => {
    const facts = view.facts.filter((fact): fact is SubjectsFact => fact.kind === 'subjects');
    const results = facts.flatMap((fact): ExchangeResult[] => {
      const exchange = view.exchanges.find(({ id }) => id === fact.exchange);
      const result =
        fact.sampled === true
          ? unreadable('only a sample of the lines was read, and the others may hold the Patients', SAMPLED)
          : fact.over
            ? unreadable('there are more resources than are kept in mind')
            : fact.unresolved > 0
              ? not(`${fact.unresolved} of ${fact.references} references lead to no exported Patient`)
              : ok;
      return exchange === undefined ? [] : [{ exchange, result }];
    });
    const broken = replies('data')
      .of(view)
      .filter((exchange) => {
        const file = fileOf(exchange, view);
        // Of a cut file of claims what came is judged; a cut file of Patients lacks some that others refer to.
        return file === undefined || (file.type === 'Patient' && !file.whole);
      })
      .map((exchange): ExchangeResult => ({ exchange, result: unreadable('not every file could be read') }));
    // Of Patients that did not all come it cannot be said that one was not exported.
    const seen = broken.length > 0 ? broken : results;
    return weigh(subjectsExported.says, seen, stopsBefore(view, ['data']));
  },
};
