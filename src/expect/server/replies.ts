import type { Exchange } from '../../model/index.js';
import { asWritten } from '../as-written.js';
import {
  type Assertion,
  type AssertionResult,
  not,
  nothing,
  ok,
  replies,
  type Selection,
  stopsBefore,
  unreadable,
} from '../assertion.js';
import { unshown } from '../unshown.js';
import { type Matcher, seenOf } from '../values.js';

/** The status of an exchange in words, also if there was no response. */
export const statusOf = (exchange: Exchange): string => {
  const { reply, failure } = exchange;
  return reply === undefined
    ? `no response: ${failure?.says ?? 'reason unknown'}`
    : `status ${reply.status}${redirectOf(exchange)}`;
};

/** What a redirect leads to, in words: none is followed, since the token goes only to the server under test. */
const redirectOf = (exchange: Exchange): string => {
  const { status = 0 } = exchange.reply ?? {};
  const [location] = headersOf(exchange, 'location');
  if (status < 300 || status > 399 || location === undefined) return '';
  const to = asWritten(location)?.origin;
  const elsewhere = to !== undefined && to !== asWritten(exchange.request.url)?.origin;
  return `, a redirect${elsewhere ? ' to another server' : ''}, which is not followed`;
};

/** "401, 403 or 404". */
const oneOf = (codes: readonly number[]): string => codes.join(', ').replace(/, (\d+)$/, ' or $1');

/**
 * How an exchange ended that says nothing of what was asked: without a response, at a gateway, or at a server that had no
 * time. Undefined: the server itself answered.
 */
export const unrelated = (exchange: Exchange): AssertionResult | undefined => {
  const code = exchange.reply?.status;
  if (code === undefined) return unreadable(statusOf(exchange));
  if (code === 502 || code === 504) return unreadable(`a gateway had no response of the server (status ${code})`);
  return code === 408 || code === 429 || code === 503 ? unreadable(`the server kept returning ${code}`) : undefined;
};

/** The same, where a token that is refused says nothing either. */
export const unrelatedOrToken = (exchange: Exchange): AssertionResult | undefined =>
  exchange.reply?.status === 401 ? unreadable('the server refused the token (status 401)') : unrelated(exchange);

/**
 * The response has one of these statuses. No response at all is a failure too, but not where a refusal is wanted: who does
 * not answer does not let anybody in.
 */
export const status = (...wanted: readonly number[]): Assertion => ({
  says: `the status is ${oneOf(wanted)}`,
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code !== undefined && wanted.includes(code)) return ok;
    const other = wanted.every((one) => one >= 400) ? unrelated(exchange) : undefined;
    if (other !== undefined) return other;
    // A server that is still busy after all retries does not show how it would answer.
    return code === 429 ? unreadable('the server kept returning 429') : not(statusOf(exchange));
  },
});

/** A request without a credential has one of these statuses. */
export const statusWithoutCredential = (...wanted: readonly number[]): Assertion => ({
  says: status(...wanted).says,
  at: (exchange, view) => (exchange.as === 'unknown' ? unshown : status(...wanted).at(exchange, view)),
});

/** Only responses whose status fits are read further; others are judged by the requirement about the status. */
export const where = (says: string, fits: (code: number) => boolean): Assertion => ({
  precondition: true,
  says,
  at: (exchange) =>
    exchange.reply !== undefined && fits(exchange.reply.status)
      ? ok
      : unreadable(`nothing could be judged: ${statusOf(exchange)}`),
});

export const succeeded = where('the request succeeds', (code) => code >= 200 && code < 300);

/** The requirement is only about responses with this status. */
export const onlyStatus = (says: string, fits: (code: number) => boolean): Assertion => ({
  precondition: true,
  says,
  at: (exchange) =>
    exchange.reply !== undefined && fits(exchange.reply.status) ? ok : nothing(`there was no response where ${says}`),
});

/** Only refusals of the thing asked are concerned: 401 is about the token, 408 and 429 about the time. */
export const isRefusal = onlyStatus('it is refused', (code) => code >= 400 && code < 500 && !NO_REFUSAL.has(code));

const NO_REFUSAL = new Set([401, 408, 429]);

/** All values of a header. */
export const headersOf = (exchange: Exchange, name: string): string[] =>
  (exchange.reply?.headers ?? []).filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** The header is present and its value fits. */
export const header = (name: string, matcher: Matcher): Assertion => ({
  says: `${name} ${matcher.says}`,
  at: (exchange, view) => {
    const values = headersOf(exchange, name);
    if (values.length === 0) return not(`no ${name}`);
    // A header may have several lines (RFC 9110 section 5.3).
    const value = values.join(', ');
    return matcher.fits(value, view) ? ok : not(`${name}: ${seenOf(matcher, value)}`);
  },
});

/** If the header is present, each of its values fits. */
export const headerIfPresent = (name: string, matcher: Matcher): Assertion => ({
  says: `${name}, if present, ${matcher.says}`,
  at: (exchange, view) => {
    const values = headersOf(exchange, name);
    if (values.length === 0) return nothing(`no response had ${name}`);
    const wrong = values.find((value) => !matcher.fits(value, view));
    return wrong === undefined ? ok : not(`${name}: ${seenOf(matcher, wrong)}`);
  },
});

