import type { Endpoint, PlannedExport, Profile } from '../../src/model/index.js';

type Exports = Profile['exports'];

const plain = ({ name, types }: Endpoint): PlannedExport => ({ endpoint: name, types });

/** What every run makes: the documented export of each endpoint, and the first one's once more. */
export const documented = (endpoints: readonly Endpoint[]): Exports => ({
  endpoints: endpoints.map(plain),
  again: endpoints.slice(0, 1).map(plain),
});

/** The exports of an endpoint that `_type` narrows: to all of its types, to each, to every pair, and to nothing. */
export const byType = ({ name, types }: Endpoint): Exports => {
  const narrowed = (asked: readonly string[]): PlannedExport => ({
    endpoint: name,
    parameters: { _type: asked.join(',') },
    types: asked.length === 0 ? types : asked,
  });
  return {
    'all-types': [narrowed(types)],
    'each-type': types.map((type) => narrowed([type])),
    'type-pairs': pairsOf(types).map(narrowed),
    'empty-type': [narrowed([])],
  };
};

const pairsOf = (types: readonly string[]): string[][] =>
  types.flatMap((left, index) => types.slice(index + 1).map((right) => [left, right]));
