import type { Report } from './report.js';

/** What the doctor checks, in reading order. */
export type PointId =
  | 'reachable'
  | 'tls'
  | 'clock'
  | 'metadata'
  | 'announced-urls'
  | 'profile'
  | 'credentials'
  | 'token-life'
  | 'token-accepted'
  | 'second-client'
  | 'expired-token';

/** The result of one check of the doctor. */
export interface Point {
  readonly id: PointId;
  /** problem: a run would fail here; not tried: an earlier problem prevented the check. */
  readonly state: 'ok' | 'warning' | 'problem' | 'not tried';
  /** What was found, in a sentence. */
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** Whether a server is ready to be checked: schemas/doctor.schema.json. */
export interface Diagnosis {
  readonly schema: 'bcda-conformance/doctor/1';
  readonly tool: Report['tool'];
  /** Base URL. */
  readonly target: string;
  readonly profile?: string;
  /** ISO 8601 instant. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** HTTP requests made: at most seven, and none of them starts an export. */
  readonly requests: number;
  /** unreachable: no connection was possible, or only with the other of http and https. */
  readonly result: 'ready' | 'problem' | 'unreachable';
  readonly points: readonly Point[];
  /** The command to run next. */
  readonly next: string;
}
