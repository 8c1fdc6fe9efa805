import { createRedactor, type Redactor } from '../record/redact.js';
import { CLIENT_RUN_LABELS } from '../model/steps.js';
import {
  CannotJudge,
  KILLED,
  MOST_REQUESTS,
  typeIn,
  type Clock,
  type Ending,
  type Exchange,
  type ExpiresIn,
  type ExitFact,
  exportedTypes,
  type Fact,
  type Profile,
  type Progress,
  type RunClient,
  type StopFact,
  systemClock,
  type Condition,
} from '../model/index.js';
import { type Addresses, addressing } from './listening/addresses.js';
import { exposedIn, printedSecrets } from './exposed.js';
import { compareOutput } from './output.js';
import { openScenario, type OpenScenario, type RunContext } from './scenario.js';
import { linesKept } from './lines.js';

/** A client, and the conditions that it is run in. */
export interface ClientRunOptions {
  readonly profile: Profile;
  /** In the order of the runs, except that those in which a client may only wait come right after the first. */
  readonly condition: readonly Condition[];
  readonly runClient: RunClient;
  /** Absolute path of the empty output folder of a condition. */
  readonly outOf: (condition: Condition) => string;
  /**
   * Seconds after which a client that still runs is stopped.
   * @default 120
   */
  readonly deadline?: number;
  /**
   * Requests after which a client is stopped.
   * @default 10,000
   */
  readonly mostRequests?: number;
  /**
   * Scenarios that run at a time.
   * @default 1
   */
  readonly parallel?: number;
  /**
   * How a response with a token says for how many seconds it lives.
   * @default the guide's way
   */
  readonly expiresIn?: ExpiresIn;
  /**
   * Where the servers listen, and under which URLs.
   * @default loopback, any free ports
   */
  readonly addresses?: Addresses;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The result of all conditions: the redacted record, and the redactor that knows the run's secrets. */
export interface ClientRecording {
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
  readonly steps: readonly string[];
  readonly interrupted: boolean;
  readonly redactor: Redactor;
  /** Errors of the reference servers. */
  readonly errors: readonly unknown[];
}

/** Everything that is recorded in a run. */
interface CertifySession extends RunContext {
  readonly facts: Fact[];
  readonly errors: unknown[];
}

export const beginSession = ({
  profile,
  clock = systemClock,
  onProgress,
  expiresIn,
  addresses = {},
  condition,
}: Pick<
  ClientRunOptions,
  'profile' | 'clock' | 'onProgress' | 'expiresIn' | 'addresses' | 'condition'
>): CertifySession => {
  let marks = 0;
  return {
    profile,
    clock,
    addresses: addressing(addresses, condition),
    ...(expiresIn !== undefined && { expiresIn }),
    startedAt: clock.now(),
    redactor: createRedactor(),
    exchanges: [],
    facts: [],
    errors: [],
    nextMark: () => `«token ${(marks += 1)}»`,
    onExchange: (exchange) => onProgress?.({ kind: 'exchange', exchange }),
  };
};

/**
 * Runs the client once in each condition, against a new server, and returns what was recorded. If it sends nothing in the
 * first one, it is not run again: it does not use the URL. Throws CannotJudge if it cannot be started.
 */
export const runInAllConditions = async (options: ClientRunOptions): Promise<ClientRecording> => {
  const session = beginSession(options);
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const [first, ...others] = withServers(session, options.condition);
  if (first !== undefined) await runInCondition(session, first, { ...options, signal });
  const sentNothing = session.exchanges.length === 0 && options.signal?.aborted !== true;
  // A client that waits does so while the others run.
  const long = ({ quietSeconds, takesSeconds }: Condition): number => takesSeconds ?? quietSeconds ?? 0;
  const queue = [...others].sort((a, b) => long(b) - long(a)).values();
  const work = async (): Promise<void> => {
    for (const condition of queue)
      if (sentNothing)
        leaveOut(session, condition, `the client sent no request in ${first?.id}, so it was not run again`);
      else await runInCondition(session, condition, { ...options, signal });
  };
  await allOrNone(
    Array.from({ length: options.parallel ?? 1 }, () => work),
    failed,
  );
  return recordingOf(session, options);
};

/** The conditions that the addresses allow; the others are left out. */
export const withServers = (session: CertifySession, all: readonly Condition[]): Condition[] => {
  const { other } = session.addresses;
  const possible = all.filter(({ withOtherOrigin }) => withOtherOrigin !== true || other !== undefined);
  for (const condition of all.filter((one) => !possible.includes(one)))
    stop(session, condition, {
      labels: CLIENT_RUN_LABELS,
      because: `${condition.id} needs a second host, and the servers have one name`,
      cause: 'choice',
      unblock: 'a second --public-name',
    });
  return possible;
};

/** Runs tasks in parallel; if one fails, the others are ended and awaited before the error is thrown. */
const allOrNone = async (works: readonly (() => Promise<void>)[], failed: AbortController): Promise<void> => {
  const settled = await Promise.allSettled(
    works.map((work) =>
      work().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
};

export const recordingOf = (
  session: CertifySession,
  { condition, signal }: Pick<ClientRunOptions, 'condition' | 'signal'>,
): ClientRecording => ({
  exchanges: session.exchanges,
  facts: session.facts,
  steps: condition.map(({ id }) => id),
  interrupted: signal?.aborted === true,
  redactor: session.redactor,
  errors: session.errors,
});

const runInCondition = async (
  session: CertifySession,
  condition: Condition,
  options: ClientRunOptions,
): Promise<void> => {
  const { signal, deadline = 120, mostRequests = MOST_REQUESTS, onProgress } = options;
  const interrupted = (): boolean => signal?.aborted === true;
  if (interrupted()) return leaveOut(session, condition, 'the run was interrupted', 'interrupted');
  onProgress?.({ kind: 'scenario', suite: condition.id, title: condition.title });
  const out = options.outOf(condition);
  const storm = new AbortController();
  let sent = 0;
  const kill = new AbortController();
  const quiet = new AbortController();
  let silence: NodeJS.Timeout | undefined;
  const onExchange = (exchange: Exchange): void => {
    session.onExchange(exchange);
    sent += 1;
    if (sent > mostRequests) storm.abort();
    if (exchange.label === condition.killedAfter) kill.abort(KILLED);
    if (condition.quietSeconds === undefined) return;
    clearTimeout(silence);
    silence = setTimeout(() => quiet.abort(), condition.quietSeconds * 1000);
  };
  const scenario = await openScenario(condition, { ...session, onExchange });
  const late = AbortSignal.timeout(Math.ceil(deadline * 1000));
  const { url, credentials } = scenario;
  try {
    const printed = printedSecrets(session.redactor);
    const ends = [late, storm.signal, quiet.signal, ...(signal === undefined ? [] : [signal])];
    const runUntil = (...more: readonly AbortSignal[]): Promise<Ending> =>
      options.runClient({
        url,
        credentials,
        type: typeIn(condition, session.profile),
        profile: session.profile.id,
        out,
        ...(session.addresses.tls !== undefined && { ca: session.addresses.tls.file }),
        signal: AbortSignal.any([...ends, ...more]),
        onOutput: printed.take,
      });
    const first = await runUntil(kill.signal);
    const ending = kill.signal.aborted && !ends.some(({ aborted }) => aborted) ? await runUntil() : first;
    if (ending.failedToStart !== undefined)
      throw new CannotJudge(`The client could not be started: ${ending.failedToStart}.`);
    const ended = interrupted()
      ? 'interrupted'
      : storm.signal.aborted
        ? 'limit'
        : late.aborted || quiet.signal.aborted
          ? 'deadline'
          : undefined;
    noteEnding(session, condition, { ...ending, printed: printed.found() }, ended);
    if (quiet.signal.aborted && ended === 'deadline') stopQuiet(session, condition);
    else if (ended !== undefined) stopAt(session, condition, ended, ended === 'limit' ? mostRequests : deadline);
    else {
      const compared = await compareOutput(out, scenario.recorder.served(), exportedTypes(session.profile));
      const { first: difference } = compared;
      session.facts.push({
        kind: 'output',
        step: condition.id,
        ...compared,
        ...(await exposedIn(out, session.redactor)),
        ...(difference !== undefined && {
          first: { ...difference, file: session.redactor.redact(difference.file) },
        }),
      });
    }
    // A client that was ended because it was quiet would not get further with a longer deadline.
    const unblock = quiet.signal.aborted ? {} : { unblock: '--deadline' };
    noteMissingRequests(session, condition, ended === 'deadline' ? { cause: ended, ...unblock } : undefined);
  } finally {
    clearTimeout(silence);
    await closeScenario(session, scenario);
  }
};

export const closeScenario = async (session: CertifySession, scenario: OpenScenario): Promise<void> => {
  await scenario.close();
  session.errors.push(...scenario.errors());
};

/** Why a client was stopped. */
type Ended = NonNullable<ExitFact['ended']>;

const noteEnding = (
  session: CertifySession,
  condition: Condition,
  ending: Ending & { readonly printed: boolean },
  ended?: Ended,
): void => {
  const { code, killed, lines, printed } = ending;
  session.facts.push({
    kind: 'exit',
    step: condition.id,
    ...(code !== undefined && { code }),
    ...(killed !== undefined && { killed }),
    ...(ended !== undefined && { ended }),
    ...(printed && { printed }),
    lines: linesKept(lines, session.redactor),
  });
};

type Because = Omit<StopFact, 'kind' | 'step'>;

export const stop = (session: Pick<CertifySession, 'facts'>, { id }: Condition, because: Because): void =>
  void session.facts.push({ kind: 'stop', step: id, ...because });

/** A client that was ended has no exit status of its own, and its output may be incomplete. */
const stopAt = (session: CertifySession, condition: Condition, ended: Ended, bound: number): void => {
  const labels = ['exit', 'output'];
  if (ended === 'interrupted')
    return stop(session, condition, { labels: CLIENT_RUN_LABELS, because: 'the run was interrupted', cause: ended });
  if (ended === 'limit') {
    const because = `in ${condition.id} the client sent more than ${bound} requests, and was ended`;
    return stop(session, condition, { labels, because, cause: ended });
  }
  const because = `in ${condition.id} the client was still running ${bound} s after its start, and was ended`;
  stop(session, condition, { labels, because, cause: ended, unblock: '--deadline' });
};

/** A client that waits as it was told to is ended before the wait is over, so that a run does not take as long. */
const stopQuiet = (session: CertifySession, condition: Condition): void => {
  const because = `in ${condition.id} the client sent nothing for ${condition.quietSeconds} s, and was ended`;
  stop(session, condition, { labels: ['exit', 'output'], because, cause: 'deadline' });
};

/** Notes which requests the client never made, and why, since nothing after them can be judged. */
export const noteMissingRequests = (
  session: Pick<CertifySession, 'exchanges' | 'facts'>,
  condition: Condition,
  by: Pick<StopFact, 'cause' | 'unblock'> = { cause: 'earlier' },
): void => {
  const own = session.exchanges.filter(({ step }) => step === condition.id);
  // What a client may decline shows nothing.
  if (condition.optional === true) return;
  const got = own.some(({ label, reply }) => label === 'token' && reply?.status === 200);
  if (own.length === 0)
    stop(session, condition, {
      labels: CLIENT_RUN_LABELS,
      because: `in ${condition.id} the client sent no request`,
      ...by,
    });
  else if (!own.some(({ label }) => label === 'token'))
    stop(session, condition, { labels: ['token'], because: `in ${condition.id} the client requested no token`, ...by });
  else if (got && !own.some(({ label }) => label === 'kickoff'))
    stop(session, condition, {
      labels: ['kickoff', 'status', 'data', 'error-data', 'foreign'],
      because: `in ${condition.id} the client requested a token but no export`,
      ...by,
    });
};

const leaveOut = (
  session: CertifySession,
  condition: Condition,
  because: string,
  cause: StopFact['cause'] = 'earlier',
): void => stop(session, condition, { labels: CLIENT_RUN_LABELS, because, cause });
