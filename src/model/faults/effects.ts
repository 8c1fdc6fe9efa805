import type { Profile } from '../profile.js';
import type { ExportSet } from '../step.js';
import { isStopped, type Requirement, type Suite } from '../suite.js';
import type { Fault, FaultEffects, FaultPlace, Ids } from './fault.js';

/** The ids of a fault or a rogue under one profile. */
export const idsFor = (ids: Ids = [], profile: Profile): readonly string[] =>
  typeof ids === 'function' ? ids(profile) : ids;

/** The places of a fault, everywhere first. */
export const placesOf = ({ places = [] }: Fault): FaultPlace[] => {
  const named = Array.isArray(places) ? (places as readonly FaultPlace[]) : (Object.keys(places) as FaultPlace[]);
  return [...new Set<FaultPlace>(['everywhere', ...named])];
};

/** What a fault does to the verdicts under one profile and at one place, id by id. */
export interface ExpectedEffects {
  readonly fails: readonly string[];
  readonly blocks: readonly string[];
  readonly passes: readonly string[];
  readonly empties: readonly string[];
  /** Why nothing of it can be seen; then all of the above are empty. */
  readonly unseen?: string;
}

/** What a fault does at a place of its own: what it names, and what follows from what it stops. */
export const effectsOf = (
  fault: Fault,
  { profile, catalogue, place = 'everywhere' }: EffectsQuestion,
): ExpectedEffects => {
  const effects = effectsAt(fault, place, profile);
  if ('unseen' in effects) return { fails: [], blocks: [], passes: [], empties: [], unseen: effects.unseen };
  const named = (ids: Ids | undefined): readonly string[] => idsFor(ids, profile);
  const fails = named(effects.fails);
  const stops = [effects.stops ?? []].flat();
  const { stopsIn } = effects;
  const stopped = catalogue.flatMap((suite) =>
    suite.requirements
      .filter((one) => isStopped(one, stops) && (stopsIn === undefined || judges(one, suite, stopsIn)))
      .map(({ id }) => id),
  );
  const spared = named(effects.spares);
  const blocks = new Set([...named(effects.blocks), ...stopped.filter((id) => !spared.includes(id))]);
  return {
    fails,
    blocks: [...blocks].filter((id) => !fails.includes(id)),
    passes: named(effects.passes),
    empties: named(effects.empties),
  };
};

/** Whether a requirement judges an export of one of the sets. */
const judges = ({ cases = [] }: Requirement, { scenarios }: Suite, sets: readonly ExportSet[]): boolean =>
  cases.some(({ when }) => scenarios[when]?.steps.some((step) => step.do === 'exports' && sets.includes(step.set)));

export interface EffectsQuestion {
  readonly profile: Profile;
  /** Whose requirements say what they need. */
  readonly catalogue: readonly Suite[];
  readonly place?: FaultPlace;
}

const effectsAt = (fault: Fault, place: FaultPlace, profile: Profile): FaultEffects | { readonly unseen: string } => {
  const { places = [] } = fault;
  const own = Array.isArray(places) ? undefined : (places as Exclude<typeof places, readonly FaultPlace[]>)[place];
  const told = typeof own === 'function' ? own(profile) : own;
  return told === undefined || told === 'same' ? fault : told;
};

/** Whether a fault breaks no requirement, at least where it sits everywhere. */
export const isLegal = ({ fails, stops = [], blocks = [] }: Fault): boolean =>
  [fails, blocks, [stops].flat()].every((some) => typeof some !== 'function' && some.length === 0);
