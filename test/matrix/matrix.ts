import { describe, expect, test } from 'vitest';
import { type Checked, checkServer, exitCode, selectRequirements, startEmbedded } from '../../src/assess/index.js';
import type { EmbeddedOptions } from '../../src/assess/embedded.js';
import { scenariosOf } from '../../src/assess/select.js';
import { plannedExports } from '../../src/drive/plan.js';
import {
  belongsTo,
  effectsOf,
  type Fault,
  type FaultPlace,
  type Limits,
  limitsWith,
  type Outcome,
  placesOf,
  type Profile,
  type Report,
} from '../../src/model/index.js';
import { faultAt, sandboxClients } from '../../src/reference/index.js';
import { faults } from '../../suites/server/faults.js';
import { catalogue } from '../../suites/index.js';
import { newest, profiles } from '../../suites/profiles/index.js';

/**
 * `MATRIX=2019-12,v3` tries each fault at all of its places, and each rogue, under these profiles, and `MATRIX=all` under
 * every profile. `MATRIX=turns` tries each of them once: the profiles take turns. Without it, each fault sits everywhere,
 * under one profile, and the profiles take turns with the rogues.
 */
const WANTED = process.env['MATRIX']?.split(',') ?? [];

/** Whether all that a profile has is tried under it. */
export const isWanted = ({ id }: Profile): boolean => WANTED.includes('all') || WANTED.includes(id);

/**
 * Whether the profiles take turns, and it is this one's turn.
 * @param name what is tried; the same name has the same profile in every run, whatever else is tried
 * @param among the profiles that it makes sense for
 * @param unasked whether the profiles also take turns where MATRIX says nothing
 */
export const isItsTurn = (name: string, profile: Profile, among: readonly Profile[], unasked = false): boolean => {
  const sum = Array.from(name).reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const takeTurns = WANTED.includes('turns') || (unasked && WANTED.length === 0);
  return takeTurns && profile === among[sum % among.length];
};

/** Sets an outcome for those of the ids that belong to the vector's profile. */
const set = (vector: Vector, ids: readonly string[], outcome: Outcome): void => {
  for (const id of ids) if (id in vector) vector[id] = outcome;
};

/** What the sound server gives no occasion to judge. */
const inapplicable = ({ showsExpiresIn }: Profile): string[] => [
  ...['status.retry-after', 'output.count', 'hygiene.tls', 'token.sandbox-credentials'],
  // Its client has people, and may use every version.
  ...['kickoff.no-attribution', 'protection.v3-not-enabled'],
  ...(showsExpiresIn ? [] : ['token.expires-in-number']),
];

export type Vector = Record<string, Outcome>;

export const vectorOf = ({ verdicts }: Report): Vector =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]));

/** The vector of the sound server. */
export const soundVector = (profile: Profile): Vector => {
  const ids = selectRequirements(profile, { catalogue }).map(({ requirement }) => requirement.id);
  const vector: Vector = Object.fromEntries(ids.map((id) => [id, 'pass']));
  set(vector, inapplicable(profile), 'inapplicable');
  return vector;
};

/** The vector under a fault at a place: what it names or stops, and for all else that of the sound server. */
export const expectedVector = (fault: Fault, profile: Profile, place: FaultPlace = 'everywhere'): Vector => {
  const { passes, empties, blocks, fails } = effectsOf(fault, { profile, catalogue, place });
  const vector = soundVector(profile);
  set(vector, passes, 'pass');
  set(vector, empties, 'inapplicable');
  set(vector, blocks, 'blocked');
  set(vector, fails, 'fail');
  return vector;
};

type Population = Pick<EmbeddedOptions, 'beneficiaries' | 'beneficiariesPerFile'>;

/** How much data the reference server has: the smallest population that has everything. */
const POPULATION: Population = { beneficiaries: 2 };
/** Three files of each type, each with several lines. */
const SEVERAL_FILES: Population = { beneficiaries: 6, beneficiariesPerFile: 2 };
/** What a fault at a place is tried with. */
export const populationFor = (place: FaultPlace, { beneficiaries }: Pick<Fault, 'beneficiaries'> = {}): Population =>
  place === 'second-file' || place === 'last-file'
    ? { ...SEVERAL_FILES, ...(beneficiaries !== undefined && { beneficiaries, beneficiariesPerFile: 4 }) }
    : beneficiaries !== undefined
      ? { beneficiaries }
      : POPULATION;

