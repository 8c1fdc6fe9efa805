import {
  type Exchange,
  exportRequests,
  type Fact,
  type Judgment,
  type Profile,
  type Scenario,
  type Step,
  type StopFact,
  type Transcript,
  type View,
  releaseOf,
} from '../model/index.js';
import { labelsOf, mayLeaveNothing, stepName } from '../model/steps.js';
import { worst } from '../expect/assertion.js';
import { ruleSet } from '../fhir/definitions/rule-set.js';
import type { Selected } from './select.js';

/** What an expectation of a scenario can read: its own part of the transcript, without superseded exchanges. */
const viewOf = (
  scenario: Scenario,
  { exchanges, facts, target, publicUrl, steps: recorded }: Transcript,
  profile: Profile,
): View => {
  const steps = new Set(scenario.steps.map(stepName));
  const all = scenario.everything === true;
  const own = exchanges.filter(({ step, superseded }) => all || (superseded === undefined && steps.has(step)));
  const ids = new Set(own.map(({ id }) => id));
  const concerns = (fact: Fact): boolean =>
    fact.kind === 'tls' || ('step' in fact ? all || steps.has(fact.step) : ids.has(fact.exchange));
  const missing = scenario.steps.flatMap((step) => missingStops(step, recorded, exchanges, facts, profile));
  return {
    profile,
    base: target,
    ...(publicUrl !== undefined && { publicUrl }),
    ruleSet: ruleSet(releaseOf(profile)),
    exchanges: own,
    facts: [...facts.filter(concerns), ...missing],
  };
};

/**
 * Stops for what a step should have left in the transcript and did not: it was recorded with an older catalogue that
 * lacked the step, or its end is missing. What is missing shows nothing, least of all that a requirement is met.
 */
const missingStops = (
  step: Step,
  recorded: readonly string[],
  exchanges: readonly Exchange[],
  facts: readonly Fact[],
  profile: Profile,
): StopFact[] => {
  const name = stepName(step);
  const stop = (because: string, of?: string): StopFact => ({
    kind: 'stop',
    step: name,
    labels: labelsOf(step),
    ...(of !== undefined && { of }),
    because,
    cause: 'earlier',
  });
  if (step.do === 'client-run' && step.optional === true) return [];
  if (!recorded.includes(name)) return [stop('the transcript was recorded without this step')];
  if (mayLeaveNothing(step)) return [];
  const left = (of?: string): boolean =>
    [...exchanges, ...facts.filter((fact) => fact.kind === 'stop')].some(
      (one) => one.step === name && (of === undefined || one.of === undefined || one.of === of),
    );
  const missing = 'the transcript contains nothing of this step';
  if (step.do !== 'exports') return left() ? [] : [stop(missing)];
  return exportRequests(profile, step.set).flatMap(({ of }) => (left(of) ? [] : [stop(missing, of)]));
};

/** If the user's budget excluded exports, that choice is what blocks the rest. */
const byBudget = (judgment: Judgment, { facts }: View, { steps }: Scenario): Judgment =>
  judgment.outcome === 'blocked' &&
  judgment.cause === 'earlier' &&
  facts.some(
    (fact) => fact.kind === 'stop' && fact.cause === 'budget' && steps.some((step) => stepName(step) === fact.step),
  )
    ? { ...judgment, cause: 'budget', unblock: '--export-budget' }
    : judgment;

/**
 * Judges one requirement on a transcript: every case, of which the worst decides. Pure.
 * @param cited exchanges that other failed requirements cite, for an expectation that judges after them
 */
export const judge = (
  { suite, requirement }: Selected,
  transcript: Transcript,
  profile: Profile,
  cited?: View['cited'],
): Judgment =>
  worst(
    requirement.cases.map(({ when, expect }) => {
      const scenario = suite.scenarios[when];
      if (scenario === undefined) throw new Error(`${requirement.id} names the unknown scenario ${when}`);
      const view = { ...viewOf(scenario, transcript, profile), ...(cited !== undefined && { cited }) };
      return byBudget(expect.judge(view), view, scenario);
    }),
  );
