import type { FhirRelease } from '../definitions/release.js';
import { NOT_JUDGED } from './definition-invariants.js';
import { ELSEWHERE, INVARIANTS, type Holds } from './invariants.js';
import { OTHER_INVARIANTS } from './other-invariants.js';
import { R4_INVARIANTS } from './r4-invariants.js';

const FUNCTIONS: Readonly<Record<FhirRelease, Readonly<Record<string, Holds>>>> = {
  stu3: { ...INVARIANTS, ...OTHER_INVARIANTS },
  r4: R4_INVARIANTS,
};

/** The function that decides an invariant for its element; undefined: the judge's walk decides, or it is not judged. */
export const invariantOf = (release: FhirRelease, key: string): Holds | undefined => {
  const holds = FUNCTIONS[release][key];
  if (holds === undefined && !ELSEWHERE[release].has(key) && !NOT_JUDGED[release].has(key))
    throw new Error(`there is no function for the invariant ${key}`);
  return holds;
};
