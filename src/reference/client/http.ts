import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createSecureContext, rootCertificates } from 'node:tls';
import { createGunzip } from 'node:zlib';
import type { Header } from '../../model/index.js';
import { headerOf } from '../server/alter.js';

/** A request as the client means it: nothing is added on the way but Host, Connection and the length of a body. */
export interface ClientRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute; its path and query go out as they are written. */
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface ClientReply {
  readonly status: number;
  readonly headers: readonly Header[];
  /** Decoded; throws {@link BrokenExchange} where the transfer was cut. To be read to its end. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** All that goes over the wire. Rejects with {@link BrokenExchange} where there is no reply; follows no redirect, repeats nothing. */
export type ClientHttp = (request: ClientRequest) => Promise<ClientReply>;

/** There was no reply, or only a part of one. The message says why in words of ours. */
export class BrokenExchange extends Error {
  override readonly name = 'Broken';
}

/** What a step results in, or that its exchange broke; other errors stay thrown. */
export const orBroken = async <T>(step: () => Promise<T>): Promise<T | BrokenExchange> => {
  try {
    return await step();
  } catch (error) {
    if (error instanceof BrokenExchange) return error;
    throw error;
  }
};

/** How long a connection may be silent, in milliseconds of real time. */
const SILENCE_MS = 60_000;
const CHUNK = 262_144;

/**
 * The client's transport over Node's own http and https. Not over fetch: that one takes a chunked body that ends early
 * under `Connection: close`, and a gzip body without its end, for whole ones, and claims would be missing unnoticed.
 * @param ca PEM of further certificate authorities
 * @param maxHeaderSize bound of the head of a reply, in bytes; default: Node's
 */
export const openClientHttp = ({
  ca,
  silenceMs = SILENCE_MS,
  maxHeaderSize,
}: { ca?: string; silenceMs?: number; maxHeaderSize?: number } = {}): ClientHttp => {
  const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) };
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const send = url.toLowerCase().startsWith('https:') ? tlsRequest : plainRequest;
      const call = send(new URL(url), {
        method,
        path: targetOf(url),
        // A connection each: one that was kept may be gone just when it is needed, and a kick-off is not to be sent twice.
        agent: false,
        timeout: silenceMs,
        ...(maxHeaderSize !== undefined && { maxHeaderSize }),
        ...trust,
        ...(signal !== undefined && { signal }),
      });
      for (const [name, value] of headers) call.appendHeader(name, value);
      let reply: IncomingMessage | undefined;
      call.on('timeout', () =>
        (reply ?? call).destroy(new BrokenExchange(`the server was silent for ${silenceMs / 1000} s`)),
      );
      call.on('error', (error) => reject(broken(error)));
      call.on('response', (message: IncomingMessage) => {
        reply = message;
        resolve({ status: message.statusCode ?? 0, headers: pairs(message.rawHeaders), body: decoded(message) });
      });
      call.end(body);
    });
};

/** Path and query as they stand in the URL; as a parser writes them only where HTTP cannot carry them so. */
const targetOf = (url: string): string => {
  const text = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const { pathname, search } = new URL(url);
  return /^\/[\x21-\x7e]*$/.test(text) ? text : pathname + search;
};

async function* decoded(message: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const coding = headerOf(pairs(message.rawHeaders), 'Content-Encoding')?.trim().toLowerCase() ?? '';
  try {
    if (!['', 'identity', 'gzip', 'x-gzip'].includes(coding)) {
      message.destroy();
      throw new BrokenExchange('the body is in a content coding that was not asked for');
    }
    yield* coding.endsWith('gzip') ? unzipped(message) : (message as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw broken(error as Error);
  }
}

// The callback has nothing to tell: an error of the source destroys the end of the pipeline, whose reader gets it.
const unzipped = (message: IncomingMessage): Readable =>
  pipeline(message, createGunzip({ chunkSize: CHUNK }), () => undefined);

const pairs = (raw: readonly string[]): Header[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed before the reply was whole',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was closed before the reply was whole',
  EPIPE: 'the connection was closed before the request was sent',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'no connection in time',
  EHOSTUNREACH: 'no way leads to the host',
  ENETUNREACH: 'no way leads to the host',
  ABORT_ERR: 'it was interrupted',
  Z_BUF_ERROR: 'the gzip body ends before its end',
  Z_DATA_ERROR: 'the body is not the gzip that Content-Encoding says',
};

/** In words of ours: the network's own message may quote what the server sent. */
const broken = (error: Error): Error => {
  const { code } = error as NodeJS.ErrnoException;
  // What has no code is a Broken already, or no failure of the network but a mistake of ours.
  if (code === undefined) return error;
  const tls = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code);
  if (code.startsWith('HPE_')) return new BrokenExchange('the answer is not HTTP');
  return new BrokenExchange(SENTENCES[code] ?? (tls ? `TLS failed (${code})` : `the exchange broke (${code})`));
};
