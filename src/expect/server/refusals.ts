import type { Exchange, View } from '../../model/index.js';
import { type Assertion, not, nothing, ok, show, unreadable } from '../assertion.js';
import { headersOf } from './replies.js';

const isTokenRequest = ({ request }: Exchange, { base, profile, exchanges }: View): boolean =>
  request.url === base + profile.paths.token ||
  exchanges.some(({ label, request: { url } }) => label === 'token' && url === request.url);

/** Responses of other endpoints are not read further. */
export const fromTokenEndpoint: Assertion = {
  precondition: true,
  says: 'the response is of the token endpoint',
  at: (exchange, view) =>
    isTokenRequest(exchange, view) ? ok : nothing('no response of the token endpoint was a 401'),
};

/** The token endpoint and the documentation are no part of the API; their responses are not read further. */
export const fromTheApi: Assertion = {
  precondition: true,
  says: 'the response is of an API endpoint',
  at: (exchange, view) =>
    isTokenRequest(exchange, view) || ['page', 'document'].includes(exchange.label)
      ? nothing('no response of an API endpoint was a 401')
      : ok,
};

/** The body is empty or the status's own reason phrase. */
export const saysNothing: Assertion = {
  says: 'the body is empty or the reason phrase',
  at: ({ reply }) => {
    if (reply === undefined) return unreadable('there was no response');
    const { body } = reply;
    if (body.form === 'empty' || body.phrase !== undefined) return ok;
    const type = (body.json as { resourceType?: unknown } | undefined)?.resourceType;
    return not(typeof type === 'string' ? `a body with resourceType ${type}` : `a body of ${body.bytes} bytes`);
  },
};

/** Parameters of a challenge that say which credentials are asked for, or by a code why these were not accepted. */
const OF_CHALLENGE = new Set(['realm', 'error', 'scope', 'charset']);

const QUOTED = /"(?:[^"\\]|\\.)*"?|«[^»]*»/g;
/** A scheme, a parameter, or both (RFC 9110 section 11.6.1). */
const PART = /^(?:[\w!#$%&'*+.^`|~-]+)?(?:(?:^|\s+)([\w-]+)\s*=\s*\S*)?$/;

/** What a WWW-Authenticate says beyond scheme, realm and code. */
const tellingIn = (value: string): string[] =>
  value
    .replace(QUOTED, 'x')
    .split(',')
    .flatMap((part) => {
      const match = PART.exec(part.trim());
      const name = match?.[1]?.toLowerCase();
      if (match === null) return ['text outside of its parameters'];
      return name === undefined || OF_CHALLENGE.has(name) ? [] : [show(name)];
    });

/** Headers that describe the body, the connection or its use, whatever the response is about. */
const OF_ANY_RESPONSE = new Set(
  `www-authenticate date connection keep-alive transfer-encoding content-length content-type content-encoding vary server
  cache-control pragma expires age etag strict-transport-security x-content-type-options alt-svc via`.split(/\s+/),
);

/** No more in the headers than a challenge of scheme, realm and error code. */
export const headersSayNothing: Assertion = {
  says: 'the headers contain no additional information',
  at: (exchange, view) => {
    const { reply } = exchange;
    if (reply === undefined) return unreadable('there was no response');
    if (reply.reason.startsWith('«')) return not('a reason phrase of its own');
    const telling = headersOf(exchange, 'www-authenticate').flatMap(tellingIn)[0];
    if (telling !== undefined) return not(`WWW-Authenticate with ${telling}`);
    const elsewhere = namesElsewhere(view);
    const alone = reply.headers
      .map(([name]) => name.toLowerCase())
      .find((name) => !elsewhere.has(name) && !name.startsWith('access-control-'));
    return alone === undefined ? ok : not(`the header ${alone}, which no other response has`);
  },
};

/** Cached per view: it is read for each 401. */
const elsewhereIn = new WeakMap<View, ReadonlySet<string>>();

/** Names of the headers of all responses that are no 401, and of those that any response may have. */
const namesElsewhere = (view: View): ReadonlySet<string> => {
  const known =
    elsewhereIn.get(view) ??
    new Set([
      ...OF_ANY_RESPONSE,
      ...view.exchanges.flatMap(({ reply }) =>
        reply === undefined || reply.status === 401 ? [] : reply.headers.map(([name]) => name.toLowerCase()),
      ),
    ]);
  elsewhereIn.set(view, known);
  return known;
};
