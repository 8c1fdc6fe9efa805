import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { selectRequirements } from '../../src/assess/index.js';
import { effectsOf, isLegal } from '../../src/model/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { profiles } from '../../suites/profiles/index.js';
import { holds } from '../support/arbitrary/index.js';
import { type Pair, pairsOf, placed, populationFor, runUnder } from '../matrix/matrix.js';

/** What a fault makes fail at its place. */
const failsOf = ({ fault, profile, place }: Pair): readonly string[] =>
  effectsOf(fault, { profile, catalogue, place }).fails;

/** Deviations that a run sees, at all of their places; one of another host would need a run of its own. */
const seen = pairsOf(faults.filter((fault) => !isLegal(fault) && fault.host === undefined)).filter(
  (pair) => failsOf(pair).length > 0,
);

/** After these, a finished job shows nobody its manifest again: what another fault does to later status requests is not there. */
const HIDING: ReadonlySet<string> = new Set(['status-manifest-vanishes', 'status-runs-again']);

describe.each(profiles)('two faults at once under $id', (profile) => {
  const here = seen.filter((pair) => pair.profile.id === profile.id);
  const gating = new Set(
    selectRequirements(profile, { catalogue })
      .filter(({ requirement: { level, basis } }) => level === 'MUST' && (basis === 'guide' || basis === 'spec'))
      .map(({ requirement }) => requirement.id),
  );
  const gates = here.filter((pair) => failsOf(pair).some((id) => gating.has(id)));
  const named = new Map(here.map((pair) => [pair.name, pair]));
  const namesOf = (pairs: readonly Pair[]) => fc.constantFrom(...pairs.map(({ name }) => name));

  holds(
    'never conform, and what fails belongs to one of the two',
    10,
    fc.tuple(namesOf(gates), namesOf(here)),
    async (names) => {
      const both = names.flatMap((name) => named.get(name) ?? []);
      const [first, second] = both.map(({ place }) => populationFor(place));
      // The effects of a fault are those with its own population.
      fc.pre(first !== undefined && first === second);
      fc.pre(
        !both.some(({ fault }) => HIDING.has(fault.id)) ||
          !both.every(({ fault }) => [fault.at].flat().includes('status')),
      );
      const running = both.map(({ fault, place }) => placed(fault, profile, place));
      const report = await runUnder(profile, running, first);
      const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
      const theirs = both.flatMap(failsOf);
      expect(failed.filter((id) => !theirs.includes(id))).toEqual([]);
      expect(report.conforms).not.toBe('yes');
    },
  );
});
