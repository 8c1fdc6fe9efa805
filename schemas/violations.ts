import { createRequire } from 'node:module';
import type Formats from 'ajv-formats';
import type Ajv from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { readSchema, type SchemaName } from './index.js';

/** Loaded for the first value: most command lines read no report, and these packages take as long to load as all of ours. */
const load = createRequire(import.meta.url);

const compiled = new Map<SchemaName, ValidateFunction>();

/** Compiled once for all values: compiling a schema takes longer than validating with it. */
const validatorOf = (name: SchemaName): ValidateFunction => {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const { Ajv2020 } = load('ajv/dist/2020.js') as typeof Ajv;
  const addFormats = load('ajv-formats') as typeof Formats;
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  addFormats.default(ajv);
  if (name === 'transcript') ajv.addSchema(readSchema('report'));
  const made = ajv.compile(readSchema(name));
  compiled.set(name, made);
  return made;
};

/** Where a value violates one of the published schemas; empty: nowhere. */
export const violations = (name: SchemaName, value: unknown): ErrorObject[] => {
  const validate = validatorOf(name);
  validate(value);
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
};

/** The first violations of one of the published schemas, in words; empty: none. */
export const departures = (name: SchemaName, value: unknown): string[] => {
  const all = violations(name, value);
  // A wrong constant says the most: it is another kind of document.
  const telling = all.filter(({ keyword }) => keyword === 'const');
  return [...new Set((telling.length > 0 ? telling : all).map(sentence))].slice(0, 3);
};

const sentence = ({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): string => {
  const place = instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.');
  const { missingProperty, additionalProperty, allowedValue } = params as Record<string, unknown>;
  if (keyword === 'required') return `${place} has no ${String(missingProperty)}`;
  if (keyword === 'additionalProperties') return `${place} has an unknown member ${JSON.stringify(additionalProperty)}`;
  if (keyword === 'const') return `${place} must be ${JSON.stringify(allowedValue)}`;
  return `${place} ${message}`;
};
