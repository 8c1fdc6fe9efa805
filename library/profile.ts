import { CannotJudge, type Profile } from '../src/model/index.js';
import { profiles } from '../suites/profiles/index.js';

/** A profile that was given by its id or as an object. Throws CannotJudge if there is no such profile. */
export const profileFrom = (given: string | Profile): Profile => {
  if (typeof given !== 'string') return given;
  const profile = profiles.find(({ id }) => id === given);
  if (profile !== undefined) return profile;
  throw new CannotJudge(`There is no profile "${given}". The profiles are ${profiles.map(({ id }) => id).join(', ')}.`);
};
