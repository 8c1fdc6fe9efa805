import type { Fact, Finding, Profile, Scenario, StopFact, Transcript, View } from '../model/index.js';
import { labelsOf, stepName } from '../drive/steps.js';
import { worst } from '../expect/look.js';
import type { Selected } from './select.js';

/** What an expectation of a scenario may read: its own part of the transcript, without superseded exchanges. */
const viewOf = (
  scenario: Scenario,
  { exchanges, facts, target, steps: recorded }: Transcript,
  profile: Profile,
): View => {
  const steps = new Set(scenario.steps.map(stepName));
  const all = scenario.everything === true;
  const own = exchanges.filter(({ step, superseded }) => superseded === undefined && (all || steps.has(step)));
  const ids = new Set(own.map(({ id }) => id));
  const concerns = (fact: Fact): boolean =>
    fact.kind === 'tls' || (fact.kind === 'stop' ? all || steps.has(fact.step) : ids.has(fact.exchange));
  // A transcript of an older catalogue may lack a conversation; what it could have shown is not known.
  const lacking = scenario.steps
    .filter((step) => !recorded.includes(stepName(step)))
    .map((step): StopFact => ({
      kind: 'stop',
      step: stepName(step),
      labels: labelsOf(step),
      because: 'the transcript was recorded without this conversation',
      cause: 'earlier',
    }));
  return { profile, base: target, exchanges: own, facts: [...facts.filter(concerns), ...lacking] };
};

/** Judges one requirement on a transcript: every case, the worst of them decides. Pure. */
export const judge = ({ suite, requirement }: Selected, transcript: Transcript, profile: Profile): Finding =>
  worst(
    requirement.cases.map(({ when, expect }) => {
      const scenario = suite.scenarios[when];
      if (scenario === undefined) throw new Error(`${requirement.id} names the unknown scenario ${when}`);
      return expect.judge(viewOf(scenario, transcript, profile));
    }),
  );
