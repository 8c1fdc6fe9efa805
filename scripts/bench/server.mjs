// The reference server with one file of so many gigabytes of claims: `node scripts/bench/server.mjs GB`. Says its URL.
import { pages } from '../../dist/fixtures/index.js';
import { startReferenceServer } from '../../dist/src/reference/index.js';
import { profiles } from '../../dist/suites/profiles/index.js';

const TYPE = 'ExplanationOfBenefit';
const SOME = 2000;
let bytes = 0;
for (const page of pages(TYPE, { seed: 1, from: 0, to: SOME })) bytes += page.length;
const beneficiaries = Math.ceil((Number(process.argv[2]) * 1e9 * SOME) / bytes);
const server = await startReferenceServer({
  profile: profiles.find(({ id }) => id === '2019-09'),
  ...{ beneficiaries, beneficiariesPerFile: beneficiaries, unexportable: 0 },
});
console.log(server.url);
