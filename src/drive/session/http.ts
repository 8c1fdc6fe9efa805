import { lookup } from 'node:dns';
import type { EventEmitter } from 'node:events';
import type { LookupFunction } from 'node:net';
import { Agent as TlsAgent } from 'node:https';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import supertest from 'supertest';
import { type Connection, defaultLimits, type Header, inForce, type Limits } from '../../model/index.js';
import { isOverBound, overBound } from '../../record/bounds.js';
import { type Failure, failureOf } from './failure.js';
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
  const openAgent = async () => {
    // Loaded for the first data file: the first request must not wait for it.
    const { Agent, request } = await import('undici');
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
    return { agent, request };
  };
  let opened: ReturnType<typeof openAgent> | undefined;
  return {
    small: (outgoing, signal) => small(outgoing, { connection, tlsAgent, limits }, signal),
    stream: async (outgoing, onHead, signal) => {
      const { agent, request } = await (opened ??= openAgent());
      const reading = { ours: false };
      const read = async <T>(step: () => T | Promise<T>): Promise<T> => {
        reading.ours = true;
        const result = await step();
        reading.ours = false;
        return result;
      };
      try {
        const reply = await request(outgoing.url, {
          method: outgoing.method as 'GET',
          headers: outgoing.headers.flat(),
          dispatcher: agent,
          responseHeaders: 'raw',
          ...(signal !== undefined && { signal }),
        });
        const raw = reply.headers as unknown as (Buffer | string)[];
        const head = { status: reply.statusCode, reason: reply.statusText, headers: pairs(raw.map(String)) };
        // Where nobody takes the body, the connection would never be free.
        const write = await read(() => onHead(head)).catch((error: unknown) => {
          reply.body.on('error', () => undefined).destroy();
          throw error;
        });
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
    close: async () => (await opened)?.agent.close(),
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

const lookupIn =
  (hosts: Readonly<Record<string, string>>): LookupFunction =>
  (host, options, done) => {
    const address = hosts[host];
    if (address === undefined) return lookup(host, options, done as never);
    const family = address.includes(':') ? 6 : 4;
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
