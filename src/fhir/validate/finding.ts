export type Severity = 'error' | 'warning';

/**
 * One violation of NDJSON, JSON or STU3, with its place. It contains nothing of the data: no value, no id, and of a
 * property that is not in STU3 only the length of its name.
 */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** Offset of the place in the decompressed file, in bytes. */
  readonly offset: number;
  /** Offset of the line in the decompressed file, in bytes. */
  readonly lineOffset: number;
  /** Type of the line's resource, if it is an STU3 type. */
  readonly resourceType?: string;
  readonly rule: string;
  readonly severity: Severity;
  /** FHIRPath-like, with indexes, and value[x] for a choice; empty for a finding about the line. */
  readonly path: string;
  /** What is expected instead: a fixed sentence that names only terms of the specification. */
  readonly expected: string;
  /** Page of the specification. */
  readonly spec: string;
}

/** Findings of one rule at one path, with any indexes. */
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

/** A finding before its place is known in bytes. */
export interface RawFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly expected: string;
  readonly spec: string;
  readonly path: string;
  /** Offset in the text, in UTF-16 units. */
  readonly at: number;
}
