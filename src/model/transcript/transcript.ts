import type { Exchange } from './exchange.js';
import type { Fact } from './facts.js';

/** How many lines of each data file to judge: the first, the last, and others that the seed draws. */
export interface SampleSize {
  readonly size: number;
  readonly seed: number;
}

/** What its vendor calls a client. */
export interface ClientName {
  readonly name?: string;
  readonly version?: string;
}

/** Everything that one run recorded; enough to judge it again. */
export interface Transcript {
  readonly schema: 'bcda-conformance/transcript/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly role: 'server' | 'client';
  readonly profile: string;
  /** Base URL of the server, or the name of the client, under test. */
  readonly target: string;
  readonly client?: ClientName;
  /** ISO 8601 instant. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly selection: readonly string[];
  /** Names of the steps that were part of the run, taken or not. */
  readonly steps: readonly string[];
  /** What was judged of each data file, where not all of it was. */
  readonly sample?: SampleSize;
  readonly interrupted: boolean;
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
}
