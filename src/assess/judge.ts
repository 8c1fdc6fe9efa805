import type { Exchange, Fact, Finding, Profile, Scenario, Transcript, View } from '../model/index.js';
import { stepName } from '../drive/steps.js';
import { worst } from '../expect/look.js';
import type { Selected } from './select.js';

/** What an expectation of a scenario may read: its own part of the transcript, without superseded exchanges. */
const viewOf = (
  scenario: Scenario,
  { exchanges, facts, target }: Pick<Transcript, 'exchanges' | 'facts' | 'target'>,
  profile: Profile,
): View => {
  const steps = new Set(scenario.steps.map(stepName));
  const all = scenario.everything === true;
  const own = exchanges.filter(({ step, superseded }) => superseded === undefined && (all || steps.has(step)));
  const ids = new Set(own.map(({ id }) => id));
  const concerns = (fact: Fact): boolean =>
    fact.kind === 'tls' || (fact.kind === 'stop' ? all || steps.has(fact.step) : ids.has(fact.exchange));
  return { profile, base: target, exchanges: own, facts: facts.filter(concerns) };
};

/** Judges one requirement on a transcript: every case, the worst of them decides. Pure. */
export const judge = (
  { suite, requirement }: Selected,
  transcript: { readonly exchanges: readonly Exchange[]; readonly facts: readonly Fact[]; readonly target: string },
  profile: Profile,
): Finding =>
  worst(
    requirement.cases.map(({ when, expect }) => {
      const scenario = suite.scenarios[when];
      if (scenario === undefined) throw new Error(`${requirement.id} names the unknown scenario ${when}`);
      return expect.judge(viewOf(scenario, transcript, profile));
    }),
  );
