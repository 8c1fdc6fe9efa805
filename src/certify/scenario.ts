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

/** What the scenarios of one run share. */
export interface Shared {
  readonly profile: Profile;
  readonly clock: Clock;
  /** When the run began, by the clock. */
  readonly startedAt: number;
  readonly redactor: Redactor;
  readonly exchanges: Exchange[];
  readonly nextMark: () => string;
  readonly onExchange: (exchange: Exchange) => void;
}

/** A scenario whose server listens. */
export interface OpenScenario {
  readonly condition: Condition;
  readonly url: string;
  readonly credentials: Credentials;
  readonly recorder: Recorder;
  /** What went wrong in the servers themselves. */
  readonly errors: () => readonly unknown[];
  readonly close: () => Promise<void>;
}

/** Starts a fresh reference server in one condition, with credentials that are good for it alone. */
export const openScenario = async (condition: Condition, shared: Shared): Promise<OpenScenario> => {
  const { profile, clock, redactor } = shared;
  const clients = [freshCredentials(), freshCredentials()] as const;
  const [credentials] = clients;
  redactor.add(credentials.clientSecret, '«client secret»');
  redactor.add(credentials.clientId, '«client id»');
  const recorder = createRecorder({ ...shared, condition: condition.id, credentials });
  // Its server must listen before it is known what the other one sends there.
  const later: { happens?: ConditionBehavior } = {};
  const stranger =
    condition.withOtherOrigin === true
      ? await start(shared, [
          recorder.around(true),
          (request) => Promise.resolve(later.happens?.otherOrigin?.(request) ?? NOTHING),
        ])
      : undefined;
  const happens = (later.happens = condition.behavior(stranger?.url ?? ''));
  const server = await startReferenceServer({
    profile,
    clock,
    clients,
    beneficiaries: 2,
    unexportable: 0,
    ...condition.data,
    faults: [{ at: ROUTES, alter: recorder.around(false) }, ...happens.faults],
  });
  const servers = [server, ...(stranger === undefined ? [] : [stranger])];
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
  { profile, clock }: Shared,
  alters: readonly ReturnType<Recorder['around']>[],
): Promise<ReferenceServer> =>
  startReferenceServer({ profile, clock, faults: alters.map((alter) => ({ at: ROUTES, alter })) });

/** An id and a secret of the shape that the guides publish. */
const freshCredentials = (): Credentials => ({
  clientId: randomUUID(),
  clientSecret: randomBytes(40).toString('hex'),
});
