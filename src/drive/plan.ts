import {
  type Depth,
  exportRequests,
  type ExportSet,
  type Profile,
  REFUSABLE,
  type Scenario,
  type Step,
} from '../model/index.js';
import { isOfAllExports, stepName } from '../model/steps.js';

/** A scenario with the title of its chapter, for progress output. */
export interface TitledScenario extends Scenario {
  readonly suite: string;
}

/** A step with its scenario; `first`: it is the first step that the scenario adds to the run. */
interface PlannedStep {
  readonly scenario: TitledScenario;
  readonly step: Step;
  readonly first: boolean;
}

/** How many jobs the scenarios start if the server accepts each documented request and no other. */
export const plannedExports = (profile: Profile, scenarios: readonly Scenario[]): number =>
  [...depthsOf(scenarios).keys()]
    .filter((set) => !REFUSABLE.has(set))
    .reduce((sum, set) => sum + exportRequests(profile, set).length, startingAsks(scenarios));

/** Single requests that are meant to start an export: one of them does. */
const startingAsks = (scenarios: readonly Scenario[]): number =>
  scenarios.some(({ steps }) => steps.some((one) => one.do === 'ask' && one.starts === true)) ? 1 : 0;

/** Every distinct step, scenario by scenario. The step that compares all recorded replies with a document is last. */
export const stepsInOrder = (scenarios: readonly TitledScenario[]): PlannedStep[] => {
  const seen = new Set<string>();
  const steps = inOrder(scenarios).flatMap((scenario) => {
    const own = scenario.steps.filter((step) => !seen.has(stepName(step)) && seen.add(stepName(step)));
    return own.map((step, index) => ({ scenario, step, first: index === 0 }));
  });
  const isLast = ({ step }: { step: Step }): boolean => step.do === 'contract';
  return [...steps.filter((one) => !isLast(one)), ...steps.filter(isLast)];
};

const DEPTHS: readonly Depth[] = ['kickoff', 'manifest', 'files'];

/** How far each set of exports must be followed, so that it suffices for every scenario that names it. */
export const depthsOf = (scenarios: readonly Scenario[]): Map<ExportSet, Depth> => {
  const deepest = new Map<ExportSet, Depth>();
  for (const step of scenarios.flatMap(({ steps }) => steps)) {
    if (step.do !== 'exports') continue;
    const before = deepest.get(step.set);
    if (before === undefined || DEPTHS.indexOf(step.to) > DEPTHS.indexOf(before)) deepest.set(step.set, step.to);
  }
  return deepest;
};

/**
 * Scenarios that start an export of their own come after the others but for the one that is made once more. Scenarios that ask what all exports have left, for one more token, or for an export once more come after the exports,
 * then those that wait until the token is almost or completely expired, and what may end a finished job is last.
 */
const inOrder = (scenarios: readonly TitledScenario[]): TitledScenario[] => {
  const rank = ({ steps }: Scenario): number =>
    Math.max(
      ...steps.map((step) =>
        step.do === 'ask' && step.at === 'done-job'
          ? 4
          : step.do === 'ask' && step.as === 'late-token'
            ? 2
            : step.do === 'ask' && step.as === 'expired-token'
              ? 3
              : isOfAllExports(step)
                ? 1
                : step.do === 'ask' && step.starts === true
                  ? 0.5
                  : 0,
      ),
    );
  return scenarios
    .map((scenario, index) => ({ scenario, index, rank: rank(scenario) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ scenario }) => scenario);
};
