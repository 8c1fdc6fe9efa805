import type { Credential, Exchange, Expectation, View } from '../../model/index.js';
import { type Assertion, not, ok, type ExchangeResult } from '../assertion.js';
import { absent, askedFor, inEach, type ObservedRun, named, sentHeader } from './client-runs.js';

const SENT: Readonly<Partial<Record<Credential, string>>> = {
  none: 'no Authorization header',
  'malformed-basic': 'Basic, but not the base64 of id:secret',
  'wrong-secret': 'Basic with another secret',
  'unknown-client': 'Basic with another client id',
  'expired-token': 'a token that was refused before, although a newer one had been issued',
};

const sentInWords = (exchange: Exchange): string => {
  const value = sentHeader(exchange, 'authorization') ?? '';
  return SENT[exchange.as] ?? (/^\w+$/.test(value) ? `the word ${value} and no token` : `Authorization: ${value}`);
};

/** A token request is a POST with the client's own credentials as Basic. */
export const basicCredentials: Assertion = {
  says: 'POST with the credentials as Basic',
  at: (exchange) => {
    if (exchange.request.method !== 'POST') return not(`${exchange.request.method} instead of POST`);
    return exchange.as === 'client' ? ok : not(sentInWords(exchange));
  },
};

/** A list of media types in Accept has application/json. */
export const acceptsJson: Assertion = {
  says: 'Accept: application/json',
  at: (exchange) => {
    const accept = sentHeader(exchange, 'accept');
    const types = (accept ?? '').split(',').map((type) => (type.split(';', 1)[0] ?? '').trim().toLowerCase());
    if (types.includes('application/json')) return ok;
    return not(accept === undefined ? 'no Accept header' : `Accept: ${accept}`);
  },
};

/** Client id and secret stand in the Basic header of a token request, and nowhere else. */
export const credentialsNowhereElse: Assertion = {
  says: 'client id and secret nowhere but in the Basic header of the token request',
  at: (exchange) => {
    const { request, label } = exchange;
    const places = [
      { where: 'the URL', text: request.url },
      { where: 'the body', text: request.body ?? '' },
      ...request.headers.map(([name, value]) => ({ where: `the header ${name}`, text: `${name}: ${value}` })),
    ];
    const place = places.find(({ text }) => /«client (?:id|secret)»/.test(text));
    if (place !== undefined) return not(`${place.where} of ${named(exchange)} has them`);
    const isBasic = /^basic /i.test(sentHeader(exchange, 'authorization') ?? '');
    return isBasic && label !== 'token' ? not(`${named(exchange)} carries them as Basic`) : ok;
  },
};

/** The current token, as the guides spell it: `Bearer {token}`. */
export const currentBearer: Assertion = {
  says: 'Authorization: Bearer with the current token',
  at: (exchange) => {
    if (exchange.as !== 'token') return not(`${named(exchange)} with ${sentInWords(exchange)}`);
    const value = sentHeader(exchange, 'authorization') ?? '';
    return value.startsWith('Bearer «') ? ok : not(`${named(exchange)} with the scheme spelled otherwise`);
  },
};

/** No token stands in a URL. */
export const noTokenInUrl: Assertion = {
  says: 'no token in the URL',
  at: (exchange) =>
    /«(?:token \d+|jwt)»/.test(decodedUrl(exchange)) ? not(`the URL of ${named(exchange)} has a token`) : ok,
};

const decodedUrl = ({ request: { url } }: Exchange): string => url.replaceAll('%C2%AB', '«').replaceAll('%C2%BB', '»');

/** A 401 for a token that had worked is followed by a new token and by the same request with it. */
export const renewedAfter401 = (...labels: readonly string[]): Expectation =>
  inEach(
    'after a 401 for a token that had worked: a new token, and the same request with it',
    ['token', 'kickoff', ...labels],
    (run, view) =>
      expiriesIn(run, labels).map((refusal) => ({ exchange: refusal, result: renewal(view, run, refusal) })),
  );

/** Requests that were answered 401, although their token had worked before. */
export const expiriesIn = (run: ObservedRun, labels: readonly string[]): Exchange[] => {
  const worked = (refusal: Exchange): boolean =>
    run.exchanges.some(
      (one) => one.id < refusal.id && tokenOf(one) === tokenOf(refusal) && (one.reply?.status ?? 500) < 400,
    );
  return askedFor(run, ...labels).filter((one) => one.reply?.status === 401 && one.as === 'token' && worked(one));
};

const renewal = (view: View, run: ObservedRun, refusal: Exchange): ExchangeResult['result'] => {
  const later = run.exchanges.filter(({ id }) => id > refusal.id);
  // By the token that it carries: of requests beside each other, another one may have had it renewed already.
  const again = later.some(
    (one) =>
      one.request.url === refusal.request.url &&
      one.as === 'token' &&
      one.reply?.status !== 401 &&
      tokenOf(one) !== tokenOf(refusal),
  );
  if (again) return ok;
  const renewed = later.some((one) => one.label === 'token' && one.reply?.status === 200);
  const what = renewed ? 'the request was not made again with the new token' : 'no new token was asked for';
  return absent(view, run, `in ${run.condition}, after the 401 to ${named(refusal)}, ${what}`);
};

const tokenOf = (exchange: Exchange): string => sentHeader(exchange, 'authorization') ?? '';

/** More tries than this with refused credentials are a storm. */
const A_FEW = 5;

/** Refused credentials are not tried more than a few times. */
export const noStorm: Expectation = inEach(`refused credentials are tried at most ${A_FEW} times`, ['token'], (run) => {
  const refusals = askedFor(run, 'token').filter(({ reply }) => reply?.status === 401);
  const last = refusals.at(-1);
  if (last === undefined) return [];
  const seen = `in ${run.condition} they were tried ${refusals.length} times`;
  return [{ exchange: last, result: refusals.length <= A_FEW ? ok : not(seen) }];
});

/** A token is asked for only where there is none, or the last one was refused. */
export const tokenReused: Expectation = inEach(
  'a new token only where there is none, or where the last one was answered 401',
  ['token'],
  (run) => {
    let needed = true;
    let pending = 0;
    return run.exchanges.flatMap((exchange): ExchangeResult[] => {
      if (exchange.label !== 'token') {
        needed ||= exchange.reply?.status === 401;
        return [];
      }
      // Two requests that were refused beside each other may both ask: the second could not know of the new token.
      const wanted = needed || exchange.at < pending;
      needed = exchange.reply?.status !== 200;
      pending = exchange.at + exchange.ms;
      const seen = `in ${run.condition} another token was asked for while the last one still worked`;
      return [{ exchange, result: wanted ? ok : not(seen) }];
    });
  },
);
