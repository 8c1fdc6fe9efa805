/** Longest text kept of a reply, in characters. What a user may change of a run's bounds is in src/model/limits.ts. */
export const KEPT_TEXT = 2000;
