import {
  BEYOND_CAPTURE,
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
import { carinRuleSet } from '../fhir/carin/profiles.js';
import { ruleSet } from '../fhir/definitions/rule-set.js';
import type { Selected } from './select.js';

/** What an expectation of each scenario can read of a transcript. Many requirements are judged on the same scenario. */
export type Views = (scenario: Scenario) => View;

export const viewsOf = (transcript: Transcript, profile: Profile): Views => {
  const known = new Map<Scenario, View>();
  const isLeft = leftBySteps(transcript);
  return (scenario) => {
    const view = known.get(scenario) ?? viewOf(scenario, transcript, profile, isLeft);
    known.set(scenario, view);
    return view;
  };
};

/** The scenario's own part of the transcript, without superseded exchanges. */
const viewOf = (
  scenario: Scenario,
  { exchanges, facts, target, publicUrl, steps: recorded }: Transcript,
  profile: Profile,
  isLeft: IsLeft,
): View => {
  const steps = new Set(scenario.steps.map(stepName));
  const all = scenario.everything === true;
  const own = exchanges.filter(({ step, superseded }) => all || (superseded === undefined && steps.has(step)));
  const ids = new Set(own.map(({ id }) => id));
  const concerns = (fact: Fact): boolean =>
    fact.kind === 'tls' || ('step' in fact ? all || steps.has(fact.step) : ids.has(fact.exchange));
  const missing = scenario.steps.flatMap((step) => missingStops(step, recorded, isLeft, profile));
  return {
    profile,
    base: target,
    ...(publicUrl !== undefined && { publicUrl }),
    ruleSet: ruleSet(releaseOf(profile)),
    ...(profile.carin !== undefined && { carin: carinRuleSet() }),
    exchanges: own,
    facts: [...facts.filter(concerns), ...missing],
  };
};

/** Whether a step left anything in a transcript, of one export or of any. */
type IsLeft = (step: string, of?: string) => boolean;

const leftBySteps = ({ exchanges, facts }: Transcript): IsLeft => {
  const left = new Map<string, Set<string | undefined>>();
  for (const { step, of } of [...exchanges, ...facts.filter((fact) => fact.kind === 'stop')])
    left.set(step, (left.get(step) ?? new Set()).add(of));
  return (step, of) => {
    const here = left.get(step);
    return here !== undefined && (of === undefined || here.has(undefined) || here.has(of));
  };
};

/**
 * Stops for what a step should have left in the transcript and did not: it was recorded with an older catalogue that
 * lacked the step, or its end is missing. What is missing shows nothing, least of all that a requirement is met.
 */
const missingStops = (step: Step, recorded: readonly string[], isLeft: IsLeft, profile: Profile): StopFact[] => {
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
  const missing = 'the transcript contains nothing of this step';
  if (step.do !== 'exports') return isLeft(name) ? [] : [stop(missing)];
  return exportRequests(profile, step.set).flatMap(({ of }) => (isLeft(name, of) ? [] : [stop(missing, of)]));
};

/** If the user's budget excluded exports, or what is judged is a capture that lacks something, that is what blocks the rest. */
const byChoice = (judgment: Judgment, { facts }: View, { steps }: Scenario): Judgment => {
  if (judgment.outcome !== 'blocked' || judgment.cause !== 'earlier') return judgment;
  const stop = facts.find(
    (fact): fact is StopFact =>
      fact.kind === 'stop' &&
      (fact.cause === 'budget' || fact.unblock === BEYOND_CAPTURE) &&
      steps.some((step) => stepName(step) === fact.step),
  );
  if (stop === undefined) return judgment;
  return { ...judgment, cause: stop.cause, unblock: stop.cause === 'budget' ? '--export-budget' : BEYOND_CAPTURE };
};

/**
 * Judges one requirement on a transcript: every case, of which the worst decides. Pure.
 * @param cited exchanges that other failed requirements cite, for an expectation that judges after them
 */
export const judge = ({ suite, requirement }: Selected, views: Views, cited?: View['cited']): Judgment =>
  worst(
    requirement.cases.map(({ when, expect }) => {
      const scenario = suite.scenarios[when];
      if (scenario === undefined) throw new Error(`${requirement.id} names the unknown scenario ${when}`);
      const view = { ...views(scenario), ...(cited !== undefined && { cited }) };
      return byChoice(expect.judge(view), view, scenario);
    }),
  );
