import type { Credential, Exchange, Expectation, View } from '../../model/index.js';
import { counted } from '../counted.js';
import { type Assertion, not, nothing, ok, type ExchangeResult, stopsBefore, unreadable } from '../assertion.js';
import {
  notDone,
  requestsOf,
  inEachRun,
  isComplete,
  lastOf,
  type ObservedRun,
  named,
  sentHeader,
} from './client-runs.js';

const SENT: Readonly<Partial<Record<Credential, string>>> = {
  none: 'no Authorization header',
  'malformed-basic': 'Basic, but not with the base64 of id:secret',
  'wrong-secret': 'Basic with another secret',
  'unknown-client': 'Basic with another client id',
  'expired-token': 'a token that the server had refused, although it had issued a newer one',
};

const sentInWords = (exchange: Exchange): string => {
  const value = sentHeader(exchange, 'authorization') ?? '';
  return SENT[exchange.as] ?? (/^\w+$/.test(value) ? `the word ${value} without a token` : `Authorization: ${value}`);
};

/** A token request is a POST with the client's own credentials as Basic. */
export const basicCredentials: Assertion = {
  says: 'the request is a POST with the credentials as Basic',
  at: (exchange) => {
    if (exchange.request.method !== 'POST') return not(`${exchange.request.method} instead of POST`);
    return exchange.as === 'client' ? ok : not(sentInWords(exchange));
  },
};

/** The list of media types in Accept includes application/json. */
export const acceptsJson: Assertion = {
  says: 'Accept includes application/json',
  at: (exchange) => {
    const accept = sentHeader(exchange, 'accept');
    const types = (accept ?? '').split(',').map((type) => (type.split(';', 1)[0] ?? '').trim().toLowerCase());
    if (types.includes('application/json')) return ok;
    return not(accept === undefined ? 'no Accept header' : `Accept: ${accept}`);
  },
};

/** Client id and secret are in the Basic header of token requests, and nowhere else. */
export const credentialsNowhereElse: Assertion = {
  says: 'client id and secret are only in the Basic header of token requests',
  at: (exchange) => {
    const { request, label } = exchange;
    const places = [
      { where: 'the URL', text: request.url },
      { where: 'the body', text: request.body ?? '' },
      ...request.headers.map(([name, value]) => ({ where: `the header ${name}`, text: `${name}: ${value}` })),
    ];
    const place = places.find(({ text }) => /«client (?:id|secret)»/.test(text));
    if (place !== undefined) return not(`${place.where} of ${named(exchange)} contains the client id or secret`);
    const isBasic = /^basic /i.test(sentHeader(exchange, 'authorization') ?? '');
    return isBasic && label !== 'token' ? not(`${named(exchange)} contains client id and secret as Basic`) : ok;
  },
};

/** The current token, as the guides spell it: `Bearer {token}`. */
export const currentBearer: Assertion = {
  says: 'Authorization is Bearer with the current token',
  at: (exchange) => {
    if (exchange.as !== 'token') return not(`${named(exchange)} with ${sentInWords(exchange)}`);
    const value = sentHeader(exchange, 'authorization') ?? '';
    return value.startsWith('Bearer «') ? ok : not(`${named(exchange)} with another spelling of Bearer`);
  },
};

/** No URL contains a token. */
export const noTokenInUrl: Assertion = {
  says: 'the URL contains no token',
  at: (exchange) =>
    /«(?:token \d+|jwt)»/.test(decodedUrl(exchange)) ? not(`the URL of ${named(exchange)} contains a token`) : ok,
};

const decodedUrl = ({ request: { url } }: Exchange): string => url.replaceAll('%C2%AB', '«').replaceAll('%C2%BB', '»');

/** After a 401 for a token that had worked, the client gets a new token and repeats the request with it. */
export const renewedAfter401 = (...labels: readonly string[]): Expectation =>
  inEachRun(
    'after a 401 for a token that had worked, the client requests a new token and repeats the request with it',
    ['token', 'kickoff', ...labels],
    (run, view) => {
      const refusals = expiriesIn(run, labels);
      if (refusals.length > 0)
        return refusals.map((refusal) => ({ exchange: refusal, result: renewal(view, run, refusal) }));
      const polls = requestsOf(run, 'status').filter(isComplete);
      const used = requestsOf(run, 'status').map(tokenOf);
      // No token of a client that requests one before each poll can expire while it polls.
      const fresh = polls.length > 0 && used.length > 1 && new Set(used).size === used.length;
      const result = nothing(`in ${run.condition} each status request had a token of its own`);
      return fresh ? [{ exchange: lastOf(run), result }] : [];
    },
  );