/** A whole run against the reference server with these faults. */
export const checkUnder = async (
  profile: Profile,
  running: readonly Fault[],
  population = POPULATION,
  limits?: Partial<Limits>,
): Promise<Checked & { readonly crashes: readonly unknown[] }> => {
  const { run, server } = await startEmbedded(profile, { ...population, faults: running });
  try {
    const checked = await checkServer({ ...run, catalogue, ...(limits && { limits: limitsWith(limits) }) });
    return { ...checked, crashes: server.errors };
  } finally {
    await server.close();
  }
};

/** The report of such a run. */
export const runUnder = async (
  profile: Profile,
  running: readonly Fault[],
  population = POPULATION,
): Promise<Report> => {
  const { report, crashes } = await checkUnder(profile, running, population);
  // A fault that crashes is no deviation but a mistake in the fault.
  expect(crashes).toEqual([]);
  return report;
};

/** The fault at one of its places in a run of the whole catalogue under a profile. */
export const placed = (fault: Fault, profile: Profile, place: FaultPlace): Fault =>
  faultAt(fault, place, {
    jobs: plannedExports(profile, scenariosOf(selectRequirements(profile, { catalogue }))),
    secondClient: sandboxClients[1].clientId,
  });

/** A fault at a place, under a profile that it makes sense for. */
export interface Pair {
  readonly name: string;
  readonly fault: Fault;
  readonly profile: Profile;
  readonly place: FaultPlace;
}

/** Every pair of a fault and a profile, at all places of the fault. */
export const pairsOf = (some: readonly Fault[]): Pair[] =>
  some.flatMap((fault) =>
    profiles
      .filter((profile) => belongsTo(fault, profile))
      .flatMap((profile) =>
        placesOf(fault).map((place) => ({
          name: `${fault.id} ${place === 'everywhere' ? '' : `at ${place} `}under ${profile.id}`,
          ...{ fault, profile, place },
        })),
      ),
  );

/**
 * The profile that a fault is tried under in every run: that of the newest guide of 2019, or else the first version that it makes
 * sense for, whose runs are the shortest.
 */
const usualOf = (fault: Fault): Profile | undefined =>
  belongsTo(fault, newest) ? newest : profiles.find((profile) => belongsTo(fault, profile));

/** Whether a fault is tried under a profile: if the profile is wanted, and in every run under its usual one. */
export const isTried = ({ fault, profile }: Pair): boolean => isWanted(profile) || profile === usualOf(fault);

const isTriedHere = (pair: Pair): boolean => {
  const { fault, profile, place } = pair;
  if (place === 'everywhere') return isTried(pair);
  const among = profiles.filter((one) => belongsTo(fault, one));
  return isWanted(profile) || isItsTurn(`${fault.id} ${place}`, profile, among);
};

const pairs = pairsOf(faults).filter(isTriedHere);

/** Runs a pair and compares the whole vector. Where the fault cannot be seen, the server must look sound. */
export const tryPair = async ({ fault, profile, place }: Pair): Promise<void> => {
  const report = await runUnder(profile, [placed(fault, profile, place)], populationFor(place, fault));
  expect(vectorOf(report)).toEqual(expectedVector(fault, profile, place));
  const gating = report.verdicts.some(({ outcome, gating: gates }) => outcome === 'fail' && gates);
  const open = report.verdicts.some(({ outcome }) => outcome === 'blocked');
  expect(exitCode(report)).toBe(gating ? 1 : open ? 2 : 0);
};

/** The tests of one part of the matrix, so that parts can run beside each other. */
export const matrixPart = (part: number, of: number): void => {
  describe(`faults, part ${part} of ${of}`, () => {
    test.each(pairs.filter((_, index) => index % of === part - 1))('$name', tryPair);
  });
};
