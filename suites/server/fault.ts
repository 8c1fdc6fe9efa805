import type { Fault } from '../../src/model/index.js';
import type { RequirementId } from './suites.js';
import type { ProfileId } from '../profiles/index.js';

/**
 * Identity function that checks a fault while it is written: an id that the catalogue lacks does not compile, and neither
 * do ids that are told apart by profile and leave one out.
 */
export const fault = (it: Fault<RequirementId, ProfileId>): Fault<RequirementId, ProfileId> => it;

/** Ids that are the same under both guides of 2019, and the same under all versions of today's API. */
export const idsOf = <const Guides extends readonly RequirementId[], const Pages extends readonly RequirementId[]>(
  guides: Guides,
  pages: Pages,
) => ({ '2019-09': guides, '2019-12': guides, v1: pages, v2: pages, v3: pages });
