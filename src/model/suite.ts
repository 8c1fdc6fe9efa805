import type { Expectation } from './expectation.js';
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

/** One way to judge a requirement: the scenario, and what must hold in it. */
export interface Case<ScenarioId extends string = string> {
  readonly when: ScenarioId;
  readonly expect: Expectation;
}

interface Statement {
  readonly id: string;
  readonly level: Level;
  readonly basis: Basis;
  /** Profiles it belongs to; all of them where absent. */
  readonly profiles?: readonly string[];
  readonly source: Source;
  /** One sentence, not quoted from the source. */
  readonly statement: string;
  /** How the project interprets a guide that is silent or contradicts itself. */
  readonly decision?: string;
}

/** A requirement has cases, or says why traffic cannot show it; the type allows no other form. */
export type Requirement<ScenarioId extends string = string> = Statement &
  (
    | { readonly cases: readonly Case<ScenarioId>[]; readonly untestable?: never }
    | { readonly untestable: string; readonly cases?: never }
  );

export type TestableRequirement = Requirement & { readonly cases: readonly Case[] };

/** One chapter: its conversations and its requirements in reading order. */
export interface Suite {
  readonly role: Role;
  readonly id: string;
  readonly title: string;
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
