import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createSecureContext, rootCertificates } from 'node:tls';
import { createGunzip } from 'node:zlib';
import type { Header, Proxies } from '../../model/index.js';
import { endOnAbort } from '../../network/abort.js';
import { openAgents, ProxyFailed } from '../../network/agents.js';
import { proxyFor } from '../../network/proxy.js';
import { userAgent } from '../../package.js';
import { headerOf } from '../server/alter.js';

/** A request exactly as the client sends it: only Host, User-Agent, Connection and the length of a body are added. */
export interface ClientRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute; its path and query are sent as written. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface ClientReply {
  readonly status: number;
  readonly headers: readonly Header[];
  /** Decoded; throws {@link BrokenExchange} if the transfer was cut off. It must be read to its end. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends a request. Rejects with {@link BrokenExchange} if there is no reply; follows no redirect, repeats nothing. */
export type ClientHttp = (request: ClientRequest) => Promise<ClientReply>;

/** There was no reply, or only a part of one. The message is the client's own sentence. */
export class BrokenExchange extends Error {
  override readonly name = 'BrokenExchange';
}

/** The result of a step, or the error of its exchange; other errors are thrown. */
export const orBroken = async <T>(step: () => Promise<T>): Promise<T | BrokenExchange> => {
  try {
    return await step();
  } catch (error) {
    if (error instanceof BrokenExchange) return error;
    throw error;
  }
};

/** How long a connection may be idle, in milliseconds of real time. */
const SILENCE_MS = 60_000;
const CHUNK = 262_144;

/**
 * The client's transport over Node's own http and https. fetch accepts as complete a chunked body that ends early under
 * `Connection: close`, and a gzip body without its end: claims would be missing without notice.
 * @param ca additional certificate authorities, PEM
 * @param proxies for hosts that are not loopback
 * @param maxHeaderSize limit for the head of a reply, in bytes; default: Node's
 */
export const openClientHttp = ({
  ca,
  proxies,
  silenceMs = SILENCE_MS,
  maxHeaderSize,
}: { ca?: string; proxies?: Proxies; silenceMs?: number; maxHeaderSize?: number } = {}): ClientHttp => {
  const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) };
  const agents = openAgents(proxies, trust);
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const send = url.toLowerCase().startsWith('https:') ? tlsRequest : plainRequest;
      const call = send(new URL(url), {
        method,
        path: targetOf(url),
        // Each request has its own connection: a kept one may just have been closed, and a kick-off must not be sent twice.
        agent: proxyFor(url, proxies) === undefined ? false : agents.for(url),
        timeout: silenceMs,
        ...(maxHeaderSize !== undefined && { maxHeaderSize }),
        ...trust,
      });
      call.setHeader('User-Agent', userAgent);
      for (const [name, value] of headers) call.appendHeader(name, value);
      let reply: IncomingMessage | undefined;
      call.on('timeout', () =>
        (reply ?? call).destroy(new BrokenExchange(`the server sent nothing for ${silenceMs / 1000} s`)),
      );
      endOnAbort(call, signal);
      call.on('error', (error) => reject(broken(error, signal)));
      call.on('response', (message: IncomingMessage) => {
        reply = message;
        resolve({
          status: message.statusCode ?? 0,
          headers: pairs(message.rawHeaders),
          body: decoded(message, signal),
        });
      });
      call.end(body);
    });
};

/** Path and query as written in the URL; as a parser writes them only if HTTP cannot transport them otherwise. */
const targetOf = (url: string): string => {
  const text = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const { pathname, search } = new URL(url);
  return /^\/[\x21-\x7e]*$/.test(text) ? text : pathname + search;
};

async function* decoded(
  message: IncomingMessage,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const coding = headerOf(pairs(message.rawHeaders), 'Content-Encoding')?.trim().toLowerCase() ?? '';
  try {
    if (!['', 'identity', 'gzip', 'x-gzip'].includes(coding)) {
      message.destroy();
      throw new BrokenExchange('the body has a content coding that was not requested');
    }
    yield* coding.endsWith('gzip') ? unzipped(message) : (message as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw broken(error as Error, signal);
  }
}

// The callback has nothing to do: an error of the source destroys the end of the pipeline, and its reader receives it.
const unzipped = (message: IncomingMessage): Readable =>
  pipeline(message, createGunzip({ chunkSize: CHUNK }), () => undefined);

const pairs = (raw: readonly string[]): Header[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed before the response was complete',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was closed before the response was complete',
  EPIPE: 'the connection was closed before the request was sent',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up at the moment',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the host',
  Z_BUF_ERROR: 'the gzip body is cut off',
  Z_DATA_ERROR: 'the body is not gzip, although Content-Encoding says so',
};

/** Replaces an error by one with the client's own sentence: the network's message may quote what the server sent. */
const broken = (error: Error, signal: AbortSignal | undefined): Error => {
  if (signal?.aborted === true) return new BrokenExchange('it was interrupted');
  const { code } = error as NodeJS.ErrnoException;
  // An error without a code is a BrokenExchange already, or an error of this program.
  if (code === undefined) return error;
  if (error instanceof ProxyFailed) return new BrokenExchange(error.message);
  const tls = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code);
  if (code.startsWith('HPE_')) return new BrokenExchange('the response is not HTTP');
  return new BrokenExchange(SENTENCES[code] ?? (tls ? `TLS failed (${code})` : `the exchange failed (${code})`));
};
