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
  weigh,
} from '../assertion.js';

/** What one scenario left: what the client sent, how it ended, what it stored. */
export interface ObservedRun {
  /** Id of the condition. */
  readonly condition: string;
  /** In the order in which they came; at least one. */
  readonly exchanges: readonly [Exchange, ...Exchange[]];
  readonly exit?: ExitFact;
  readonly output?: OutputFact;
}

/** The scenarios of a view in which the client sent anything. */
export const observedRuns = ({ exchanges, facts }: View): ObservedRun[] =>
  [...new Set(exchanges.map(({ step }) => step))].flatMap((condition) => {
    const [first, ...others] = exchanges.filter(({ step }) => step === condition);
    const exit = facts.find((fact): fact is ExitFact => fact.kind === 'exit' && fact.step === condition);
    const output = facts.find((fact): fact is OutputFact => fact.kind === 'output' && fact.step === condition);
    if (first === undefined) return [];
    return [{ condition, exchanges: [first, ...others], ...(exit && { exit }), ...(output && { output }) }];
  });

/**
 * Holds in every scenario. `judge` says what one of them showed, an exchange each; nothing at all means that the
 * client never came to the point in question, which blocks. `labels` are those whose absence does too.
 */
export const inEach = (
  says: string,
  labels: readonly string[],
  judge: (run: ObservedRun, view: View) => readonly ExchangeResult[],
): Expectation => ({
  says,
  judge: (view) => {
    const results = observedRuns(view).flatMap((run) => {
      const seen = judge(run, view);
      const never = `in ${run.condition} the client never came to the point where this shows`;
      return seen.length > 0 ? seen : [{ exchange: lastOf(run), result: notReached(view, run, never) }];
    });
    return weigh(says, results, stopsBefore(view, labels));
  },
});

/** Every request of every scenario. */
export const anyRequest: Selection = {
  says: 'every request',
  labels: ['token', 'kickoff'],
  of: ({ exchanges }) => exchanges,
};

/** What the client did not do. Where it was ended from outside, that shows nothing: it may just have had no time. */
export const absent = (view: View, run: ObservedRun, seen: string): AssertionResult =>
  run.exit?.ended === undefined ? not(seen) : notReached(view, run, `${seen} until the client was ended`);

/** A point that a scenario did not come to, blocked by what ended the client, where something did. */
const notReached = (view: View, { condition, exit }: ObservedRun, because: string): AssertionResult => {
  const stop = stopsBefore(view, ['exit']).find(({ step, cause }) => step === condition && cause === exit?.ended);
  return unreadable(because, stop);
};

/** The last exchange of a scenario: evidence for what is told by its end. */
export const lastOf = ({ exchanges: [first, ...others] }: ObservedRun): Exchange => others.at(-1) ?? first;

/** Exchanges of a scenario with one of the labels. */
export const askedFor = ({ exchanges }: ObservedRun, ...labels: readonly string[]): Exchange[] =>
  exchanges.filter(({ label }) => labels.includes(label));

/** The value of a request's header; undefined where it was not sent. */
export const sentHeader = ({ request }: Exchange, name: string): string | undefined => headerOf(request.headers, name);

/** Path and query of a request as the client spelled them. */
export const targetOf = ({ request: { url } }: Exchange): string => url.slice(url.indexOf('/', url.indexOf('//') + 2));

/** The path of a URL or a target, without its query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** What happened in one request, for a sentence: `GET /api/v1/jobs/42`. */
export const named = (exchange: Exchange): string => `${exchange.request.method} ${targetOf(exchange)}`;

/** Whether the reply is a 200 that came whole. */
export const gotWhole = ({ reply, failure }: Exchange): boolean => reply?.status === 200 && failure === undefined;

/** URLs of jobs that were handed out, each with the kick-off that it was given for. */
export const jobsOf = (run: ObservedRun): { readonly url: string; readonly kickoff: Exchange }[] =>
  askedFor(run, 'kickoff').flatMap((kickoff) =>
    kickoff.reply?.status === 202 ? headersOf(kickoff, 'content-location').map((url) => ({ url, kickoff })) : [],
  );

/** When a reply lets the client ask again, in milliseconds since the run began; undefined where it does not say. */
export const dueAfter = (exchange: Exchange): number | undefined => {
  const { at, ms } = exchange;
  const [value] = headersOf(exchange, 'retry-after');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return at + ms + Number(value) * 1000;
  // The server's own Date stands beside it; both have whole seconds only, so up to one may be lost.
  const [date = ''] = headersOf(exchange, 'date');
  const wait = Date.parse(value) - Date.parse(date);
  return Number.isNaN(wait) ? undefined : at + ms + wait - 1000;
};

/** What timers may be off by: a twentieth of the wait. */
export const soonEnough = (asked: Exchange, since: Exchange, due: number): boolean => {
  const end = since.at + since.ms;
  return asked.at >= end + (due - end) * 0.95;
};

/** Milliseconds as seconds, for a sentence. */
export const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Statuses after which a job may be asked about again. */
export const NOT_FINAL = new Set([202, 401, 408, 429, 503]);

/** The answers about one job, whatever else its URL was given. */
export const pollsOf = (run: ObservedRun, url: string): Exchange[] =>
  askedFor(run, 'status').filter((exchange) => pathOf(exchange.request.url) === pathOf(url));
