import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Header, ServerRequest } from '../model/index.js';
import type { openAgents } from '../network/agents.js';

/** Bytes of one response that the relay keeps in memory to record it, at most. */
export const MOST_RELAYED = 268_435_456;
/** How long the server may send nothing, in milliseconds. */
const SILENCE_MS = 120_000;

/** A response of the server, as it was on the wire. */
export interface Relayed {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** Headers that belong to one connection (RFC 9110, 7.6.1), and those that a new request gets anew. */
const HOP = new Set(
  'connection keep-alive proxy-connection proxy-authorization proxy-authenticate te trailer transfer-encoding upgrade host content-length expect'.split(
    ' ',
  ),
);

const isEndToEnd = ([name]: Header): boolean => !HOP.has(name.toLowerCase());

/** Passes a request on to the server. Rejects with an error of the network, or if the response is too large to be recorded. */
export const passOn = (
  url: string,
  { method, headers, body }: ServerRequest,
  agents: ReturnType<typeof openAgents>,
): Promise<Relayed> =>
  new Promise((resolve, reject) => {
    const make = url.startsWith('https:') ? tlsRequest : plainRequest;
    const { origin } = new URL(url);
    const call = make(
      new URL(origin),
      { method, path: url.slice(origin.length), agent: agents.for(url), timeout: SILENCE_MS },
      (reply) => {
        bytesOf(reply).then((bytes) => resolve(relayed(reply, bytes)), reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error('the server sent nothing for too long')));
    call.on('error', reject);
    for (const [name, value] of Object.entries(headers)) if (isEndToEnd([name, value])) call.setHeader(name, value);
    // Tokens and URLs are read from the responses as they come.
    call.setHeader('Accept-Encoding', 'identity');
    call.end(body);
  });

const bytesOf = async (reply: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of reply as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_RELAYED) throw new Error(`the response has more than ${MOST_RELAYED} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const relayed = (reply: IncomingMessage, body: Buffer): Relayed => ({
  status: reply.statusCode ?? 0,
  reason: reply.statusMessage ?? '',
  headers: reply.rawHeaders
    .flatMap((name, at): Header[] => (at % 2 === 0 ? [[name, reply.rawHeaders[at + 1] ?? '']] : []))
    .filter(isEndToEnd),
  body,
});
