import type { ScoreRow } from '../../src/model/index.js';

/** A sign for each cell. */
export const SIGNS: Readonly<Record<ScoreRow['cells'][number], string>> = {
  passed: '✓',
  failed: '✗',
  warning: '!',
  'known failure': 'k',
  blocked: '?',
  'not tested': '…',
  inapplicable: '–',
  'not judged': '·',
};

/** What the signs mean. */
export const legend = Object.entries(SIGNS)
  .map(([standing, sign]) => `${sign} ${standing}`)
  .join(', ');
