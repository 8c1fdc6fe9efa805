import { conditions } from '../../suites/client/conditions.js';
import { rogues } from '../../suites/client/rogues.js';
import { catalogue } from '../../suites/index.js';
import { bulkData, gaps, guides } from '../../suites/guides/index.js';
import { faults } from '../../suites/server/faults.js';
import { cataloguePage, conditionsPage, faultsPage } from './catalogue-pages.js';
import { guideCoveragePage } from './guide-coverage-page.js';
import { limitsPage } from './limits-page.js';
import { validationPage } from './validation-page.js';

/** The generated pages of docs/, by file name. `npm run docs` writes them; a test fails when one is stale. */
export const pages: Readonly<Record<string, () => string>> = {
  'catalogue.md': () => cataloguePage(catalogue),
  'faults.md': () => faultsPage(faults),
  'conditions.md': () => conditionsPage(conditions, rogues),
  'validation.md': () => validationPage(),
  'limits.md': () => limitsPage(),
  'guide-coverage.md': () => guideCoveragePage({ guides, draft: bulkData, gaps, catalogue }),
};
