import type { Report, Verdict } from '../../src/model/index.js';
import { curlOf, curlWords, SHELL_VARIABLES, type ShellVariable } from './curl.js';

/** How to set a variable, for those that do not belong to the user. */
type Recipes = Partial<Record<ShellVariable, string>>;

const failures = ({ verdicts }: Report): Verdict[] => verdicts.filter(({ outcome }) => outcome === 'fail');

/** The variables that the `try` lines of some verdicts use: those that only the user can set, and lines that set the others. */
export const variablesOf = (
  report: Report,
  having: readonly Verdict[],
): { readonly own: readonly ShellVariable[]; readonly lines: readonly string[] } => {
  const { exchanges } = report;
  const recipes = recipesFrom(report);
  const tried = having
    .flatMap(({ evidence: [first] }) => exchanges.find(({ id }) => id === first) ?? [])
    .map((exchange) => curlOf(exchange, report));
  const needed = neededBy(tried.join('\n'), recipes);
  return {
    own: needed.filter((name) => recipes[name] === undefined),
    lines: needed.flatMap((name) => recipes[name] ?? []),
  };
};

/** How to set the variables that the `try` lines of some verdicts (by default the failures) use; empty: there are none. */
export const variableLines = (report: Report, having: readonly Verdict[] = failures(report)): string[] => {
  if (report.role === 'client') return [];
  const { own, lines: recipes } = variablesOf(report, having);
  const lines = recipes.map((line) => `  ${line}`);
  if (own.length === 0) return lines.length === 0 ? [] : ['Before you run a “try” line:', ...lines];
  return [`Before you run a “try” line, set ${own.join(', ')}${lines.length === 0 ? '.' : ', then:'}`, ...lines];
};

/** The variables in a text, and those that it takes to set them; these come earlier in the list. */
const neededBy = (text: string, recipes: Recipes): ShellVariable[] =>
  SHELL_VARIABLES.reduceRight<ShellVariable[]>((needed, name) => {
    const all = [text, ...needed.map((one) => recipes[one] ?? '')].join('\n');
    return new RegExp(`\\$\\{?${name}\\b`).test(all) ? [name, ...needed] : needed;
  }, []);

const recipesFrom = (report: Report): Recipes => {
  const recorded = report.exchanges.find(({ label }) => label === 'token');
  const asking =
    recorded === undefined
      ? `curl -s -X POST -u "$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET" -d '' TOKEN_URL`
      : curlWords(recorded, report, ['-s']);
  const token = `$(${asking} | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')`;
  return {
    BCDA_TOKEN: `BCDA_TOKEN=${token}`,
    BCDA_SECOND_TOKEN: `BCDA_SECOND_TOKEN=${token}`,
    BCDA_OTHER_TOKEN: `BCDA_OTHER_TOKEN=${token.replaceAll('$BCDA_CLIENT_', '$BCDA_OTHER_CLIENT_')}`,
    BCDA_ALTERED_TOKEN: 'BCDA_ALTERED_TOKEN=${BCDA_TOKEN%??????????}AAAAAAAAAA',
    BCDA_FORGED_TOKEN:
      '# BCDA_FORGED_TOKEN: $BCDA_TOKEN with alg none and no signature, with a later exp, or with another last character',
    BCDA_EXPIRED_TOKEN: '# BCDA_EXPIRED_TOKEN: a token that has expired',
  };
};
