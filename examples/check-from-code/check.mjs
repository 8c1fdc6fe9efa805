// Checks the server at BCDA_BASE_URL, or the embedded reference server, and exits with the same code as the command line.
//   node check.mjs [ID or prefix …]
import { catalogue, checkServer, exitCode, formats, profiles, startEmbedded } from 'bcda-conformance';

const { BCDA_BASE_URL, BCDA_CLIENT_ID, BCDA_CLIENT_SECRET, BCDA_PROFILE = '2019-12' } = process.env;
const profile = profiles.find(({ id }) => id === BCDA_PROFILE);

const embedded = BCDA_BASE_URL === undefined ? await startEmbedded(profile) : undefined;
const run = embedded?.run ?? {
  profile,
  base: BCDA_BASE_URL,
  credentials: { clientId: BCDA_CLIENT_ID, clientSecret: BCDA_CLIENT_SECRET },
};
try {
  const { report, leaks } = await checkServer({ ...run, catalogue, selection: process.argv.slice(2) });
  const text = formats.console(report);
  // The last check before anything is written: the text must not contain a secret of the run.
  if (leaks(text)) throw new Error('A secret of the run was found in the report.');
  process.stdout.write(text);
  process.exitCode = exitCode(report);
} finally {
  await embedded?.server.close();
}
