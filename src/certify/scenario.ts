import { randomBytes, randomUUID } from 'node:crypto';
import type { Redactor } from '../record/redact.js';
import {
  type Clock,
  type Credentials,
  type Exchange,
  type ConditionBehavior,
  type Profile,
  ROUTES,
  type Condition,
} from '../model/index.js';
import { type ReferenceServer, startReferenceServer } from '../reference/index.js';
import { createRecorder, type Recorder } from './record.js';

/** What the conditions of one run share. */
export interface RunContext {
  readonly profile: Profile;
  readonly clock: Clock;
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
  const { profile, clock, redactor } = shared;
  const clients = [freshCredentials(), freshCredentials()] as const;
  const [credentials] = clients;
  redactor.add(credentials.clientSecret, '«client secret»');
  redactor.add(credentials.clientId, '«client id»');
  const recorder = createRecorder({ ...shared, condition: condition.id, credentials });
  // The other origin must listen before the behavior, which depends on its URL, is known.
  const later: { behavior?: ConditionBehavior } = {};
  const otherOrigin =
    condition.withOtherOrigin === true
      ? await start(shared, [
          recorder.around(true),
          (request) => Promise.resolve(later.behavior?.otherOrigin?.(request) ?? NOTHING),
        ])
      : undefined;
  // Another host name, not only another port: HTTP libraries remove Authorization by host.
  const behavior = (later.behavior = condition.behavior(otherOrigin?.url.replace('127.0.0.1', 'localhost') ?? ''));
  const server = await startReferenceServer({
    profile,
    clock,
    clients,
    beneficiaries: 2,
    unexportable: 0,
    ...condition.data,
    faults: [{ at: ROUTES, alter: recorder.around(false) }, ...behavior.faults],
  });
  const servers = [server, ...(otherOrigin === undefined ? [] : [otherOrigin])];
  return {
    condition,
    url: server.url,
    credentials,
    recorder,
    errors: () => servers.flatMap(({ errors }) => errors),
    close: async () => void (await Promise.all(servers.map((one) => one.close()))),
  };
};

const NOTHING = { status: 404, headers: [], body: '' } as const;

const start = (
  { profile, clock }: RunContext,
  alters: readonly ReturnType<Recorder['around']>[],
): Promise<ReferenceServer> =>
  startReferenceServer({ profile, clock, faults: alters.map((alter) => ({ at: ROUTES, alter })) });

/** An id and a secret with the form of those in the guides. */
const freshCredentials = (): Credentials => ({
  clientId: randomUUID(),
  clientSecret: randomBytes(40).toString('hex'),
});
