import { type Report, type Standing, standingOf, type Verdict } from '../../src/model/index.js';

/** What a reader tells apart at a glance. A known failure is a failure, but not news. */
export type OutcomeKind = 'pass' | 'fail' | 'known' | 'warn' | 'blocked' | 'not-tested' | 'inapplicable' | 'untestable';

/** Every kind by its sign, which stands next to every color, and its word. */
export const KINDS: Readonly<Record<OutcomeKind, { readonly sign: string; readonly word: string }>> = {
  fail: { sign: '✗', word: 'Failed' },
  known: { sign: 'k', word: 'Known failure' },
  warn: { sign: '!', word: 'Warning' },
  blocked: { sign: '?', word: 'Blocked' },
  'not-tested': { sign: '…', word: 'Not tested' },
  pass: { sign: '✓', word: 'Passed' },
  inapplicable: { sign: '–', word: 'Inapplicable' },
  untestable: { sign: '○', word: 'Not testable' },
};

/** Every standing of a verdict as a kind. */
export const KIND_OF: Readonly<Record<Standing, OutcomeKind>> = {
  passed: 'pass',
  failed: 'fail',
  warning: 'warn',
  'known failure': 'known',
  blocked: 'blocked',
  'not tested': 'not-tested',
  inapplicable: 'inapplicable',
};

/** What a verdict is on the page. What a known failure blocked is blocked: it did not fail. */
export const kindOf = (verdict: Verdict): OutcomeKind => {
  const kind = KIND_OF[standingOf(verdict)];
  return kind === 'known' && verdict.outcome === 'blocked' ? 'blocked' : kind;
};

/** What is counted in the summary, the most important first. */
export const COUNTED = ['fail', 'warn', 'blocked', 'pass', 'inapplicable', 'untestable'] as const;
export type Counted = (typeof COUNTED)[number];

/** The count that a kind is part of. */
export const countedAs = (kind: OutcomeKind): Counted =>
  kind === 'known' ? 'fail' : kind === 'not-tested' ? 'blocked' : kind;

/** How many requirements a count holds. */
export const countOf = ({ summary, untestable }: Report, kind: Counted): number =>
  kind === 'untestable' ? untestable.length : summary[kind];

/**
 * Failures that gate, those that are not known first. Of each, the first is the one that keeps most from being judged: what
 * is blocked by an earlier failure belongs to the last failure before it. Equals stay in reading order.
 */
export const toFix = ({ verdicts }: Report): Verdict[] => {
  const weights = blockedAfter(verdicts);
  const heaviest = (kind: OutcomeKind): Verdict[] =>
    verdicts
      .filter((verdict) => kindOf(verdict) === kind)
      .toSorted((a, b) => (weights.get(b.id) ?? 0) - (weights.get(a.id) ?? 0));
  return [...heaviest('fail'), ...heaviest('known')];
};

/** How many requirements each failure keeps from being judged, by its id. */
export const blockedAfter = (verdicts: readonly Verdict[]): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  let last: string | undefined;
  for (const { id, outcome, gating, cause } of verdicts) {
    if (outcome === 'fail' && gating) last = id;
    if (outcome === 'blocked' && cause === 'earlier' && last !== undefined)
      weights.set(last, (weights.get(last) ?? 0) + 1);
  }
  return weights;
};

/** Chapters in reading order with their requirements, also those in which nothing can be tested; a profile need not have each. */
export const chaptersOf = ({ chapters, verdicts, untestable }: Report) => {
  const titles = new Map(chapters.map(({ id, title }) => [id, title]));
  const ids = [...titles.keys(), ...[...verdicts, ...untestable].map(({ chapter }) => chapter)];
  return [...new Set(ids)]
    .map((id) => ({
      id,
      title: titles.get(id) ?? id,
      verdicts: verdicts.filter(({ chapter }) => chapter === id),
      untestable: untestable.filter(({ chapter }) => chapter === id),
    }))
    .filter((chapter) => chapter.verdicts.length + chapter.untestable.length > 0);
};
