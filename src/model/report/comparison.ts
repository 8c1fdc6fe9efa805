import type { FindingCount, Outcome } from '../expectation.js';
import type { Conforms, Known, Report } from './report.js';
import type { Basis, Level, Role } from '../suite.js';

/** What became of a requirement that both runs judged. */
export type ChangeKind =
  /** It fails now and did not. */
  | 'failing'
  /** It failed under known failures, whose entries do not cover all that it fails by now. */
  | 'uncovered'
  /** It failed and passes. */
  | 'fixed'
  /** It passed or failed, and now is blocked or inapplicable; or it was inapplicable and is blocked. */
  | 'untested'
  /** It was blocked, and passes or is inapplicable now. */
  | 'unblocked'
  /** It was inapplicable and passes: something of the kind came up. */
  | 'applies';

/** A requirement of which the two runs do not say the same. */
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
  /** What the new run saw where it fails; why it is blocked or inapplicable, where it is. */
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
  /** Kinds of findings that the old run did not have; empty where either run cannot tell. */
  readonly newFindings: readonly FindingCount[];
}

/** How heavily a requirement weighs. */
export interface Weight {
  readonly level: Level;
  readonly basis: Basis;
  readonly gating: boolean;
}

/** A requirement of the same id that weighs otherwise. */
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

/** A requirement that one of the runs left out by its selection, so that nothing can be said. */
export interface NotCompared extends OneSided {
  /** The run that judged it. */
  readonly judgedIn: 'before' | 'after';
}

/** Milliseconds of the two runs. */
export interface DurationChange {
  readonly before: number;
  readonly after: number;
  /** after divided by before; absent where before is 0. */
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

/** What became of a target between two runs: schemas/comparison.schema.json. */
export interface Comparison {
  readonly schema: 'bcda-conformance/comparison/1';
  readonly tool: Report['tool'];
  readonly role: Role;
  readonly profile: string;
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** regressed: at least one change is a regression; unclear: none is, but the new run is no basis for saying so. */
  readonly result: 'regressed' | 'unclear' | 'no regression';
  /** Why it is unclear, one sentence each. */
  readonly unclear: readonly string[];
  /** In what the runs differ besides, one sentence each. */
  readonly differences: readonly string[];
  /** Requirements that both runs judged. */
  readonly compared: number;
  /** In the reading order of the new run, as all lists of ids here. */
  readonly changes: readonly Change[];
  readonly stillFailing: readonly StillFailing[];
  readonly stillBlocked: readonly string[];
  readonly reweighed: readonly Reweighed[];
  /** In the new catalogue only. */
  readonly added: readonly OneSided[];
  /** In the old catalogue only. */
  readonly gone: readonly OneSided[];
  readonly notCompared: readonly NotCompared[];
  readonly timing: { readonly drive: DurationChange; readonly judge: DurationChange; readonly whole: DurationChange };
}
