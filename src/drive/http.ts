import { lookup } from 'node:dns';
import type { EventEmitter } from 'node:events';
import type { LookupFunction } from 'node:net';
import { Agent as TlsAgent } from 'node:https';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { Agent, request as undiciRequest } from 'undici';
import supertest from 'supertest';
import { type Connection, defaultLimits, type Header, inForce, type Limits } from '../model/index.js';
import { isOverBound, overBound } from './bounds.js';
import { paceOf } from './pace.js';

/** The body of a small reply is over the bound. */
export const tooLarge = (limits: Limits): Error =>
  overBound('too-large', `the body is over the bound of ${inForce('small-body-bytes', limits)}`);

/** A request on its way out, with its real values. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: string;
}

/** The head of a reply as it stood on the wire. */
export interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
}

/** Why there is no whole reply: a stable code and a sentence without addresses or stack. */
export interface Failure {
  readonly code: string;
  readonly says: string;
}

export type SmallAnswer = { readonly head: Head; readonly bytes: Uint8Array } | { readonly failure: Failure };

/** The two ways to speak to a server: small exchanges by supertest, data files by undici. */
export interface Http {
  readonly small: (outgoing: Outgoing, signal?: AbortSignal) => Promise<SmallAnswer>;
  /** Streams the body to `onChunk` as it comes off the wire, undecoded; resolves when it ended or broke. */
  readonly stream: (
    outgoing: Outgoing,
    onHead: (head: Head) => Promise<(chunk: Uint8Array) => void | Promise<void>>,
    signal?: AbortSignal,
  ) => Promise<{ readonly failure?: Failure }>;
  readonly close: () => Promise<void>;
}

/** Transports for one run. Redirects are never followed; nothing is retried here. */
export const openHttp = (connection: Connection = {}, limits: Limits = defaultLimits): Http => {
  const trusting = trust(connection);
  const tlsAgent = Object.keys(trusting).length > 0 ? new TlsAgent(trusting) : undefined;
  const agent = new Agent({
    headersTimeout: limits['reply-seconds'] * 1000,
    bodyTimeout: limits['idle-seconds'] * 1000,
    connectTimeout: limits['connect-seconds'] * 1000,
    maxHeaderSize: limits['header-bytes'],
    connect: {
      ...trusting,
      ...(connection.hosts !== undefined && { lookup: lookupIn(connection.hosts) }),
    },
  });
  return {
    small: (outgoing, signal) => small(outgoing, { connection, tlsAgent, limits }, signal),
    stream: async (outgoing, onHead, signal) => {
      const reading = { ours: false };
      const read = async <T>(step: () => T | Promise<T>): Promise<T> => {
        reading.ours = true;
        const result = await step();
        reading.ours = false;
        return result;
      };
      try {
        const reply = await undiciRequest(outgoing.url, {
          method: outgoing.method as 'GET',
          headers: outgoing.headers.flat(),
          dispatcher: agent,
          responseHeaders: 'raw',
          ...(signal !== undefined && { signal }),
        });
        const raw = reply.headers as unknown as (Buffer | string)[];
        const head = { status: reply.statusCode, reason: reply.statusText, headers: pairs(raw.map(String)) };
        const write = await read(() => onHead(head));
        const pace = paceOf(limits);
        for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
          pace.came(chunk.length);
          await read(() => write(chunk));
          pace.waits();
        }
        return {};
      } catch (error) {
        // What our own reading throws is no failure of the exchange, but for a bound.
        if (reading.ours && !isOverBound(error)) throw error;
        return { failure: failureOf(error, limits) };
      }
    },
    close: () => agent.close(),
  };
};

interface Transport {
  readonly connection: Connection;
  readonly tlsAgent: TlsAgent | undefined;
  readonly limits: Limits;
}

const small = (
  outgoing: Outgoing,
  { connection, tlsAgent, limits }: Transport,
  signal?: AbortSignal,
): Promise<SmallAnswer> =>
  new Promise((resolve) => {
    const { origin } = new URL(outgoing.url);
    const method = outgoing.method.toLowerCase() as 'get' | 'post';
    // The path is taken from the text: it must go out as it was given, not as a URL parser would write it.
    const call = supertest(origin)[method](outgoing.url.slice(originLength(outgoing.url)) || '/');
    const chunks: Uint8Array[] = [];
    let length = 0;
    void call
      .redirects(0)
      .ok(() => true)
      .timeout({ response: limits['reply-seconds'] * 1000, deadline: limits['small-reply-seconds'] * 1000 })
      .buffer(true)
      // superagent itself hears when the connection breaks or is dropped; told twice, it complains on the console.
      .parse((response, done) => {
        response.on('data', (chunk: Uint8Array) => {
          length += chunk.length;
          if (length <= limits['small-body-bytes']) chunks.push(chunk);
          else {
            drop(response);
            done(tooLarge(limits), null);
          }
        });
        response.on('end', () => done(null, null));
      });
    if (tlsAgent !== undefined && outgoing.url.startsWith('https:')) void call.agent(tlsAgent as never);
    if (connection.hosts !== undefined) void call.connect({ ...connection.hosts });
    // supertest asks for gzip unless told otherwise; a small answer is read as it stands.
    void call.set('Accept-Encoding', 'identity');
    for (const [name, value] of outgoing.headers) void call.set(name, value);
    if (outgoing.body !== undefined && outgoing.body !== '') void call.send(outgoing.body);
    // Node bounds the head by itself; here it is the run that says by how much.
    call.on('request', ({ req }: { req: { maxHeaderSize?: number } }) => (req.maxHeaderSize = limits['header-bytes']));
    const abort = (): void => void call.abort();
    signal?.addEventListener('abort', abort, { once: true });
    call.on('abort', () => {
      // superagent says abort of its own time-outs too; those come as errors.
      if (signal?.aborted === true) resolve({ failure: { code: 'interrupted', says: 'the run was interrupted' } });
    });
    call.end((error: unknown, response) => {
      signal?.removeEventListener('abort', abort);
      const raw = (response as unknown as { res?: RawResponse } | undefined)?.res;
      if (error !== null && error !== undefined) return resolve({ failure: failureOf(error, limits) });
      if (raw === undefined) return resolve({ failure: { code: 'no-reply', says: 'there was no reply' } });
      resolve({
        head: { status: raw.statusCode, reason: raw.statusMessage, headers: pairs(raw.rawHeaders) },
        bytes: Buffer.concat(chunks),
      });
    });
  });

