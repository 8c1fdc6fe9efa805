import type { AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv';
import type { Dialect } from '../model/index.js';
import { expandsWithinBounds } from './expansion.js';
import { below, isObject, type JsonValue, listAt, objectAt, partAt, shown } from './json.js';

/** A violation of a schema of the document. */
interface SchemaViolation {
  /** Place of the violated rule in the document. */
  readonly pointer: string;
  readonly says: string;
}

/** Judges a body with the schema at a place of the document; undefined if the schema cannot be used. */
export type JudgeBody = (pointer: string, body: unknown) => readonly SchemaViolation[] | undefined;

/** Number of violations reported per body. */
const MOST_BROKEN = 5;
/** The name that references use for the complete document. */
const SELF = 'document';

/** Prepares the schemas of a document to judge bodies, in the dialect of JSON Schema that its standard uses. */
export const bodyJudge = async (document: JsonValue, dialect: Dialect): Promise<JudgeBody> => {
  if (dialect === 'unknown' || !expandsWithinBounds(document)) return () => undefined;
  const places = new Map<unknown, string>();
  const usable = rewrite(document, '', places) as AnySchemaObject;
  const { default: addFormats } = await import('ajv-formats');
  const options = { strict: false, validateSchema: false, allErrors: true, verbose: true, logger: false } as const;
  const ajv =
    dialect === 'OpenAPI 3.1'
      ? new (await import('ajv/dist/2020.js')).Ajv2020(options)
      : // Swagger 2.0 and OpenAPI 3.0 have booleans for exclusive limits, like draft 4 of JSON Schema.
        new (await import('ajv-draft-04')).default.default(options);
  addFormats.default(ajv, { mode: 'fast' });
  if (attempt(() => ajv.addSchema(usable, SELF)) === undefined) return () => undefined;
  const compiled = new Map<string, ValidateFunction | undefined>();
  return (pointer, body) => {
    if (!compiled.has(pointer)) {
      const schema = partAt(usable, pointer)?.node;
      compiled.set(pointer, isObject(schema) ? attempt(() => ajv.compile(schema)) : undefined);
    }
    const judge = compiled.get(pointer);
    if (judge === undefined) return undefined;
    const fits = judged(judge, body);
    if (fits !== false) return fits === true ? [] : undefined;
    return (judge.errors ?? []).slice(0, MOST_BROKEN).map((error) => violationOf(error, places));
  };
};

/** Compiles something; undefined for an invalid schema, which is the document's fault and judges nothing. */
const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
};

/** Judges a body; undefined if the schema contains itself without end. */
const judged = (judge: ValidateFunction, body: unknown): boolean | undefined => {
  try {
    return judge(body);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

const violationOf = (
  { keyword, params, parentSchema }: ErrorObject,
  places: ReadonlyMap<unknown, string>,
): SchemaViolation => {
  const pointer = shown(below(places.get(parentSchema) ?? '', keyword));
  if (keyword === 'required')
    return {
      pointer,
      says: `the body does not have the required member "${shown(String((params as JsonValue)['missingProperty']))}"`,
    };
  return {
    pointer,
    says: keyword === 'type' ? 'a value in the body has another type' : `the body violates "${shown(keyword)}"`,
  };
};

/** Keywords that would rename a schema, or run a text of the server as a pattern. */
const DROPPED = new Set(['id', '$id', '$schema', '$anchor', '$dynamicAnchor', '$recursiveAnchor', 'pattern']);

/**
 * A copy of a document with schemas that JSON Schema understands: nullable values are nullable by type, references point
 * to the copy, and references to other documents allow anything. Notes the place of each object.
 */
const rewrite = (node: unknown, pointer: string, places: Map<unknown, string>): unknown => {
  if (Array.isArray(node)) return node.map((child, at) => rewrite(child, below(pointer, at), places));
  if (!isObject(node)) return node;
  const copy: Record<string, unknown> = {};
  places.set(copy, pointer);
  for (const [name, child] of Object.entries(node)) {
    if (DROPPED.has(name) && typeof child === 'string') continue;
    Object.defineProperty(copy, name, {
      value: rewrite(child, below(pointer, name), places),
      ...{ enumerable: true, writable: true, configurable: true },
    });
  }
  return nullable(node, pointed(withoutPatterns(forReplies(copy))), pointer, places);
};

const pointed = (copy: Record<string, unknown>): Record<string, unknown> => {
  const reference = copy['$ref'];
  if (typeof reference !== 'string') return copy;
  if (reference.startsWith('#')) copy['$ref'] = SELF + reference;
  else delete copy['$ref'];
  return copy;
};

/** Removes patternProperties, which are not evaluated; then additional properties cannot be judged either. */
const withoutPatterns = (copy: Record<string, unknown>): Record<string, unknown> => {
  if (copy['type'] === 'file') delete copy['type'];
  if (!isObject(copy['patternProperties'])) return copy;
  delete copy['patternProperties'];
  delete copy['additionalProperties'];
  delete copy['unevaluatedProperties'];
  return copy;
};

/** Removes write-only properties from `required`: they need not be in a reply. */
const forReplies = (copy: Record<string, unknown>): Record<string, unknown> => {
  if (!Array.isArray(copy['required'])) return copy;
  const properties = objectAt(copy, 'properties');
  const required = listAt(copy, 'required').filter(
    (name) => typeof name === 'string' && objectAt(properties, name)['writeOnly'] !== true,
  );
  return { ...copy, required };
};

const nullable = (
  node: JsonValue,
  copy: Record<string, unknown>,
  pointer: string,
  places: Map<unknown, string>,
): Record<string, unknown> => {
  places.set(copy, pointer);
  if (node['nullable'] !== true && node['x-nullable'] !== true) return copy;
  if (Array.isArray(copy['enum'])) copy['enum'] = [...(copy['enum'] as unknown[]), null];
  if (typeof copy['type'] === 'string') return Object.assign(copy, { type: [copy['type'], 'null'] });
  if (!('$ref' in copy) && !('allOf' in copy)) return copy;
  const either = { anyOf: [copy, { type: 'null' }] };
  for (const part of [either, ...either.anyOf]) places.set(part, pointer);
  return either;
};
