import type { FileFact, HistoryFact, View } from '../../../model/index.js';
import { type AssertionResult, nothing, unreadable } from '../../assertion.js';
import { objectIn } from '../bodies.js';
import { fileOf } from './file-facts.js';
import { labelled } from '../labelled.js';

/**
 * An export that lists errors about a type has said that resources of it are missing. Errors that name people excuse no more
 * than the resources of so many people: each may have as many as the person of the run who has most. Errors that each earlier
 * export with the type lists too, in the same words, do not say why this one has fewer, nor do as many as an export lists that
 * has everything.
 */
export const excusedByErrors = (
  {
    exchange,
    of,
    type,
    missing,
  }: { readonly exchange: number; readonly of: string; readonly type: string; readonly missing: number },
  view: View,
): AssertionResult | undefined => {
  const manifest = labelled(view, 'manifest').find((exchange) => exchange.of === of);
  const listed = manifest === undefined ? undefined : objectIn(manifest)?.['error'];
  if (!Array.isArray(listed) || listed.length === 0) return undefined;
  const files = labelled(view, 'error-data').filter((exchange) => exchange.of === of);
  const facts = files.map((exchange) => fileOf(exchange, view));
  if (files.length < listed.length || facts.some((fact) => fact?.whole !== true))
    return unreadable('the export lists errors that could not be read');
  const known = errorsOfAll(exportsBefore(view, exchange, of, type), view);
  const own = peopleIn(facts, type);
  const usual = completeExports(view, type)
    .filter((one) => one !== of)
    .map((one) => peopleIn(errorFilesOf(one, view), type))
    .filter((people) => people < Infinity);
  const unknown = facts.filter((fact) => fact !== undefined && !known.has(fact.sha256));
  const people = Math.min(peopleIn(unknown, type), usual.length === 0 ? own : own - Math.min(...usual));
  const excused = people * mostOfOnePerson(type, view);
  return people > 0 && missing <= excused ? nothing(`the export lists errors about ${type}`) : undefined;
};

/** How many people the errors about a type name; an error that names nobody may be about anybody. */
const peopleIn = (files: readonly (FileFact | undefined)[], type: string): number =>
  files.reduce((sum, file) => (file === undefined || !isAbout(file, type) ? sum : sum + (file.people ?? Infinity)), 0);

const errorFilesOf = (of: string, view: View): (FileFact | undefined)[] =>
  labelled(view, 'error-data').flatMap((one) => (one.of === of ? [fileOf(one, view)] : []));

/** The exports that have every resource of a type that any export of the run has. */
const completeExports = ({ facts }: View, type: string): string[] => {
  const all = facts.filter((fact): fact is HistoryFact => fact.kind === 'history' && fact.type === type);
  const most = Math.max(...all.map(({ resources }) => resources));
  return all.filter(({ missing, resources }) => missing === 0 && resources === most).map(({ of }) => of);
};

/** How many resources of a type the person of the run has who has most. */
const mostOfOnePerson = (type: string, { facts }: View): number => {
  if (type === 'Patient') return 1;
  const counts = facts.flatMap((fact) =>
    fact.kind === 'file' && fact.type === type ? (fact.identities.most ?? []) : [],
  );
  return counts.length === 0 ? Infinity : Math.max(...counts);
};

/** A warning, such as that of a default filter, does not say that resources are missing. */
const isAbout = ({ resources, names = [], onlyWarns }: FileFact, type: string): boolean =>
  resources > 0 && onlyWarns !== true && (names.length === 0 || names.includes(type));

/** The exports of which files of the type were downloaded before. */
const exportsBefore = (view: View, exchange: number, of: string, type: string): Set<string> =>
  new Set(
    labelled(view, 'data').flatMap((one) =>
      one.id < exchange && one.of !== undefined && one.of !== of && fileOf(one, view)?.type === type ? [one.of] : [],
    ),
  );

/** Digests of the error files that each of the exports has. */
const errorsOfAll = (exports: ReadonlySet<string>, view: View): Set<string> => {
  const digests = [...exports].map((of) => new Set(errorFilesOf(of, view).flatMap((file) => file?.sha256 ?? [])));
  const [first = new Set<string>(), ...others] = digests;
  return new Set([...first].filter((digest) => others.every((one) => one.has(digest))));
};
