/** Longest text kept of a reply, in characters. What a user may change of a run's bounds is in src/model/limits.ts. */
export const KEPT_TEXT = 2000;

/** Files of a manifest whose entries the transcript keeps, of either list. */
export const MOST_LISTED = 10_000;

/** Codes of what is thrown where a reply is not read any further; the message is a sentence for the report. */
export type BoundCode = 'too-large' | 'too-slow' | 'unreadable';

/** Ends the reading of a reply, which is a failure of the exchange and none of ours. */
export const overBound = (code: BoundCode, says: string): Error => Object.assign(new Error(says), { code });

const CODES: readonly unknown[] = ['too-large', 'too-slow', 'unreadable'] satisfies BoundCode[];

/** Whether an error ends the reading of a reply. */
export const isOverBound = (error: unknown): error is Error & { readonly code: BoundCode } =>
  error instanceof Error && 'code' in error && CODES.includes(error.code);
