import type { Exchange } from '../model/index.js';
import { type Look, not, nothing, ok, replies, type Selection, show, unreadable } from './look.js';
import { type Matcher, seenOf } from './values.js';

/** The status of an exchange in words, also where there was no reply. */
export const statusOf = ({ reply, failure }: Exchange): string =>
  reply === undefined ? `no reply: ${failure?.says ?? 'unknown'}` : `status ${reply.status}`;

/** The reply has one of these statuses. No reply at all is as much a failure as another status. */
export const status = (...wanted: readonly number[]): Look => ({
  says: `status ${wanted.join(' or ')}`,
  at: (exchange) =>
    exchange.reply !== undefined && wanted.includes(exchange.reply.status) ? ok : not(statusOf(exchange)),
});

/** Only replies whose status fits are read further; others belong to the requirement about the status. */
export const where = (says: string, fits: (code: number) => boolean): Look => ({
  says: `where ${says}`,
  at: (exchange) =>
    exchange.reply !== undefined && fits(exchange.reply.status)
      ? ok
      : unreadable(`there is nothing to read after ${statusOf(exchange)}`),
});

export const succeeded = where('it succeeded', (code) => code >= 200 && code < 300);

/** Only replies of this status are concerned at all. */
export const onlyStatus = (says: string, fits: (code: number) => boolean): Look => ({
  says: `where ${says}`,
  at: (exchange) =>
    exchange.reply !== undefined && fits(exchange.reply.status) ? ok : nothing(`there was no answer where ${says}`),
});

/** All values of a header. */
export const headersOf = (exchange: Exchange, name: string): string[] =>
  (exchange.reply?.headers ?? []).filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** The header is there and its (first) value fits. */
export const header = (name: string, matcher: Matcher): Look => ({
  says: `${name} ${matcher.says}`,
  at: (exchange, view) => {
    const [value] = headersOf(exchange, name);
    if (value === undefined) return not(`no ${name}`);
    return matcher.fits(value, view) ? ok : not(`${name}: ${seenOf(matcher, value)}`);
  },
});

/** Where the header is there, each of its values fits. */
export const headerIfPresent = (name: string, matcher: Matcher): Look => ({
  says: `${name}, where present, ${matcher.says}`,
  at: (exchange, view) => {
    const values = headersOf(exchange, name);
    if (values.length === 0) return nothing(`no ${name} was sent`);
    const wrong = values.find((value) => !matcher.fits(value, view));
    return wrong === undefined ? ok : not(`${name}: ${seenOf(matcher, wrong)}`);
  },
});

/** The one JSON object of a body, or undefined. */
export const objectIn = ({ reply }: Exchange): Record<string, unknown> | undefined => {
  const body = reply?.body;
  const isObject = typeof body?.json === 'object' && body.json !== null && !Array.isArray(body.json);
  return body?.documents === 1 && isObject ? (body.json as Record<string, unknown>) : undefined;
};

const describe = ({ reply }: Exchange): string =>
  reply === undefined || reply.body.form === 'empty'
    ? 'an empty body'
    : reply.body.form === 'json'
      ? reply.body.documents > 1
        ? `${reply.body.documents} JSON documents`
        : `JSON that is ${Array.isArray(reply.body.json) ? 'an array' : 'no object'}`
      : `${reply.body.bytes} bytes that are not JSON`;

/** The body is one JSON object. */
export const oneObject: Look = {
  says: 'the body is one JSON object',
  at: (exchange) => (objectIn(exchange) === undefined ? not(describe(exchange)) : ok),
};

/** Bodies that are no JSON object belong to the requirement about that; they are not read further. */
export const readable: Look = {
  says: 'the body can be read',
  at: (exchange) => (objectIn(exchange) === undefined ? unreadable(`the body is ${describe(exchange)}`) : ok),
};

/** The body is one resource of this type. */
export const resource = (type: string): Look => ({
  says: `the body is one ${type}`,
  at: (exchange) => {
    const object = objectIn(exchange);
    if (object === undefined) return not(describe(exchange));
    return object['resourceType'] === type ? ok : not(`resourceType ${show(object['resourceType'])}`);
  },
});

