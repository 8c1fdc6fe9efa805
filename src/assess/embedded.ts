import { type Fault, type Profile, type RunOptions, skippingClock } from '../model/index.js';
import { type ReferenceServer, startReferenceServer } from '../reference/index.js';

/** The reference server as a target, with everything that a check of it needs. */
export interface Embedded {
  readonly run: RunOptions;
  readonly server: ReferenceServer;
}

/** How much the embedded server exports, and how it deviates. */
export interface EmbeddedOptions {
  readonly beneficiaries?: number;
  readonly beneficiariesPerFile?: number;
  readonly faults?: readonly Fault[];
}

/** Clients of a server that is said to be one of production. */
const productionClients = [
  { clientId: '2f6c8b1d-7a3e-4f50-9c1b-8d2e5a7f4b60', clientSecret: 'b7'.repeat(40) },
  { clientId: '6e0d9a2c-1b4f-4c83-8a7d-3f5b9c2e7d14', clientSecret: '5d'.repeat(40) },
] as const;

/** Name of a file of a job of long ago. */
const OLD_FILE = '7f3c1f60-3b1a-4d8e-9a52-6c0d5e4b7a90.ndjson';

/**
 * Starts the reference server for a check in this process. Both share a clock that skips waits, so that even the
 * expiry of a token takes no time. The check gets a second client, so that nothing is blocked. If a fault is to be seen
 * under a host name, the check uses that name, and connects to this machine all the same.
 */
export const startEmbedded = async (
  profile: Profile,
  { beneficiaries = 50, beneficiariesPerFile = 500, faults = [] }: EmbeddedOptions = {},
): Promise<Embedded> => {
  const clock = skippingClock();
  const isProduction = faults.some(({ production }) => production);
  const server = await startReferenceServer({
    ...{ profile, clock, beneficiaries, beneficiariesPerFile, faults, partialClaims: true },
    ...(isProduction && { clients: productionClients }),
  });
  const [credentials, other] = server.clients;
  const host = faults.find((fault) => fault.host !== undefined)?.host;
  const target =
    host === undefined
      ? { base: server.url }
      : { base: server.url.replace('127.0.0.1', host), connection: { hosts: { [host]: '127.0.0.1' } } };
  // What it knew of jobs of a day ago, a server has forgotten.
  const { jobs, data } = profile.paths;
  const oldJobs = [`${jobs}/7`, `${data}/7/${OLD_FILE}`].map((path) => target.base + path);
  const given = { credentials, other, oldJobs, ...(isProduction && { environment: 'production' as const }) };
  return { run: { profile, ...target, ...given, waitForExpiry: true, clock }, server };
};
