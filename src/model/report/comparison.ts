import type { FindingCount, Outcome } from '../expectation.js';
import type { Conforms, Known, Report } from './report.js';
import type { Basis, Level, Role } from '../suite.js';

/** How the result of a requirement that both runs judged changed. */
export type ChangeKind =
  /** It fails now and did not. */
  | 'failing'
  /** It failed and was covered by known failures, and now fails in a way that they do not cover. */
  | 'uncovered'
  /** It fails now and did not, but it does not ask the same as before: that is no sign that the target changed. */
  | 'asked anew'
  /** It failed and passes. */
  | 'fixed'
  /** It passed or failed, and now is blocked or inapplicable; or it was inapplicable and is blocked. */
  | 'untested'
  /** It was blocked, and passes or is inapplicable now. */
  | 'unblocked'
  /** It was inapplicable and passes: its subject occurred. */
  | 'applies';

/** A requirement with different results in the two runs. */
export interface Change {
  readonly id: string;
  readonly kind: ChangeKind;
  /** Whether it makes the comparison end in 1. */
  readonly regression: boolean;
  readonly before: Outcome;
  readonly after: Outcome;
  /** Of the new run. */
  readonly level: Level;
  readonly basis: Basis;
  readonly gating: boolean;
  readonly statement: string;
  /** If it fails: what the new run found. If it is blocked or inapplicable: why. */
  readonly seen?: string;
  readonly because?: string;
  /** The entry of known-failures.yaml that covers it in the new run. */
  readonly known?: Known;
}

/** A requirement that fails in both runs. */
export interface StillFailing {
  readonly id: string;
  readonly gating: boolean;
  readonly known: boolean;
  /** Kinds of findings that the old run did not have; empty if either run does not say. */
  readonly newFindings: readonly FindingCount[];
}

/** The weight of a requirement. */
export interface Weight {
  readonly level: Level;
  readonly basis: Basis;
  readonly gating: boolean;
}

/** A requirement with the same id and another weight. */
export interface Reweighed {
  readonly id: string;
  readonly before: Weight;
  readonly after: Weight;
}

/** A requirement that only one of the runs judged. */
export interface OneSided {
  readonly id: string;
  /** In the run that judged it. */
  readonly outcome: Outcome;
  readonly gating: boolean;
}

/** A requirement that one of the runs did not select, so it cannot be compared. */
export interface NotCompared extends OneSided {
  /** The run that judged it. */
  readonly judgedIn: 'before' | 'after';
}

/** Milliseconds of the two runs. */
export interface DurationChange {
  readonly before: number;
  readonly after: number;
  /** after divided by before; absent if before is 0. */
  readonly ratio?: number;
}

/** One of the two runs. */
export interface ComparedRun extends Pick<
  Report,
  'tool' | 'catalogue' | 'target' | 'startedAt' | 'summary' | 'selection' | 'strict' | 'interrupted'
> {
  readonly conforms: Conforms;
  readonly errors: number;
}

/** How the results of a target changed between two runs: schemas/comparison.schema.json. */
export interface Comparison {
  readonly schema: 'bcda-conformance/comparison/1';
  readonly tool: Report['tool'];
  readonly role: Role;
  /** That of the new run. */
  readonly profile: string;
  /** That of the old run, if it is another one. */
  readonly profileBefore?: string;
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** regressed: at least one change is a regression; unclear: none is, but the new run cannot show that there is none. */
  readonly result: 'regressed' | 'unclear' | 'no regression';
  /** Why it is unclear, one sentence each. */
  readonly unclear: readonly string[];
  /** Other differences between the runs, one sentence each. */
  readonly differences: readonly string[];
  /** Requirements that both runs judged. */
  readonly compared: number;
  /** In the reading order of the new run, like all lists of ids here. */
  readonly changes: readonly Change[];
  readonly stillFailing: readonly StillFailing[];
  readonly stillBlocked: readonly string[];
  readonly reweighed: readonly Reweighed[];
  /** In the new catalogue, or under the new profile, only. */
  readonly added: readonly OneSided[];
  /** In the old catalogue, or under the old profile, only. */
  readonly gone: readonly OneSided[];
  readonly notCompared: readonly NotCompared[];
  readonly timing: { readonly drive: DurationChange; readonly judge: DurationChange; readonly whole: DurationChange };
}
