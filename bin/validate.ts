import addFormats from 'ajv-formats';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { readSchema, type SchemaName } from '../schemas/index.js';

/** What is wrong with a value by one of the published schemas: the first departures, in words; empty: nothing. */
export const departures = (name: SchemaName, value: unknown): string[] => {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  // The package is CommonJS: its function is the default of the default.
  addFormats.default(ajv);
  if (name === 'transcript') ajv.addSchema(readSchema('report'));
  const validate = ajv.compile(readSchema(name));
  if (validate(value)) return [];
  const real = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  // A constant that differs tells most: it is another kind of document.
  const telling = real.filter(({ keyword }) => keyword === 'const');
  return [...new Set((telling.length > 0 ? telling : real).map(sentence))].slice(0, 3);
};

const sentence = ({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject): string => {
  const place = instancePath === '' ? 'it' : instancePath.slice(1).replaceAll('/', '.');
  const { missingProperty, additionalProperty, allowedValue } = params as Record<string, unknown>;
  if (keyword === 'required') return `${place} has no ${String(missingProperty)}`;
  if (keyword === 'additionalProperties') return `${place} has an unknown member ${JSON.stringify(additionalProperty)}`;
  if (keyword === 'const') return `${place} must be ${JSON.stringify(allowedValue)}`;
  return `${place} ${message}`;
};
