import { type Exchange, type Expectation, MOST_REQUESTS } from '../../model/index.js';
import { type ExchangeResult, not, nothing, ok } from '../assertion.js';
import { counted } from '../counted.js';
import { headersOf } from '../server/replies.js';
import {
  dueAfter,
  inEachRun,
  inSeconds,
  lastOf,
  type ObservedRun,
  named,
  notDone,
  requestsOf,
  waitedUntil,
} from './client-runs.js';

/** How often a client may send the same request within a window. */
const MOST_ALIKE = 20;
/** The window, in milliseconds. */
const WINDOW = 10_000;

/** No request is repeated like a storm, and no run has more requests than any export needs. */
export const noStorm: Expectation = inEachRun(
  `the client sends no request more than ${MOST_ALIKE} times within ${WINDOW / 1000} s, and no more than ${MOST_REQUESTS} in all`,
  ['token'],
  (run): ExchangeResult[] => {
    const { exchanges, condition } = run;
    if (exchanges.length > MOST_REQUESTS)
      return [{ exchange: lastOf(run), result: not(`in ${condition} the client sent ${exchanges.length} requests`) }];
    const storm = [...alike(exchanges).values()].map(burstIn).find((burst) => burst !== undefined);
    if (storm === undefined) return [{ exchange: lastOf(run), result: ok }];
    const { exchange, times } = storm;
    const seen = `in ${condition} ${named(exchange)} was sent ${counted(times, 'time')} within ${WINDOW / 1000} s`;
    return [{ exchange, result: not(seen) }];
  },
);

/** Requests by method and URL. */
const alike = (exchanges: readonly Exchange[]): Map<string, Exchange[]> => {
  const found = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const key = `${exchange.request.method} ${exchange.request.url}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [exchange]);
    else known.push(exchange);
  }
  return found;
};

/** The first request too many, and how many came in the window that begins with the first of them. */
const burstIn = (requests: readonly Exchange[]): { exchange: Exchange; times: number } | undefined => {
  for (const [nth, exchange] of requests.entries()) {
    const begun = requests[nth - MOST_ALIKE];
    if (begun === undefined || exchange.at - begun.at > WINDOW) continue;
    return { exchange, times: requests.filter(({ at }) => at >= begun.at && at - begun.at <= WINDOW).length };
  }
  return undefined;
};

/** Renewals in a row that a client may try. */
const RENEWALS = 5;

/** If every new token is refused too, the client gives up. */
export const limitedRenewals: Expectation = inEachRun(
  `the client renews its token at most ${RENEWALS} times in a row while the server refuses each of them`,
  ['token', 'kickoff', 'status'],
  (run, view): ExchangeResult[] => {
    const refused = requestsOf(run, 'status').filter(({ reply }) => reply?.status === 401);
    const last = refused.at(-1);
    if (last === undefined) return [];
    const renewals = requestsOf(run, 'token').filter(
      ({ id, reply }) => reply?.status === 200 && id > (refused[0]?.id ?? id),
    );
    const seen = `in ${run.condition} the client requested ${counted(renewals.length, 'new token')}, each of which was refused`;
    if (renewals.length > RENEWALS) return [{ exchange: renewals.at(-1) ?? last, result: not(seen) }];
    const goesOn = `in ${run.condition} the client had not given up`;
    return [{ exchange: last, result: run.exit?.ended === undefined ? ok : notDone(view, run, goesOn) }];
  },
);

/** Statuses that say to ask again later or otherwise. */
const NOT_FOR_GOOD = new Set([401, 408, 429, 502, 503, 504]);
/** How often a client may repeat what was refused for good. */
const REPEATS = 10;

/** What was refused for good is repeated a few times at most, and so is an export whose job failed. */
export const givesUp: Expectation = inEachRun(
  `the client repeats an export request or file request that was refused for good at most ${REPEATS} times, and starts an export whose job failed at most ${REPEATS} times again`,
  ['token', 'kickoff'],
  (run): ExchangeResult[] => {
    const refused = requestsOf(run, 'kickoff', 'data', 'error-data').filter(
      ({ reply }) => reply !== undefined && reply.status >= 400 && !NOT_FOR_GOOD.has(reply.status),
    );
    const started = requestsOf(run, 'kickoff').filter(({ reply }) => reply?.status === 202);
    if (refused.length + started.length === 0)
      return [{ exchange: lastOf(run), result: nothing(`in ${run.condition} no export was started or refused`) }];
    const tooMany = [...alike(refused).values(), ...alike(started).values()].find((same) => same.length > REPEATS + 1);
    const last = tooMany?.at(-1);
    if (tooMany === undefined || last === undefined) return [{ exchange: lastOf(run), result: ok }];
    const seen = `in ${run.condition} ${named(last)} was sent ${counted(tooMany.length, 'time')}, each of which returned ${last.reply?.status}`;
    return [{ exchange: last, result: not(seen) }];
  },
);

const BUSY = [429, 503];

/** The time of a busy response is kept; a client that gives up instead is judged elsewhere. */
export const waitsWhileBusy = (...labels: readonly string[]): Expectation =>
  inEachRun('after a 429 or 503, the client does not repeat the request before Retry-After', ['token'], (run) => {
    const requests = requestsOf(run, ...labels);
    const results = requests.flatMap((busy): ExchangeResult[] => {
      const due = dueAfter(busy);
      if (!BUSY.includes(busy.reply?.status ?? 0) || due === undefined) return [];
      return [waitAfter(run, requests, busy, due)];
    });
    const idle = nothing(`in ${run.condition} no such request had a 429 or 503 with Retry-After`);
    return results.length > 0 ? results : [{ exchange: lastOf(run), result: idle }];
  });

const waitAfter = (run: ObservedRun, requests: readonly Exchange[], busy: Exchange, due: number): ExchangeResult => {
  const again = requests.find(({ id, request }) => id > busy.id && request.url === busy.request.url);
  if (again === undefined || waitedUntil(again, busy, due)) return { exchange: again ?? busy, result: ok };
  const [waited, wanted] = [again.at, due].map((time) => inSeconds(time - busy.at - busy.ms));
  const given = headersOf(busy, 'retry-after')[0] ?? '';
  const seen = `in ${run.condition}, after the ${busy.reply?.status}, ${named(busy)} was repeated after ${waited}, where Retry-After (${given}) gave ${wanted}`;
  return { exchange: again, result: not(seen) };
};
