import { isOfPages, isR4, type Profile, type Wording } from '../../src/model/index.js';

/** How a requirement is worded under the profiles of today's pages, where it is worded otherwise. */
export const inPages =
  (wording: Wording): ((profile: Profile) => Wording) =>
  (profile) =>
    isOfPages(profile) ? wording : {};

/** How a requirement is worded where the data are R4. */
export const inR4 =
  (wording: Wording): ((profile: Profile) => Wording) =>
  (profile) =>
    isR4(profile) ? wording : {};
