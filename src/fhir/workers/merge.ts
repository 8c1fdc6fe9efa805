import type { Collected } from '../validate/collect.js';
import type { Shift } from '../validate/finding.js';
import type { ElementCounts, LineFinding } from '../../model/index.js';

/** Blank lines that are not yet followed by another line: only then are they between lines. */
export interface Blanks {
  readonly count: number;
  /** Where the first ones are. */
  readonly places: readonly { readonly number: number; readonly offset: number }[];
}

/**
 * The result of a part of a file: complete lines from its middle, judged as if one line with a resource preceded them.
 * Lines and offsets count from there.
 */
export interface JudgedPart {
  readonly lines: number;
  readonly bytes: number;
  readonly resources: number;
  /** Findings up to the first line that is not blank, which decides about earlier blank lines; undefined: there is none. */
  readonly lead: { readonly collected: Collected; readonly blanks: Blanks } | undefined;
  readonly collected: Collected;
  /** Blank lines at the end. */
  readonly blanks: Blanks;
  /** Hashes of the ids, if repeated ones are looked for. */
  readonly ids?: Float64Array;
  /** The result of scanning the lines, if they were scanned. */
  readonly scanned?: ScannedPart;
}

/** The result of scanning a part as NDJSON. */
export interface ScannedPart {
  readonly resources: number;
  readonly findings: readonly LineFinding[];
  /** Blank lines at the end. */
  readonly blanks: Blanks;
  /** It contains a line that is not blank, so blank lines before it are between lines. */
  readonly settles: boolean;
  readonly identities: Uint32Array;
  readonly elements?: ElementCounts;
}

/** Two runs of blank lines, one after the other; only the first `most` places are kept. */
export const joined = (before: Blanks, { count, places }: Blanks, { lines, bytes }: Shift, most: number): Blanks => ({
  count: before.count + count,
  places: [
    ...before.places,
    ...places.map(({ number, offset }) => ({ number: number + lines, offset: offset + bytes })),
  ].slice(0, most),
});

/** One blank line more; the places of the first `most` are kept. */
export const withBlank = (
  { count, places }: Blanks,
  { number, offset }: Blanks['places'][number],
  most: number,
): Blanks => ({
  count: count + 1,
  places: places.length < most ? [...places, { number, offset }] : places,
});

/** Whether a part has all its groups: the counts of those beyond the bound are lost. */
export const hasAllGroups = ({ lead, collected }: JudgedPart): boolean =>
  ![...(lead?.collected.bounds ?? []), ...collected.bounds].includes('groups');
