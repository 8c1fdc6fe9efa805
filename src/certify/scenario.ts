import { randomBytes, randomUUID } from 'node:crypto';
import type { Redactor } from '../record/redact.js';
import {
  type Alter,
  CLIENT_DATA_SEED,
  type Clock,
  type Credentials,
  type Exchange,
  type ExpiresIn,
  type ConditionBehavior,
  type Profile,
  ROUTES,
  type Condition,
} from '../model/index.js';
import { answering, type ReferenceServer, startReferenceServer, when } from '../reference/index.js';
import { createRecorder, type Recorder } from './record.js';

/** What the conditions of one run share. */
export interface RunContext {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly expiresIn?: ExpiresIn;
  /** When the run began, by the clock. */
  readonly startedAt: number;
  readonly redactor: Redactor;
  readonly exchanges: Exchange[];
  readonly nextMark: () => string;
  readonly onExchange: (exchange: Exchange) => void;
}

/** A condition with its running reference server. */
export interface OpenScenario {
  readonly condition: Condition;
  readonly url: string;
  readonly credentials: Credentials;
  readonly recorder: Recorder;
  /** Errors of the servers themselves. */
  readonly errors: () => readonly unknown[];
  readonly close: () => Promise<void>;
}

/** Starts a new reference server in a condition, with credentials that are valid only there. */
export const openScenario = async (condition: Condition, shared: RunContext): Promise<OpenScenario> => {
  const { profile, clock, redactor, expiresIn } = shared;
  const clients = [freshCredentials(), freshCredentials()] as const;
  const [credentials] = clients;
  redactor.add(credentials.clientSecret, '«client secret»');
  redactor.add(credentials.clientId, '«client id»');
  const recorder = createRecorder({ ...shared, condition: condition.id, credentials });
  // The other origin must listen before the behavior, which depends on its URL, is known.
  const later: { behavior?: ConditionBehavior } = {};
  const others =
    condition.withOtherOrigin === true
      ? await startLocalhost(shared, [
          recorder.around(true),
          withoutHead,
          (request) => Promise.resolve(later.behavior?.otherOrigin?.(request) ?? NOTHING),
        ])
      : [];
  // Another host name, not only another port: HTTP libraries remove Authorization by host.
  const behavior = (later.behavior = condition.behavior(others[0]?.url.replace('127.0.0.1', 'localhost') ?? ''));
  const server = await startReferenceServer({
    profile,
    clock,
    clients,
    seed: CLIENT_DATA_SEED,
    beneficiaries: 2,
    unexportable: 0,
    ...(expiresIn !== undefined && { expiresIn }),
    ...condition.data,
    faults: [{ at: ROUTES, alter: recorder.around(false) }, { at: ROUTES, alter: withoutHead }, ...behavior.faults],
  });
  const servers = [server, ...others];
  return {
    condition,
    url: server.url,
    credentials,
    recorder,
    errors: () => servers.flatMap(({ errors }) => errors),
    close: async () => void (await Promise.all(servers.map((one) => one.close()))),
  };
};

/** A HEAD, which the guides do not have, is refused in every condition, and is not the request that a condition is about. */
const withoutHead: Alter = when(
  ({ method }) => method === 'HEAD',
  answering({ status: 405, headers: [['Allow', 'GET']], body: '' }),
);

const NOTHING = { status: 404, headers: [], body: '' } as const;

/** A server at both addresses that `localhost` may mean: some clients try only one of them. Where there is no IPv6, at one. */
const startLocalhost = async (
  { profile, clock }: RunContext,
  alters: readonly ReturnType<Recorder['around']>[],
): Promise<ReferenceServer[]> => {
  const options = { profile, clock, faults: alters.map((alter) => ({ at: ROUTES, alter })) };
  for (let tries = 1; ; tries += 1) {
    const server = await startReferenceServer(options);
    try {
      return [server, await startReferenceServer({ ...options, host: '::1', port: Number(new URL(server.url).port) })];
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // Another program may have the same port at the other address.
      const taken = code === 'EADDRINUSE';
      if (taken && tries < MOST_PORTS) await server.close();
      else if (taken || NO_IPV6.has(code)) return [server];
      else throw error;
    }
  }
};

/** Ports that are tried until one is free at both addresses. */
const MOST_PORTS = 20;
const NO_IPV6: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** An id and a secret with the form of those in the guides. */
const freshCredentials = (): Credentials => ({
  clientId: randomUUID(),
  clientSecret: randomBytes(40).toString('hex'),
});
