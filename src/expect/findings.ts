import type { Judgment, FindingCount, FindingSummary, StopFact } from '../model/index.js';
import type { ExchangeResult } from './result.js';

/** Kinds kept in a verdict; a file keeps as many. */
const MOST = 500;

/** A failure without a rule: no known failure can name it. */
const WITHOUT_RULE: FindingSummary = {
  groups: [],
  incomplete: 'the requirement also fails for a reason that has no rule',
};

const unknown = (incomplete: string): FindingSummary => ({ groups: [], incomplete });

/** Merges the findings of several parts of a verdict: equal kinds are counted together. */
export const merged = (parts: readonly FindingSummary[]): FindingSummary => {
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

/** The findings of exchanges; one that could not be read, or was never reached, may have had more. */
export const foundIn = (results: readonly ExchangeResult[], stops: readonly StopFact[]): FindingSummary =>
  merged([
    ...results.flatMap(({ result }): FindingSummary[] => {
      if (result.is === 'nothing') return [];
      if (result.is === 'unreadable') return [unknown(result.because)];
      if (result.findings !== undefined) return [result.findings];
      return result.is === 'not' ? [WITHOUT_RULE] : [];
    }),
    // As for the outcome: exports that the user left out do not change what the other exports showed.
    ...stops.filter(({ cause }) => cause !== 'budget' && cause !== 'choice').map(({ because }) => unknown(because)),
  ]);

/** The findings of several judgments about one requirement; undefined: the requirement is not judged by rules. */
export const foundAmong = (parts: readonly Judgment[]): FindingSummary | undefined =>
  parts.every(({ findings }) => findings === undefined)
    ? undefined
    : merged(
        parts.flatMap(({ outcome, findings, because, cause }): FindingSummary[] => {
          if (findings !== undefined) return [findings];
          if (outcome === 'fail') return [WITHOUT_RULE];
          return outcome === 'blocked' && cause !== 'budget'
            ? [unknown(because ?? 'not everything could be judged')]
            : [];
        }),
      );
