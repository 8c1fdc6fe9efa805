import { conformance } from './index.js';

const {
  BCDA_BASE_URL,
  BCDA_CLIENT_ID = '',
  BCDA_CLIENT_SECRET = '',
  BCDA_OTHER_CLIENT_ID,
  BCDA_OTHER_CLIENT_SECRET,
  BCDA_PROFILE,
  BCDA_REPORT,
} = process.env;

/** `npm run conformance`: the suites in vitest, against BCDA_BASE_URL or the embedded reference server. */
conformance({
  ...(BCDA_PROFILE !== undefined && { profile: BCDA_PROFILE }),
  ...(BCDA_REPORT !== undefined && { report: BCDA_REPORT }),
  ...(BCDA_BASE_URL !== undefined && {
    run: {
      base: BCDA_BASE_URL.replace(/\/+$/, ''),
      credentials: { clientId: BCDA_CLIENT_ID, clientSecret: BCDA_CLIENT_SECRET },
      ...(BCDA_OTHER_CLIENT_ID !== undefined &&
        BCDA_OTHER_CLIENT_SECRET !== undefined && {
          other: { clientId: BCDA_OTHER_CLIENT_ID, clientSecret: BCDA_OTHER_CLIENT_SECRET },
        }),
    },
  }),
});
