import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/model/index.js';
import { takes } from '../../src/model/index.js';
import { faults } from '../../suites/server/faults.js';
import { isTried, pairsOf, tryPair } from './matrix.js';

/** A fault of the catalogue at places of this test. */
const at = (id: string, places: NonNullable<Fault['places']>, more: Partial<Fault> = {}): Fault => {
  const known = faults.find((fault) => fault.id === id);
  if (known === undefined) throw new Error(`there is no fault ${id}`);
  return { ...known, ...more, places };
};

/** How a fault says what it does at its places. What the faults themselves say is tried by the matrix. */
const examples: readonly Fault[] = [
  at('status-retry-after-soon', ['later-polls', 'after-uses']),
  at('status-pending-203', ['typed-requests', 'last-job'], { where: (profile) => takes(profile, '_type') }),
  at('output-blank-line', ['second-file', 'last-file']),
  at('data-open-to-other-client', { 'second-client': 'same' }),
  at('metadata-is-draft', { 'last-job': { unseen: 'the metadata belongs to no job' } }),
  at('output-other-type', {
    'expired-tokens': ({ id }) => ({ unseen: `an expired token opens no file, under ${id} as elsewhere` }),
  }),
];

describe('a fault at a place has the vector that it says', () => {
  const pairs = pairsOf(examples).filter((pair) => pair.place !== 'everywhere' && isTried(pair));
  test.each(pairs)('$name', tryPair);

  test('and no other: where it says nothing can be seen, something seen is noticed', async () => {
    const wrong = pairsOf([at('output-blank-line', { 'last-job': 'same', 'last-file': { unseen: 'so it says' } })]);
    const pair = wrong.find(({ place }) => place === 'last-file')!;
    await expect(tryPair(pair)).rejects.toThrow(/to deeply equal/);
  });
});
