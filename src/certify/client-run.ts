import { createRedactor, type Redactor } from '../record/redact.js';
import { MEETING_LABELS } from '../drive/steps.js';
import {
  CannotJudge,
  type Clock,
  type Ending,
  type Exchange,
  exportedTypes,
  type Fact,
  type Profile,
  type Progress,
  type RunClient,
  type StopFact,
  systemClock,
  type Weather,
} from '../model/index.js';
import { compareOutput } from './output.js';
import { openScenario, type OpenScenario, type Shared } from './scenario.js';
import { linesKept } from './lines.js';

/** A client, and the weather that it is to meet. */
export interface MeetOptions {
  readonly profile: Profile;
  /** In the order in which they are met. */
  readonly weather: readonly Weather[];
  readonly runClient: RunClient;
  /** Absolute path of the empty folder that belongs to a scenario. */
  readonly outOf: (weather: Weather) => string;
  /** Seconds after which a client that still runs is ended; default 120. */
  readonly deadline?: number;
  /** How many scenarios may run beside each other; default 1. */
  readonly parallel?: number;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What the scenarios left: the redacted record, and the redactor that knows the run's secrets. */
export interface Met {
  readonly exchanges: readonly Exchange[];
  readonly facts: readonly Fact[];
  readonly steps: readonly string[];
  readonly interrupted: boolean;
  readonly redactor: Redactor;
  /** What went wrong in our own servers. */
  readonly errors: readonly unknown[];
}

/** Everything that a run of scenarios keeps. */
export interface Meeting extends Shared {
  readonly facts: Fact[];
  readonly errors: unknown[];
}

export const beginMeeting = ({
  profile,
  clock = systemClock,
  onProgress,
}: Pick<MeetOptions, 'profile' | 'clock' | 'onProgress'>): Meeting => {
  let marks = 0;
  return {
    profile,
    clock,
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
 * Runs the client once in each weather, against a fresh server, and returns what was recorded. Where it sends nothing
 * in the first, it is not run again: it does not use the URL. Throws CannotJudge where it cannot be started.
 */
export const meetAll = async (options: MeetOptions): Promise<Met> => {
  const meeting = beginMeeting(options);
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const [first, ...others] = options.weather;
  if (first !== undefined) await meetOne(meeting, first, { ...options, signal });
  const silent = meeting.exchanges.length === 0 && options.signal?.aborted !== true;
  const queue = others.values();
  const work = async (): Promise<void> => {
    for (const weather of queue)
      if (silent) leaveOut(meeting, weather, `the client sent nothing in ${first?.id}, so it was not run again`);
      else await meetOne(meeting, weather, { ...options, signal });
  };
  await allOrNone(
    Array.from({ length: options.parallel ?? 1 }, () => work),
    failed,
  );
  return metOf(meeting, options);
};

/** Runs pieces of work beside each other; where one fails, the others are ended, and awaited, before it is told. */
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

export const metOf = (meeting: Meeting, { weather, signal }: Pick<MeetOptions, 'weather' | 'signal'>): Met => ({
  exchanges: meeting.exchanges,
  facts: meeting.facts,
  steps: weather.map(({ id }) => id),
  interrupted: signal?.aborted === true,
  redactor: meeting.redactor,
  errors: meeting.errors,
});

const meetOne = async (meeting: Meeting, weather: Weather, options: MeetOptions): Promise<void> => {
  const { signal, deadline = 120, onProgress } = options;
  const interrupted = (): boolean => signal?.aborted === true;
  if (interrupted()) return leaveOut(meeting, weather, 'the run was interrupted', 'interrupted');
  onProgress?.({ kind: 'scenario', suite: weather.id, title: weather.title });
  const out = options.outOf(weather);
  const scenario = await openScenario(weather, meeting);
  const late = AbortSignal.timeout(Math.ceil(deadline * 1000));
  const { url, credentials } = scenario;
  try {
    const ending = await options.runClient({
      url,
      credentials,
      type: weather.type,
      profile: meeting.profile.id,
      out,
      signal: AbortSignal.any([late, ...(signal === undefined ? [] : [signal])]),
    });
    if (ending.failedToStart !== undefined)
      throw new CannotJudge(`The client could not be started: ${ending.failedToStart}.`);
    const ended = interrupted() ? 'interrupted' : late.aborted ? 'deadline' : undefined;
    noteEnding(meeting, weather, ending, ended);
    if (ended !== undefined) stopAt(meeting, weather, ended, deadline);
    else {
      const compared = await compareOutput(out, scenario.recorder.served(), exportedTypes(meeting.profile));
      const { first } = compared;
      meeting.facts.push({
        kind: 'output',
        step: weather.id,
        ...compared,
        ...(first !== undefined && { first: { ...first, file: meeting.redactor.redact(first.file) } }),
      });
    }
    noteSilence(meeting, weather, ended === 'deadline' ? { cause: ended, unblock: '--deadline' } : undefined);
  } finally {
    await closeScenario(meeting, scenario);
  }
};

export const closeScenario = async (meeting: Meeting, scenario: OpenScenario): Promise<void> => {
  await scenario.close();
  meeting.errors.push(...scenario.errors());
};

const noteEnding = (meeting: Meeting, weather: Weather, ending: Ending, ended?: 'deadline' | 'interrupted'): void => {
  const { code, killed, lines } = ending;
  meeting.facts.push({
    kind: 'exit',
    step: weather.id,
    ...(code !== undefined && { code }),
    ...(killed !== undefined && { killed }),
    ...(ended !== undefined && { ended }),
    lines: linesKept(lines, meeting.redactor),
  });
};

type Because = Omit<StopFact, 'kind' | 'step'>;

export const stop = (meeting: Meeting, { id }: Weather, because: Because): void =>
  void meeting.facts.push({ kind: 'stop', step: id, ...because });

/** A client that had to be ended has no exit status of its own, and what it stored may not be all. */
const stopAt = (meeting: Meeting, weather: Weather, ended: 'deadline' | 'interrupted', deadline: number): void => {
  const labels = ['exit', 'output'];
  if (ended === 'interrupted')
    return stop(meeting, weather, { labels: MEETING_LABELS, because: 'the run was interrupted', cause: ended });
  const because = `in ${weather.id} the client had not ended ${deadline} s after its start, and was ended`;
  stop(meeting, weather, { labels, because, cause: ended, unblock: '--deadline' });
};

/** Notes what the client never asked for, and by what cause, since nothing that comes after it can be judged. */
export const noteSilence = (
  meeting: Meeting,
  weather: Weather,
  by: Pick<StopFact, 'cause' | 'unblock'> = { cause: 'earlier' },
): void => {
  const own = meeting.exchanges.filter(({ step }) => step === weather.id);
  const got = own.some(({ label, reply }) => label === 'token' && reply?.status === 200);
  if (own.length === 0)
    stop(meeting, weather, { labels: MEETING_LABELS, because: `in ${weather.id} the client sent no request`, ...by });
  else if (!own.some(({ label }) => label === 'token'))
    stop(meeting, weather, { labels: ['token'], because: `in ${weather.id} the client asked for no token`, ...by });
  else if (got && !own.some(({ label }) => label === 'kickoff'))
    stop(meeting, weather, {
      labels: ['kickoff', 'status', 'data', 'error-data', 'foreign'],
      because: `in ${weather.id} the client asked for a token, and for no export`,
      ...by,
    });
};

const leaveOut = (meeting: Meeting, weather: Weather, because: string, cause: StopFact['cause'] = 'earlier'): void =>
  stop(meeting, weather, { labels: MEETING_LABELS, because, cause });
