import { standingOf, type Verdict } from '../../src/model/index.js';
import { knownTexts, outdatedTexts } from './known.js';

/** What had to hold and what was there. */
export const detailText = ({ expected, seen }: Verdict): string =>
  seen === undefined ? `expected: ${expected}` : `expected: ${expected}; seen: ${seen}`;

/** What kept a verdict from being reached, and what would help. */
export const blockerText = ({ cause, unblock, because = 'the reason is not known' }: Verdict): string =>
  unblock === undefined || cause === 'earlier' ? because : `${because} (use ${unblock})`;

/** What became of a requirement, in the sentence that every format and the vitest adapter share. */
export const outcomeText = (verdict: Verdict): string => {
  const outdated = outdatedTexts(verdict);
  return [...outdated, ...(outdated.length > 0 && verdict.outcome === 'pass' ? [] : [sentence(verdict)])].join(' ');
};

const sentence = (verdict: Verdict): string => {
  const standing = standingOf(verdict);
  switch (standing) {
    case 'passed':
    case 'failed':
      return detailText(verdict);
    case 'warning':
      return `warning, with no effect on conformance: ${detailText(verdict)}`;
    case 'known failure':
      return `known failure: ${knownTexts(verdict).join('; ')}`;
    case 'blocked':
    case 'not tested':
    case 'inapplicable':
      return `${standing}: ${blockerText(verdict)}`;
  }
};
