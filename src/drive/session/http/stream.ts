import { type IncomingMessage, request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Connection, Limits } from '../../../model/index.js';
import { endOnAbort } from '../../../network/abort.js';
import type { Agents } from '../../../network/agents.js';
import { userAgent } from '../../../package.js';
import { isOverBound } from '../../../record/bounds.js';
import { lookupIn } from './connection.js';
import { failureOf } from './failure.js';
import { type FetchedFile, type Outgoing, pairs, type ReceiveFile, targetOf } from './messages.js';
import { paceOf } from './pace.js';

interface Transport {
  readonly agents: Agents;
  readonly connection: Connection;
  readonly limits: Limits;
}

/** Downloads a file; the limits bound its size and how slowly it may arrive. */
export const streamFile = async (
  outgoing: Outgoing,
  transport: Transport,
  receive: ReceiveFile,
  signal?: AbortSignal,
): Promise<FetchedFile> => {
  const { limits } = transport;
  const state = { receiving: false };
  const receiving = async <T>(step: () => T | Promise<T>): Promise<T> => {
    state.receiving = true;
    const result = await step();
    state.receiving = false;
    return result;
  };
  let reply: IncomingMessage | undefined;
  let silence: Silence | undefined;
  try {
    reply = await replyTo(outgoing, transport, signal);
    const head = { status: reply.statusCode ?? 0, reason: reply.statusMessage ?? '', headers: pairs(reply.rawHeaders) };
    const write = await receiving(() => receive(head));
    const pace = paceOf(limits);
    silence = silenceOf(reply, limits);
    for await (const chunk of reply as AsyncIterable<Uint8Array>) {
      silence.end();
      pace.received(chunk.length);
      await receiving(() => write(chunk));
      pace.waits();
      silence.begin();
    }
    return {};
  } catch (error) {
    // If nobody takes the body, the connection would never become available again.
    reply?.on('error', () => undefined).destroy();
    // An error of the receiver is not a failure of the exchange, unless it reports a bound.
    if (state.receiving && !isOverBound(error)) throw error;
    const begun = reply !== undefined && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    return { failure: begun ? CUT : failureOf(error, limits) };
  } finally {
    // A timer that is left behind keeps the process alive after its report.
    silence?.end();
  }
};

const CUT = { code: 'cut', says: 'the connection was closed before the response was complete' };

/** Sends the request and waits for the head of its reply. Interim replies (RFC 9110, 15.2) come before it and mean nothing. */
const replyTo = (
  { method, url, headers }: Outgoing,
  { agents, connection, limits }: Transport,
  signal?: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const call = (url.toLowerCase().startsWith('https:') ? tlsRequest : request)(new URL(url), {
      method,
      path: targetOf(url),
      agent: agents.for(url),
      maxHeaderSize: limits['header-bytes'],
      ...(connection.hosts !== undefined && { lookup: lookupIn(connection.hosts) }),
    });
    const late = (code: string): void => void call.destroy(Object.assign(new Error(code), { code }));
    const reply = setTimeout(() => late('reply-timeout'), limits['reply-seconds'] * 1000);
    const connect = setTimeout(() => late('connect-timeout'), limits['connect-seconds'] * 1000);
    const stop = (): void => [reply, connect].forEach(clearTimeout);
    call.once('socket', (socket) => {
      if (!socket.connecting) return clearTimeout(connect);
      socket.once('connect', () => clearTimeout(connect));
    });
    call.once('response', (message: IncomingMessage) => {
      stop();
      resolve(message);
    });
    call.on('error', (error) => {
      stop();
      reject(error);
    });
    endOnAbort(call, signal);
    if (!headers.some(([name]) => name.toLowerCase() === 'user-agent')) call.setHeader('User-Agent', userAgent);
    try {
      for (const [name, value] of headers) call.appendHeader(name, value);
      call.end();
    } catch (error) {
      // A value that no header can have: nothing was sent.
      call.destroy(error as Error);
    }
  });

interface Silence {
  readonly begin: () => void;
  readonly end: () => void;
}

/** Ends a reply of which nothing more arrives. */
const silenceOf = (reply: IncomingMessage, limits: Limits): Silence => {
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    const error = Object.assign(new Error('silence'), { code: 'body-timeout' });
    timer = setTimeout(() => reply.destroy(error), limits['idle-seconds'] * 1000);
  };
  begin();
  return { begin, end: () => clearTimeout(timer) };
};
