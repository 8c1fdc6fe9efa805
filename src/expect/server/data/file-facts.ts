import { type AssertionResult, unreadable } from '../../assertion.js';
import type { Exchange, FileFact, View } from '../../../model/index.js';

/** Cached per view: every exchange is looked up, and an export may have thousands of files. */
const filesOfViews = new WeakMap<View, ReadonlyMap<number, FileFact>>();

/** The fact about the file that an exchange downloaded. */
export const fileOf = ({ id }: Exchange, view: View): FileFact | undefined => {
  const known = filesOfViews.get(view) ?? filesIn(view);
  filesOfViews.set(view, known);
  return known.get(id);
};

const filesIn = ({ facts }: View): ReadonlyMap<number, FileFact> => {
  const files = new Map<number, FileFact>();
  for (const fact of facts) if (fact.kind === 'file' && !files.has(fact.exchange)) files.set(fact.exchange, fact);
  return files;
};

/** The result for a file that the harness could not judge. */
export const unjudged = ({ because = 'reason unknown' }: FileFact): AssertionResult =>
  unreadable(`the file could not be judged: ${because}`, { cause: 'limit' });

/** What keeps a sample of lines from showing what only all lines show. */
export const SAMPLED = { cause: 'choice', unblock: 'all lines (no --sample)' } as const;

/** Whether every line has a resource of the listed type, with an id. */
export const isRead = ({ findings, identities }: FileFact): boolean =>
  identities.withoutId === undefined && findings.every(({ rule }) => COMPARABLE.has(rule));

const COMPARABLE: ReadonlySet<FileFact['findings'][number]['rule']> = new Set(['bom', 'blank-line'] as const);
