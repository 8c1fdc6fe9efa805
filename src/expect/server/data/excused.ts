import type { View } from '../../../model/index.js';
import { type AssertionResult, nothing, unreadable } from '../../assertion.js';
import { objectIn } from '../bodies.js';
import { fileOf } from './file-facts.js';
import { labelled } from '../labelled.js';

/** An export that lists errors about a type has said that resources of it are missing. */
export const excusedByErrors = (
  { of, type }: { readonly of: string; readonly type: string },
  view: View,
): AssertionResult | undefined => {
  const manifest = labelled(view, 'manifest').find((exchange) => exchange.of === of);
  const listed = manifest === undefined ? undefined : objectIn(manifest)?.['error'];
  if (!Array.isArray(listed) || listed.length === 0) return undefined;
  const files = labelled(view, 'error-data').filter((exchange) => exchange.of === of);
  const facts = files.map((exchange) => fileOf(exchange, view));
  if (files.length < listed.length || facts.some((fact) => fact?.whole !== true))
    return unreadable('the export lists errors that could not be read');
  const about = facts.some((fact) => {
    const { resources = 0, names = [], onlyWarns } = fact ?? {};
    // A warning, such as that of a default filter, does not say that resources are missing.
    return resources > 0 && onlyWarns !== true && (names.length === 0 || names.includes(type));
  });
  return about ? nothing(`the export lists errors about ${type}`) : undefined;
};
