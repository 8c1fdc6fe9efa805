import { CLIENT_RUN_LABELS } from '../model/steps.js';
import { headerOf, type Exchange, type Condition, type Progress } from '../model/index.js';
import {
  beginSession,
  closeScenario,
  type ClientRunOptions,
  type ClientRecording,
  recordingOf,
  noteMissingRequests,
  stop,
  withServers,
} from './client-run.js';
import { openScenario, type OpenScenario } from './scenario.js';

/** Options for waiting for a client that somebody starts by hand. */
export interface WaitOptions extends Omit<ClientRunOptions, 'runClient' | 'outOf' | 'parallel'> {
  /** Called once all servers listen. */
  readonly announce: (scenarios: readonly OpenScenario[]) => void;
  /** Milliseconds without a request after which the run ends, if every condition was completed; default 5000. */
  readonly quiet?: number;
}

/**
 * Opens all conditions at once and waits until the client visited each and completed it, until the deadline (seconds from
 * the start, default 3600), or until the user ends the wait.
 */
export const waitForAll = async (options: WaitOptions): Promise<ClientRecording> => {
  const { signal, deadline = 3600, quiet = 5000 } = options;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  let last: NodeJS.Timeout | undefined;
  const session = beginSession({
    ...options,
    onProgress: (progress) => {
      options.onProgress?.(progress);
      clearTimeout(last);
      const standing = standingOf(planned, session.exchanges);
      options.onProgress?.(standing);
      if (standing.done.length === planned.length) last = setTimeout(end, quiet);
    },
  });
  const planned = withServers(session, options.condition);
  const scenarios: OpenScenario[] = [];
  const late = setTimeout(end, deadline * 1000);
  signal?.addEventListener('abort', end, { once: true });
  try {
    for (const condition of planned) scenarios.push(await openScenario(condition, session));
    if (signal?.aborted !== true) {
      options.announce(scenarios);
      options.onProgress?.(standingOf(planned, []));
      await over;
    }
  } finally {
    clearTimeout(late);
    clearTimeout(last);
    signal?.removeEventListener('abort', end);
    for (const scenario of scenarios) await closeScenario(session, scenario);
  }
  for (const condition of planned) {
    if (!session.exchanges.some(({ step }) => step === condition.id)) unvisited(session, condition);
    else noteMissingRequests(session, condition);
    stop(session, condition, {
      labels: ['exit', 'output'],
      because: 'with --wait, neither the exit status nor the output folder of the client is known',
      cause: 'input',
      unblock: '-- COMMAND',
    });
  }
  // The user ends the wait when everything was visited; conditions that were not visited are blocked.
  return { ...recordingOf(session, options), interrupted: false };
};

const unvisited = (session: ReturnType<typeof beginSession>, condition: Condition): void =>
  condition.optional === true
    ? undefined
    : stop(session, condition, {
        labels: CLIENT_RUN_LABELS,
        because: `no request reached the server of ${condition.id}`,
        cause: 'deadline',
        unblock: '--deadline',
      });

const standingOf = (
  planned: readonly Condition[],
  exchanges: readonly Exchange[],
): Progress & { readonly kind: 'conditions' } => {
  const done: string[] = [];
  const underWay: string[] = [];
  const left: string[] = [];
  for (const { id } of planned) {
    const own = exchanges.filter(({ step }) => step === id);
    (own.length === 0 ? left : isOver(own) ? done : underWay).push(id);
  }
  return { kind: 'conditions', done, underWay, left };
};

/** Statuses after which a request is worth repeating. */
const PASSING = new Set([401, 408, 429, 502, 503, 504]);

/** Whether the client completed a condition, as far as its server can tell. More requests put the end off. */
const isOver = (own: readonly Exchange[]): boolean => {
  const last = own.at(-1);
  if (last === undefined) return false;
  // After a refusal for good, a client may give up: nothing more has to come.
  if (asksForLong(last)) return true;
  if (isSettled(last) && (last.reply?.status ?? 0) >= 400) return true;
  const manifest = own.findLast(({ label, reply }) => label === 'status' && reply?.status === 200);
  if (manifest === undefined) return last.reply?.status === 401;
  const json = manifest.reply?.body.json as Record<'output' | 'error', { url: string }[]> | undefined;
  const urls = [...(json?.output ?? []), ...(json?.error ?? [])].map(({ url }) => url);
  const requests = urls.map((url) => own.filter(({ request }) => request.url === url));
  return (
    requests.every((some) => some.some(isSettled)) ||
    requests.some((some) => some.length >= MOST_BUSY && !some.some(isSettled))
  );
};

/** Requests for one file after which a client may give up, if the server stays busy. */
const MOST_BUSY = 3;

/** Seconds of Retry-After after which a client may give up. */
const LONG = 600;

const asksForLong = ({ reply }: Exchange): boolean =>
  Number(headerOf(reply?.headers ?? [], 'retry-after') ?? 0) >= LONG;

/** A request that was answered, redirected, or refused for good. */
const isSettled = ({ reply, failure }: Exchange): boolean =>
  failure === undefined && reply !== undefined && !PASSING.has(reply.status);
