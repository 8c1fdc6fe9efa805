import type { Expectation } from './expectation.js';
import type { OfSomeProfiles, Profile } from './profile.js';
import type { Scenario } from './step.js';

export type Role = 'server' | 'client';
export type Level = 'MUST' | 'SHOULD' | 'MAY';
/** guide: said or shown by the guide · spec: FHIR, Bulk Data, NDJSON · rfc: HTTP and OAuth · advice: a careful reviewer. */
export type Basis = 'guide' | 'spec' | 'rfc' | 'advice';

/** Where a statement comes from. For guides, `section` is a heading of the guide. */
export interface Source {
  readonly document: string;
  readonly section: string;
  readonly url?: string;
}

/**
 * What a run gets from a server, one after another, each with what it needs before it. Requirements say which of them they
 * need, and a fault which of them it stops; what it blocks follows.
 */
export const NEEDS = {
  /** A successful token answer. */
  'token-reply': undefined,
  /** An access token in it. */
  token: 'token-reply',
  /** An export request that is accepted with the token. */
  kickoff: 'token',
  /** The Content-Location of the answer. */
  location: 'kickoff',
  /** A job that can be watched at that URL. */
  job: 'location',
  /** The job's end with 200. */
  manifest: 'job',
  /** What the manifest lists, read from its JSON. */
  list: 'manifest',
  /** A listed data file, downloaded. */
  file: 'list',
  /** The manifest's list of error files. */
  'error-list': 'list',
  /** A listed error file, downloaded. */
  'error-file': 'error-list',
  /** The metadata, answered 200. */
  metadata: undefined,
  /** The CapabilityStatement in it. */
  statement: 'metadata',
  /** The URL of the version operation that the statement lists. */
  version: 'statement',
  /** The Swagger page. */
  'swagger-page': undefined,
  /** The document that the page leads to. */
  'swagger-document': 'swagger-page',
} as const satisfies Readonly<Record<string, string | undefined>>;

export type Need = keyof typeof NEEDS;

/** Whether a requirement cannot be judged where one of these is not to be had. */
export const isStopped = ({ needs = [] }: Pick<Requirement, 'needs'>, stops: readonly Need[]): boolean =>
  [needs].flat().some((need) => withEarlier(need).some((one) => stops.includes(one)));

/** A need with all that comes before it. */
const withEarlier = (need: Need): Need[] => {
  const before = NEEDS[need];
  return before === undefined ? [need] : [need, ...withEarlier(before)];
};

/** One way to judge a requirement: the scenario, and what must hold in it. */
export interface Case<ScenarioId extends string = string> {
  readonly when: ScenarioId;
  /** Where a constant of the guide is part of it, a function of the profile. */
  readonly expect: Expectation | ((profile: Profile) => Expectation);
}

/** A case as it is judged under one profile. */
export interface JudgedCase extends Case {
  readonly expect: Expectation;
}

/** The case under a profile. */
export const caseUnder = (one: Case, profile: Profile): JudgedCase => ({
  ...one,
  expect: typeof one.expect === 'function' ? one.expect(profile) : one.expect,
});

interface Statement extends OfSomeProfiles {
  readonly id: string;
  /** What a run must have got so far for this to be judged; absent: any run can judge it. */
  readonly needs?: Need | readonly Need[];
  readonly level: Level;
  readonly basis: Basis;
  readonly source: Source;
  /** One sentence, not quoted from the source. */
  readonly statement: string;
  /** How the project interprets a guide that is silent or contradicts itself. */
  readonly decision?: string;
  /** What is otherwise under a profile. */
  readonly under?: (profile: Profile) => Wording;
  /** The version of the catalogue that first had it. */
  readonly since?: string;
}

/** The part of a requirement that may differ between profiles. */
export interface Wording {
  readonly level?: Level;
  readonly basis?: Basis;
  readonly source?: Source;
  readonly statement?: string;
  readonly decision?: string;
}

/** A requirement as it is worded under a profile. */
export const wordedUnder = <One extends Statement>(one: One, profile: Profile): One => {
  const worded = { ...one, ...one.under?.(profile) };
  return { ...worded, source: sourceUnder(worded.source, profile) };
};

/** Where the documentation of a profile says what a heading of the guides of 2019 says. */
const sourceUnder = (source: Source, { pages }: Profile): Source => {
  const section = source.url === undefined ? pages?.for[source.section] : undefined;
  if (pages === undefined || section === undefined) return source;
  return { document: source.document.replace(GUIDE, pages.title), section };
};

const GUIDE = 'BCDA guide';

/** A requirement has cases, or says why traffic cannot show it; the type allows no other form. */
export type Requirement<ScenarioId extends string = string> = Statement &
  (
    | { readonly cases: readonly Case<ScenarioId>[]; readonly untestable?: never }
    | { readonly untestable: string; readonly cases?: never }
  );

/** A requirement that traffic can show, with its cases under one profile. */
export type TestableRequirement = Statement & { readonly cases: readonly JudgedCase[]; readonly untestable?: never };

/** One chapter: its conversations and its requirements in reading order. */
export interface Suite {
  readonly role: Role;
  readonly id: string;
  readonly title: string;
  /** Why it matters, and what to do where it fails. */
  readonly why?: string;
  readonly remedy?: string;
  readonly scenarios: Readonly<Record<string, Scenario>>;
  readonly requirements: readonly Requirement[];
}

/** A suite with its own ids as types; see {@link suite}. */
export interface SuiteOf<Id extends string, ScenarioId extends string, Scenarios, Requirements> {
  readonly role: Role;
  readonly id: Id;
  readonly title: string;
  readonly scenarios: Scenarios & Readonly<Record<ScenarioId, Scenario>>;
  readonly requirements: Requirements &
    readonly (Requirement<NoInfer<ScenarioId>> & { readonly id: `${NoInfer<Id>}.${string}` })[];
}

/**
 * Identity function that checks a suite while it is written: an id outside the chapter or a `when`
 * that names no scenario of the suite does not compile.
 */
export const suite = <
  const Id extends string,
  const ScenarioId extends string,
  const Scenarios extends Readonly<Record<ScenarioId, Scenario>>,
  const Requirements extends readonly { readonly id: string }[],
>(
  it: SuiteOf<Id, ScenarioId, Scenarios, Requirements>,
): SuiteOf<Id, ScenarioId, Scenarios, Requirements> => it;