/** Ends a reply that is not wanted any further, so that nobody hears of it as an error. */
const drop = (response: unknown): void => {
  const stream = response as EventEmitter & { readonly destroy: () => void };
  stream
    .removeAllListeners('data')
    .removeAllListeners('error')
    .on('error', () => undefined);
  stream.destroy();
};

interface RawResponse {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly rawHeaders: string[];
}

const originLength = (url: string): number => {
  const slash = url.indexOf('/', url.indexOf('://') + 3);
  return slash === -1 ? url.length : slash;
};

const pairs = (raw: readonly string[]): Header[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

/**
 * How TLS trusts: the usual authorities and the given one (Node would take only what it is told), made once, since
 * reading them takes a while.
 */
export const trust = ({
  ca,
  insecure,
}: Connection): { secureContext?: SecureContext; rejectUnauthorized?: boolean } => ({
  ...(ca !== undefined && { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) }),
  ...(insecure === true && { rejectUnauthorized: false }),
});

const SENTENCES: Readonly<Record<string, string | ((limits: Limits) => string)>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset before the reply was whole',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no connection in time',
  ECONNABORTED: (limits) => `no whole reply within ${inForce('small-reply-seconds', limits)}`,
  EPROTO: 'TLS failed (EPROTO)',
  HPE_HEADER_OVERFLOW: (limits) => `the headers are over the bound of ${inForce('header-bytes', limits)}`,
  UND_ERR_HEADERS_OVERFLOW: (limits) => `the headers are over the bound of ${inForce('header-bytes', limits)}`,
  UND_ERR_SOCKET: 'the connection was closed before the reply was whole',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the body is not as long as Content-Length says',
  UND_ERR_HEADERS_TIMEOUT: (limits) => `no reply within ${inForce('reply-seconds', limits)}`,
  UND_ERR_BODY_TIMEOUT: (limits) => `nothing more of the body came for ${inForce('idle-seconds', limits)}`,
  UND_ERR_CONNECT_TIMEOUT: (limits) => `no connection within ${inForce('connect-seconds', limits)}`,
  UND_ERR_ABORTED: 'the run was interrupted',
  ABORT_ERR: 'the run was interrupted',
};

/** A sentence of ours for an error of the network; its own message may quote what the server sent. */
export const failureOf = (error: unknown, limits: Limits = defaultLimits): Failure => {
  const { code, errno, cause, name, message } = error as Record<
    'code' | 'errno' | 'cause' | 'name' | 'message',
    unknown
  >;
  if (isOverBound(error)) return { code: error.code, says: error.message };
  // superagent tells its two time-outs by errno alone.
  if (code === 'ECONNABORTED' && errno === 'ETIMEDOUT')
    return { code, says: `no reply within ${inForce('reply-seconds', limits)}` };
  // supertest makes errors of its own of some failures, with the code at the start of the message.
  const told = typeof message === 'string' ? /^(E[A-Z]{3,}): /.exec(message)?.[1] : undefined;
  const known = typeof code === 'string' ? code : told;
  if (known === undefined && cause !== undefined) return failureOf(cause, limits);
  const stable = known ?? (name === 'AbortError' ? 'ABORT_ERR' : 'broken');
  const sentence = SENTENCES[stable];
  if (sentence !== undefined) return { code: stable, says: typeof sentence === 'string' ? sentence : sentence(limits) };
  if (stable.startsWith('HPE_')) return { code: stable, says: 'the answer is not HTTP' };
  const tls = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(stable);
  return { code: stable, says: tls ? `TLS failed (${stable})` : `the exchange broke (${stable})` };
};

const lookupIn =
  (hosts: Readonly<Record<string, string>>): LookupFunction =>
  (host, options, done) => {
    const address = hosts[host];
    if (address === undefined) return lookup(host, options, done as never);
    const family = address.includes(':') ? 6 : 4;
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
