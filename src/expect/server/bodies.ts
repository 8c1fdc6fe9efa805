import type { Exchange } from '../../model/index.js';
import { type Assertion, not, nothing, ok, show, unreadable } from '../assertion.js';
import { type Matcher, seenOf } from '../values.js';

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
        : `JSON that is ${Array.isArray(reply.body.json) ? 'an array' : 'not an object'}`
      : `${reply.body.bytes} bytes that are not JSON`;

/** The body is one JSON object. */
export const oneObject: Assertion = {
  says: 'the body is one JSON object',
  at: (exchange, view) => (objectIn(exchange) === undefined ? not(describe(exchange)) : plainJson.at(exchange, view)),
};

/** A body that is read as JSON is JSON by RFC 8259: UTF-8, no byte order mark, only the white space of JSON. */
export const plainJson: Assertion = {
  says: 'JSON is UTF-8 without byte order mark, with no other white space than JSON has, and no member name twice',
  at: ({ reply }) => (reply?.body.defect === undefined ? ok : not(`the body has ${reply.body.defect}`)),
};

/** The body is empty, or only the reason phrase, or what the assertion wants. */
export const emptyOr = (assertion: Assertion): Assertion => ({
  says: `the body is empty, or ${assertion.says}`,
  at: (exchange, view) => {
    const body = exchange.reply?.body;
    return body?.form === 'empty' || body?.phrase !== undefined ? ok : assertion.at(exchange, view);
  },
});

/** Bodies that are not one JSON object are judged by the requirement about that; they are not read further. */
export const readable: Assertion = {
  precondition: true,
  says: 'the body is one JSON object',
  at: (exchange) => (objectIn(exchange) === undefined ? unreadable(`the body is ${describe(exchange)}`) : ok),
};

/** The body is one resource of this type. */
export const resource = (type: string): Assertion => ({
  says: `the body is one ${type}`,
  at: (exchange) => {
    const object = objectIn(exchange);
    if (object === undefined) return not(describe(exchange));
    return object['resourceType'] === type ? ok : not(`resourceType ${show(object['resourceType'])}`);
  },
});

/** Bodies of another type are not read further. */
export const readableAs = (type: string): Assertion => ({
  precondition: true,
  says: `the body is one ${type}`,
  at: (exchange) => (objectIn(exchange)?.['resourceType'] === type ? ok : unreadable(`the body is not one ${type}`)),
});

/** The value at a dotted path, e.g. `rest.0.mode`. */
export const valueAt = (json: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], json);

/** The member at a dotted path of the body fits. */
export const json = (path: string, matcher: Matcher): Assertion => ({
  says: `${path} ${matcher.says}`,
  at: (exchange, view) => {
    const object = objectIn(exchange);
    if (object === undefined) return unreadable(`the body is ${describe(exchange)}`);
    const value = valueAt(object, path);
    return matcher.fits(value, view) ? ok : not(`${path}: ${seenOf(matcher, value)}`);
  },
});

/** The member, if present, fits. */
export const jsonIfPresent = (path: string, matcher: Matcher): Assertion => {
  const strict = json(path, matcher);
  return {
    says: `${path}, if present, ${matcher.says}`,
    at: (exchange, view) => {
      const object = objectIn(exchange);
      if (object !== undefined && valueAt(object, path) === undefined) return nothing(`no response had ${path}`);
      return strict.at(exchange, view);
    },
  };
};

/** A refusal of credentials shows something only if the documented request returns a token. */
export const tokenIssued: Assertion = {
  precondition: true,
  says: 'valid credentials return a token',
  at: (_, view) => {
    const [control] = view.exchanges.filter(({ label, superseded }) => label === 'token' && superseded === undefined);
    const token = control === undefined ? undefined : objectIn(control)?.['access_token'];
    return typeof token === 'string' && token !== '' ? ok : unreadable('valid credentials returned no token either');
  },
};

/** A 401 speaks for itself; that there is no 401 shows something only if the documented request returns a token. */
export const tokenIssuedUnless401: Assertion = {
  ...tokenIssued,
  at: (exchange, view) => (exchange.reply?.status === 401 ? ok : tokenIssued.at(exchange, view)),
};
