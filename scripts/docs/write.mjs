// Writes the generated pages of docs/, and the generated spans of the pages that are written by hand.
import { writeFileSync } from 'node:fs';
import { withModule } from './bundle.mjs';

await withModule('scripts/docs/pages.ts', async ({ filledPage, pages, PAGES_WITH_SPANS }) => {
  for (const [name, page] of Object.entries(pages)) writeFileSync(`docs/${name}`, page());
  for (const path of PAGES_WITH_SPANS) writeFileSync(path, await filledPage(path));
});
