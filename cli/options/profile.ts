import { Option } from 'commander';
import type { Profile } from '../../src/model/index.js';
import { profiles } from '../../suites/profiles/index.js';

export { newest } from '../../suites/profiles/index.js';

/** `--profile`, with the guides as its choices. */
export const profileOption = (description: string, ...more: string[]): Option =>
  new Option('--profile <ID>', description).choices([...more, ...profiles.map(({ id }) => id)]);

/** The profile with that id; undefined for `auto`. */
export const profileNamed = (id: string): Profile | undefined => profiles.find((profile) => profile.id === id);
