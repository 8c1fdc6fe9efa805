// The tables that the engine reads: the same facts as the schemas, as small as JSON allows.
import { reachOf } from './model.mjs';

/**
 * Two tables: `core` has what the resources of an export reach, `other` the rest, which only a contained resource
 * can need. Per type: kind, invariants, elements as [name, min, max, types, binding, targets, invariants], cut after the last
 * that says something; max -1 is unbounded, types joined by |, binding `r:` or `e:` and a value set, `bare` types end in `!`.
 */
export const tablesOf = (model) => {
  const core = reachOf(model, model.roots);
  const names = [...model.types.keys()].sort();
  const resources = names.filter(
    (name) => model.types.get(name).kind === 'resource' && !model.types.get(name).abstract,
  );
  const inCore = names.filter((name) => core.has(name));
  const other = names.filter((name) => !core.has(name) && !model.types.get(name).abstract);
  const coreTable = table(model, inCore);
  const otherTable = table(model, other);
  for (const name of Object.keys(coreTable.valueSets)) delete otherTable.valueSets[name];
  return { core: { fhirVersion: model.version, resources, ...coreTable }, other: otherTable };
};

const table = (model, names) => {
  const types = names.map((name) => model.types.get(name));
  const held = types.filter(({ kind }) => kind !== 'primitive');
  const elements = held.flatMap((type) => type.elements);
  const sets = [...new Set(elements.flatMap(({ binding }) => (binding ? [binding.set] : [])))].sort();
  const keys = [...new Set([...held, ...elements].flatMap(({ invariants }) => invariants))].sort();
  return {
    types: Object.fromEntries(held.map((type) => [type.name, row(type)])),
    valueSets: Object.fromEntries(sets.map((name) => [name, Object.fromEntries(model.valueSets.get(name).codes)])),
    invariants: Object.fromEntries(
      keys.map((key) => [key, [model.invariants.get(key).severity, model.invariants.get(key).human]]),
    ),
  };
};

const row = ({ kind, invariants, elements, name }) => [
  kind === 'resource' ? 1 : 0,
  invariants.join(' '),
  ...elements.map((element) => elementRow(element, name)),
];

const elementRow = ({ name, min, max, types, bare, binding, targets, invariants }) => {
  const cells = [
    name,
    min,
    max,
    types.join('|') + (bare ? '!' : ''),
    binding === undefined ? '' : `${binding.strength[0]}:${binding.set}`,
    targets.join('|'),
    invariants.join(' '),
  ];
  while (cells.at(-1) === '') cells.pop();
  return cells;
};

/** One row a line: readable in a diff. */
export const written = (value) => {
  const block = (entry) =>
    entry !== null && typeof entry === 'object' && !Array.isArray(entry)
      ? `{\n${Object.entries(entry)
          .map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`)
          .join(',\n')}\n}`
      : JSON.stringify(entry);
  return `{\n${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${block(entry)}`)
    .join(',\n')}\n}\n`;
};
