import type { Profile } from '../../src/model/index.js';
import { profiles } from '../../suites/profiles/index.js';

export { newest } from '../../suites/profiles/index.js';

/** The profile of that id; undefined for `auto`. */
export const profileNamed = (id: string): Profile | undefined => profiles.find((profile) => profile.id === id);
