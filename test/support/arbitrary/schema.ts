import fc from 'fast-check';
import { json, number, text } from './index.js';

/** As much of JSON Schema as the published schemas of ours use. */
interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | false;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly allOf?: readonly { readonly then?: Schema }[];
}

/** Values for members of some names, and for definitions (`#header`). */
export type Words = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Whatever fits a published schema. `defs` are the definitions that its references name. */
export const fitting = (
  schema: unknown,
  defs: Readonly<Record<string, unknown>>,
  words: Words = {},
): fc.Arbitrary<unknown> => {
  const known = new Map<string, fc.Arbitrary<unknown>>();
  const named = (name: string): fc.Arbitrary<unknown> => {
    const made = known.get(name) ?? words[`#${name}`] ?? of(defs[name] ?? {});
    known.set(name, made);
    return made;
  };
  const objectOf = ({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> =>
    fc.record(Object.fromEntries(Object.entries(properties).map(([key, member]) => [key, of(member, key)])), {
      requiredKeys: [...required],
      noNullPrototype: true,
    });
  const textOf = ({ pattern, format, minLength = 0 }: Schema, key: string): fc.Arbitrary<unknown> => {
    if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
    if (format === 'date-time')
      return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString());
    return words[key] ?? text.map((one) => one.padEnd(minLength, 'x'));
  };
  const of = (schema: Schema, key = ''): fc.Arbitrary<unknown> => {
    if (schema.$ref !== undefined) return named(schema.$ref.split('/').at(-1) ?? '');
    if ('const' in schema) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    // What kind of fact it is decides over all else.
    if (schema.allOf !== undefined) return fc.oneof(...schema.allOf.map(({ then = {} }) => of(then)));
    if (schema.type === 'object') return objectOf(schema);
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'number') return schema.minimum === undefined ? number : number.map(Math.abs);
    if (schema.type === 'integer')
      return words[key] ?? fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 100_000 });
    if (schema.type === 'string') return textOf(schema, key);
    if (schema.type !== 'array') return words[key] ?? json;
    if (schema.prefixItems !== undefined) return fc.tuple(...schema.prefixItems.map((item) => of(item)));
    const items = schema.items === false ? {} : (schema.items ?? {});
    return fc.array(of(items, key), { maxLength: Math.min(6, schema.maxItems ?? 6), minLength: schema.minItems ?? 0 });
  };
  return of(schema as Schema);
};
