import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';
import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { bulkData, guides } from '../../suites/guides/index.js';
import { faults } from '../../suites/server/faults.js';
import { cataloguePage, conditionsPage, faultsPage } from './catalogue-pages.js';
import { addedRequirements, movedRequirements } from './changelog.js';
import { guideCoveragePage } from './guide-coverage-page.js';
import { exportCounts, faultCounts, judgedByRules, requirementCounts } from './counts.js';
import { limitsPage } from './limits-page.js';
import { clientFailureQuote, failureQuote, summaryQuote, timelineQuote } from './quotes.js';
import { fillSpans, spansOf } from './spans.js';
import { validationPage } from './validation-page.js';

/** The generated pages of docs/, by file name. `npm run docs` writes them; a test fails when one is stale. */
export const pages: Readonly<Record<string, () => string>> = {
  'catalogue.md': () => cataloguePage(catalogue),
  'faults.md': () => faultsPage(faults),
  'conditions.md': () => conditionsPage(conditions, rogues),
  'validation.md': () => validationPage(),
  'limits.md': () => limitsPage(),
  'guide-coverage.md': () => guideCoveragePage({ guides, draft: bulkData, catalogue }),
};

/** Pages that are written by hand and have generated spans, as `<!-- generated: NAME -->` … `<!-- /generated -->`. */
export const PAGES_WITH_SPANS = ['README.md', 'CHANGELOG.md', 'docs/certify.md', 'docs/running.md'] as const;

/** The texts of the generated spans, by name. */
export const spanTexts: Readonly<Record<string, () => string | Promise<string>>> = {
  'requirement-counts': requirementCounts,
  'fault-counts': faultCounts,
  'export-counts': exportCounts,
  'judged-by-rules': judgedByRules,
  'added-requirements': addedRequirements,
  'moved-requirements': movedRequirements,
  summary: summaryQuote,
  failure: failureQuote,
  'client-failure': clientFailureQuote,
  timeline: timelineQuote,
};

/** A page of the repository with its spans filled in. */
export const filledPage = async (path: string): Promise<string> => {
  const page = readFileSync(join(packageRoot, path), 'utf8');
  const texts = await Promise.all(
    spansOf(page).map(async (name) => [name, (await spanTexts[name]?.()) ?? ''] as const),
  );
  return fillSpans(page, new Map(texts));
};
