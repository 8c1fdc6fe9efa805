import { exportPath, type Exchange, type Expectation, exportedTypes } from '../../model/index.js';
import { type Assertion, not, nothing, ok, type ExchangeResult, unreadable } from '../assertion.js';
import { headersOf, statusOf } from '../server/replies.js';
import {
  notDone,
  requestsOf,
  dueAfter,
  inEachRun,
  inSeconds,
  jobsOf,
  type ObservedRun,
  named,
  NOT_FINAL,
  pathOf,
  pollsOf,
  sentHeader,
  waitedUntil,
  targetOf,
} from './client-runs.js';

/** The query parameters of a request. */
const queryOf = (exchange: Exchange): URLSearchParams =>
  new URLSearchParams(targetOf(exchange).split('?').slice(1).join('?'));

const WANTED = [
  ['accept', 'application/fhir+json'],
  ['prefer', 'respond-async'],
] as const;

/** The export request exactly as in the guide, since real servers refuse other spellings. */
export const documentedKickoff: Assertion = {
  says: `the request is a GET at the documented path with a literal $, with ${WANTED.map(([name, value]) => `${name}: ${value}`).join(' and ')}, and without undocumented parameters`,
  at: (exchange, { profile }) => {
    const { method } = exchange.request;
    if (method !== 'GET') return not(`${method} instead of GET`);
    const path = pathOf(targetOf(exchange));
    if (!profile.endpoints.some(({ name }) => exportPath(profile, name) === path)) return not(`the path ${path}`);
    const known: readonly string[] = profile.parameters;
    const strange = [...queryOf(exchange).keys()].find((name) => !known.includes(name));
    if (strange !== undefined) return not(`the parameter ${strange}, which the guide does not have`);
    for (const [name, value] of WANTED) {
      const sent = sentHeader(exchange, name);
      if (sent !== value) return not(sent === undefined ? `no ${name}` : `${name}: ${sent}`);
    }
    return ok;
  },
};

/** Under every condition the server accepted a kick-off. */
export const kickoffIsAccepted: Expectation = inEachRun('a kick-off returns 202', ['token', 'kickoff'], (run) => {
  const kickoffs = requestsOf(run, 'kickoff');
  const accepted = kickoffs.find(({ reply }) => reply?.status === 202);
  if (accepted !== undefined) return [{ exchange: accepted, result: ok }];
  const refused = kickoffs.find(({ reply }) => reply?.status !== 401);
  if (refused !== undefined) {
    const seen = `in ${run.condition} no kick-off was accepted: ${statusOf(refused)}`;
    return [{ exchange: refused, result: not(seen) }];
  }
  // Other requirements judge the token.
  const because = `in ${run.condition} every kick-off returned 401, so the server checked only the token`;
  return kickoffs.map((exchange) => ({ exchange, result: unreadable(because) }));
});

/** `_type`, if sent, names types of the guide, each once, separated by commas. */
export const documentedTypes: Assertion = {
  says: '_type names only documented types, each once, separated by commas',
  at: (exchange, { profile }) => {
    const values = queryOf(exchange).getAll('_type');
    if (values.length === 0) return nothing('no _type was sent');
    if (values.length > 1) return not('_type was sent more than once');
    const types = values[0]?.split(',') ?? [];
    const known = exportedTypes(profile);
    const strange = types.findIndex((type) => !known.includes(type));
    if (strange >= 0) return not(`entry ${strange + 1} of _type is not one of ${known.join(', ')}`);
    return new Set(types).size === types.length ? ok : not('_type names a type twice');
  },
};

/** What an export request asks for, in any spelling. */
export const exportKey = (exchange: Exchange): string => {
  const types = queryOf(exchange).get('_type')?.split(',').toSorted().join(',');
  return `${pathOf(targetOf(exchange)).replace(/%24/i, '$')} ${types}`;
};

/** Whether the job of a kick-off had ended with another status than 200 before the exchange with that id. */
const hadFailed = (run: ObservedRun, kickoff: Exchange, before: number): boolean =>
  jobsOf(run)
    .filter((job) => job.kickoff === kickoff)
    .flatMap(({ url }) => pollsOf(run, url))
    .some(
      ({ id, reply }) => id < before && reply !== undefined && reply.status !== 200 && !NOT_FINAL.has(reply.status),
    );

/** No export is started twice, except after its job failed. */
export const oneJobPerExport: Expectation = inEachRun('the client starts no export twice', ['token'], (run) => {
  const started = requestsOf(run, 'kickoff').filter(({ reply }) => reply?.status === 202);
  const results = started.map((exchange, index): ExchangeResult => {
    const before = started
      .slice(0, index)
      .find((one) => exportKey(one) === exportKey(exchange) && !hadFailed(run, one, exchange.id));
    const seen = `in ${run.condition} the export of exchange ${before?.id} was started again`;
    return { exchange, result: before === undefined ? ok : not(seen) };
  });
  // Without a job, no export was started twice.
  const [first] = run.exchanges;
  return results.length > 0 ? results : [{ exchange: first, result: nothing('the server accepted no export request') }];
});

const BUSY = [429, 503];

/** After a 429 or 503, the client repeats the kick-off, but not before Retry-After. */
export const backsOff: Expectation = inEachRun(
  'after a 429 or 503, the client repeats the kick-off, but not before Retry-After',
  ['token', 'kickoff'],
  (run, view) => {
    const kickoffs = requestsOf(run, 'kickoff');
    return kickoffs.flatMap((refusal, index): ExchangeResult[] => {
      if (!BUSY.includes(refusal.reply?.status ?? 0)) return [];
      // Without Retry-After the client may choose the pause.
      const hinted = headersOf(refusal, 'retry-after').length > 0;
      const due = dueAfter(refusal) ?? (hinted ? undefined : refusal.at + refusal.ms);
      if (due === undefined) return [];
      const again = kickoffs.slice(index + 1).find((one) => exportKey(one) === exportKey(refusal));
      const what = `in ${run.condition}, after the ${refusal.reply?.status},`;
      if (again === undefined)
        return [{ exchange: refusal, result: notDone(view, run, `${what} ${named(refusal)} was not repeated`) }];
      if (waitedUntil(again, refusal, due)) return [{ exchange: again, result: ok }];
      const waited = again.at - refusal.at - refusal.ms;
      const wanted = due - refusal.at - refusal.ms;
      return [
        {
          exchange: again,
          result: not(
            `${what} ${named(refusal)} was repeated after ${inSeconds(waited)}, where Retry-After gave ${inSeconds(wanted)}`,
          ),
        },
      ];
    });
  },
);
