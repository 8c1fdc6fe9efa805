import { NOT_JUDGED } from './definition-invariants.js';
import { ELSEWHERE, INVARIANTS, type Holds } from './invariants.js';
import { OTHER_INVARIANTS } from './other-invariants.js';

/** The function that decides an invariant for its element; undefined: the judge's walk decides, or it is not judged. */
export const invariantOf = (key: string): Holds | undefined => {
  const holds = INVARIANTS[key] ?? OTHER_INVARIANTS[key];
  if (holds === undefined && !ELSEWHERE.has(key) && !NOT_JUDGED.has(key))
    throw new Error(`there is no function for the invariant ${key}`);
  return holds;
};
