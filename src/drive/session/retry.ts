import { type Header, headerOf, type Limits } from '../../model/index.js';
import type { Answer, Call } from './call.js';
import type { SessionContext } from './context.js';

/** Whether a status says that the server is too busy at the moment (RFC 6585, 4; RFC 9110, 15.6.4). */
export const isBusy = (status: number | undefined): boolean => status === 429 || status === 503;

/** Whether a status says that a gateway had no response of the server in time (RFC 9110, 15.6.3 and 15.6.5). */
export const isGatewayError = (status: number | undefined): boolean => status === 502 || status === 504;

/** A connection that ended before a response began, while the server is otherwise there. A response that is cut is judged. */
const isLost = ({ head, exchange: { failure } }: Answer): boolean =>
  head === undefined && failure !== undefined && LOST.has(failure.code);
const LOST = new Set(['ECONNRESET', 'EPIPE', 'no-reply']);

/**
 * The wait that a reply requests (Retry-After, RFC 9110, 10.2.3: seconds or an HTTP-date), in milliseconds from `now`,
 * within the limit. Undefined if the reply has no Retry-After in one of these forms.
 */
export const retryAfterMs = (headers: readonly Header[], now: number, limits: Limits): number | undefined => {
  const value = headerOf(headers, 'retry-after')?.trim();
  if (value === undefined) return undefined;
  // Only text that begins like a date: Date.parse also accepts `-5`. The asctime form has no zone and is in GMT.
  const date = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value.endsWith('GMT') ? value : `${value} GMT`) : NaN;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : date - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), limits['retry-after-seconds'] * 1000);
};

/**
 * Repeats a call while the server says that it is busy, a gateway that it had no response, or the connection is lost; waits as
 * long as asked. An error that persists is the answer.
 */
export const retryWhileBusy = async (
  { options, limits, startedAt, recording, wait }: SessionContext,
  call: Call,
  once: () => Promise<Answer>,
): Promise<Answer> => {
  const { clock, signal } = options;
  let failures = 0;
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    const answer = await once();
    const status = answer.head?.status;
    const gateway = isGatewayError(status);
    const lost = isLost(answer) && call.polls !== true;
    if (!isBusy(status) && !gateway && !lost) return answer;
    if (status === 429 && call.takesBusy === true) return answer;
    const pause = Math.max(
      retryAfterMs(answer.head?.headers ?? [], clock.now(), limits) ?? 0,
      Math.min(1000 * 1.5 ** (tries - 1), limits['poll-seconds'] * 1000),
    );
    const until = call.retryUntil ?? startedAt + options.longestTransferMs;
    failures += gateway || lost ? 1 : 0;
    const bounded = lost
      ? failures + limits['busy-tries'] - limits['silent-polls']
      : gateway
        ? failures
        : call.retryUntil === undefined
          ? tries
          : 0;
    if (bounded >= limits['busy-tries'] || clock.now() + pause > until) return answer;
    if ((gateway || lost) && call.mayRepeat?.() === false) return answer;
    recording.amend(answer.exchange.id, { superseded: lost ? 'no-reply' : gateway ? 'gateway-error' : 'busy' });
    await wait(
      pause,
      lost
        ? 'the connection was lost'
        : gateway
          ? `a gateway had no response of the server (${status})`
          : `the server is busy (${status})`,
    );
  }
};
