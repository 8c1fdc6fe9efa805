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
  type ServerRequest,
  type Condition,
} from '../model/index.js';
import {
  answering,
  type ReferenceServer,
  type ReferenceServerOptions,
  startReferenceServer,
  when,
} from '../reference/index.js';
import { type Addressing, cannotListen } from './listening/addresses.js';
import { createRecorder, type Recorder } from './record.js';

/** What the conditions of one run share. */
export interface RunContext {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly addresses: Addressing;
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
  const { profile, clock, redactor, expiresIn, addresses } = shared;
  const clients = [freshCredentials(), freshCredentials()] as const;
  const [credentials] = clients;
  redactor.add(credentials.clientSecret, '«client secret»');
  redactor.add(credentials.clientId, '«client id»');
  const recorder = createRecorder({ ...shared, condition: condition.id, credentials });
  // The other origin must listen before the behavior, which depends on its URL, is known.
  const later: { behavior?: ConditionBehavior } = {};
  const others =
    condition.withOtherOrigin === true
      ? await startOther(condition, shared, [
          recorder.around(true),
          withoutHead,
          (request) => Promise.resolve(later.behavior?.otherOrigin?.(request) ?? NOTHING),
        ])
      : [];
  const behavior = (later.behavior = condition.behavior(others[0]?.url ?? ''));
  const server = await started({
    profile,
    clock,
    clients,
    ...addresses.front,
    host: addresses.host,
    name: addresses.name,
    port: addresses.portOf(condition),
    ...(addresses.tls !== undefined && { tls: addresses.tls }),
    seed: CLIENT_DATA_SEED,
    beneficiaries: 2,
    unexportable: 0,
    ...(expiresIn !== undefined && { expiresIn }),
    ...condition.data,
    faults: [
      { at: ROUTES, alter: recorder.around(false) },
      { at: ROUTES, alter: withoutHead },
      ...behavior.faults.map((fault) => ({ ...fault, alter: when(isOfCondition, fault.alter) })),
    ],
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

/** A preflight, or the deletion of a job, does not use up what a condition has in store for the request at the same URL. */
const isOfCondition = ({ method }: ServerRequest): boolean => method !== 'OPTIONS' && method !== 'DELETE';

/** A HEAD, which the guides do not have, is refused in every condition, and is not the request that a condition is about. */
const withoutHead: Alter = when(
  ({ method }) => method === 'HEAD',
  answering({ status: 405, headers: [['Allow', 'GET']], body: '' }),
);

const NOTHING = { status: 404, headers: [], body: '' } as const;

/** Starts a server; throws CannotJudge if it cannot listen. */
const started = async (options: ReferenceServerOptions): Promise<ReferenceServer> => {
  try {
    return await startReferenceServer(options);
  } catch (error) {
    throw cannotListen(error, options.host ?? '', options.port ?? 0) ?? error;
  }
};

/** The other host: a server at each of its addresses, since some clients try only one of them. Where there is no IPv6, at one. */
const startOther = async (
  condition: Condition,
  { profile, clock, addresses }: RunContext,
  alters: readonly ReturnType<Recorder['around']>[],
): Promise<ReferenceServer[]> => {
  const { other, tls } = addresses;
  const [host, second] = other?.hosts ?? [];
  const port = addresses.portOf(condition, true);
  const options = {
    ...addresses.front,
    ...{ profile, clock, port, name: other?.name ?? '', faults: alters.map((alter) => ({ at: ROUTES, alter })) },
    ...(tls !== undefined && { tls }),
    ...(host !== undefined && { host }),
  };
  for (let tries = 1; ; tries += 1) {
    const server = await started(options);
    if (second === undefined) return [server];
    try {
      return [server, await startReferenceServer({ ...options, host: second, port: Number(new URL(server.url).port) })];
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      // Another program may have the same port at the other address.
      const taken = code === 'EADDRINUSE';
      if (taken && port === 0 && tries < MOST_PORTS) await server.close();
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
