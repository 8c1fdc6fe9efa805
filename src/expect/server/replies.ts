import type { Exchange } from '../../model/index.js';
import { type Assertion, not, nothing, ok, replies, type Selection, stopsBefore, unreadable } from '../assertion.js';
import { type Matcher, seenOf } from '../values.js';

/** The status of an exchange in words, also where there was no reply. */
export const statusOf = ({ reply, failure }: Exchange): string =>
  reply === undefined ? `no reply: ${failure?.says ?? 'unknown'}` : `status ${reply.status}`;

/** The reply has one of these statuses. No reply at all is as much a failure as another status. */
export const status = (...wanted: readonly number[]): Assertion => ({
  says: `status ${wanted.join(' or ')}`,
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code !== undefined && wanted.includes(code)) return ok;
    // Asked again and again, it still had no time: that says nothing about what it would do.
    return code === 429 ? unreadable('the server kept answering 429') : not(statusOf(exchange));
  },
});

/** Only replies whose status fits are read further; others belong to the requirement about the status. */
export const where = (says: string, fits: (code: number) => boolean): Assertion => ({
  condition: true,
  says: `where ${says}`,
  at: (exchange) =>
    exchange.reply !== undefined && fits(exchange.reply.status)
      ? ok
      : unreadable(`there is nothing to read after ${statusOf(exchange)}`),
});

export const succeeded = where('it succeeded', (code) => code >= 200 && code < 300);

/** Only replies of this status are concerned at all. */
export const onlyStatus = (says: string, fits: (code: number) => boolean): Assertion => ({
  condition: true,
  says: `where ${says}`,
  at: (exchange) =>
    exchange.reply !== undefined && fits(exchange.reply.status) ? ok : nothing(`there was no answer where ${says}`),
});

/** Only refusals of the thing asked are concerned: 401 is about the token, 408 and 429 about the time. */
export const isRefusal = onlyStatus('it is refused', (code) => code >= 400 && code < 500 && !NO_REFUSAL.has(code));

const NO_REFUSAL = new Set([401, 408, 429]);

/** All values of a header. */
export const headersOf = (exchange: Exchange, name: string): string[] =>
  (exchange.reply?.headers ?? []).filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** The header is there and its value fits. */
export const header = (name: string, matcher: Matcher): Assertion => ({
  says: `${name} ${matcher.says}`,
  at: (exchange, view) => {
    const values = headersOf(exchange, name);
    if (values.length === 0) return not(`no ${name}`);
    // A header may come in several lines (RFC 9110 section 5.3).
    const value = values.join(', ');
    return matcher.fits(value, view) ? ok : not(`${name}: ${seenOf(matcher, value)}`);
  },
});

/** Where the header is there, each of its values fits. */
export const headerIfPresent = (name: string, matcher: Matcher): Assertion => ({
  says: `${name}, where present, ${matcher.says}`,
  at: (exchange, view) => {
    const values = headersOf(exchange, name);
    if (values.length === 0) return nothing(`no ${name} was sent`);
    const wrong = values.find((value) => !matcher.fits(value, view));
    return wrong === undefined ? ok : not(`${name}: ${seenOf(matcher, wrong)}`);
  },
});

/** A 4xx that refuses the thing asked: not 401, 408 or 429, and no job. */
export const refused: Assertion = {
  says: 'a 4xx other than 401, 408 and 429, without Content-Location',
  at: (exchange) => {
    const code = exchange.reply?.status;
    if (code === 408 || code === 429) return unreadable(`the server kept answering ${code}`);
    if (code === undefined || code < 400 || code > 499 || code === 401) return not(statusOf(exchange));
    return headersOf(exchange, 'content-location').length === 0
      ? ok
      : not(`${statusOf(exchange)} with Content-Location`);
  },
};

/** A 4xx of any kind. */
export const clientError: Assertion = {
  says: 'a 4xx',
  at: (exchange) => {
    const code = exchange.reply?.status;
    return code !== undefined && code >= 400 && code <= 499 ? ok : not(statusOf(exchange));
  },
};

const withoutToken = (url: string): string => url.replace(/[?&]access_token=.*$/, '');

/** Whether the control of an exchange was accepted: the complete request with the real token, on the same thing. */
export const controlled = (control: Selection): Assertion => ({
  condition: true,
  says: 'where the complete request is accepted',
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

/** The control of requests to start a job. */
export const kickoffAccepted = controlled(replies('kickoff'));

/** A token that opens nothing is the token chapter's failure; what it was refused for is not read further. */
export const tokenAccepted: Assertion = {
  condition: true,
  says: 'where the server accepts the token',
  at: ({ reply }) => (reply?.status === 401 ? unreadable('the token was refused') : ok),
};

/** Replies without Content-Location belong to the requirement about that. */
export const located: Assertion = {
  condition: true,
  says: 'where there is a Content-Location',
  at: (exchange) =>
    headersOf(exchange, 'content-location').length > 0 ? ok : unreadable('the reply has no Content-Location'),
};
