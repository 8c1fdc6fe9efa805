import type { Exchange, Expectation, TlsFact, View } from '../../model/index.js';
import { type Assertion, not, nothing, ok, stopped, stopsBefore } from '../assertion.js';
import { objectIn } from './bodies.js';
import { fileOf } from './data/file-facts.js';
import { headersOf } from './replies.js';

/** A JSON error body is exactly one JSON document. */
export const oneDocument: Assertion = {
  says: 'a JSON error body is one JSON document',
  at: ({ reply, ...exchange }) => {
    if (reply === undefined || reply.status < 400 || reply.body.form === 'empty')
      return nothing('no error response had a body');
    const [type] = headersOf({ reply, ...exchange }, 'content-type');
    const isJson =
      type === undefined ? reply.body.form === 'json' : /^[\w.-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type);
    if (!isJson) return nothing('no error response had a JSON body', 1);
    const { documents, defect } = reply.body;
    if (documents === 1) return defect === undefined ? ok : not(`a body with ${defect}`);
    return not(documents === 0 ? 'a body that is not JSON' : `${documents} JSON documents`);
  },
};

/** Of JSON and NDJSON, a charset that Content-Type names is UTF-8. */
export const charsetIsUtf8: Assertion = {
  says: 'a charset in Content-Type is UTF-8',
  at: (exchange, view) => {
    const isJson = exchange.reply?.body.form === 'json' || fileOf(exchange, view) !== undefined;
    if (!isJson) return nothing('no response had JSON or NDJSON');
    const named = headersOf(exchange, 'content-type').flatMap((value) =>
      [...value.matchAll(/;\s*charset\s*=\s*("?)([^";]*)\1/gi)].map(([, , charset = '']) => charset.trim()),
    );
    const wrong = named.find((charset) => !/^utf-?8$/i.test(charset));
    return wrong === undefined ? ok : not(`charset ${wrong === '' ? 'without a value' : wrong}`);
  },
};

/** No response is an error of a gateway after which the same request was answered. */
export const noGatewayError: Assertion = {
  says: 'no request had to be sent again after a 502 or 504',
  at: ({ reply, superseded }) => {
    if (reply === undefined) return nothing('there was no response');
    return superseded === 'gateway-error' ? not(`status ${reply.status}, and the request was sent again`) : ok;
  },
};

/** No error body contains a stack trace, SQL or a file path. */
export const noInnerWorking: Assertion = {
  says: 'no error body contains a stack trace, SQL or a file path',
  at: ({ reply }) => {
    if (reply === undefined || reply.status < 400) return nothing('there was no error response');
    return reply.body.shows.length === 0 ? ok : not(`the error body contains: ${reply.body.shows.join(', ')}`);
  },
};

/** No response contains a client secret or a token, except that a token response contains the token it issues. */
export const noEcho: Assertion = {
  says: 'the response contains no client secret and no token, except a token that it issues',
  at: (exchange, view) => {
    const { reply } = exchange;
    if (reply === undefined) return nothing('there was no response');
    const inHeaders = reply.headers.flatMap(([, value]) => value.match(MARK) ?? []);
    const inFile = fileOf(exchange, view)?.repeats ?? [];
    const inBody = reply.body.repeats.filter((mark) => mark !== issuedIn(exchange));
    const echoed = [...new Set([...inHeaders, ...inBody, ...inFile])];
    return echoed.length === 0 ? ok : not(`the response contains ${echoed.join(', ')}`);
  },
};

const MARK = /«(?:[\w ]*token[\w ]*|[\w ]*secret|jwt)»/g;

/** The mark of the token that a token response issues. */
const issuedIn = (exchange: Exchange): unknown => objectIn(exchange)?.['access_token'];

/** https with TLS 1.2 or newer; plain http is accepted only on loopback. */
export const modernTls: Expectation = {
  says: 'https with TLS 1.2 or newer',
  judge: (view) => {
    const expected = modernTls.says;
    const { protocol, hostname } = new URL(view.base);
    const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
    if (protocol === 'http:' && loopback)
      return { outcome: 'inapplicable', expected, because: 'the server uses plain http on loopback', evidence: [] };
    if (protocol === 'http:') return { outcome: 'fail', expected, seen: 'plain http', evidence: [] };
    const tls = tlsIn(view);
    if (tls === undefined) {
      const [stop] = stopsBefore(view, ['handshake']);
      if (stop !== undefined) return stopped(expected, stop);
      return { outcome: 'blocked', expected, because: 'there was no TLS handshake', cause: 'earlier', evidence: [] };
    }
    const modern = tls.protocol === 'TLSv1.2' || tls.protocol === 'TLSv1.3';
    if (modern) return { outcome: 'pass', expected, evidence: [] };
    return { outcome: 'fail', expected, seen: tls.protocol ?? tls.error ?? 'no TLS handshake', evidence: [] };
  },
};

const tlsIn = ({ facts }: View): TlsFact | undefined => facts.find((fact): fact is TlsFact => fact.kind === 'tls');
