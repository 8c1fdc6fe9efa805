import type { Agent, request as undiciRequest } from 'undici';
import type { Limits } from '../../../model/index.js';
import { isOverBound } from '../../../record/bounds.js';
import { userAgent } from '../../../package.js';
import { failureOf } from './failure.js';
import { type FetchedFile, type Outgoing, pairs, type ReceiveFile } from './messages.js';
import { paceOf } from './pace.js';

/** Downloads a file; the limits bound its size and how slowly it may arrive. */
export const streamFile = async (
  outgoing: Outgoing,
  {
    agent,
    request,
    limits,
  }: { readonly agent: Agent; readonly request: typeof undiciRequest; readonly limits: Limits },
  receive: ReceiveFile,
  signal?: AbortSignal,
): Promise<FetchedFile> => {
  const state = { receiving: false };
  const receiving = async <T>(step: () => T | Promise<T>): Promise<T> => {
    state.receiving = true;
    const result = await step();
    state.receiving = false;
    return result;
  };
  try {
    const reply = await request(outgoing.url, {
      method: outgoing.method as 'GET',
      headers: ['User-Agent', userAgent, ...outgoing.headers.flat()],
      dispatcher: agent,
      responseHeaders: 'raw',
      ...(signal !== undefined && { signal }),
    });
    const raw = reply.headers as unknown as (Buffer | string)[];
    const head = { status: reply.statusCode, reason: reply.statusText, headers: pairs(raw.map(String)) };
    // If nobody takes the body, the connection would never become available again.
    const write = await receiving(() => receive(head)).catch((error: unknown) => {
      reply.body.on('error', () => undefined).destroy();
      throw error;
    });
    const pace = paceOf(limits);
    for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
      pace.received(chunk.length);
      await receiving(() => write(chunk));
      pace.waits();
    }
    return {};
  } catch (error) {
    // An error of the receiver is not a failure of the exchange, unless it reports a bound.
    if (state.receiving && !isOverBound(error)) throw error;
    return { failure: failureOf(error, limits) };
  }
};
