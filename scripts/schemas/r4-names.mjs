// The names by which a resource of R4 is told from one of STU3.
import { keysOf } from './json-schema.mjs';
import { RELEASES } from './definitions.mjs';

/** What exports have in either release. */
const TYPES = [...RELEASES.stu3.roots, 'Bundle', 'Claim', 'ClaimResponse', 'Task'];

/**
 * For each resource type of an export that differs: what only R4 has, and what only STU3 has. `item.x` is in a nested element
 * that both have.
 */
export const newInR4 = (model, files) => {
  const { entry } = JSON.parse(files.get('profiles-resources.json'));
  const r4 = new Map(
    entry
      .map(({ resource }) => resource)
      .filter(isResource)
      .map((one) => [one.id, one]),
  );
  const r4Only = {};
  const stu3Only = {};
  for (const id of TYPES.toSorted()) {
    const before = namesInStu3(model, id);
    const now = new Set(r4.get(id).snapshot.element.flatMap(namesInR4));
    const added = [...now].filter((name) => !before.has(name) && within(name, before));
    const removed = [...before].filter((name) => !now.has(name) && within(name, now));
    if (added.length === 0) continue;
    r4Only[id] = added.sort(outerFirst);
    stu3Only[id] = removed.sort(outerFirst);
  }
  return { r4Only, stu3Only };
};

const outerFirst = (a, b) => a.includes('.') - b.includes('.') || (a < b ? -1 : 1);

const isResource = ({ resourceType, kind, derivation }) =>
  resourceType === 'StructureDefinition' && kind === 'resource' && derivation === 'specialization';

const within = (name, names) => !name.includes('.') || names.has(name.split('.')[0]);

const namesInStu3 = ({ types }, id) => {
  const names = new Set();
  for (const element of types.get(id).elements.filter(({ max }) => max !== 0)) {
    for (const [key] of keysOf(element)) names.add(key);
    if (element.types[0] !== `${id}.${element.name}`) continue;
    for (const inner of types.get(element.types[0]).elements)
      for (const [key] of keysOf(inner)) names.add(`${element.name}.${key}`);
  }
  return names;
};

const namesInR4 = ({ path, max, type = [] }) => {
  const [, ...steps] = path.split('.');
  const name = steps.join('.');
  if (max === '0' || steps.length === 0 || steps.length > 2) return [];
  if (!name.endsWith('[x]')) return [name];
  return type.map(({ code }) => name.slice(0, -3) + code[0].toUpperCase() + code.slice(1));
};
