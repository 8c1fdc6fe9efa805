// The generators are TypeScript: they are bundled next to the sources and then imported.
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Gives what a TypeScript module exports to a function, and waits for it. */
export const withModule = async (input, use) => {
  const folder = resolve(`node_modules/.cache/docs-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const bundle = await rolldown({ input, platform: 'node', external: /^[^./]/ });
    await bundle.write({ file: `${folder}/made.mjs`, format: 'esm', codeSplitting: false });
    await use(await import(pathToFileURL(`${folder}/made.mjs`).href));
  } finally {
    rmSync(folder, { recursive: true });
  }
};
