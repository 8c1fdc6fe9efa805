export type Severity = 'error' | 'warning';

/**
 * One departure from NDJSON, JSON or STU3, by its place. It holds nothing of the data: no value, no id, and of a
 * property that STU3 does not know its length only.
 */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** Bytes from the beginning of the decompressed file to the place. */
  readonly offset: number;
  /** Bytes from the beginning of the decompressed file to the line. */
  readonly lineOffset: number;
  /** Type of the line's resource, where STU3 knows it. */
  readonly resourceType?: string;
  readonly rule: string;
  readonly severity: Severity;
  /** FHIRPath-like, with indexes, and value[x] for a choice; empty for a finding about the line. */
  readonly path: string;
  /** What should have been there: a fixed sentence, with names of the specification only. */
  readonly expected: string;
  /** Page of the specification. */
  readonly spec: string;
}

/** Findings of one rule at one path, whatever the indexes. */
export interface FindingGroup {
  readonly rule: string;
  readonly severity: Severity;
  /** Without indexes. */
  readonly path: string;
  readonly count: number;
  /** The first lines, without repetition. */
  readonly lines: readonly number[];
  readonly first: Finding;
}

/** How far the beginning of a part of a file is from the beginning of the file. */
export interface Shift {
  readonly lines: number;
  readonly bytes: number;
}

/** A finding of a part, with its place in the file. */
export const shifted = (finding: Finding, { lines, bytes }: Shift): Finding => ({
  ...finding,
  line: finding.line + lines,
  offset: finding.offset + bytes,
  lineOffset: finding.lineOffset + bytes,
});

/** What a validator saw, before its place is known in bytes. */
export interface Sighting {
  readonly rule: string;
  readonly severity: Severity;
  readonly expected: string;
  readonly spec: string;
  readonly path: string;
  /** UTF-16 units from the beginning of the text. */
  readonly at: number;
}
