import { NOT_JUDGED } from './definition-invariants.js';
import { ELSEWHERE, INVARIANTS, type Holds } from './invariants.js';
import { OTHER_INVARIANTS } from './other-invariants.js';

/** What decides an invariant on the element it stands on; undefined: the walk itself does, or it is not judged. */
export const holdsOf = (key: string): Holds | undefined => {
  const holds = INVARIANTS[key] ?? OTHER_INVARIANTS[key];
  if (holds === undefined && !ELSEWHERE.has(key) && !NOT_JUDGED.has(key))
    throw new Error(`nothing judges the invariant ${key}`);
  return holds;
};
