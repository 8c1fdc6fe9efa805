import { NOTHING_JUDGED, type Report, type Role } from '../../model/index.js';
import { tool } from '../../package.js';
import { digest } from '../report.js';

/** What is known of a run in which nothing could be judged. */
export interface Unjudged {
  readonly role: Role;
  readonly target: string;
  /** The profile that was asked for; `auto` where the server's metadata were to choose it. */
  readonly profile: string;
  readonly selection: readonly string[];
  readonly strict: boolean;
  readonly startedAt: Date;
  /** Why, in a sentence or more. */
  readonly because: string;
}

/** The report of a run in which nothing could be judged: no verdict, and one error that says why. */
export const unjudgedReport = ({ startedAt, because, ...about }: Unjudged): Report => {
  const durationMs = Math.max(0, Date.now() - startedAt.getTime());
  return {
    schema: 'bcda-conformance/report/1',
    tool,
    catalogue: digest([]),
    ...about,
    startedAt: startedAt.toISOString(),
    durationMs,
    conforms: 'incomplete',
    incomplete: [NOTHING_JUDGED],
    summary: { pass: 0, fail: 0, warn: 0, blocked: 0, inapplicable: 0 },
    chapters: [],
    verdicts: [],
    untestable: [],
    exchanges: [],
    facts: [],
    interrupted: false,
    timings: { driveMs: durationMs, judgeMs: 0 },
    errors: [because.replace(/\.$/u, '')],
    notes: [],
  };
};
