// Writes the examples of `explain` that the HTML report shows: suites/examples/*.json. Each comes from runs of its own, so
// only those are made that are missing or whose faults changed; with ids or their beginnings, these too, and with `all`
// every one, which takes minutes: npm run examples -- token. manifest.job-id
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { withModule } from './bundle.mjs';

const wanted = process.argv.slice(2);
const isWanted = (id) => wanted.some((one) => one === 'all' || id.startsWith(one));

await withModule('scripts/docs/examples.ts', async ({ examplesText, explanationsOf, FAMILIES, fileOf }) => {
  for (const family of FAMILIES) {
    const file = fileOf(family);
    const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    const all = await explanationsOf(family, known, isWanted);
    writeFileSync(file, examplesText(all));
    const made = all.filter((one) => !known.includes(one)).length;
    process.stdout.write(`${file}: ${made} of ${all.length} made\n`);
  }
});
