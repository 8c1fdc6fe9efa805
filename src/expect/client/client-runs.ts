import {
  type Exchange,
  type ExitFact,
  type Expectation,
  headerOf,
  type OutputFact,
  type View,
} from '../../model/index.js';
import { headersOf } from '../server/replies.js';
import {
  not,
  type ExchangeResult,
  type Selection,
  type AssertionResult,
  stopsBefore,
  unreadable,
  judgmentFrom,
} from '../assertion.js';

/** The client under one condition: what it sent, how it ended, what it stored. */
export interface ObservedRun {
  /** Id of the condition. */
  readonly condition: string;
  /** In the order in which they arrived; at least one. */
  readonly exchanges: readonly [Exchange, ...Exchange[]];
  readonly exit?: ExitFact;
  readonly output?: OutputFact;
}

/** The conditions of a view under which the client sent anything. */
export const observedRuns = ({ exchanges, facts }: View): ObservedRun[] =>
  [...new Set(exchanges.map(({ step }) => step))].flatMap((condition) => {
    const [first, ...others] = exchanges.filter(({ step }) => step === condition);
    const exit = facts.find((fact): fact is ExitFact => fact.kind === 'exit' && fact.step === condition);
    const output = facts.find((fact): fact is OutputFact => fact.kind === 'output' && fact.step === condition);
    if (first === undefined) return [];
    return [{ condition, exchanges: [first, ...others], ...(exit && { exit }), ...(output && { output }) }];
  });

/**
 * Holds under every condition. `judge` gives the results of one run; no result means that the client never reached
 * the point in question, which blocks. A stop before exchanges with one of the `labels` blocks too.
 */
export const inEachRun = (
  says: string,
  labels: readonly string[],
  judge: (run: ObservedRun, view: View) => readonly ExchangeResult[],
): Expectation => ({
  says,
  judge: (view) => {
    const results = observedRuns(view).flatMap((run) => {
      const seen = judge(run, view);
      const never = `in ${run.condition} the client never reached the point where this shows`;
      return seen.length > 0 ? seen : [{ exchange: lastOf(run), result: notReached(view, run, never) }];
    });
    return judgmentFrom(says, results, stopsBefore(view, labels));
  },
});

/** Every request under every condition. */
export const anyRequest: Selection = {
  says: 'every request',
  labels: ['token', 'kickoff'],
  of: ({ exchanges }) => exchanges,
};

/** The client did not do something. If it was stopped, that shows nothing: it may have had no time left. */
export const notDone = (view: View, run: ObservedRun, seen: string): AssertionResult =>
  run.exit?.ended === undefined ? not(seen) : notReached(view, run, `${seen} before the client was stopped`);

/** A point that the client did not reach; if it was stopped, the stop says why. */
const notReached = (view: View, { condition, exit }: ObservedRun, because: string): AssertionResult => {
  const stop = stopsBefore(view, ['exit']).find(({ step, cause }) => step === condition && cause === exit?.ended);
  return unreadable(because, stop);
};

/** The last exchange of a run: evidence for how the run ended. */
export const lastOf = ({ exchanges: [first, ...others] }: ObservedRun): Exchange => others.at(-1) ?? first;

/** Requests of a run with one of the labels. */
export const requestsOf = ({ exchanges }: ObservedRun, ...labels: readonly string[]): Exchange[] =>
  exchanges.filter(({ label }) => labels.includes(label));

/** The value of a request's header; undefined where it was not sent. */
export const sentHeader = ({ request }: Exchange, name: string): string | undefined => headerOf(request.headers, name);

/** Path and query of a request as the client spelled them. */
export const targetOf = ({ request: { url } }: Exchange): string => url.slice(url.indexOf('/', url.indexOf('//') + 2));

/** The path of a URL or a target, without its query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** A request in words: `GET /api/v1/jobs/42`. */
export const named = (exchange: Exchange): string => `${exchange.request.method} ${targetOf(exchange)}`;

/** Whether the response is a complete 200. */
export const isComplete = ({ reply, failure }: Exchange): boolean => reply?.status === 200 && failure === undefined;

/** The job URLs that the server gave, each with its kick-off. */
export const jobsOf = (run: ObservedRun): { readonly url: string; readonly kickoff: Exchange }[] =>
  requestsOf(run, 'kickoff').flatMap((kickoff) =>
    kickoff.reply?.status === 202 ? headersOf(kickoff, 'content-location').map((url) => ({ url, kickoff })) : [],
  );

/** When Retry-After lets the client repeat a request, in milliseconds since the run began; undefined: no Retry-After. */
export const dueAfter = (exchange: Exchange): number | undefined => {
  const { at, ms } = exchange;
  const [value] = headersOf(exchange, 'retry-after');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return at + ms + Number(value) * 1000;
  // Relative to the Date of the same response. Both have whole seconds only, so up to one second may be lost.
  const [date = ''] = headersOf(exchange, 'date');
  const wait = Date.parse(value) - Date.parse(date);
  return Number.isNaN(wait) ? undefined : at + ms + wait - 1000;
};

/** Whether a request waited until it was due; a timer may be off by a twentieth of the wait. */
export const waitedUntil = (request: Exchange, since: Exchange, due: number): boolean => {
  const end = since.at + since.ms;
  return request.at >= end + (due - end) * 0.95;
};

/** Milliseconds in words: `1.5 s`. */
export const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Statuses after which the client may poll a job again. */
export const NOT_FINAL = new Set([202, 401, 408, 429, 502, 503, 504]);

/** The status requests for one job, with any query string. */
export const pollsOf = (run: ObservedRun, url: string): Exchange[] =>
  requestsOf(run, 'status').filter((exchange) => pathOf(exchange.request.url) === pathOf(url));
