import { type GuideAccount, type GuideStatement, requirementsOf } from '../guide.js';
import type { Report, Verdict } from './report.js';

/**
 * What a report shows of a statement, the worst first: a gating requirement failed, another one failed, one is blocked,
 * one was not judged in this run (a filtered run, or all of them belong to the other role), all passed or are
 * inapplicable, all are inapplicable; nothing to judge.
 */
export type GuideColor = 'fail' | 'warn' | 'blocked' | 'not-judged' | 'pass' | 'inapplicable' | 'none';

/** A statement with what one run shows of it. */
export interface ColoredStatement<S extends GuideStatement> {
  readonly statement: S;
  readonly color: GuideColor;
  /** Verdicts of its requirements in the order in which it names them. */
  readonly verdicts: readonly ColoringVerdict[];
}

/** What coloring reads of a verdict. */
export type ColoringVerdict = Pick<Verdict, 'id' | 'outcome' | 'gating'>;

/** What coloring reads of a report. */
export interface ColoringReport {
  readonly role: Report['role'];
  readonly verdicts: readonly ColoringVerdict[];
  readonly untestable: readonly { readonly id: string }[];
}

/** Colors statements by the verdicts of one run. Pure; a reporter groups and draws the result. */
export const colorStatements = <S extends GuideStatement>(
  statements: readonly S[],
  report: ColoringReport,
): ColoredStatement<S>[] => {
  const verdicts = new Map(report.verdicts.map((verdict) => [verdict.id, verdict]));
  const untestable = new Set(report.untestable.map(({ id }) => id));
  return statements.map((statement) => {
    const named = requirementsOf(statement).filter((id) => !untestable.has(id));
    const own = named.filter((id) => roleOf(id) === report.role);
    const found = own.flatMap((id) => verdicts.get(id) ?? []);
    const incomplete = named.length > 0 && (own.length === 0 || found.length < own.length);
    return { statement, color: colorOf(statement.account, found, incomplete), verdicts: found };
  });
};

/** Chapters about clients begin with this word; a test of the catalogue holds them to it. */
const roleOf = (id: string): Report['role'] => (id.startsWith('client.') ? 'client' : 'server');

const colorOf = ({ is }: GuideAccount, verdicts: readonly ColoringVerdict[], incomplete: boolean): GuideColor => {
  if (is !== 'judged') return 'none';
  const failed = verdicts.filter(({ outcome }) => outcome === 'fail');
  if (failed.some(({ gating }) => gating)) return 'fail';
  if (failed.length > 0) return 'warn';
  if (verdicts.some(({ outcome }) => outcome === 'blocked')) return 'blocked';
  if (incomplete) return 'not-judged';
  return verdicts.every(({ outcome }) => outcome === 'inapplicable') ? 'inapplicable' : 'pass';
};
