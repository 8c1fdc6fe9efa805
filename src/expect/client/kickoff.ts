import { exportPath, type Exchange, type Expectation, exportedTypes } from '../../model/index.js';
import { type Assertion, not, nothing, ok, type ExchangeResult, unreadable } from '../assertion.js';
import { statusOf } from '../server/replies.js';
import {
  absent,
  askedFor,
  dueAfter,
  inEach,
  inSeconds,
  jobsOf,
  type ObservedRun,
  named,
  NOT_FINAL,
  pathOf,
  pollsOf,
  sentHeader,
  soonEnough,
  targetOf,
} from './client-runs.js';

/** The query of a request, its values as written. */
const queryOf = (exchange: Exchange): URLSearchParams =>
  new URLSearchParams(targetOf(exchange).split('?').slice(1).join('?'));

const WANTED = [
  ['accept', 'application/fhir+json'],
  ['prefer', 'respond-async'],
] as const;

/** The export request of the guide to the letter, since real servers refuse other spellings. */
export const documentedKickoff: Assertion = {
  says: `GET, the documented path with a literal $, ${WANTED.map(([name, value]) => `${name}: ${value}`).join(', ')}`,
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

/** In every scenario a kick-off was accepted. */
export const kickoffIsAccepted: Expectation = inEach('a kick-off is answered 202', ['token', 'kickoff'], (run) => {
  const asked = askedFor(run, 'kickoff');
  const accepted = asked.find(({ reply }) => reply?.status === 202);
  if (accepted !== undefined) return [{ exchange: accepted, result: ok }];
  const refused = asked.find(({ reply }) => reply?.status !== 401);
  if (refused !== undefined) {
    const seen = `in ${run.condition} no kick-off was accepted: ${statusOf(refused)}`;
    return [{ exchange: refused, result: not(seen) }];
  }
  // What is wrong with the token belongs to other requirements.
  const because = `in ${run.condition} every kick-off was answered 401, so no more than its token was looked at`;
  return asked.map((exchange) => ({ exchange, result: unreadable(because) }));
});

/** `_type`, where sent, names types of the guide, each once, comma separated. */
export const documentedTypes: Assertion = {
  says: '_type names only documented types, comma separated',
  at: (exchange, { profile }) => {
    const values = queryOf(exchange).getAll('_type');
    if (values.length === 0) return nothing('no _type was sent');
    if (values.length > 1) return not('_type is there more than once');
    const types = values[0]?.split(',') ?? [];
    const known = exportedTypes(profile);
    const strange = types.findIndex((type) => !known.includes(type));
    if (strange >= 0) return not(`entry ${strange + 1} of _type is none of ${known.join(', ')}`);
    return new Set(types).size === types.length ? ok : not('_type names a type twice');
  },
};

/** What an export request asks for, however it is spelled. */
export const exportAsked = (exchange: Exchange): string => {
  const types = queryOf(exchange).get('_type')?.split(',').toSorted().join(',');
  return `${pathOf(targetOf(exchange)).replace(/%24/i, '$')} ${types}`;
};

/** Whether a kick-off's job had come to another end than 200 before the exchange of that id. */
const hadFailed = (run: ObservedRun, kickoff: Exchange, before: number): boolean =>
  jobsOf(run)
    .filter((job) => job.kickoff === kickoff)
    .flatMap(({ url }) => pollsOf(run, url))
    .some(
      ({ id, reply }) => id < before && reply !== undefined && reply.status !== 200 && !NOT_FINAL.has(reply.status),
    );

/** No export is started twice, but for one whose job failed. */
export const oneJobPerExport: Expectation = inEach('no export is started twice', ['token'], (run) => {
  const started = askedFor(run, 'kickoff').filter(({ reply }) => reply?.status === 202);
  const results = started.map((exchange, index): ExchangeResult => {
    const before = started
      .slice(0, index)
      .find((one) => exportAsked(one) === exportAsked(exchange) && !hadFailed(run, one, exchange.id));
    const seen = `in ${run.condition} the export of exchange ${before?.id} was started once more`;
    return { exchange, result: before === undefined ? ok : not(seen) };
  });
  // Without a job there is none too many.
  const [first] = run.exchanges;
  return results.length > 0 ? results : [{ exchange: first, result: nothing('no export was accepted') }];
});

const BUSY = [429, 503];

/** A kick-off answered 429 or 503 is made again, and not before Retry-After. */
export const backsOff: Expectation = inEach(
  'a kick-off that was answered 429 or 503 is made again, not before Retry-After',
  ['token', 'kickoff'],
  (run, view) => {
    const asked = askedFor(run, 'kickoff');
    return asked.flatMap((refusal, index): ExchangeResult[] => {
      const due = dueAfter(refusal);
      if (!BUSY.includes(refusal.reply?.status ?? 0) || due === undefined) return [];
      const again = asked.slice(index + 1).find((one) => exportAsked(one) === exportAsked(refusal));
      const what = `in ${run.condition}, after the ${refusal.reply?.status},`;
      if (again === undefined)
        return [{ exchange: refusal, result: absent(view, run, `${what} ${named(refusal)} was not made again`) }];
      if (soonEnough(again, refusal, due)) return [{ exchange: again, result: ok }];
      const waited = again.at - refusal.at - refusal.ms;
      const wanted = due - refusal.at - refusal.ms;
      return [
        {
          exchange: again,
          result: not(`${what} it was made again after ${inSeconds(waited)} of ${inSeconds(wanted)}`),
        },
      ];
    });
  },
);
