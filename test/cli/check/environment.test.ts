import { describe, expect, it } from 'vitest';
import type { Credentials, Report } from '../../../src/model/index.js';
import { sandboxClients, startReferenceServer } from '../../../src/reference/server/server.js';
import { profile201912 as profile } from '../../../suites/profiles/2019-12.js';
import { emptyFolder, run } from '../../support/cli-run.js';

const OWN = [
  { clientId: 'an-own-client', clientSecret: 'its secret' },
  { clientId: 'a-second-client', clientSecret: 'another secret' },
] as const;

/** Checks the requirement about sandbox credentials at a server with these clients. */
const check = async (clients: readonly [Credentials, Credentials], ...options: readonly string[]) => {
  const server = await startReferenceServer({ profile, beneficiaries: 1, clients });
  const [{ clientId, clientSecret }] = clients;
  const env = { BCDA_CLIENT_ID: clientId, BCDA_CLIENT_SECRET: clientSecret };
  const argv = ['check', server.url, 'token.sandbox-credentials', '--quiet', '--report', 'json', ...options];
  const { code, out } = await run(argv, { env, cwd: emptyFolder() }).finally(server.close);
  const { verdicts, exchanges } = JSON.parse(out) as Report;
  return {
    code,
    outcome: verdicts[0]?.outcome,
    tried: exchanges.filter(({ as }) => as === 'sandbox-client').map(({ label }) => label),
    // They are published, and are no more in a report than others.
    told: out.includes(sandboxClients[0].clientSecret),
  };
};

describe('--environment production', () => {
  const production = ['--environment', 'production'];
  it('tries the sandbox credentials once', async () => {
    const tried = ['sandbox-credentials'];
    expect(await check(OWN, ...production)).toEqual({ code: 0, outcome: 'pass', tried, told: false });
    expect(await check(sandboxClients, ...production)).toEqual({ code: 1, outcome: 'fail', tried, told: false });
  });

  it('is not guessed: without it they are never tried', async () => {
    // Nothing was judged.
    expect(await check(OWN)).toEqual({ code: 2, outcome: 'inapplicable', tried: [], told: false });
  });

  it.each([
    [['check', ...production], /--environment needs a URL/],
    [['check', '--preset', 'sandbox', ...production], /cannot be used with/],
    [['check', 'http://127.0.0.1:9', '--environment', 'test'], /production/],
  ])('%j ends 2', async (argv, says) => {
    const { code, err } = await run(argv);
    expect(code).toBe(2);
    expect(err).toMatch(says);
  });
});