/** Bodies of another type are not read further. */
export const readableAs = (type: string): Look => ({
  says: `the body is a ${type}`,
  at: (exchange) =>
    objectIn(exchange)?.['resourceType'] === type ? ok : unreadable(`the body is not one ${type}`),
});

/** The value at a dotted path, e.g. `rest.0.mode`. */
export const valueAt = (json: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], json);

/** The member at a dotted path of the body fits. */
export const json = (path: string, matcher: Matcher): Look => ({
  says: `${path} ${matcher.says}`,
  at: (exchange, view) => {
    const object = objectIn(exchange);
    if (object === undefined) return unreadable(`the body is ${describe(exchange)}`);
    const value = valueAt(object, path);
    return matcher.fits(value, view) ? ok : not(`${path}: ${seenOf(matcher, value)}`);
  },
});

/** Where the member is there, it fits. */
export const jsonIfPresent = (path: string, matcher: Matcher): Look => {
  const strict = json(path, matcher);
  return {
    says: `${path}, where present, ${matcher.says}`,
    at: (exchange, view) => {
      const object = objectIn(exchange);
      if (object !== undefined && valueAt(object, path) === undefined) return nothing(`no ${path} was sent`);
      return strict.at(exchange, view);
    },
  };
};

/** A 4xx that refuses the thing asked: not 401, 408 or 429, and no job. */
export const refused: Look = {
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
export const clientError: Look = {
  says: 'a 4xx',
  at: (exchange) => {
    const code = exchange.reply?.status;
    return code !== undefined && code >= 400 && code <= 499 ? ok : not(statusOf(exchange));
  },
};

/** Whether the control of an exchange was accepted: the complete request with the real token, on the same thing. */
export const controlled = (control: Selection): Look => ({
  says: `where the complete request (${control.says}) is accepted`,
  at: (exchange, view) => {
    const controls = control.of(view);
    const same = controls.filter(({ of }) => of === exchange.of);
    const accepted = (same.length > 0 ? same : controls).some(
      ({ reply }) => reply !== undefined && reply.status >= 200 && reply.status < 300,
    );
    return accepted ? ok : unreadable('the complete request was not accepted either');
  },
});

/** The control of requests to start a job. */
export const kickoffAccepted = controlled(replies('kickoff'));

/** Nothing in the body beyond the status's own reason phrase. */
export const saysNothing: Look = {
  says: 'the body is empty or only the reason phrase',
  at: ({ reply }) => {
    if (reply === undefined) return unreadable('there was no reply');
    const { body } = reply;
    if (body.form === 'empty' || body.phrase !== undefined) return ok;
    const type = (body.json as { resourceType?: unknown } | undefined)?.resourceType;
    return not(typeof type === 'string' ? `a body: ${type}` : `a body of ${body.bytes} bytes`);
  },
};

/** No token in the answer. */
export const noToken: Look = {
  says: 'no access_token',
  at: (exchange) => (objectIn(exchange)?.['access_token'] === undefined ? ok : not('an access_token')),
};

/** A token that opens nothing is the token chapter's failure; what it was refused for is not read further. */
export const tokenAccepted: Look = {
  says: 'with a token that the server accepts',
  at: ({ reply }) => (reply?.status === 401 ? unreadable('the token was refused') : ok),
};

/** Replies without Content-Location belong to the requirement about that. */
export const located: Look = {
  says: 'where there is a Content-Location',
  at: (exchange) =>
    headersOf(exchange, 'content-location').length > 0 ? ok : unreadable('the reply has no Content-Location'),
};

/** Refusals of credentials show something only where the documented request gives a token. */
export const tokenIssued: Look = {
  says: 'where valid credentials give a token',
  at: (_, view) => {
    const [control] = view.exchanges.filter(({ label }) => label === 'token');
    const token = control === undefined ? undefined : objectIn(control)?.['access_token'];
    return typeof token === 'string' && token !== '' ? ok : unreadable('valid credentials gave no token either');
  },
};
