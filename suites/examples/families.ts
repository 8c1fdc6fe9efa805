import { belongsTo, isOneGuide, type OfSomeProfiles, type Profile } from '../../src/model/index.js';
import { profiles } from '../profiles/index.js';

/** Profiles that are so much alike that an example of one shows what the others ask, too. */
export const FAMILIES = ['guides', 'today'] as const;
export type Family = (typeof FAMILIES)[number];

/** The family of a profile: a guide of its own, or one of the versions of today's API. */
export const familyOf = (profile: Profile): Family => (isOneGuide(profile) ? 'guides' : 'today');

/** The file with the examples of a family, from the root of the package. */
export const fileOf = (family: Family): string => `suites/examples/${family}.json`;

/** The profile of a family whose examples show a requirement: the newest that has it. */
export const shownUnder = (requirement: OfSomeProfiles, family: Family): Profile | undefined =>
  profiles.findLast((profile) => familyOf(profile) === family && belongsTo(requirement, profile));
