import type { FieldCount } from '../content.js';
import type { ReportedGuide } from '../guide.js';
import type { Judgment, FindingCount } from '../expectation.js';
import type { Basis, Level, Role, Source } from '../suite.js';
import type { Explanation } from './explanation.js';
import type { Exchange } from '../transcript/exchange.js';
import type { Fact } from '../transcript/facts.js';
import type { ClientName, SampleSize } from '../transcript/transcript.js';

/** An entry of known-failures.yaml that applies to a verdict. */
export interface Known {
  readonly because: string;
  readonly see: string;
  /** ISO date after which the entry no longer counts. */
  readonly until?: string;
  /** What the entry names, if that is the beginning of several ids. */
  readonly prefix?: string;
}

/** An entry that names a kind of finding. */
export interface KnownFinding extends Known {
  readonly rule: string;
  /** Without indexes; absent: any path. */
  readonly path?: string;
  /** Everything that could show it was judged, and it did not occur. */
  readonly gone?: true;
}

/** How entries that name findings apply to a verdict. */
export interface KnownFindings {
  /** Entries that have not expired. */
  readonly entries: readonly KnownFinding[];
  /** Findings that make the verdict fail and that no entry names. */
  readonly uncovered: readonly FindingCount[];
}

/** The judgment of one requirement. */
export interface Verdict extends Judgment {
  readonly id: string;
  readonly chapter: string;
  readonly role: Role;
  readonly level: Level;
  readonly basis: Basis;
  /** Whether its failure means that the target does not conform. */
  readonly gating: boolean;
  readonly statement: string;
  readonly decision?: string;
  readonly source: Source;
  /** The version of the catalogue that first had the requirement. */
  readonly since?: string;
  /** It came after the catalogue that the run is judged by: it is information only. */
  readonly newer?: true;
  /** Digest of what is expected of which scenarios: two verdicts with the same one answer the same question. */
  readonly question?: string;
  /** The entry that covers it; the first, if several entries together name all its findings. */
  readonly known?: Known;
  readonly knownFindings?: KnownFindings;
}

/** A statement of the guides that traffic cannot show. */
export interface Untestable {
  readonly id: string;
  readonly chapter: string;
  readonly level: Level;
  readonly basis: Basis;
  readonly statement: string;
  readonly source: Source;
  readonly because: string;
}

export type Conforms = 'yes' | 'no' | 'incomplete';

/** All verdicts of one run. Every other format is a pure function of it. */
export interface Report {
  readonly schema: 'bcda-conformance/report/1';
  readonly tool: { readonly name: string; readonly version: string };
  /** SHA-256 of the judged requirements, hex: two reports with the same digest judged the same requirements. */
  readonly catalogue: string;
  /** The version of the catalogue that the run is judged by, if it is not the newest. */
  readonly asOf?: string;
  readonly role: Role;
  readonly profile: string;
  /** Base URL of the server, or the name of the client, that was judged. */
  readonly target: string;
  readonly client?: ClientName;
  /** The conditions that the client was run in, in order; absent for servers. */
  readonly condition?: readonly { readonly id: string; readonly title: string }[];
  /** ISO 8601 instant. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly conforms: Conforms;
  /** Why it is incomplete, one sentence each. */
  readonly incomplete: readonly string[];
  /** `warn` counts failed verdicts that do not gate, `fail` those that do. */
  readonly summary: {
    readonly pass: number;
    readonly fail: number;
    readonly warn: number;
    readonly blocked: number;
    readonly inapplicable: number;
  };
  /** The chapters judged, in reading order: why each matters, and what to do where it fails. */
  readonly chapters: readonly {
    readonly id: string;
    readonly title: string;
    readonly why?: string;
    readonly remedy?: string;
  }[];
  readonly verdicts: readonly Verdict[];
  readonly untestable: readonly Untestable[];
  /** SHA-256 of the transcript as it is saved, hex; absent if nothing was recorded. */
  readonly transcript?: string;
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
  /** In how many resources the elements occur that the profile's data should have; absent: none were counted. */
  readonly content?: readonly FieldCount[];
  /** The guide, statement by statement, if the profile has a map of it. */
  readonly guide?: ReportedGuide;
  /** What there is to know about each failed requirement besides its own text. */
  readonly explanations?: readonly Explanation[];
  /** Ids or prefixes that the user selected; empty: the whole catalogue. */
  readonly selection: readonly string[];
  readonly strict: boolean;
  /** How much of each data file was judged, if not all of it. */
  readonly sample?: SampleSize;
  /** The user gave certificate authorities (--ca). */
  readonly ca?: true;
  readonly interrupted: boolean;
  readonly timings: { readonly driveMs: number; readonly judgeMs: number };
  /** Errors of the harness itself or in its inputs, one sentence each. */
  readonly errors: readonly string[];
  /** What else the user should know: how the profile was chosen, known failures that have expired. */
  readonly notes: readonly string[];
  /** What changed since an earlier report, by id. */
  readonly baseline?: {
    readonly startedAt: string;
    readonly failing: readonly string[];
    readonly askedAnew: readonly string[];
    readonly fixed: readonly string[];
    readonly stillFailing: readonly string[];
  };
  /** SHA-256 of a saved report as it is without this member, hex. */
  readonly seal?: string;
}
