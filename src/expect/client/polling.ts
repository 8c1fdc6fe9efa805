import type { Expectation } from '../../model/index.js';
import { not, nothing, ok, type ExchangeResult } from '../assertion.js';
import { statusOf } from '../server/replies.js';
import { exportAsked } from './kickoff.js';
import {
  absent,
  askedFor,
  dueAfter,
  inEach,
  inSeconds,
  jobsOf,
  lastOf,
  type ObservedRun,
  named,
  NOT_FINAL,
  pathOf,
  pollsOf,
  soonEnough,
  targetOf,
} from './client-runs.js';

/** Status is asked at a Content-Location, as it was given. */
export const askedAtLocation: Expectation = inEach(
  'status is asked at the Content-Location as it was given',
  ['token', 'kickoff'],
  (run) => {
    const given = new Set(jobsOf(run).map(({ url }) => url));
    const polls = askedFor(run, 'status').map((exchange): ExchangeResult => {
      const seen = `in ${run.condition} ${named(exchange)} is not the Content-Location that was given`;
      return { exchange, result: given.has(exchange.request.url) ? ok : not(seen) };
    });
    // Where no job was watched, there is nothing to find fault with; that belongs to other requirements.
    return polls.length > 0 ? polls : [idle(run)];
  },
);

const idle = (run: ObservedRun): ExchangeResult => {
  const polls = askedFor(run, 'status').length;
  return {
    exchange: lastOf(run),
    result: nothing(`status was asked for ${polls === 0 ? 'not once' : 'no second time'}`),
  };
};

/** Every export is asked about, at one of its jobs at least, until its 200. */
export const polledUntilDone: Expectation = inEach(
  'a job is asked about through Pending and In Progress until 200',
  ['token', 'kickoff'],
  (run, view) => {
    const jobs = jobsOf(run);
    return [...new Set(jobs.map(({ kickoff }) => exportAsked(kickoff)))].map((wanted): ExchangeResult => {
      const own = jobs.filter(({ kickoff }) => exportAsked(kickoff) === wanted);
      const polls = own.flatMap(({ url }) => pollsOf(run, url));
      const done = polls.find(({ reply }) => reply?.status === 200);
      const exchange = done ?? polls.at(-1) ?? own[0]?.kickoff ?? lastOf(run);
      if (done !== undefined) return { exchange, result: ok };
      const seen = polls.length === 0 ? 'was never asked about' : `was not asked about after ${statusOf(exchange)}`;
      return { exchange, result: absent(view, run, `in ${run.condition} the job ${seen}`) };
    });
  },
);

/** After a final status a job is not asked about again. */
export const stopsAsking: Expectation = inEach(
  'a job is not asked about after 200 or another final status',
  ['token', 'kickoff'],
  (run) => {
    // To ask is to GET: who deletes a job that is done (as later Bulk Data drafts let one) does not ask about it.
    const questions = askedFor(run, 'status').filter(({ request }) => request.method === 'GET');
    const paths = [...new Set(questions.map((exchange) => pathOf(targetOf(exchange))))];
    const results = paths.map((path): ExchangeResult => {
      const polls = questions.filter((exchange) => pathOf(targetOf(exchange)) === path);
      const final = polls.find(({ reply }) => reply !== undefined && !NOT_FINAL.has(reply.status));
      // A question that was on its way when the last answer came could not know of it.
      const more = polls.filter(({ id, at }) => final !== undefined && id > final.id && at >= final.at + final.ms);
      const [first] = more;
      if (final !== undefined && first !== undefined) {
        const times = `${more.length} time${more.length === 1 ? '' : 's'}`;
        return { exchange: first, result: not(`in ${run.condition} asked ${times} more after ${statusOf(final)}`) };
      }
      return { exchange: final ?? polls.at(-1) ?? run.exchanges[0], result: ok };
    });
    return results.length > 0 ? results : [idle(run)];
  },
);

/** Milliseconds between two polls where the server does not say. */
const COURTESY = 1000;

/** A job is not asked about more often than Retry-After says, or once a second where it says nothing. */
export const courteous: Expectation = inEach(
  'status is asked not more often than Retry-After, or than once a second without one',
  ['token', 'kickoff'],
  (run) => {
    const results = jobsOf(run).flatMap(({ url }) => {
      const polls = pollsOf(run, url);
      return polls.slice(1).flatMap((exchange, index): ExchangeResult[] => {
        const before = polls[index];
        // After a 401 the same request is made at once, with a new token.
        if (before === undefined || before.reply?.status === 401) return [];
        const due = dueAfter(before) ?? before.at + before.ms + COURTESY;
        if (soonEnough(exchange, before, due)) return [{ exchange, result: ok }];
        const [waited, wanted] = [exchange.at, due].map((time) => inSeconds(time - before.at - before.ms));
        return [{ exchange, result: not(`in ${run.condition} asked again after ${waited}, where ${wanted} were due`) }];
      });
    });
    return results.length > 0 ? results : [idle(run)];
  },
);
