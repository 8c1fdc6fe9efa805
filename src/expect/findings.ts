import type { Judgment, FindingCount, FindingSummary, StopFact } from '../model/index.js';
import type { ExchangeResult } from './assertion.js';

/** Kinds kept in a verdict, as many as a file keeps. */
const MOST = 500;

/** What no rule names cannot be told from a failure that is not known. */
const NAMELESS: FindingSummary = { groups: [], incomplete: 'it also fails by what no rule names' };

const unknown = (incomplete: string): FindingSummary => ({ groups: [], incomplete });

/** What several parts of a verdict found, as one: equal kinds are counted together. */
export const together = (parts: readonly FindingSummary[]): FindingSummary => {
  const groups = new Map<string, FindingCount>();
  let incomplete = parts.find((part) => part.incomplete !== undefined)?.incomplete;
  for (const group of parts.flatMap((part) => part.groups)) {
    const key = `${group.rule} ${group.path}`;
    const before = groups.get(key);
    if (before !== undefined) groups.set(key, { ...before, count: before.count + group.count });
    else if (groups.size < MOST) groups.set(key, group);
    else incomplete ??= `there are more than ${MOST} kinds of findings`;
  }
  return { groups: [...groups.values()], ...(incomplete !== undefined && { incomplete }) };
};

/** What was found in exchanges; one that could not be read, or was never reached, may have held more. */
export const foundIn = (results: readonly ExchangeResult[], stops: readonly StopFact[]): FindingSummary =>
  together([
    ...results.flatMap(({ result }): FindingSummary[] => {
      if (result.is === 'nothing') return [];
      if (result.is === 'unreadable') return [unknown(result.because)];
      if (result.findings !== undefined) return [result.findings];
      return result.is === 'not' ? [NAMELESS] : [];
    }),
    // As for the outcome: exports that the user's budget left out do not take away what the others showed.
    ...stops.filter(({ cause }) => cause !== 'budget' && cause !== 'choice').map(({ because }) => unknown(because)),
  ]);

/** What several findings about one requirement found together; undefined: it is none that finds. */
export const foundAmong = (parts: readonly Judgment[]): FindingSummary | undefined =>
  parts.every(({ findings }) => findings === undefined)
    ? undefined
    : together(
        parts.flatMap(({ outcome, findings, because, cause }): FindingSummary[] => {
          if (findings !== undefined) return [findings];
          if (outcome === 'fail') return [NAMELESS];
          return outcome === 'blocked' && cause !== 'budget' ? [unknown(because ?? 'not all could be judged')] : [];
        }),
      );
