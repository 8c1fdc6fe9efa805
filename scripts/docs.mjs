// Writes the generated pages of docs/ from the compiled catalogue; a test fails when they are stale.
import { writeFileSync } from 'node:fs';
import { validationPage } from '../dist/src/fhir/rules-page.js';
import { faults } from '../dist/suites/faults.js';
import { catalogue } from '../dist/suites/index.js';
import { cataloguePage, faultsPage } from '../dist/suites/pages.js';

writeFileSync('docs/catalogue.md', cataloguePage(catalogue));
writeFileSync('docs/faults.md', faultsPage(faults));
writeFileSync('docs/validation.md', validationPage());
