/** Longest text kept of a reply, in characters. The bounds that a user can change are in src/model/limits.ts. */
export const KEPT_TEXT = 2000;

/** Longest URL of a file that is requested, in characters: no server need accept more in a request line (RFC 9110, 4.1). */
export const LONGEST_URL = 16_384;

/** Entries of a manifest that the transcript keeps, per list. */
export const MOST_LISTED = 10_000;

/** Codes of the errors that stop reading a reply; the message is a sentence for the report. */
type BoundCode = 'too-large' | 'too-slow' | 'unreadable';

/** An error that stops reading a reply: a failure of the exchange, not of the harness. */
export const overBound = (code: BoundCode, says: string): Error => Object.assign(new Error(says), { code });

const CODES: readonly unknown[] = ['too-large', 'too-slow', 'unreadable'] satisfies BoundCode[];

/** Whether an error stops reading a reply because of a bound. */
export const isOverBound = (error: unknown): error is Error & { readonly code: BoundCode } =>
  error instanceof Error && 'code' in error && CODES.includes(error.code);
