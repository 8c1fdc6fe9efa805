import type { Profile } from './profile.js';
import type { Exchange } from './transcript/exchange.js';
import type { Fact, StopFact, ValidityGroup } from './transcript/facts.js';

/** What an expectation may read: one scenario's part of a transcript. */
export interface View {
  readonly profile: Profile;
  /** Base URL of the server under test, without a trailing slash. */
  readonly base: string;
  /** The scenario's exchanges whose answer counts (superseded ones are left out). */
  readonly exchanges: readonly Exchange[];
  /** Digest of the rules that this program holds resources to. */
  readonly ruleSet: string;
  /**
   * Exchanges that other failed requirements of the run cite, with one of those each; only for an expectation that
   * judges after them.
   */
  readonly cited?: ReadonlyMap<number, string>;
  /** Facts of those exchanges, and the stops of the scenario. */
  readonly facts: readonly Fact[];
}

export type Outcome = 'pass' | 'fail' | 'blocked' | 'inapplicable';

/** Findings of one rule at one path, counted over all that was judged. Never a value. */
export type FindingCount = Pick<ValidityGroup, 'rule' | 'severity' | 'path' | 'count'>;

/** What resources were found to depart from, where a requirement is about that. */
export interface FindingSummary {
  /** Those that count against the requirement; empty where it passes. */
  readonly groups: readonly FindingCount[];
  /** Why there may be others; absent: these are all. */
  readonly incomplete?: string;
}

/** What an expectation found. */
export interface Judgment {
  readonly outcome: Outcome;
  /** What must hold, for a reader of the report. */
  readonly expected: string;
  /** What was there, where it failed; where it passed, what does not count against it. */
  readonly seen?: string;
  /** Why it is blocked or inapplicable. */
  readonly because?: string;
  /** Where it is blocked: by what, and the option that would unblock it. */
  readonly cause?: StopFact['cause'];
  readonly unblock?: string;
  /** Where it passed or failed, and the expectation says that it finds. */
  readonly findings?: FindingSummary;
  /** Ids of the exchanges that show it. */
  readonly evidence: readonly number[];
}

/** A printable predicate over a transcript. Pure: it reads and never speaks to anyone. */
export interface Expectation {
  readonly says: string;
  /** What it fails by are findings of STU3, each with a rule and a path. */
  readonly finds?: true;
  /** It is judged when all others are, and reads which exchanges they cite. */
  readonly afterOthers?: true;
  readonly judge: (view: View) => Judgment;
}
