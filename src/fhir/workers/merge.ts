import type { Collected } from '../validate/collect.js';
import type { Shift } from '../validate/finding.js';
import type { LineFinding } from '../../model/index.js';

/** Blank lines that wait for another line: only then are they between lines. */
export interface Blanks {
  readonly count: number;
  /** Where the first ones are. */
  readonly places: readonly { readonly number: number; readonly offset: number }[];
}

/**
 * What a part of a file showed: whole lines from its middle, judged as if one line with a resource stood before them.
 * Lines and offsets count from there.
 */
export interface JudgedPart {
  readonly lines: number;
  readonly bytes: number;
  readonly resources: number;
  /** Up to the first line that settles blank ones, perhaps those of an earlier part; undefined: no line does. */
  readonly lead: { readonly collected: Collected; readonly blanks: Blanks } | undefined;
  readonly collected: Collected;
  /** At the end. */
  readonly blanks: Blanks;
  /** What whoever watched the lines made of them. */
  readonly watched?: WatchedPart;
}

/** What the scan of NDJSON found in a part. */
export interface WatchedPart {
  readonly resources: number;
  readonly findings: readonly LineFinding[];
  /** Blank lines at the end. */
  readonly blanks: Blanks;
  /** A line that is not blank stood in it, so that blank lines before it stand between lines. */
  readonly settles: boolean;
  readonly identities: Uint32Array;
}


/** Two runs of blank lines, one after the other; of the places only the first `most` are kept. */
export const joined = (before: Blanks, { count, places }: Blanks, { lines, bytes }: Shift, most: number): Blanks => ({
  count: before.count + count,
  places: [
    ...before.places,
    ...places.map(({ number, offset }) => ({ number: number + lines, offset: offset + bytes })),
  ].slice(0, most),
});

/** Whether a part knows all its groups: of what is beyond the bound the counts are lost. */
export const isWhole = ({ lead, collected }: JudgedPart): boolean =>
  ![...(lead?.collected.bounds ?? []), ...collected.bounds].includes('groups');
