import { MEETING_LABELS } from '../drive/steps.js';
import type { Exchange, Weather } from '../model/index.js';
import { beginMeeting, closeScenario, type MeetOptions, type Met, metOf, noteSilence, stop } from './client-run.js';
import { openScenario, type OpenScenario } from './scenario.js';

/** A wait for a client that somebody starts by hand. */
export interface WaitOptions extends Omit<MeetOptions, 'runClient' | 'outOf' | 'parallel'> {
  /** Told once all servers listen. */
  readonly announce: (scenarios: readonly OpenScenario[]) => void;
  /** Milliseconds without a request after which a client that has come to an end everywhere is done; default 5000. */
  readonly quiet?: number;
}

/**
 * Opens every scenario at once and waits until each was visited, and what was begun in it has come to its end; until
 * the deadline (seconds from the start, default 3600); or until the user ends it.
 */
export const waitForAll = async (options: WaitOptions): Promise<Met> => {
  const { signal, deadline = 3600, quiet = 5000 } = options;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  let last: NodeJS.Timeout | undefined;
  const meeting = beginMeeting({
    ...options,
    onProgress: (progress) => {
      options.onProgress?.(progress);
      clearTimeout(last);
      if (options.weather.every(({ id }) => isOver(meeting.exchanges.filter(({ step }) => step === id))))
        last = setTimeout(end, quiet);
    },
  });
  const scenarios: OpenScenario[] = [];
  const late = setTimeout(end, deadline * 1000);
  signal?.addEventListener('abort', end, { once: true });
  try {
    for (const weather of options.weather) scenarios.push(await openScenario(weather, meeting));
    if (signal?.aborted !== true) {
      options.announce(scenarios);
      await over;
    }
  } finally {
    clearTimeout(late);
    clearTimeout(last);
    signal?.removeEventListener('abort', end);
    for (const scenario of scenarios) await closeScenario(meeting, scenario);
  }
  for (const weather of options.weather) {
    if (!meeting.exchanges.some(({ step }) => step === weather.id)) unvisited(meeting, weather);
    else noteSilence(meeting, weather);
    stop(meeting, weather, {
      labels: ['exit', 'output'],
      because: 'with --wait neither the exit status nor the output folder of the client is known',
      cause: 'input',
      unblock: '-- COMMAND',
    });
  }
  // To end the wait is how one says that all was visited; what was not is blocked.
  return { ...metOf(meeting, options), interrupted: false };
};

const unvisited = (meeting: ReturnType<typeof beginMeeting>, weather: Weather): void =>
  stop(meeting, weather, {
    labels: MEETING_LABELS,
    because: `the server of ${weather.id} was not visited`,
    cause: 'deadline',
    unblock: '--deadline',
  });

/** Whether what a client began in one scenario has come to an end that the server can see. */
const isOver = (own: readonly Exchange[]): boolean => {
  const last = own.at(-1);
  if (last === undefined) return false;
  const polls = own.filter(({ label }) => label === 'status');
  const done = polls.filter(({ reply }) => reply?.status === 200);
  if (done.length === 0) {
    const status = last.reply?.status ?? 0;
    return status >= 400 && ![408, 429, 503].includes(status);
  }
  const json = done.at(-1)?.reply?.body.json as Record<'output' | 'error', { url: string }[]> | undefined;
  const urls = [...(json?.output ?? []), ...(json?.error ?? [])].map(({ url }) => url);
  return urls.every((url) =>
    own.some(
      ({ request, reply, failure }) => request.url === url && failure === undefined && (reply?.status ?? 500) < 400,
    ),
  );
};
