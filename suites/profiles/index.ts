import { belongsTo, type OfSomeProfiles, type Profile } from '../../src/model/index.js';
import { profile201909 } from './2019-09.js';
import { profile201912 } from './2019-12.js';
import { profileV1 } from './v1.js';
import { profileV2 } from './v2.js';
import { profileV3 } from './v3.js';

/** Every profile the project knows: the guides of 2019, oldest first, then the versions of today's API. */
export const profiles = [profile201909, profile201912, profileV1, profileV2, profileV3] as const;

/** Id of any profile; a misspelled one does not compile. */
export type ProfileId = (typeof profiles)[number]['id'];

/** The newest of the guides that servers are known to follow: it is used where the user does not say which. */
export const newest: Profile = profile201912;

/** The profiles that something belongs to; undefined where it belongs to all of them. */
export const onlyUnder = (it: OfSomeProfiles): ProfileId[] | undefined =>
  it.where === undefined ? undefined : profiles.filter((profile) => belongsTo(it, profile)).map(({ id }) => id);
