import type { DeclaredOperation, Profile, View } from '../../../model/index.js';
import { type Assertion, not, ok, unreadable } from '../../assertion.js';
import { objectIn, valueAt } from '../bodies.js';

/** An operation that a CapabilityStatement lists. */
export interface ListedOperation {
  readonly name: string;
  /** The URL or template in definition.reference. */
  readonly reference: string;
}

export const operationsIn = (statement: unknown): ListedOperation[] => {
  const listed = valueAt(statement, 'rest.0.operation');
  return (Array.isArray(listed) ? (listed as unknown[]) : []).map((operation) => ({
    name: textAt(operation, 'name'),
    reference: textAt(operation, 'definition.reference'),
  }));
};

export const textAt = (value: unknown, path: string): string => {
  const text = valueAt(value, path);
  return typeof text === 'string' ? text : '';
};

/** An assertion about a CapabilityStatement. `judge` says what is wrong; undefined: nothing. */
export const statementAssertion = (
  says: string,
  judge: (statement: Record<string, unknown>, view: View) => string | undefined,
): Assertion => ({
  says,
  at: (exchange, view) => {
    const statement = objectIn(exchange);
    if (statement === undefined) return unreadable('the body is not one JSON object');
    const seen = judge(statement, view);
    return seen === undefined ? ok : not(seen);
  },
});

export const missing = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : `not listed: ${names.join(', ')}`;

export const listAt = (value: unknown, path: string): unknown[] => {
  const list = valueAt(value, path);
  return Array.isArray(list) ? (list as unknown[]) : [];
};

/** The operations that a CapabilityStatement declares by canonical URL, under rest or under its resource types. */
export const declaredIn = (statement: unknown, at: Profile['statement']['declares']): DeclaredOperation[] =>
  at === 'resource'
    ? listAt(statement, 'rest.0.resource').flatMap((resource) =>
        listAt(resource, 'operation').map((operation) => ({
          type: textAt(resource, 'type'),
          name: textAt(operation, 'name'),
          definition: canonical(textAt(operation, 'definition')),
        })),
      )
    : operationsIn(statement).map(({ name, reference }) => {
        const definition = canonical(reference);
        return { type: typeOfExport(definition) ?? '', name, definition };
      });

/** A canonical URL without the version that it may name (FHIR, canonical). */
export const canonical = (url: string): string => url.split('|', 1)[0] ?? '';

/** The resource type of an export operation, in lower case, by the canonical URL of its definition in the Bulk Data standard. */
export const typeOfExport = (definition: string): string | undefined =>
  /\/OperationDefinition\/(\w+)-export$/.exec(definition)?.[1];

/** Whether an operation has the name and the definition, and the type where it stands under one. */
export const isSame =
  ({ type, name, definition }: DeclaredOperation) =>
  (other: DeclaredOperation): boolean =>
    name === other.name && definition === other.definition && type.toLowerCase() === other.type.toLowerCase();
