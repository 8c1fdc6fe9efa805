import type { Report, Verdict } from '../../src/model/index.js';

/** What a reader tells apart at a glance. A known failure is a failure, but not news. */
export type OutcomeKind = 'pass' | 'fail' | 'known' | 'warn' | 'blocked' | 'inapplicable' | 'untestable';

/** Every kind by its sign, which stands beside every colour, and its word. */
export const KINDS: Readonly<Record<OutcomeKind, { readonly sign: string; readonly word: string }>> = {
  fail: { sign: '✗', word: 'Failed' },
  known: { sign: 'k', word: 'Known failure' },
  warn: { sign: '!', word: 'Warning' },
  blocked: { sign: '?', word: 'Blocked' },
  pass: { sign: '✓', word: 'Passed' },
  inapplicable: { sign: '–', word: 'Inapplicable' },
  untestable: { sign: '○', word: 'Not testable' },
};

export const kindOf = ({ outcome, gating, known }: Verdict): OutcomeKind => {
  if (outcome !== 'fail') return outcome;
  if (!gating) return 'warn';
  return known === undefined ? 'fail' : 'known';
};

/** What is counted in the summary, in the order in which it is of interest. */
export const COUNTED = ['fail', 'warn', 'blocked', 'pass', 'inapplicable', 'untestable'] as const;
export type Counted = (typeof COUNTED)[number];

export const countedAs = (kind: OutcomeKind): Counted => (kind === 'known' ? 'fail' : kind);

export const countOf = ({ summary, untestable }: Report, kind: Counted): number =>
  kind === 'untestable' ? untestable.length : summary[kind];

/** Failures that gate, in reading order, those that nobody knew of first. */
export const toFix = ({ verdicts }: Report): Verdict[] => [
  ...verdicts.filter((verdict) => kindOf(verdict) === 'fail'),
  ...verdicts.filter((verdict) => kindOf(verdict) === 'known'),
];

/** Chapters in reading order with what they hold, also those in which nothing can be tested. */
export const chaptersOf = ({ chapters, verdicts, untestable }: Report) => {
  const titles = new Map(chapters.map(({ id, title }) => [id, title]));
  const ids = [...titles.keys(), ...[...verdicts, ...untestable].map(({ chapter }) => chapter)];
  return [...new Set(ids)].map((id) => ({
    id,
    title: titles.get(id) ?? id,
    verdicts: verdicts.filter(({ chapter }) => chapter === id),
    untestable: untestable.filter(({ chapter }) => chapter === id),
  }));
};

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A number of bytes for people: `1.3 kB`. */
export const bytesText = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return power === 0
    ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
    : `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power] ?? ''}`;
};

/** Milliseconds for people: `12 ms`, `1.5 s`, `4 min 10 s`. */
export const timeText = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
