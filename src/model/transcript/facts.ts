import type { ElementCounts } from '../content.js';
import type { Criterion, Mark } from '../profile.js';
import type { ContractFact } from './contract.js';

/** What is known about a token; its value is not kept. */
export interface TokenFact {
  readonly kind: 'token';
  readonly exchange: number;
  /** The token's mark in the transcript, e.g. `«token 1»`. */
  readonly mark: string;
  readonly shape: 'jwt' | 'opaque';
  readonly length: number;
  /** Whether a header can carry it: visible ASCII only (RFC 6750 section 2.1). */
  readonly sendable: boolean;
  /** When it was received, by the driver's clock: seconds since the epoch. */
  readonly receivedAt: number;
  /** JWT claims, seconds since the epoch (RFC 7519). */
  readonly iat?: number;
  readonly exp?: number;
  /** expires_in as sent, if it is a number. */
  readonly expiresIn?: number;
}

/** What is known about a data file after it was streamed; none of its lines is kept. */
export interface FileFact {
  readonly kind: 'file';
  readonly exchange: number;
  /** Type that the manifest lists it with. */
  readonly type: string;
  /** Whether the manifest lists it under output or under error. */
  readonly list: 'output' | 'error';
  /** Whether all of it was received: length and encoding are as announced. */
  readonly whole: boolean;
  /** Why it is not complete. */
  readonly because?: string;
  /**
   * Why the run did not read it to its end, which is not the server's fault: the deadline of the run, or a worker that did not
   * answer in time and was ended.
   */
  readonly cut?: 'deadline' | 'watchdog';
  /** Bytes after decoding. */
  readonly bytes: number;
  /** SHA-256 of the decoded bytes, hex. */
  readonly sha256: string;
  /** Lines that contain a JSON object; of a sample, those in the sample. */
  readonly resources: number;
  /** Number of lines judged, if only a sample was (RunOptions.sample); digest and bytes are those of the complete file. */
  readonly sampled?: number;
  /** Where another validator disagrees on some lines, if it was asked. */
  readonly opinion?: SecondOpinion;
  /** How many resources the manifest says that it has (`count`); -1: what it says is not a whole number of at most ten million. */
  readonly announced?: number;
  /** Its last byte is no newline. */
  readonly unterminated?: true;
  /** Violations of NDJSON and of the listed type, grouped: which, how many, where first. */
  readonly findings: readonly LineFinding[];
  /** Findings about the resources under STU3. */
  readonly validity: Validity;
  readonly identities: Identities;
  /** In how many resources the elements occur that the profile asks about; absent: it asks about none. */
  readonly elements?: ElementCounts;
  readonly repeats: readonly string[];
  /** Of an error file: the resource types that its text names. */
  readonly names?: readonly string[];
  /** Of an error file: its issues have a severity, and none is an error or fatal. */
  readonly onlyWarns?: true;
  /** Of an error file: how many people its errors name; absent: an error names nobody, and may be about anybody. */
  readonly people?: number;
}

/** A path at which one of two validators reports an error and the other does not. Never a value. */
export interface Difference {
  readonly path: string;
  /** The rule of this judge, if it reports an error. */
  readonly ours?: string;
  /** The kind of the other's message, if it reports an error; the message itself quotes values. */
  readonly theirs?: string;
  readonly count: number;
  readonly lines: readonly number[];
}

/** What another validator says of some resources. It is no verdict. */
export interface SecondOpinion {
  readonly by: string;
  /** Number of resources that both judged. */
  readonly resources: number;
  /** Number of those for which both report errors at the same paths, or none. */
  readonly agreed: number;
  readonly differences: readonly Difference[];
}

/** Findings about resources under STU3, grouped by rule and path. Never a value. */
export interface Validity {
  /** Digest of the rules that were applied: under other rules the findings mean nothing. */
  readonly ruleSet: string;
  /** Digest of the constraints of CARIN Blue Button that were applied too; absent: none were. */
  readonly carin?: string;
  readonly groups: readonly ValidityGroup[];
  /** There were more kinds of findings than are kept. */
  readonly more: boolean;
}

export interface ValidityGroup {
  /** e.g. `fhir.stu3.binding.required`; docs/validation.md lists them. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** FHIRPath-like, without indexes; empty for a finding about the line. */
  readonly path: string;
  readonly count: number;
  /** Numbers of the first lines, from 1. */
  readonly lines: readonly number[];
  /** What is expected instead. */
  readonly expected: string;
  /** Page of the specification. */
  readonly spec: string;
}