/** A 4xx that refuses the request itself: not 401, 408 or 429, and no job. */
export const refused: Assertion = {
  says: 'the status is a 4xx other than 401, 408 and 429 without Content-Location',
  at: (exchange) => {
    const code = exchange.reply?.status;
    const other = unrelated(exchange);
    if (other !== undefined) return other;
    if (code === undefined || code < 400 || code > 499 || code === 401) return not(statusOf(exchange));
    return headersOf(exchange, 'content-location').length === 0
      ? ok
      : not(`${statusOf(exchange)} with Content-Location`);
  },
};

/** A request that must start no job does not, whatever it is answered. */
export const startsNothing: Assertion = {
  says: 'no job is started',
  at: (exchange) => {
    const code = exchange.reply?.status ?? 0;
    if (code >= 200 && code <= 299) return not(statusOf(exchange));
    const other = unrelated(exchange);
    if (other !== undefined) return other;
    const named = headersOf(exchange, 'content-location').length > 0;
    return named ? not(`${statusOf(exchange)} with Content-Location`) : ok;
  },
};

/** A request that must open nothing is refused: any 4xx does, except one that is about the time. */
export const opensNothing: Assertion = {
  says: 'the request is refused with a 4xx status',
  at: (exchange) => {
    const code = exchange.reply?.status ?? 0;
    if (code >= 200 && code <= 299) return not(statusOf(exchange));
    const refused = code >= 400 && code <= 499 && code !== 408 && code !== 429;
    return refused ? ok : unreadable(`${statusOf(exchange)}, which shows nothing about access`);
  },
};

/** A 4xx of any kind. */
export const clientError: Assertion = {
  says: 'the status is a 4xx',
  at: (exchange) => {
    const code = exchange.reply?.status;
    return code !== undefined && code >= 400 && code <= 499 ? ok : (unrelated(exchange) ?? not(statusOf(exchange)));
  },
};

/** The URL without a token in its query string. */
export const withoutToken = (url: string): string => url.replace(/[?&]access_token=.*$/, '');

/** Whether the control of an exchange was accepted: the complete request with the real token, for the same job or file. */
export const controlled = (control: Selection): Assertion => ({
  precondition: true,
  says: 'the complete request is accepted',
  at: (exchange, view) => {
    const controls = control.of(view);
    const same = controls.filter(({ of }) => of === exchange.of);
    const ofUrl = same.filter(({ request }) => request.url === withoutToken(exchange.request.url));
    const nearest = [ofUrl, same, controls].find((some) => some.length > 0) ?? [];
    const accepted = nearest.some(({ reply }) => reply !== undefined && reply.status >= 200 && reply.status < 300);
    if (accepted) return ok;
    return nearest.length === 0
      ? unreadable('the complete request was not made', stopsBefore(view, control.labels)[0])
      : unreadable('the complete request was not accepted either');
  },
});

/** The control of export requests. */
export const kickoffAccepted = controlled(replies('kickoff'));

/** A token that the server refuses is judged by the token chapter; the refused requests are not read further. */
export const tokenAccepted: Assertion = {
  precondition: true,
  says: 'the server accepts the token',
  at: ({ reply }) => (reply?.status === 401 ? unreadable('the server refused the token') : ok),
};

/** The thing is still there: it was before, and nothing but its absence is no longer to be had. */
export const stillThere: Assertion = {
  says: 'the file is still there',
  at: (exchange) => {
    const code = exchange.reply?.status;
    return code === 404 || code === 410 ? not(statusOf(exchange)) : ok;
  },
};

/** A header that a client may send is not what a request is refused for. */
export const encodingNotRefused: Assertion = {
  says: 'Accept-Encoding: gzip is not refused',
  at: (exchange) => (OF_ACCEPT.has(exchange.reply?.status ?? 0) ? not(statusOf(exchange)) : ok),
};

/** Statuses that refuse what a request says it accepts. */
const OF_ACCEPT = new Set([400, 406, 415]);

/** A request with an Accept header is not refused for it. */
export const acceptNotRefused: Assertion = {
  says: 'the Accept header is not refused',
  at: (exchange) => {
    const code = exchange.reply?.status ?? 0;
    if (code >= 200 && code < 300) return ok;
    return OF_ACCEPT.has(code)
      ? not(statusOf(exchange))
      : unreadable(`${statusOf(exchange)}, which shows nothing about the header`);
  },
};

/** A refused Accept header is judged by a requirement of its own; the refusals are not read further. */
export const acceptTaken: Assertion = {
  precondition: true,
  says: 'the Accept header is not refused',
  at: (exchange) =>
    OF_ACCEPT.has(exchange.reply?.status ?? 0) ? unreadable(`${statusOf(exchange)} to a request with Accept`) : ok,
};

/** Nothing is said of a token: a 401 asks for one. */
export const asksForNoToken: Assertion = {
  says: 'the status is not 401',
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code === undefined) return unreadable(statusOf(exchange));
    return code === 401 ? not(statusOf(exchange)) : ok;
  },
};

/** Responses without Content-Location are judged by the requirement about that. */
export const located: Assertion = {
  precondition: true,
  says: 'there is a Content-Location',
  at: (exchange) =>
    headersOf(exchange, 'content-location').length > 0 ? ok : unreadable('the response has no Content-Location'),
};
