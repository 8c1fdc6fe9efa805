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
