import { resourceRules } from '../fhir/definitions/rule-names.js';
import {
  CannotJudge,
  type Judgment,
  type FindingCount,
  type JudgeOptions,
  type Known,
  type KnownFailure,
  type KnownFinding,
  type Requirement,
  type Suite,
  type Verdict,
} from '../model/index.js';

type Named = KnownFailure & { readonly rule: string };

const finds = ({ cases = [] }: Requirement): boolean => cases.some(({ expect }) => 'finds' in expect && expect.finds);

/** Why an entry cannot apply to anything, in a sentence that says what to do; undefined: it can apply. */
export const whyUnfit = ({ id, rule, path }: KnownFailure, catalogue: readonly Suite[]): string | undefined => {
  const all = catalogue.flatMap(({ requirements }) => requirements);
  const requirement = all.find((one) => one.id === id);
  if (requirement === undefined)
    return `The known failure "${id}" is not the id of a requirement. Correct or remove it; \`bcda-conformance list\` shows all ids.`;
  if (rule === undefined)
    return path === undefined ? undefined : `The known failure "${id}" has a path without a rule. Add the rule.`;
  if (!finds(requirement))
    return `The known failure "${id}" has a rule, but "${id}" is not judged by rules. Remove rule and path; the requirements judged by rules are: ${all
      .filter(finds)
      .map((one) => one.id)
      .join(', ')}.`;
  return resourceRules().has(rule)
    ? undefined
    : `The known failure "${id}" has the rule "${rule}", which does not exist. Correct it; docs/validation.md lists all rules.`;
};

/** Known failures that apply today, and notes about those that do not. Throws CannotJudge for one that cannot apply. */
export const currentKnown = ({
  catalogue,
  known = [],
}: Pick<JudgeOptions, 'catalogue' | 'known'>): { current: readonly KnownFailure[]; notes: readonly string[] } => {
  for (const entry of known) {
    const why = whyUnfit(entry, catalogue);
    if (why !== undefined) throw new CannotJudge(why);
  }
  const today = new Date().toISOString().slice(0, 10);
  const lapsed = known.filter(({ until }) => until !== undefined && until < today);
  return {
    current: known.filter((entry) => !lapsed.includes(entry)),
    notes: lapsed.map(({ id, rule, path, until }) => {
      const finding = rule === undefined ? '' : ` (${rule}${path ? ` at ${path}` : ''})`;
      return `The known failure ${id}${finding} has expired (until ${until}) and no longer applies.`;
    }),
  };
};

const isNamed = (entry: KnownFailure): entry is Named => entry.rule !== undefined;

const covers = (entry: Named, { rule, path }: FindingCount): boolean =>
  entry.rule === rule && (entry.path === undefined || entry.path === path);

const reasonOf = ({ because, see, until }: KnownFailure): Known => ({
  because,
  see,
  ...(until !== undefined && { until }),
});

/**
 * How the entries of a requirement apply to its verdict. An entry without a rule covers it whatever it shows. Entries
 * with a rule cover a failure if one of them names each of its findings, and if there are certainly no others.
 */
export const withKnown = (
  { outcome, findings }: Judgment,
  entries: readonly KnownFailure[],
): Pick<Verdict, 'known' | 'knownFindings'> => {
  const whole = entries.find((entry) => !isNamed(entry));
  const named = entries.filter(isNamed);
  const groups = findings?.groups ?? [];
  const allKnown = findings !== undefined && findings.incomplete === undefined;
  const uncovered = groups.filter((group) => !named.some((entry) => covers(entry, group)));
  const first = named.find((entry) => groups.some((group) => covers(entry, group)));
  const covering = whole ?? (outcome === 'fail' && allKnown && uncovered.length === 0 ? first : undefined);
  const withState = (entry: Named): KnownFinding => ({
    rule: entry.rule,
    ...(entry.path !== undefined && { path: entry.path }),
    ...reasonOf(entry),
    ...(allKnown && !groups.some((group) => covers(entry, group)) && { gone: true as const }),
  });
  return {
    ...(covering !== undefined && { known: reasonOf(covering) }),
    ...(named.length > 0 && { knownFindings: { entries: named.map(withState), uncovered } }),
  };
};
