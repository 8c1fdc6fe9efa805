// Checks the server at BCDA_BASE_URL, or the embedded reference server, and exits with the same code as the command line.
//   node check.mjs [ID or prefix …]
import { check } from 'bcda-conformance';

const { BCDA_BASE_URL, BCDA_CLIENT_ID, BCDA_CLIENT_SECRET, BCDA_PROFILE = '2019-12' } = process.env;
const run = await check(BCDA_BASE_URL, {
  profile: BCDA_PROFILE,
  selection: process.argv.slice(2),
  ...(BCDA_CLIENT_ID && { credentials: { clientId: BCDA_CLIENT_ID, clientSecret: BCDA_CLIENT_SECRET } }),
});
process.stdout.write(run.render('console'));
process.exitCode = run.exitCode;