/** How the ids of one file compare with those of the earlier files of the same export. */
export interface Identities {
  /** Lines whose type and id occurred earlier in the export. */
  readonly repeated: number;
  /** The first of those lines. */
  readonly lines: readonly number[];
  /** There are more resources than can be remembered: nothing is known. */
  readonly over: boolean;
  /** Resources of the listed type without an id. */
  readonly withoutId?: LineCount;
  /** Resources of the listed type that do not say whose record they are. */
  readonly withoutSubject?: LineCount;
  /** How many resources of the type refer to the one Patient that most refer to, in the export up to this file; absent: not counted. */
  readonly most?: number;
  /** How meta.lastUpdated compares with the transactionTime of the manifest; absent: not compared. Never a time. */
  readonly updates?: Updates;
  /** How it compares with the day from which on the documentation says that data were loaded; absent: it names none. */
  readonly floor?: Floor;
  /** Resources against what the documentation says that each has; absent: it says nothing. */
  readonly marks?: Readonly<Partial<Record<Mark, LineCount>>>;
}

/**
 * How the Patients of one documented export compare with those of another. Counts only; each Patient counts once.
 */
export interface PeopleFact {
  readonly kind: 'people';
  /** Manifest of the export. */
  readonly exchange: number;
  readonly of: string;
  /** The other export. */
  readonly other: string;
  readonly patients: number;
  readonly others: number;
  /** Patients that both have. */
  readonly both: number;
  /** There are more resources than can be remembered: nothing is known. */
  readonly over?: true;
}

/**
 * How the claims of an export match each other: those of one system by their control number, or Claims with ClaimResponses.
 * Counts only.
 */
export interface MatchedFact {
  readonly kind: 'matched';
  /** First download of the type in the export. */
  readonly exchange: number;
  readonly of: string;
  readonly type: string;
  /** Claims with a System-Type and a control number, or Claims. */
  readonly resources: number;
  /** Claims with person, System-Type and control number of one before, or Claims that several ClaimResponses answer. */
  readonly repeated: number;
  /** Claims that no ClaimResponse answers. */
  readonly missing: number;
  /** There are more resources than can be remembered: nothing is known. */
  readonly over?: true;
}

/** When the resources of a file were updated. */
export interface Updates {
  /** Resources that say it. */
  readonly dated: number;
  /** Of these, those more than a minute after the transactionTime. */
  readonly late?: LineCount;
}

/** Resources that say when they were updated, against the day that the documentation names. */
export interface Floor {
  readonly dated: number;
  /** Of these, those before that day. */
  readonly early?: LineCount;
}

/** A count of lines, and the numbers of the first ones. */
export interface LineCount {
  readonly count: number;
  readonly lines: readonly number[];
}

/** Findings about a resource that was the body of a reply. */
export interface ResourceFact {
  readonly kind: 'resource';
  readonly exchange: number;
  readonly type: string;
  readonly validity: Validity;
}

/** Whether references to Patients resolve within an export, or, if it has no Patients, to those of the exports so far (2019-09: within all exports of the run). */
export interface SubjectsFact {
  readonly kind: 'subjects';
  /** First download of the export. */
  readonly exchange: number;
  /** ExplanationOfBenefit.patient and Coverage.beneficiary that refer to a Patient. */
  readonly references: number;
  readonly unresolved: number;
  readonly over: boolean;
  /** Not every line of the files was read. */
  readonly sampled?: true;
}

/** How the resources of one type in one export compare with those in the run's other exports. Counts only. */
export interface HistoryFact {
  readonly kind: 'history';
  /** First download of the type in the export. */
  readonly exchange: number;
  readonly of: string;
  readonly type: string;
  /** Its resources, each counted once. */
  readonly resources: number;
  /** Resources of earlier exports. */
  readonly before: number;
  /** Of these, those that it does not have. */
  readonly missing: number;
  /** Of the missing ones, those that a later export has again. */
  readonly returned: number;
  /** Resources whose content was compared with that in the first export that has them. */
  readonly compared: number;
  /** Of these, those with another content, meta left out. */
  readonly changed: number;
  /** There are more resources than can be remembered: nothing is known. */
  readonly over?: true;
}

/**
 * How the resources of one type in one export compare with what the export is narrowed to, by `_since`, `_typeFilter` or the
 * default filter. Counts only.
 */
