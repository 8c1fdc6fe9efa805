import type { ContractFact } from './contract.js';

/** What was learnt of a token while it passed by; its value is not kept. */
export interface TokenFact {
  readonly kind: 'token';
  readonly exchange: number;
  /** Its mark in the transcript, e.g. `«token 1»`. */
  readonly mark: string;
  readonly shape: 'jwt' | 'opaque';
  readonly length: number;
  /** Whether a header can carry it: visible ASCII only (RFC 6750 section 2.1). */
  readonly sendable: boolean;
  /** When it came, by the driver's clock: seconds since the epoch. */
  readonly receivedAt: number;
  /** JWT claims, seconds since the epoch (RFC 7519). */
  readonly iat?: number;
  readonly exp?: number;
  /** expires_in as sent, where it is a number. */
  readonly expiresIn?: number;
}

/** What was learnt of a data file while it streamed by; none of its lines is kept. */
export interface FileFact {
  readonly kind: 'file';
  readonly exchange: number;
  /** Type that the manifest gives it. */
  readonly type: string;
  /** Whether the manifest lists it under output or under error. */
  readonly list: 'output' | 'error';
  /** Whether all of it came: length and encoding as announced. */
  readonly whole: boolean;
  /** Why it is not whole. */
  readonly because?: string;
  /** It was still coming at the deadline of the run: that is no fault of the server. */
  readonly cut?: 'deadline';
  /** Bytes after decoding. */
  readonly bytes: number;
  /** SHA-256 of the decoded bytes, hex. */
  readonly sha256: string;
  /** Lines that hold a JSON object; of a sample, those in it. */
  readonly resources: number;
  /** How many lines were judged, where that was a sample (RunOptions.sample); digest and bytes are of the whole. */
  readonly sampled?: number;
  /** Departures from NDJSON and from the type, grouped: what, how many, where first. */
  readonly findings: readonly LineFinding[];
  /** What STU3 says of the resources. */
  readonly validity: Validity;
  readonly identities: Identities;
  readonly repeats: readonly string[];
}

/** What STU3 says of resources: departures grouped by rule and path. Never a value. */
export interface Validity {
  /** Digest of the rules that they were held to: under other rules the findings say nothing. */
  readonly ruleSet: string;
  readonly groups: readonly ValidityGroup[];
  /** There were more kinds of departure than are kept. */
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
  /** What should have been there. */
  readonly expected: string;
  /** Page of the specification. */
  readonly spec: string;
}

/** What the ids of one file showed beside those of the files before it in the same export. */
export interface Identities {
  /** Lines whose type and id stood in the export before. */
  readonly repeated: number;
  /** The first of those lines. */
  readonly lines: readonly number[];
  /** More resources than are kept in mind: nothing is known. */
  readonly over: boolean;
}

/** What STU3 says of a resource that was the body of a reply. */
export interface ResourceFact {
  readonly kind: 'resource';
  readonly exchange: number;
  readonly type: string;
  readonly validity: Validity;
}

/** Whether references to Patients lead somewhere within an export (2019-09: within all exports of the run). */
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

/** A group of equal departures in one file. Never a value. */
export interface LineFinding {
  readonly rule: 'bom' | 'utf-8' | 'not-an-object' | 'blank-line' | 'line-too-long' | 'other-type';
  readonly count: number;
  /** Numbers of the first lines, from 1. */
  readonly lines: readonly number[];
  /** Offset of the first in the decoded file, in bytes. */
  readonly offset: number;
}

/** How far TLS got with the target. */
export interface TlsFact {
  readonly kind: 'tls';
  /** e.g. `TLSv1.3`; absent where the handshake failed. */
  readonly protocol?: string;
  readonly error?: string;
}

/** The place where a conversation ended early, and why. */
export interface StopFact {
  readonly kind: 'stop';
  readonly step: string;
  /** Labels of the exchanges that were not reached, e.g. `manifest`, `data`. */
  readonly labels: readonly string[];
  readonly of?: string;
  readonly because: string;
  /** `earlier`: the server's answers did not allow it; `limit`: they are over a limit; otherwise the run's own bounds. */
  readonly cause: 'earlier' | 'input' | 'budget' | 'choice' | 'deadline' | 'limit' | 'interrupted';
  /** The option that would unblock it. */
  readonly unblock?: string;
  /** The exchange at which it ended. */
  readonly exchange?: number;
}

/** How a client's run ended. */
export interface ExitFact {
  readonly kind: 'exit';
  readonly step: string;
  /** Exit status; absent where something else ended it. */
  readonly code?: number;
  /** Name of the signal that ended it. */
  readonly killed?: string;
  /** Why it could not be started. */
  readonly failedToStart?: string;
  /** It was still running at its deadline, or when the user interrupted the run, and was ended. */
  readonly ended?: 'deadline' | 'interrupted';
  /** The last lines that it wrote, redacted. */
  readonly lines: readonly string[];
}

/** What a client stored beside what it was served, resource by resource; numbers as written, keys in any order. */
export interface OutputFact {
  readonly kind: 'output';
  readonly step: string;
  /** NDJSON files found in its output folder. */
  readonly files: number;
  /** Resources in them. */
  readonly resources: number;
  /** Resources served whole under output. */
  readonly served: number;
  /** Served and not stored. */
  readonly missing: number;
  /** Stored with the type and id of one that was served, and not equal to it. */
  readonly different: number;
  /** Stored and not served, or stored more often than served. */
  readonly extra: number;
  /** Lines that are no JSON object, and files that cannot be read. */
  readonly unreadable: number;
  /** The first departure. */
  readonly first?: OutputDifference;
}

/** Where what a client stored departs from what it was served. Never a value. */
export interface OutputDifference {
  readonly kind: 'missing' | 'different' | 'extra' | 'unreadable';
  /** Where: in the n-th file served (from 1), or in a file of the output folder (its name, redacted). */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** FHIRPath-like, with indexes; only where resources differ. */
  readonly path?: string;
}

export type Fact =
  TokenFact | FileFact | ResourceFact | SubjectsFact | TlsFact | StopFact | ExitFact | OutputFact | ContractFact;
