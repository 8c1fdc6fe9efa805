// Writes the generated pages of docs/, and the generated spans of the pages that are written by hand. The generators are TypeScript, so they are bundled first, next to the sources.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';

const folder = resolve('node_modules/.cache/docs');
mkdirSync(folder, { recursive: true });
const bundle = await rolldown({ input: 'scripts/docs/pages.ts', platform: 'node', external: /^[^./]/ });
await bundle.write({ file: `${folder}/pages.mjs`, format: 'esm' });
const { filledPage, pages, PAGES_WITH_SPANS } = await import(pathToFileURL(`${folder}/pages.mjs`).href);
for (const [name, page] of Object.entries(pages)) writeFileSync(`docs/${name}`, page());
for (const path of PAGES_WITH_SPANS) writeFileSync(path, await filledPage(path));
rmSync(folder, { recursive: true });
