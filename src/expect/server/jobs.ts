import type { Exchange, Expectation, FileFact, View } from '../../model/index.js';
import { objectIn } from './bodies.js';
import { labelled } from './labelled.js';
import { type Assertion, not, ok, type ExchangeResult, stopsBefore, unreadable, judgmentFrom } from '../assertion.js';
import { headersOf, statusOf, unrelatedOrToken } from './replies.js';

/** No two accepted kick-offs name the same job. */
export const distinctJobs: Expectation = {
  says: 'each accepted export request has its own Content-Location',
  judge: (view) => {
    const kickoffs = labelled(view, 'kickoff').map((exchange) => ({
      exchange,
      location: headersOf(exchange, 'content-location')[0],
    }));
    const results = kickoffs.map(({ exchange, location }, index): ExchangeResult => {
      if (location === undefined) return { exchange, result: unreadable('the response has no Content-Location') };
      const earlier = kickoffs.slice(0, index).find((other) => other.location === location);
      if (earlier !== undefined)
        return { exchange, result: not(`the same job URL as in exchange ${earlier.exchange.id}`) };
      return { exchange, result: kickoffs.length > 1 ? ok : unreadable('there was only one export request') };
    });
    const stops = stopsBefore(view, ['kickoff']);
    // Why the second request was not made says more than that there was only one.
    return judgmentFrom(distinctJobs.says, kickoffs.length === 1 && stops.length > 0 ? [] : results, stops);
  },
};

/**
 * Every job that was polled ends with its manifest. A job that still runs at the deadline has not failed, nor one whose last
 * status request ended in a way that says nothing of the job.
 */
export const completes: Expectation = {
  says: 'the job ends with status 200',
  judge: (view) => {
    const done = labelled(view, 'manifest').map((exchange): ExchangeResult => ({ exchange, result: ok }));
    const stops = stopsBefore(view, ['manifest']);
    const ended = stops.flatMap((stop): ExchangeResult[] => {
      const last = view.exchanges.find(({ id }) => id === stop.exchange);
      return stop.cause === 'earlier' && last?.label === 'status'
        ? [{ exchange: last, result: unrelatedOrToken(last) ?? not(statusOf(last)) }]
        : [];
    });
    return judgmentFrom(completes.says, [...done, ...ended], stops);
  },
};

type Members = Readonly<Record<string, unknown>>;

/** Names of the members in which two objects differ. */
export const changedMembers = (before: Members, now: Members): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );

/** The response is the same JSON as the job's first manifest. */
export const sameManifest: Assertion = {
  says: 'the manifest is the same as before',
  at: (exchange, view) => {
    const first = labelled(view, 'manifest').find(({ of }) => of === exchange.of);
    const before = first === undefined ? undefined : objectIn(first);
    if (before === undefined) return unreadable('there was no manifest to compare with');
    if (exchange.reply?.status !== 200) return unrelatedOrToken(exchange) ?? not(statusOf(exchange));
    const now = objectIn(exchange);
    if (now === undefined) return not('a body that is not one JSON object');
    const changed = changedMembers(before, now);
    return changed.length === 0 ? ok : not(`changed members: ${changed.join(', ')}`);
  },
};

/** The file facts of an export. */
export const filesOf = (view: View, of: string): FileFact[] => {
  const ids = new Set(
    view.exchanges.filter((exchange) => exchange.of === of && exchange.label === 'data').map(({ id }) => id),
  );
  return view.facts.filter((fact): fact is FileFact => fact.kind === 'file' && ids.has(fact.exchange));
};

/** The types of which an export has at least one resource; undefined if that is not known. */
export const exportedTypesOf = (view: View, of: string): Set<string> | undefined => {
  const manifest = labelled(view, 'manifest').find((exchange) => exchange.of === of);
  const downloads = view.exchanges.filter((exchange) => exchange.of === of && exchange.label === 'data');
  const files = filesOf(view, of);
  const stops = stopsBefore(view, ['manifest', 'data']).filter((stop) => stop.of === of);
  if (manifest === undefined || stops.length > 0 || files.length < downloads.length) return undefined;
  const types = new Set(files.filter(({ resources }) => resources > 0).map(({ type }) => type));
  // What did not arrive may have had the first resource of its type.
  return files.some(({ type, whole }) => !whole && !types.has(type)) ? undefined : types;
};

/**
 * A status request with Accept is not refused for that header: by 400, 406 or 415, or by a status that the same request
 * without Accept does not get. A job that is gone for both says nothing against the header.
 */
export const acceptAllowed: Assertion = {
  says: 'the Accept header is not refused',
  at: (exchange, view) => {
    const code = exchange.reply?.status ?? 0;
    if (code >= 200 && code < 300) return ok;
    if (code === 400 || code === 406 || code === 415) return not(statusOf(exchange));
    if (code !== 404 && code !== 410) return unreadable(`${statusOf(exchange)}, which shows nothing about the header`);
    const bare = labelled(view, 'status-again').find(({ of }) => of === exchange.of)?.reply?.status;
    if (bare === code) return ok;
    return bare === 200
      ? not(`${statusOf(exchange)}, and status 200 without Accept`)
      : unreadable(`${statusOf(exchange)}, which shows nothing about the header`);
  },
};

/** Whether a request has no header that asks for a form of the response: any form is the same as none asked for. */
const isBare = ({ request: { headers } }: Exchange): boolean =>
  headers.every(
    ([name, value]) => name.toLowerCase() !== 'prefer' && (name.toLowerCase() !== 'accept' || value === '*/*'),
  );

const MORE_HEADERS = unreadable('every status request had more headers than Authorization');

/** No status request with only Authorization was refused where one with more headers was accepted. */
export const notRefusedBare: Expectation = {
  says: 'a status request with only Authorization is accepted',
  judge: (view) => {
    const polls = view.exchanges.filter(({ label }) => ['status', 'manifest', 'status-refused-bare'].includes(label));
    const results = polls.flatMap((exchange): ExchangeResult[] => {
      if (exchange.label === 'status-refused-bare') return [{ exchange, result: not(statusOf(exchange)) }];
      const code = exchange.reply?.status ?? 0;
      return code >= 200 && code < 300 && isBare(exchange) ? [{ exchange, result: ok }] : [];
    });
    const others = results.length > 0 ? [] : polls.filter((exchange) => !isBare(exchange));
    if (others.length > 0)
      return judgmentFrom(
        notRefusedBare.says,
        others.map((exchange) => ({ exchange, result: MORE_HEADERS })),
      );
    return judgmentFrom(
      notRefusedBare.says,
      results,
      results.length > 0 ? [] : stopsBefore(view, ['status', 'manifest']),
    );
  },
};
