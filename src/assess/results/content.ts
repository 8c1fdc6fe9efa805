import {
  addCounts,
  type ElementCounts,
  type Fact,
  type FieldCount,
  fieldCounts,
  NO_COUNTS,
  type Profile,
} from '../../model/index.js';

/** In how many resources of a run the fields of the profile occur; undefined: no elements were counted. */
export const contentIn = (facts: readonly Fact[], { content = [] }: Profile): readonly FieldCount[] | undefined => {
  const byType = new Map<string, ElementCounts>();
  for (const fact of facts)
    if (fact.kind === 'file' && fact.list === 'output' && fact.elements !== undefined)
      byType.set(fact.type, addCounts(byType.get(fact.type) ?? NO_COUNTS, fact.elements));
  return byType.size === 0 || content.length === 0
    ? undefined
    : fieldCounts(content, (type) => byType.get(type) ?? NO_COUNTS);
};
