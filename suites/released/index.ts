import type { Requirement, Suite } from '../../src/model/index.js';
import { tool } from '../../src/package.js';
import { release010 } from './0.1.0.js';
import type { Released } from './released.js';

/** Every released catalogue, the oldest first. A release adds a file. */
export const released: readonly (readonly [version: string, requirements: Released])[] = [['0.1.0', release010]];

/** Versions that a run can be judged by: the released catalogues, and this one. */
export const catalogueVersions: readonly string[] = [
  ...new Set([...released.map(([version]) => version), tool.version]),
];

/** Ids of a released catalogue, each with its level and basis. */
export const weightsIn = (requirements: Released): ReadonlyMap<string, string> =>
  new Map(Object.entries(requirements).flatMap(([weight, ids]) => ids.split(/\s+/).map((id) => [id, weight] as const)));

const firsts = new Map(
  released
    .toReversed()
    .flatMap(([version, requirements]) => [...weightsIn(requirements).keys()].map((id) => [id, version] as const)),
);

/** The version of the catalogue that first had a requirement: this one, if it was never released. */
export const sinceOf = ({ id }: Pick<Requirement, 'id'>): string => firsts.get(id) ?? tool.version;

/** The suites, with the version of each requirement. */
export const withSince = (suites: readonly Suite[]): Suite[] =>
  suites.map((suite) => ({
    ...suite,
    requirements: suite.requirements.map((requirement) => ({ ...requirement, since: sinceOf(requirement) })),
  }));
