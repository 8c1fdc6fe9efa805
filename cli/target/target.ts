import type { RunOptions } from '../../src/model/index.js';

/** The server to check, with what its check needs. */
export interface Target {
  readonly run: RunOptions;
  /** What the report should say about it. */
  readonly notes: readonly string[];
  /** Stops what was started for the check. */
  readonly close: () => Promise<void>;
  /** What went wrong in that. */
  readonly errors: () => readonly string[];
}
