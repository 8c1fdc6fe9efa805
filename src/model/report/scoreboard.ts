import type { Standing } from '../outcome.js';
import type { Role } from '../suite.js';
import type { Conforms, Report } from './report.js';

/** One run on a scoreboard. */
export interface ScoreColumn {
  /** Name of its file. */
  readonly file: string;
  /** The server's URL, or the name of the client. */
  readonly subject: string;
  readonly version?: string;
  readonly startedAt: string;
  readonly conforms: Conforms;
  readonly summary: Report['summary'];
  /** Whether it is the newest run of its subject. */
  readonly newest: boolean;
  /** Requirements that fail, and did not in the run of the subject before it. */
  readonly failing: readonly string[];
  /** Requirements that failed in that run, and pass. */
  readonly fixed: readonly string[];
  /** Requirements that fail in both, each with the first of the runs since which it always failed. */
  readonly still: readonly { readonly id: string; readonly since: string }[];
}

/** One requirement, or one chapter by the worst of its requirements; a cell for each column. */
export interface ScoreRow {
  readonly id: string;
  readonly cells: readonly (Standing | 'not judged')[];
}

/** Runs of one role under one profile, side by side. */
export interface ScoreGroup {
  readonly role: Role;
  readonly profile: string;
  /** By subject, then by date. */
  readonly columns: readonly ScoreColumn[];
  readonly chapters: readonly ScoreRow[];
  readonly requirements: readonly ScoreRow[];
}

/** Many results at a glance: schemas/scoreboard.schema.json. */
export interface Scoreboard {
  readonly schema: 'bcda-conformance/scoreboard/1';
  readonly tool: Report['tool'];
  readonly groups: readonly ScoreGroup[];
  /** Ids or prefixes that the newest run of each subject must meet; empty: it must conform. */
  readonly require: readonly string[];
  /** Whether each subject may be released, by its newest run. */
  readonly release: boolean;
  /** Why not, one sentence each. */
  readonly because: readonly string[];
}
