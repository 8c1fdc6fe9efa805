// Writes the generated pages of docs/. The generators are TypeScript, so they are bundled first, next to the sources.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';

const folder = resolve('node_modules/.cache/docs');
mkdirSync(folder, { recursive: true });
const bundle = await rolldown({ input: 'scripts/docs/pages.ts', platform: 'node', external: /^[^./]/ });
await bundle.write({ file: `${folder}/pages.mjs`, format: 'esm' });
const { pages } = await import(pathToFileURL(`${folder}/pages.mjs`).href);
for (const [name, page] of Object.entries(pages)) writeFileSync(`docs/${name}`, page());
rmSync(folder, { recursive: true });
