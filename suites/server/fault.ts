import { type Fault, isOneGuide, type Profile } from '../../src/model/index.js';
import type { RequirementId } from './suites.js';

/** Identity function that checks a fault while it is written: an id that the catalogue lacks does not compile. */
export const fault = (it: Fault<RequirementId>): Fault<RequirementId> => it;

/** Ids that differ between the guides of 2019, which are one document each, and the versions of today's API. */
export const idsOf =
  (guides: readonly RequirementId[], pages: readonly RequirementId[]) =>
  (profile: Profile): readonly RequirementId[] =>
    isOneGuide(profile) ? guides : pages;
