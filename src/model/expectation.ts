import type { Profile } from './profile.js';
import type { Exchange } from './transcript/exchange.js';
import type { Fact, StopFact, ValidityGroup } from './transcript/facts.js';

/** What an expectation can read: one scenario's part of a transcript. */
export interface View {
  readonly profile: Profile;
  /** Base URL of the server under test, without a trailing slash. */
  readonly base: string;
  /** Base URL that its own URLs are expected to have, if that is another one. */
  readonly publicUrl?: string;
  /** The scenario's exchanges whose response counts (superseded ones are left out). */
  readonly exchanges: readonly Exchange[];
  /** Digest of the rules that this program checks resources against. */
  readonly ruleSet: string;
  /** Digest of the constraints of CARIN Blue Button that it also checks them against; absent: the profile does not name them. */
  readonly carin?: string;
  /**
   * Exchanges cited by other failed requirements, each with these; only for an expectation that is judged after the others.
   */
  readonly cited?: ReadonlyMap<number, readonly OtherFailure[]>;
  /** Facts of those exchanges, and the stops of the scenario. */
  readonly facts: readonly Fact[];
}

/** A failed requirement, as another one may refer to it. */
export interface OtherFailure {
  readonly id: string;
  readonly expected: string;
  readonly seen: string;
}

export type Outcome = 'pass' | 'fail' | 'blocked' | 'inapplicable';

/** Findings of one rule at one path, counted over all that was judged. Never a value. */
export type FindingCount = Pick<ValidityGroup, 'rule' | 'severity' | 'path' | 'count'>;

/** Findings about resources, if a requirement is about them. */
export interface FindingSummary {
  /** Findings that count against the requirement; empty if it passes. */
  readonly groups: readonly FindingCount[];
  /** Why there may be other findings; absent: these are all. */
  readonly incomplete?: string;
}

/** What an expectation found. */
export interface Judgment {
  readonly outcome: Outcome;
  /** What must hold, for the reader of a report. */
  readonly expected: string;
  /** If it failed: what was found. If it passed: what does not count against it. */
  readonly seen?: string;
  /** Why it is blocked or inapplicable. */
  readonly because?: string;
  /** If it is blocked: by what, and the option that would unblock it. */
  readonly cause?: StopFact['cause'];
  readonly unblock?: string;
  /** If it passed or failed, and the expectation produces findings. */
  readonly findings?: FindingSummary;
  /** Ids of the exchanges that show it. */
  readonly evidence: readonly number[];
}

/** A printable predicate over a transcript. Pure: it reads the transcript and does no I/O. */
export interface Expectation {
  readonly says: string;
  /** It fails because of findings about FHIR resources, each with a rule and a path. */
  readonly finds?: true;
  /** It is judged after all others, and reads which exchanges they cite. */
  readonly afterOthers?: true;
  readonly judge: (view: View) => Judgment;
}
