import type { Clock, Header } from '../../model/index.js';
import { headerOf } from '../server/alter.js';
import type { ClientReply } from './http.js';
import { answerOf, PullFailed } from './reply.js';

/** Shortest pause between two requests for the same thing, whatever a server says, in milliseconds. */
export const SECOND = 1000;
/** Longest pause, and how long a job is polled. */
export const DAY = 86_400_000;
const LONGEST_BACK_OFF = 60 * SECOND;
/** Attempts for a request while the server is too busy. */
const TRIES = 8;

/** Waits by the run's clock, at least a second. */
export type Wait = (ms: number, why: string) => Promise<void>;

/** @param tell called before each wait */
export const waiter =
  (clock: Clock, tell: (ms: number, why: string) => void, signal?: AbortSignal): Wait =>
  async (ms, why) => {
    if (ms > DAY) throw new PullFailed(`The server asks to wait ${Math.ceil(ms / DAY)} days.`, true);
    const pause = Math.max(ms, SECOND);
    tell(pause, why);
    // A timer may end slightly early, and the server asked not to be called earlier.
    for (const due = clock.now() + pause; clock.now() < due;) await clock.sleep(due - clock.now(), signal);
  };

/**
 * The wait that a reply requests (RFC 9110, 10.2.3), in milliseconds; undefined if it does not say. A date is counted from
 * the reply's own Date: the clocks of server and client may differ.
 */
export const retryAfterOf = (headers: readonly Header[], now: number): number | undefined => {
  const value = headerOf(headers, 'Retry-After')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * SECOND;
  const until = dateOf(value);
  return until === undefined ? undefined : Math.max(0, until - (dateOf(headerOf(headers, 'Date') ?? '') ?? now));
};

/** An HTTP-date in milliseconds since the epoch. The asctime form has no zone and is in GMT. */
const dateOf = (text: string): number | undefined => {
  const at = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : NaN;
  return Number.isNaN(at) ? undefined : at;
};

/** The server is too busy. */
export const BUSY: ReadonlySet<number> = new Set([429, 503]);
/** The same, or a gateway did not reach it; whether the server received the request is not known. */
export const PASSING: ReadonlySet<number> = new Set([...BUSY, 502, 504]);

/** Repeats a request while the server is too busy, a limited number of times: after the requested wait, or else ever more slowly. */
export const retryWhileBusy = async (
  send: () => Promise<ClientReply>,
  what: string,
  { wait, clock }: { readonly wait: Wait; readonly clock: Clock },
  again = PASSING,
): Promise<ClientReply> => {
  let backOff = SECOND;
  for (let tries = 1; ; tries += 1) {
    const reply = await send();
    if (!again.has(reply.status) || tries === TRIES) return reply;
    const { headers, status } = await answerOf(reply);
    await wait(retryAfterOf(headers, clock.now()) ?? backOff, `${what} returned status ${status}`);
    backOff = Math.min(backOff * 2, LONGEST_BACK_OFF);
  }
};