/** Requests that returned 401, although their token had worked before. */
export const expiriesIn = (run: ObservedRun, labels: readonly string[]): Exchange[] => {
  const worked = (refusal: Exchange): boolean =>
    run.exchanges.some(
      (one) => one.id < refusal.id && tokenOf(one) === tokenOf(refusal) && (one.reply?.status ?? 500) < 400,
    );
  return requestsOf(run, ...labels).filter((one) => one.reply?.status === 401 && one.as === 'token' && worked(one));
};

const renewal = (view: View, run: ObservedRun, refusal: Exchange): ExchangeResult['result'] => {
  const later = run.exchanges.filter(({ id }) => id > refusal.id);
  // Recognized by another token: with parallel requests, another request may already have renewed it.
  const again = later.some(
    (one) =>
      one.request.url === refusal.request.url &&
      one.as === 'token' &&
      one.reply?.status !== 401 &&
      tokenOf(one) !== tokenOf(refusal),
  );
  if (again) return ok;
  const renewed = later.some((one) => one.label === 'token' && one.reply?.status === 200);
  const what = renewed ? 'the request was not repeated with the new token' : 'no new token was requested';
  return notDone(view, run, `in ${run.condition}, after the 401 to ${named(refusal)}, ${what}`);
};

const tokenOf = (exchange: Exchange): string => sentHeader(exchange, 'authorization') ?? '';

/** Attempts that a client may make with refused credentials. */
const ATTEMPTS = 5;

/** The client does not try refused credentials more than a few times. */
export const limitedAttempts: Expectation = inEachRun(
  `the client tries refused credentials at most ${ATTEMPTS} times`,
  ['token'],
  (run) => {
    const refusals = requestsOf(run, 'token').filter(({ reply }) => reply?.status === 401);
    const last = refusals.at(-1);
    if (last === undefined) return [];
    const seen = `in ${run.condition} the refused credentials were tried ${refusals.length} times`;
    return [{ exchange: last, result: refusals.length <= ATTEMPTS ? ok : not(seen) }];
  },
);

/** Neither the last lines of the client nor its output folder gives its secret or a token to other users. */
export const storedSafely: Expectation = inEachRun(
  'the client prints neither its secret nor a token, and other users can neither read them in the output folder nor write into it',
  ['token', 'output'],
  (run, view) => {
    const { exit, output, condition } = run;
    const exchange = lastOf(run);
    const printed =
      exit?.printed === true || (exit?.lines ?? []).some((line) => /«(?:client secret|token \d+)»/.test(line));
    if (printed) return [{ exchange, result: not(`in ${condition} the client printed its secret or a token`) }];
    if (output === undefined) {
      const stop = stopsBefore(view, ['output']).find(({ step }) => step === condition);
      const because = stop?.because ?? `in ${condition} the client's output folder is not known`;
      return [{ exchange, result: unreadable(because, stop) }];
    }
    const { exposed = 0, openToAll = false } = output;
    const files = `in ${condition} other users can read the secret or a token in ${counted(exposed, 'file')} of the output folder`;
    if (exposed > 0) return [{ exchange, result: not(files) }];
    return [{ exchange, result: openToAll ? not(`in ${condition} every user can write into the output folder`) : ok }];
  },
);

/** The client requests a token only if it has none, or if the server refused the last one. */
export const tokenReused: Expectation = inEachRun(
  'the client requests a new token only if it has none, or if the last one returned 401',
  ['token'],
  (run) => {
    let needed = true;
    let pending = 0;
    return run.exchanges.flatMap((exchange): ExchangeResult[] => {
      if (exchange.label !== 'token') {
        needed ||= exchange.reply?.status === 401;
        return [];
      }
      // Two parallel requests that were refused may both request a token: the second could not know about the new one.
      const wanted = needed || exchange.at < pending;
      needed = exchange.reply?.status !== 200;
      pending = exchange.at + exchange.ms;
      const seen = `in ${run.condition} another token was requested while the last one still worked`;
      return [{ exchange, result: wanted ? ok : not(seen) }];
    });
  },
);
