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
import { isNamed as isIn } from './select.js';

type Named = KnownFailure & { readonly rule: string };

/** Whether a requirement is judged by rules, so that an entry may name one of its findings. */
export const finds = ({ cases = [] }: Requirement): boolean =>
  cases.some(({ expect }) => 'finds' in expect && expect.finds);

/** Why an entry cannot apply to anything, in a sentence that says what to do; undefined: it can apply. */
export const whyUnfit = ({ id, rule, path }: KnownFailure, catalogue: readonly Suite[]): string | undefined => {
  const all = catalogue.flatMap(({ requirements }) => requirements);
  const named = all.filter((one) => isIn(one.id, id));
  if (named.length === 0)
    return `The known failure "${id}" is not the id of a requirement, nor the beginning of one up to a dot. Correct or remove it; \`bcda-conformance list\` shows all ids.`;
  if (rule === undefined)
    return path === undefined ? undefined : `The known failure "${id}" has a path without a rule. Add the rule.`;
  if (!named.some(finds))
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

/** @param id the requirement that the entry is applied to */
const reasonOf = ({ id: named, because, see, until }: KnownFailure, id: string): Known => ({
  because,
  see,
  ...(until !== undefined && { until }),
  ...(named !== id && { prefix: named }),
});

/** What entries that begin the ids of several requirements are compared with. */
interface Judged {
  readonly verdicts: readonly Verdict[];
  /** Ids of every requirement that a full run judges. */
  readonly all: readonly string[];
  /** Only a sample of each data file was judged. */
  readonly sampled: boolean;
}

/** Whether a prefix covers something that this verdict shows. */
const applies = (entry: KnownFailure, { outcome, findings }: Judgment): boolean =>
  isNamed(entry)
    ? (findings?.groups ?? []).some((group) => covers(entry, group))
    : outcome === 'fail' || outcome === 'blocked';

/**
 * The verdict at which a prefix is reported as out of date: everything that it names was judged, and nothing of that shows
 * what it covers. Undefined: it is not out of date.
 */
const outdatedAt = (entry: KnownFailure, { verdicts, all, sampled }: Judged): Verdict | undefined => {
  const own = verdicts.filter(({ id }) => isIn(id, entry.id));
  const isWhole = all.filter((id) => isIn(id, entry.id)).length === own.length;
  const isOpen = own.some(({ outcome, findings }) => outcome === 'blocked' || findings?.incomplete !== undefined);
  if (sampled || !isWhole || isOpen || own.some((verdict) => applies(entry, verdict))) return undefined;
  return own.find(({ outcome, findings }) => (isNamed(entry) ? findings !== undefined : outcome === 'pass'));
};

/** The verdicts, each with the known failures that apply to it. */
export const withKnownFailures = (judged: Judged, known: readonly KnownFailure[]): Verdict[] => {
  const { verdicts, sampled } = judged;
  const prefixes = known
    .filter(({ id }) => !judged.all.includes(id))
    .map((entry) => ({ entry, outdated: outdatedAt(entry, judged)?.id }));
  return verdicts.map((verdict) => {
    // A sample that passes does not make an entry outdated: what the entry names may be in the other lines.
    const own = sampled && verdict.outcome === 'pass' ? [] : known.filter(({ id }) => id === verdict.id);
    const begun = prefixes.filter(
      ({ entry, outdated }) => isIn(verdict.id, entry.id) && (outdated === verdict.id || applies(entry, verdict)),
    );
    return { ...verdict, ...withKnown(verdict, [...own, ...begun.map(({ entry }) => entry)]) };
  });
};

/**
 * How the entries of a requirement apply to its verdict. An entry without a rule covers it whatever it shows. Entries
 * with a rule cover a failure if one of them names each of its findings, and if there are certainly no others.
 */
const withKnown = (
  { id, outcome, findings }: Verdict,
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
    ...reasonOf(entry, id),
    ...(allKnown && !groups.some((group) => covers(entry, group)) && { gone: true as const }),
  });
  return {
    ...(covering !== undefined && { known: reasonOf(covering, id) }),
    ...(named.length > 0 && { knownFindings: { entries: named.map(withState), uncovered } }),
  };
};
