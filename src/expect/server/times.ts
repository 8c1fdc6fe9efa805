import { type Exchange, timeOf, type View } from '../../model/index.js';
import { type Assertion, not, nothing, ok, stopsBefore, unreadable } from '../assertion.js';
import { httpDate, instant } from '../values.js';
import { objectIn } from './bodies.js';
import { labelled } from './labelled.js';
import { headersOf } from './replies.js';

const SKEW_MS = 300_000;
/** Between the kick-off's Date and transactionTime, for servers whose clocks differ. */
const EARLY_MS = 60_000;

/** The transactionTime of a manifest in milliseconds since the epoch; undefined: it is not an instant. */
const transactionTime = (exchange: Exchange, view: View): number | undefined => {
  const written = objectIn(exchange)?.['transactionTime'];
  return typeof written === 'string' && instant.fits(written, view) ? timeOf(written) : undefined;
};

const dateOf = (exchange: Exchange): number => Date.parse(headersOf(exchange, 'date')[0] ?? '');

const NO_INSTANT = unreadable('transactionTime is not an instant');

/** transactionTime is at most five minutes (clock skew) after the Date of the same response. */
export const notInTheFuture: Assertion = {
  says: 'transactionTime is at most 5 minutes in the future',
  at: (exchange, view) => {
    const time = transactionTime(exchange, view);
    const now = dateOf(exchange);
    if (time === undefined) return NO_INSTANT;
    if (Number.isNaN(now)) return nothing('the response has no Date to compare with');
    return time - now <= SKEW_MS ? ok : not(`${Math.round((time - now) / 1000)} s after the Date of the response`);
  },
};

/**
 * transactionTime is at most one minute before the Date of the response to the export request. A server that took its
 * time for that response may have run the query at its start.
 */
export const notBeforeKickoff: Assertion = {
  says: 'transactionTime is at most 60 s before the Date of the response to the export request',
  at: (exchange, view) => {
    const kickoff = labelled(view, 'kickoff').find(({ of }) => of === exchange.of);
    const time = transactionTime(exchange, view);
    if (time === undefined) return NO_INSTANT;
    if (kickoff === undefined)
      return unreadable(
        'the run has no export request to compare with',
        stopsBefore(view, ['kickoff']).find(({ of }) => of === exchange.of),
      );
    const asked = dateOf(kickoff) - kickoff.ms;
    if (Number.isNaN(asked)) return nothing('the response to the export request has no Date to compare with');
    return asked - time <= EARLY_MS ? ok : not(`${Math.round((asked - time) / 1000)} s before the export request`);
  },
};

/** Expires is at most a day after the Date of the response in which the job was first seen done. */
export const expiresInTime: Assertion = {
  says: 'Expires is at most 24 hours after the Date of the first response with the manifest',
  at: (exchange, view) => {
    const [expires] = headersOf(exchange, 'expires');
    if (expires === undefined) return nothing('no response with a manifest has Expires');
    if (!httpDate.fits(expires, view)) return nothing('no Expires is an HTTP-date', 1);
    const first = labelled(view, 'manifest').find(({ of }) => of === exchange.of) ?? exchange;
    const late = Date.parse(expires) - dateOf(first);
    if (Number.isNaN(late)) return nothing('the response has no Date to compare with', 1);
    return late <= 24 * 3_600_000 + SKEW_MS
      ? ok
      : not(`Expires ${Math.round(late / 3_600_000)} hours after the job was done`);
  },
};
