import type { Exchange } from './exchange.js';
import type { Fact } from './facts.js';

/** How many lines of each data file to judge: the first, the last, and others drawn with the seed. */
export interface SampleSize {
  readonly size: number;
  readonly seed: number;
}

/** A client's name and version, as its vendor gives them. */
export interface ClientName {
  readonly name?: string;
  readonly version?: string;
}

/** Everything that one run recorded: enough to judge it again. */
export interface Transcript {
  readonly schema: 'bcda-conformance/transcript/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly role: 'server' | 'client';
  readonly profile: string;
  /** Base URL of the server, or the name of the client, under test. */
  readonly target: string;
  /** Base URL that the server's own URLs were expected to have, if it is not the target. */
  readonly publicUrl?: string;
  readonly client?: ClientName;
  /** ISO 8601 instant. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly selection: readonly string[];
  /** Names of the run's steps, whether or not they were taken. */
  readonly steps: readonly string[];
  /** How much of each data file was judged, if not all of it. */
  readonly sample?: SampleSize;
  /** The user gave certificate authorities (--ca). */
  readonly ca?: true;
  readonly interrupted: boolean;
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
}
