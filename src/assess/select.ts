import {
  belongsTo,
  CannotJudge,
  caseUnder,
  didYouMean,
  type JudgeOptions,
  type Profile,
  type Requirement,
  type Role,
  type Suite,
  type TestableRequirement,
  wordedUnder,
} from '../model/index.js';
import type { TitledScenario } from '../drive/plan.js';

/** A requirement that a run judges, with its suite. */
export interface Selected {
  readonly suite: Suite;
  readonly requirement: TestableRequirement;
}

/** The requirement is named by its id or by a prefix that ends at a dot. */
export const isNamed = (id: string, name: string): boolean => id === name || id.startsWith(`${name}.`);

/** The suites of one role. */
export const ofRole = (catalogue: readonly Suite[], role: Role): Suite[] =>
  catalogue.filter((suite) => suite.role === role);

/** Testable requirements of a profile that the selection names; throws CannotJudge for a name that fits none. */
export const selectRequirements = (
  profile: Profile,
  { catalogue: all, selection = [] }: JudgeOptions,
  role: Role = 'server',
): Selected[] => {
  const catalogue = ofRole(all, role);
  const known = catalogue.flatMap((suite) => suite.requirements.map((requirement) => ({ suite, requirement })));
  const own = known
    .filter(({ requirement }) => belongsTo(requirement, profile))
    .map(({ suite, requirement }) => ({ suite, requirement: wordedUnder(requirement, profile) }));
  for (const name of selection) {
    if (own.some(({ requirement }) => isNamed(requirement.id, name) && requirement.cases !== undefined)) continue;
    throw new CannotJudge(
      whyNot(
        name,
        known.map(({ requirement }) => requirement),
        profile,
        catalogue,
      ),
    );
  }
  return own.flatMap(({ suite, requirement }) => {
    const named = selection.length === 0 || selection.some((name) => isNamed(requirement.id, name));
    if (!named || requirement.cases === undefined) return [];
    return [{ suite, requirement: { ...requirement, cases: requirement.cases.map((one) => caseUnder(one, profile)) } }];
  });
};

const whyNot = (name: string, all: readonly Requirement[], profile: Profile, catalogue: readonly Suite[]): string => {
  const named = all.filter(({ id }) => isNamed(id, name));
  const untestable = named.find((requirement) => requirement.untestable !== undefined);
  if (named.some((requirement) => requirement.cases !== undefined))
    return `"${name}" is not part of profile ${profile.id}, so there is nothing to judge.`;
  if (untestable !== undefined) return `"${name}" cannot be judged from traffic: ${untestable.untestable}`;
  const chapters = catalogue.map(({ id }) => id).join(', ');
  const ids = catalogue.flatMap(({ requirements }) => requirements.map(({ id }) => id));
  return `No requirement is called "${name}".${didYouMean(name, ids)} Give an id or one of the chapters ${chapters}; \`bcda-conformance list\` shows all.`;
};

/** Statements of a profile that traffic cannot show. */
export const untestableOf = (
  profile: Profile,
  catalogue: readonly Suite[],
): { suite: Suite; requirement: Requirement }[] =>
  catalogue.flatMap((suite) =>
    suite.requirements
      .filter((requirement) => requirement.untestable !== undefined && belongsTo(requirement, profile))
      .map((requirement) => ({ suite, requirement: wordedUnder(requirement, profile) })),
  );

/** The scenarios that the cases of the selected requirements name, each once, in catalogue order. */
export const scenariosOf = (selected: readonly Selected[]): TitledScenario[] => {
  const found = new Map<string, TitledScenario>();
  for (const { suite, requirement } of selected)
    for (const { when } of requirement.cases) {
      const scenario = suite.scenarios[when];
      if (scenario === undefined) throw new Error(`${requirement.id} names the unknown scenario ${when}`);
      found.set(`${suite.id}.${when}`, { ...scenario, suite: suite.title });
    }
  return [...found.values()];
};
