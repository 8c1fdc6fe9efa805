import type { View } from '../../../model/index.js';
import { type AssertionResult, nothing, unreadable } from '../../assertion.js';
import { objectIn } from '../bodies.js';
import { fileOf } from './file-facts.js';
import { labelled } from '../labelled.js';

/**
 * An export that lists errors about a type has said that resources of it are missing. Errors that name people excuse no more
 * than the resources of so many people: each may have as many as the person of the run who has most.
 */
export const excusedByErrors = (
  { of, type, missing }: { readonly of: string; readonly type: string; readonly missing: number },
  view: View,
): AssertionResult | undefined => {
  const manifest = labelled(view, 'manifest').find((exchange) => exchange.of === of);
  const listed = manifest === undefined ? undefined : objectIn(manifest)?.['error'];
  if (!Array.isArray(listed) || listed.length === 0) return undefined;
  const files = labelled(view, 'error-data').filter((exchange) => exchange.of === of);
  const facts = files.map((exchange) => fileOf(exchange, view));
  if (files.length < listed.length || facts.some((fact) => fact?.whole !== true))
    return unreadable('the export lists errors that could not be read');
  const about = facts.flatMap((fact) => {
    const { resources = 0, names = [], onlyWarns } = fact ?? {};
    // A warning, such as that of a default filter, does not say that resources are missing.
    const tells = resources > 0 && onlyWarns !== true && (names.length === 0 || names.includes(type));
    return tells ? [fact?.people ?? Infinity] : [];
  });
  const people = about.reduce((sum, count) => sum + count, 0);
  const excused = people * mostOfOnePerson(type, view);
  return about.length > 0 && missing <= excused ? nothing(`the export lists errors about ${type}`) : undefined;
};

/** How many resources of a type the person of the run has who has most. */
const mostOfOnePerson = (type: string, { facts }: View): number => {
  if (type === 'Patient') return 1;
  const counts = facts.flatMap((fact) =>
    fact.kind === 'file' && fact.type === type ? (fact.identities.most ?? []) : [],
  );
  return counts.length === 0 ? Infinity : Math.max(...counts);
};
