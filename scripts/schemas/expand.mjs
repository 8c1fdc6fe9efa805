// Expands value sets to the codes they hold.

/**
 * A function from a value set's URL to `{ codes: { system: [code…] }, open: [system…] }`, or undefined where the
 * definitions do not hold it. `open`: systems of which it takes all, or a part that cannot be worked out from here.
 */
export const expander = ({ valueSets, codeSystems }) => {
  const expand = (url) => {
    const set = valueSets.get(url);
    if (set === undefined) return undefined;
    const found = { codes: new Map(), open: new Set() };
    for (const include of set.compose?.include ?? []) add(found, members(include));
    for (const exclude of set.compose?.exclude ?? []) remove(found, members(exclude));
    return found;
  };

  const members = (part) => {
    const found = { codes: new Map(), open: new Set() };
    const imported = (part.valueSet ?? []).map((url) => expand(typeof url === 'string' ? url : url.reference));
    if (part.system === undefined) for (const other of imported) if (other) add(found, other);
    if (part.system === undefined) return found;
    const codes = codesOf(part);
    if (codes === undefined) found.open.add(part.system);
    // A system and value sets together: what is in all of them.
    else
      found.codes.set(
        part.system,
        new Set(codes.filter((c) => imported.every((i) => i?.codes.get(part.system)?.has(c)))),
      );
    return found;
  };

  const codesOf = ({ system, concept, filter }) => {
    if (concept !== undefined) return concept.map(({ code }) => code);
    const codeSystem = codeSystems.get(system);
    if (codeSystem === undefined || codeSystem.content !== 'complete') return undefined;
    const concepts = flat(codeSystem.concept ?? [], []);
    return (filter ?? [])
      .reduce((left, one) => left && filtered(left, concepts, one), concepts)
      ?.map(({ code }) => code);
  };
  return expand;
};

const flat = (concepts, parents) =>
  concepts.flatMap((c) => {
    // v3's code systems also name parents by a property.
    const more = (c.property ?? [])
      .filter((p) => p.code === 'subsumedBy' || p.code === 'parent')
      .map((p) => p.valueCode);
    return [{ code: c.code, parents: [...parents.slice(-1), ...more] }, ...flat(c.concept ?? [], [...parents, c.code])];
  });

const filtered = (left, all, { op, value }) => {
  if (op !== 'is-a' && op !== 'descendent-of') return undefined;
  const below = new Set([value]);
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const { code, parents } of all) if (parents.some((p) => below.has(p))) below.add(code);
  }
  if (op === 'descendent-of') below.delete(value);
  return left.filter(({ code }) => below.has(code));
};

const add = (found, { codes, open }) => {
  for (const [system, more] of codes) found.codes.set(system, new Set([...(found.codes.get(system) ?? []), ...more]));
  for (const system of open) found.open.add(system);
};

const remove = (found, { codes }) => {
  for (const [system, less] of codes) for (const code of less) found.codes.get(system)?.delete(code);
};