export interface NarrowedFact {
  readonly kind: 'narrowed';
  /** First download of the type in the export that has resources outside; otherwise its first download, or its manifest. */
  readonly exchange: number;
  readonly of: string;
  readonly type: string;
  /** Its resources, each counted once. */
  readonly resources: number;
  /** Of these, those outside of what was asked, by what they are outside of. */
  readonly outside: Readonly<Partial<Record<Criterion, number>>>;
  /** Of these, those that do not say enough to tell. */
  readonly unknown: number;
  /** Resources of exports before that are within what was asked. */
  readonly wanted: number;
  /** Of these, those that it does not have. */
  readonly missing: number;
  /** There are more resources than can be remembered: nothing is known of `wanted` and `missing`. */
  readonly over?: true;
}

/** Equal findings in one file. Never a value. */
export interface LineFinding {
  readonly rule: 'bom' | 'utf-8' | 'not-an-object' | 'blank-line' | 'line-too-long' | 'other-type';
  readonly count: number;
  /** Numbers of the first lines, from 1. */
  readonly lines: readonly number[];
  /** Offset of the first one in the decoded file, in bytes. */
  readonly offset: number;
}

/** Result of a TLS handshake with the target. */
export interface TlsFact {
  readonly kind: 'tls';
  /** e.g. `TLSv1.3`; absent if the handshake failed. */
  readonly protocol?: string;
  readonly error?: string;
}

/** Where and why a conversation ended early. */
export interface StopFact {
  readonly kind: 'stop';
  readonly step: string;
  /** Labels of the exchanges that were not reached, e.g. `manifest`, `data`. */
  readonly labels: readonly string[];
  readonly of?: string;
  readonly because: string;
  /**
   * `earlier`: because of the server's replies; `data`: the exports had nothing of what it is about; `limit`: they exceed a
   * limit; all others: a bound of the run.
   */
  readonly cause: 'earlier' | 'data' | 'input' | 'budget' | 'choice' | 'deadline' | 'limit' | 'interrupted';
  /** The option that would unblock it. */
  readonly unblock?: string;
  /** The exchange at which it ended. */
  readonly exchange?: number;
}

/** How a client's run ended. */
export interface ExitFact {
  readonly kind: 'exit';
  readonly step: string;
  /** Exit status; absent if something else ended it. */
  readonly code?: number;
  /** Name of the signal that ended it. */
  readonly killed?: string;
  /** Why it could not be started. */
  readonly failedToStart?: string;
  /** It was still running at its deadline, after too many requests, or when the user interrupted the run, and was stopped. */
  readonly ended?: 'deadline' | 'limit' | 'interrupted';
  /** Present if it printed its secret or a token. */
  readonly printed?: boolean;
  /** The last lines that it wrote, redacted. */
  readonly lines: readonly string[];
}

/** How the resources that a client stored compare with those it was served; numbers as written, members in any order. */
export interface OutputFact {
  readonly kind: 'output';
  readonly step: string;
  /** NDJSON files found in its output folder. */
  readonly files: number;
  /** Resources in them. */
  readonly resources: number;
  /** Resources of the complete files served under output. */
  readonly served: number;
  /** Served and not stored. */
  readonly missing: number;
  /** Stored with the type and id of one that was served, and not equal to it. */
  readonly different: number;
  /** Stored and not served, or stored more often than served. */
  readonly extra: number;
  /** Lines that are not a JSON object, and files that cannot be read. */
  readonly unreadable: number;
  /** Files with the client's secret or a token that other users may read; absent if the count is 0. */
  readonly exposed?: number;
  /** Present if every user may write into the folder. */
  readonly openToAll?: boolean;
  /** The first difference. */
  readonly first?: OutputDifference;
}

/** Where a client's stored data differs from what it was served. Never a value. */
export interface OutputDifference {
  readonly kind: 'missing' | 'different' | 'extra' | 'unreadable';
  /** The n-th file served (from 1), or a file of the output folder (its name, redacted). */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** FHIRPath-like, with indexes; only for resources that differ. */
  readonly path?: string;
}

export type Fact =
  | TokenFact
  | FileFact
  | ResourceFact
  | SubjectsFact
  | HistoryFact
  | NarrowedFact
  | PeopleFact
  | MatchedFact
  | TlsFact
  | StopFact
  | ExitFact
  | OutputFact
  | ContractFact;
