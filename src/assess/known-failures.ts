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

/** Why an entry cannot apply to anything, in a sentence that says what to do; undefined: it can. */
export const whyUnfit = ({ id, rule, path }: KnownFailure, catalogue: readonly Suite[]): string | undefined => {
  const all = catalogue.flatMap(({ requirements }) => requirements);
  const requirement = all.find((one) => one.id === id);
  if (requirement === undefined)
    return `The known failure "${id}" names no requirement of the catalogue. Correct or remove it; \`bcda-conformance list\` shows all ids.`;
  if (rule === undefined)
    return path === undefined ? undefined : `The known failure "${id}" names a path without its rule. Add the rule.`;
  if (!finds(requirement))
    return `The known failure "${id}" names a rule, but "${id}" is not judged by rules. Leave rule and path out; those that are judged so: ${all
      .filter(finds)
      .map((one) => one.id)
      .join(', ')}.`;
  return resourceRules().has(rule)
    ? undefined
    : `The known failure "${id}" names "${rule}", which is no rule that resources are held to. Correct it; docs/validation.md lists all rules.`;
};

/** Known failures that count today, and what to say of those that do not. Throws CannotJudge for one that cannot apply. */
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
      return `The known failure ${id}${finding} has lapsed (until ${until}) and no longer counts.`;
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
 * What the entries of a requirement are to its verdict. An entry without a rule covers it whatever it shows. Entries with
 * one cover a failure if each of its findings is named by one of them, and if it is known that there are no others.
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
