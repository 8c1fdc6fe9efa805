import { conformance } from 'bcda-conformance/vitest';

const { BCDA_BASE_URL, BCDA_CLIENT_ID = '', BCDA_CLIENT_SECRET = '' } = process.env;

// One test per requirement. Without BCDA_BASE_URL, the embedded reference server is checked.
conformance({
  profile: '2019-12',
  report: 'reports/bcda.json',
  ...(BCDA_BASE_URL !== undefined && {
    run: { base: BCDA_BASE_URL, credentials: { clientId: BCDA_CLIENT_ID, clientSecret: BCDA_CLIENT_SECRET } },
  }),
});
