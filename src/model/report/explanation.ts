/** An example of what does not meet a requirement. */
export interface ExplainedFailure {
  /** What the reference server or the reference client does wrong in it. */
  readonly title: string;
  readonly lines: readonly string[];
}

/** What `explain` adds to the text of a requirement. The examples are made, and say nothing of the target of a run. */
export interface Explanation {
  readonly id: string;
  /** The profile that the examples follow. */
  readonly profile: string;
  /** An example of what meets it, line by line. */
  readonly meets: readonly string[];
  /** Absent: no fault that is known here makes it fail everywhere. */
  readonly fails?: ExplainedFailure;
  /** What usually causes a failure: the faults that this project is tested with. */
  readonly causes: readonly string[];
}
