// Writes the generated pages of docs/ from the compiled catalogue; a test fails when they are stale.
import { writeFileSync } from 'node:fs';
import { faults } from '../dist/suites/faults.js';
import { catalogue } from '../dist/suites/index.js';
import { cataloguePage, faultsPage } from '../dist/suites/pages.js';

writeFileSync('docs/catalogue.md', cataloguePage(catalogue));
writeFileSync('docs/faults.md', faultsPage(faults));
