import type { EventEmitter } from 'node:events';
import supertest from 'supertest';
import { type Connection, inForce, type Limits } from '../../../model/index.js';
import { overBound } from '../../../record/bounds.js';
import type { Agents } from '../../../network/agents.js';
import { userAgent } from '../../../package.js';
import { failureOf } from './failure.js';
import { type Outgoing, pairs, type SmallAnswer } from './messages.js';

/** The body of a small reply exceeds the limit. */
export const tooLarge = (limits: Limits): Error =>
  overBound('too-large', `the body exceeds the limit of ${inForce('small-body-bytes', limits)}`);

interface Transport {
  readonly connection: Connection;
  readonly agents: Agents;
  readonly limits: Limits;
}

/** Sends one request and reads its reply to the end, within the limits. */
export const sendSmall = (
  outgoing: Outgoing,
  { connection, agents, limits }: Transport,
  signal?: AbortSignal,
): Promise<SmallAnswer> =>
  new Promise((resolve) => {
    const { origin } = new URL(outgoing.url);
    const method = outgoing.method.toLowerCase() as 'get' | 'post';
    // The path is cut from the text: it must be sent as it was given, not as a URL parser would write it.
    const call = supertest(origin)[method](outgoing.url.slice(originLength(outgoing.url)) || '/');
    const chunks: Uint8Array[] = [];
    let length = 0;
    void call
      .redirects(0)
      .ok(() => true)
      .timeout({ response: limits['reply-seconds'] * 1000, deadline: limits['small-reply-seconds'] * 1000 })
      .buffer(true)
      // superagent itself notices that the connection failed or was closed; if told again, it writes to the console.
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
    void call.agent(agents.for(outgoing.url) as never);
    if (connection.hosts !== undefined) void call.connect({ ...connection.hosts });
    // supertest requests gzip by default; small replies are read without decoding.
    void call.set('Accept-Encoding', 'identity');
    void call.set('User-Agent', userAgent);
    for (const [name, value] of outgoing.headers) void call.set(name, value);
    if (outgoing.body !== undefined && outgoing.body !== '') void call.send(outgoing.body);
    // Node has a bound of its own for the head; the limit of the run replaces it.
    call.on('request', ({ req }: { req: { maxHeaderSize?: number } }) => (req.maxHeaderSize = limits['header-bytes']));
    const abort = (): void => void call.abort();
    signal?.addEventListener('abort', abort, { once: true });
    call.on('abort', () => {
      // superagent also emits abort for its own time-outs; those are reported as errors.
      if (signal?.aborted === true) resolve({ failure: { code: 'interrupted', says: 'the run was interrupted' } });
    });
    call.end((error: unknown, response) => {
      signal?.removeEventListener('abort', abort);
      const raw = (response as unknown as { res?: RawResponse } | undefined)?.res;
      if (error !== null && error !== undefined) return resolve({ failure: failureOf(error, limits) });
      if (raw === undefined) return resolve({ failure: { code: 'no-reply', says: 'there was no response' } });
      resolve({
        head: { status: raw.statusCode, reason: raw.statusMessage, headers: pairs(raw.rawHeaders) },
        bytes: Buffer.concat(chunks),
      });
    });
  });

/** Ends a reply that is not read any further, without raising an error. */
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
