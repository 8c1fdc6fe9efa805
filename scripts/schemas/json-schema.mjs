// Readable JSON Schemas (draft 2020-12), one a type, for people and for any validator of JSON Schema.
import { PROFILED } from './definitions.mjs';
import { reachOf } from './model.mjs';
import { formatOf } from './formats.mjs';

const file = (name) => `${name}.schema.json`;
const ref = (name) => ({ $ref: file(name) });

/** File name → schema, for every type that the resources of an export reach. */
export const jsonSchemas = (model) => {
  const reach = reachOf(model, model.roots);
  const resources = [...model.types.values()].filter((type) => type.kind === 'resource' && !type.abstract);
  const schemas = new Map([
    [
      file('Resource'),
      anyResource(
        model,
        resources.map(({ name }) => name),
      ),
    ],
  ]);
  for (const name of reach) {
    const type = model.types.get(name);
    if (name.includes('.')) continue;
    const head = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: file(name),
      title: `${name}, ${model.title}`,
    };
    if (type.kind === 'primitive') schemas.set(file(name), { ...head, ...formatOf(model, name, type) });
    else schemas.set(file(name), { ...head, ...objectOf(model, type), ...nestedOf(model, reach, name) });
  }
  return new Map([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const anyResource = ({ title, roots }, names) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: file('Resource'),
  title: `A contained resource, ${title}`,
  description: 'Of the types that have a schema here, what that schema says; of the others, the name of the type only.',
  type: 'object',
  properties: { resourceType: { enum: names } },
  required: ['resourceType'],
  allOf: roots.toSorted().map((name) => ({
    if: { type: 'object', properties: { resourceType: { const: name } } },
    then: ref(name),
  })),
});

const nestedOf = (model, reach, of) => {
  const names = [...reach].filter((name) => name.startsWith(`${of}.`)).sort();
  if (names.length === 0) return {};
  return { $defs: Object.fromEntries(names.map((name) => [name, objectOf(model, model.types.get(name))])) };
};

const objectOf = (model, type) => {
  const properties = type.kind === 'resource' ? { resourceType: { const: type.name } } : {};
  const required = type.kind === 'resource' ? ['resourceType'] : [];
  const rules = [];
  for (const element of type.elements.filter(({ max }) => max !== 0)) {
    const keys = keysOf(element);
    const present = [];
    for (const [key, name] of keys) {
      properties[key] = cardinal(element, valueOf(model, element, name));
      present.push({ required: [key] });
      if (model.types.get(name).kind !== 'primitive' || element.bare) continue;
      properties[`_${key}`] = cardinal(element, ref('Element'), true);
      present.push({ required: [`_${key}`] });
    }
    if (keys.length > 1) rules.push(...choice(element, keys));
    else if (element.min > 0 && present.length === 1) required.push(keys[0][0]);
    else if (element.min > 0) rules.push({ anyOf: present });
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    // An id alone is enough beside a value, where Element stands.
    ...(type.name === 'Element' && { minProperties: 1 }),
    ...(type.kind !== 'resource' &&
      type.name !== 'Element' && { anyOf: [{ minProperties: 1, not: { required: ['id'] } }, { minProperties: 2 }] }),
    ...(rules.length > 0 && { allOf: rules }),
  };
};

/** The keys of an element, with the type that each has. */
export const keysOf = ({ name, types }) =>
  name.endsWith('[x]') ? types.map((type) => [name.slice(0, -3) + inKey(type), type]) : [[name, types[0]]];

// Profiles: in JSON they are called by their type.
const inKey = (type) => (PROFILED.has(type) ? 'Quantity' : type[0].toUpperCase() + type.slice(1));

const choice = ({ min }, keys) => {
  const one = keys.map(([key]) => ({ anyOf: [{ required: [key] }, { required: [`_${key}`] }] }));
  return [{ oneOf: min > 0 ? one : [...one, { not: { anyOf: one.flatMap(({ anyOf }) => anyOf) } }] }];
};

const cardinal = ({ max, min }, schema, nulls = false) => {
  if (max === 1) return schema;
  const items = nulls ? { anyOf: [schema, { type: 'null' }] } : schema;
  return { type: 'array', items, minItems: Math.max(1, min), ...(max > 1 && { maxItems: max }) };
};

const valueOf = (model, { binding, max }, name) => {
  const nested = name.includes('.');
  const type = model.types.get(name);
  const base = nested ? { $ref: `${file(name.split('.')[0])}#/$defs/${name}` } : ref(name);
  const set = binding?.strength === 'required' ? model.valueSets.get(binding.set) : undefined;
  const bound = set === undefined || set.open.length > 0 ? base : boundTo(set, name, base);
  return max !== 1 && type.kind === 'primitive' ? { anyOf: [bound, { type: 'null' }] } : bound;
};

const boundTo = ({ codes, url }, name, base) => {
  const among = codes.map(([system, list]) => ({
    type: 'object',
    properties: { system: { const: system }, code: { enum: list } },
    required: ['system', 'code'],
  }));
  const coding = among.length === 1 ? among[0] : { type: 'object', anyOf: among };
  if (name === 'code') return { $comment: url, enum: [...new Set(codes.flatMap(([, list]) => list))].sort() };
  if (name === 'Coding') return { $comment: url, allOf: [base, coding] };
  if (name !== 'CodeableConcept') return base;
  // A concept that only an extension explains names no code to judge.
  const silent = { type: 'object', not: { anyOf: [{ required: ['coding'] }, { required: ['text'] }] } };
  const named = { type: 'object', properties: { coding: { type: 'array', contains: coding } }, required: ['coding'] };
  return { $comment: url, allOf: [base, { type: 'object', anyOf: [silent, named] }] };
};
