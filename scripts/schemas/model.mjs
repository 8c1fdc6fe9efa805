// The definitions as a model: what each type holds, what its values must be, which invariants it has.
import { PROFILED, RELEASES } from './definitions.mjs';
import { expander } from './expand.mjs';

/**
 * types: name → { name, kind, parent, elements, invariants }, nested ones by their path (`Patient.contact`);
 * an element: { name, min, max, types, targets, binding, invariants }. valueSets: name → { url, codes, open }.
 */
export const buildModel = (release, definitions) => {
  const expand = expander(definitions);
  const { title, roots } = RELEASES[release];
  const model = {
    release,
    title,
    roots,
    version: definitions.version,
    types: new Map(),
    valueSets: new Map(),
    invariants: new Map(),
  };
  for (const [id, structure] of [...definitions.structures].sort(byKey)) addStructure(model, expand, id, structure);
  for (const type of model.types.values())
    for (const element of type.elements) element.invariants = ownOf(model, element);
  return model;
};

/** The invariants of an element without those that its type has anyway. */
const ownOf = ({ types }, element) => {
  const ofType = new Set(element.types.flatMap((name) => types.get(name)?.invariants ?? []));
  return element.invariants.filter((key) => !ofType.has(key));
};

const byKey = ([a], [b]) => (a < b ? -1 : 1);

const addStructure = (model, expand, id, { snapshot, kind, abstract }) => {
  if (kind === 'primitive-type') return addPrimitive(model, id, snapshot.element);
  const [root, ...rest] = snapshot.element;
  const type = (name, of, more) => {
    const made = {
      name,
      kind: of,
      elements: [],
      invariants: invariantsOf(model, more),
      abstract: abstract && name === id,
    };
    model.types.set(name, made);
    return made;
  };
  type(id, kind === 'resource' ? 'resource' : 'complex', root);
  for (const element of rest) {
    const path = element.path.replace(/^[^.]+/, id);
    const parent = path.slice(0, path.lastIndexOf('.'));
    const backbone = (element.type ?? []).some(({ code }) => code === 'BackboneElement' || code === 'Element');
    if (backbone) type(path, 'complex', element);
    const made = elementOf(element, path.slice(parent.length + 1), backbone ? path : undefined, id, kind);
    made.invariants = backbone ? [] : invariantsOf(model, element);
    made.binding = bindingOf(model, expand, element);
    model.types.get(parent).elements.push(made);
  }
};

const addPrimitive = (model, id, elements) => {
  const value = elements.find(({ path }) => path === `${id}.value`);
  const said = value?.type?.[0];
  const regex = said?.extension?.find(({ url }) => /[/-]regex$/.test(url))?.valueString;
  const json =
    JSON_KINDS[said?.code] ??
    said?._code?.extension.find(({ url }) => url.endsWith('structuredefinition-json-type'))?.valueString;
  model.types.set(id, { name: id, kind: 'primitive', elements: [], invariants: [], regex, json });
};

/** How JSON writes the types of FHIRPath that R4 names; all others are strings. */
const SYSTEM = 'http://hl7.org/fhirpath/System.';
const JSON_KINDS = Object.fromEntries(
  ['Boolean', 'Date', 'DateTime', 'Decimal', 'Integer', 'String', 'Time'].map((kind) => [
    SYSTEM + kind,
    { Boolean: 'boolean', Decimal: 'number', Integer: 'number' }[kind] ?? 'string',
  ]),
);

const elementOf = ({ min, max, type = [], contentReference, representation }, name, nested, of, kind) => ({
  name,
  min,
  max: max === '*' ? -1 : Number(max),
  types:
    nested !== undefined
      ? [nested]
      : contentReference
        ? [contentReference.slice(1)]
        : [...new Set(type.map(code(of, name, kind)))],
  targets: targetsOf(type),
  // An XML attribute holds no extension, nor does XHTML.
  bare:
    (representation ?? []).includes('xmlAttr') ||
    type.some((t) => t.code === 'xhtml' || (t.code?.startsWith(SYSTEM) && !isIdOfResource(kind, name))),
});

// R4 gives the id of a resource the type of FHIRPath's strings; the page on resources says id.
const isIdOfResource = (kind, name) => kind === 'resource' && name === 'id';

const code = (of, name, kind) => (type) => {
  const profile = [type.profile ?? []]
    .flat()
    .map(last)
    .find((one) => PROFILED.has(one));
  if (profile !== undefined) return profile;
  if (type.code === undefined) throw new Error(`${of}.${name} has a type without code`);
  if (!type.code.startsWith(SYSTEM)) return type.code;
  if (isIdOfResource(kind, name)) return 'id';
  const { valueUrl, valueString } = type.extension.find(({ url }) => url.endsWith('structuredefinition-fhir-type'));
  return valueUrl ?? valueString;
};

const last = (url) => url.split('/').pop();

const targetsOf = (types) => {
  const targets = types
    .filter((t) => t.code === 'Reference')
    .flatMap((t) => [t.targetProfile ?? 'Resource'].flat().map(last));
  return targets.includes('Resource') ? [] : [...new Set(targets)].sort();
};

// Those that stand on every element or resource are the engine's own affair, told once.
const invariantsOf = (model, { constraint = [], path }) =>
  constraint
    .filter(({ key }) => key !== 'ele-1')
    .map(({ key, severity, human, expression }) => {
      // Some resources call different invariants by the same key.
      const name = key.startsWith('inv-') ? `${path.split('.')[0]}/${key}` : key;
      const on = [...(model.invariants.get(name)?.on ?? []), path];
      model.invariants.set(name, { severity, human: human.trim(), expression, on });
      return name;
    })
    .sort();

const bindingOf = (model, expand, { binding }) => {
  if (binding?.strength !== 'required' && binding?.strength !== 'extensible') return undefined;
  const url = (binding.valueSet ?? binding.valueSetUri ?? binding.valueSetReference?.reference)?.split('|')[0];
  const found = expand(url);
  if (found === undefined) return undefined;
  const name = url.split('/').pop();
  const known = model.valueSets.get(name);
  if (known !== undefined && known.url !== url) throw new Error(`two value sets are called ${name}`);
  const codes = [...found.codes].sort(byKey).map(([system, list]) => [system, [...list].sort()]);
  model.valueSets.set(name, { url, codes, open: [...found.open].sort() });
  return { strength: binding.strength, set: name };
};

/** The names of the types that can stand in one of `roots`, nested ones among them; not what is contained. */
export const reachOf = ({ types }, roots) => {
  const seen = new Set();
  const visit = (name) => {
    const type = types.get(name);
    if (type === undefined) throw new Error(`no definition of ${name}`);
    if (seen.has(name) || name === 'Resource') return;
    seen.add(name);
    for (const element of type.elements) element.types.forEach(visit);
  };
  // What stands beside primitive values is an Element.
  visit('Element');
  roots.forEach(visit);
  return seen;
};
