import type { Clock, Header } from '../../model/index.js';
import { headerOf } from '../server/alter.js';
import type { ClientReply } from './http.js';
import { answerOf, PullFailed } from './reply.js';

/** The shortest pause between two requests for the same, whatever a server says, in milliseconds. */
export const SECOND = 1000;
/** The longest pause, and how long a job is watched. */
export const DAY = 86_400_000;
const LONGEST_BACK_OFF = 60 * SECOND;
/** How often a request is sent that the server is too busy for. */
const TRIES = 8;

/** Waits so many milliseconds by the run's clock, at least a second. */
export type Wait = (ms: number, why: string) => Promise<void>;

/** @param tell hears of each wait before it begins */
export const waiter =
  (clock: Clock, tell: (ms: number, why: string) => void, signal?: AbortSignal): Wait =>
  async (ms, why) => {
    if (ms > DAY) throw new PullFailed(`The server asks to wait ${Math.ceil(ms / DAY)} days.`, true);
    const pause = Math.max(ms, SECOND);
    tell(pause, why);
    // A timer may end a little early, and early is what the server asked not to be.
    for (const due = clock.now() + pause; clock.now() < due;) await clock.sleep(due - clock.now(), signal);
  };

/**
 * How long a reply asks to wait (RFC 9110, 10.2.3), in milliseconds; undefined where it does not say. A date is
 * counted from the reply's own Date: the clocks of server and client may differ.
 */
export const retryAfterOf = (headers: readonly Header[], now: number): number | undefined => {
  const value = headerOf(headers, 'Retry-After')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * SECOND;
  const until = dateOf(value);
  return until === undefined ? undefined : Math.max(0, until - (dateOf(headerOf(headers, 'Date') ?? '') ?? now));
};

/** An HTTP-date in milliseconds since the epoch. The asctime form names no zone, and is in GMT. */
const dateOf = (text: string): number | undefined => {
  const at = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : NaN;
  return Number.isNaN(at) ? undefined : at;
};

/** Sends again, a bounded number of times, what the server was too busy for: when it says so, else ever more slowly. */
export const patiently = async (
  send: () => Promise<ClientReply>,
  what: string,
  { wait, clock }: { readonly wait: Wait; readonly clock: Clock },
): Promise<ClientReply> => {
  let backOff = SECOND;
  for (let tries = 1; ; tries += 1) {
    const reply = await send();
    if ((reply.status !== 429 && reply.status !== 503) || tries === TRIES) return reply;
    const { headers, status } = await answerOf(reply);
    await wait(retryAfterOf(headers, clock.now()) ?? backOff, `${what} was answered with status ${status}`);
    backOff = Math.min(backOff * 2, LONGEST_BACK_OFF);
  }
};
