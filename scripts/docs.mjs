// Writes the generated pages of docs/ from the compiled catalogue; a test fails when they are stale.
import { writeFileSync } from 'node:fs';
import { limitsPage } from '../dist/scripts/docs/limits-page.js';
import { validationPage } from '../dist/scripts/docs/validation-page.js';
import { faults } from '../dist/suites/server/faults.js';
import { catalogue } from '../dist/suites/index.js';
import { conditions } from '../dist/suites/client/conditions.js';
import { cataloguePage, faultsPage, conditionsPage } from '../dist/scripts/docs/catalogue-pages.js';
import { rogues } from '../dist/suites/client/rogues.js';

writeFileSync('docs/catalogue.md', cataloguePage(catalogue));
writeFileSync('docs/faults.md', faultsPage(faults));
writeFileSync('docs/conditions.md', conditionsPage(conditions, rogues));
writeFileSync('docs/validation.md', validationPage());
writeFileSync('docs/limits.md', limitsPage());
