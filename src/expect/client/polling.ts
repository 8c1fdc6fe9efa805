import type { Exchange, Expectation } from '../../model/index.js';
import { not, nothing, ok, type ExchangeResult } from '../assertion.js';
import { counted } from '../counted.js';
import { statusOf } from '../server/replies.js';
import { exportKey } from './kickoff.js';
import {
  notDone,
  requestsOf,
  dueAfter,
  inEachRun,
  inSeconds,
  jobsOf,
  lastOf,
  type ObservedRun,
  named,
  NOT_FINAL,
  pathOf,
  pollsOf,
  waitedUntil,
  targetOf,
} from './client-runs.js';

/** The client polls a job at exactly the URL that Content-Location gave. */
export const pollsAtLocation: Expectation = inEachRun(
  'the client polls a job at exactly the URL that Content-Location gave',
  ['token', 'kickoff'],
  (run) => {
    const given = new Set(jobsOf(run).map(({ url }) => url));
    const polls = requestsOf(run, 'status').map((exchange): ExchangeResult => {
      const seen = `in ${run.condition} ${named(exchange)} is not at the Content-Location URL`;
      return { exchange, result: given.has(exchange.request.url) ? ok : not(seen) };
    });
    // If no job was polled, there is nothing to judge here; other requirements judge that.
    return polls.length > 0 ? polls : [notPolled(run)];
  },
);

const notPolled = (run: ObservedRun): ExchangeResult => {
  const polls = requestsOf(run, 'status').length;
  return {
    exchange: lastOf(run),
    result: nothing(polls === 0 ? 'the client polled no job' : 'the client polled no job twice'),
  };
};

/** The client polls at least one job of every export until its status is 200. */
export const pollsUntilDone: Expectation = inEachRun(
  'the client polls a job through Pending and In Progress until the status is 200',
  ['token', 'kickoff'],
  (run, view) => {
    const jobs = jobsOf(run);
    return [...new Set(jobs.map(({ kickoff }) => exportKey(kickoff)))].map((wanted): ExchangeResult => {
      const own = jobs.filter(({ kickoff }) => exportKey(kickoff) === wanted);
      const polls = own.flatMap(({ url }) => pollsOf(run, url));
      const done = polls.find(({ reply }) => reply?.status === 200);
      const exchange = done ?? polls.at(-1) ?? own[0]?.kickoff ?? lastOf(run);
      if (done !== undefined) return { exchange, result: ok };
      const seen =
        polls.length === 0 ? 'was never polled' : `was not polled again (last result: ${statusOf(exchange)})`;
      return { exchange, result: notDone(view, run, `in ${run.condition} the job ${seen}`) };
    });
  },
);

/** Milliseconds between two polls without Retry-After. */
const DEFAULT_INTERVAL = 1000;

/** Polls that a client may add after a 500, each after a pause. */
const RETRIES = 3;

/** A few more polls after a 500, with pauses, storm no server. */
const isBoundedRetry = (final: Exchange, more: readonly Exchange[]): boolean =>
  final.reply?.status === 500 &&
  more.length <= RETRIES &&
  [final, ...more].every((one, nth) => {
    const next = more[nth];
    return next === undefined || waitedUntil(next, one, one.at + one.ms + DEFAULT_INTERVAL);
  });

/** After a 500 the client does not poll the job again at all. */
export const takes500AsFinal: Expectation = inEachRun(
  'the client does not poll a job after 500',
  ['token', 'kickoff'],
  (run) => {
    const gets = requestsOf(run, 'status').filter(({ request }) => request.method === 'GET');
    const final = gets.find(({ reply }) => reply?.status === 500);
    if (final === undefined) return [{ exchange: lastOf(run), result: nothing('no job failed with status 500') }];
    const more = pollsOf(run, final.request.url).filter(({ id, at }) => id > final.id && at >= final.at + final.ms);
    const seen = `in ${run.condition} the job was polled ${counted(more.length, 'more time')} after ${statusOf(final)}`;
    return [{ exchange: more[0] ?? final, result: more.length === 0 ? ok : not(seen) }];
  },
);

/** After a final status the client does not poll the job again; a few more polls after a 500 are another requirement's. */
export const stopsPolling: Expectation = inEachRun(
  'the client does not poll a job after 200 or another final status',
  ['token', 'kickoff'],
  (run) => {
    // Only a GET polls: a client that deletes a finished job (as later Bulk Data drafts allow) does not poll.
    const gets = requestsOf(run, 'status').filter(({ request }) => request.method === 'GET');
    const paths = [...new Set(gets.map((exchange) => pathOf(targetOf(exchange))))];
    const results = paths.map((path): ExchangeResult => {
      const polls = gets.filter((exchange) => pathOf(targetOf(exchange)) === path);
      const final = polls.find(({ reply }) => reply !== undefined && !NOT_FINAL.has(reply.status));
      // A request that was sent before the final response arrived could not know about it.
      const more = polls.filter(({ id, at }) => final !== undefined && id > final.id && at >= final.at + final.ms);
      const [first] = more;
      if (final !== undefined && first !== undefined && !isBoundedRetry(final, more)) {
        const polled = `polled ${counted(more.length, 'more time')} after ${statusOf(final)}`;
        return { exchange: first, result: not(`in ${run.condition} the job was ${polled}`) };
      }
      return { exchange: final ?? polls.at(-1) ?? run.exchanges[0], result: ok };
    });
    return results.length > 0 ? results : [notPolled(run)];
  },
);

/** The client polls no more often than Retry-After says, or than once a second without Retry-After. */
export const respectsRetryAfter: Expectation = inEachRun(
  'the client polls no more often than Retry-After says, or than once a second without Retry-After',
  ['token', 'kickoff'],
  (run) => {
    const results = jobsOf(run).flatMap(({ url }) => {
      const polls = pollsOf(run, url);
      return polls.slice(1).flatMap((exchange, index): ExchangeResult[] => {
        const before = polls[index];
        // After a 401 the client repeats the request at once, with a new token.
        if (before === undefined || before.reply?.status === 401) return [];
        // A request that failed on its way may be repeated at once, but not again and again.
        if (before.failure !== undefined && polls[index - 1]?.failure === undefined) return [];
        const due = dueAfter(before) ?? before.at + before.ms + DEFAULT_INTERVAL;
        if (waitedUntil(exchange, before, due)) return [{ exchange, result: ok }];
        const [waited, wanted] = [exchange.at, due].map((time) => inSeconds(time - before.at - before.ms));
        return [
          { exchange, result: not(`in ${run.condition} the client polled again after ${waited}, not after ${wanted}`) },
        ];
      });
    });
    return results.length > 0 ? results : [notPolled(run)];
  },
);
