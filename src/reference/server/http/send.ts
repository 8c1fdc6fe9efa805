import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Header, ServerReply, ServerRequest } from '../../../model/index.js';
import { bytesOf } from '../alter.js';
import { type ServerFront, originOf } from './front.js';

const LONGEST_BODY = 65_536;

/**
 * Reads a request; undefined if its body is longer than the limit of this server.
 * @param prefix path before the API, removed from `path` but not from `target`
 */
export const received = async (
  message: IncomingMessage,
  prefix: string,
  front: ServerFront = {},
): Promise<ServerRequest | undefined> => {
  const body = await bodyOf(message);
  if (body === undefined) return undefined;
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const { localAddress = '', localPort = 0 } = message.socket;
  const headers = joined(message.rawHeaders);
  const own = `${'encrypted' in message.socket ? 'https' : 'http'}://${headers['host'] ?? `${localAddress}:${localPort}`}`;
  return {
    method: message.method ?? 'GET',
    target,
    path: path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : '',
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers,
    origin: originOf(own, headers, front),
    body,
  };
};

/** Headers by lower-case name, with repeated ones joined (RFC 9110, 5.3); Node would drop some of them. */
const joined = (raw: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = raw[at + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
};

const bodyOf = async (message: IncomingMessage): Promise<string | undefined> => {
  const { headers } = message;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return '';
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    // The body is read to its end nevertheless: stopping would close the connection before the reply.
    if (length <= LONGEST_BODY) parts.push(part);
  }
  return length > LONGEST_BODY ? undefined : Buffer.concat(parts).toString('utf8');
};

/** Sends a reply: headers in their order and spelling, then the body; resolves when it was handed to the socket or cut off. */
export const send = async (response: ServerResponse, reply: ServerReply, date: Date): Promise<void> => {
  const { status, body, cut, reason = STATUS_CODES[status] ?? '' } = reply;
  if (reply.reset === true) return void response.socket?.destroy();
  const has = (wanted: string): boolean => reply.headers.some(([name]) => name.toLowerCase() === wanted);
  // The server's own clock; Node would take the system's.
  response.sendDate = false;
  const headers: Header[] = has('date') ? [...reply.headers] : [['Date', date.toUTCString()], ...reply.headers];
  const lengthIsSet = has('content-length') || has('transfer-encoding');
  if (cut !== undefined) {
    const bytes = await bytesOf(body);
    if (!lengthIsSet) headers.push(['Content-Length', String(bytes.length + cut)]);
    response.writeHead(status, reason, headers.flat());
    return new Promise((resolve) => {
      response.write(bytes, () => {
        response.socket?.destroy();
        resolve();
      });
      // Node holds the headers back until there is a body, and an empty body does not count.
      response.flushHeaders();
    });
  }
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (!lengthIsSet && status !== 204 && status !== 304) {
      headers.push(['Content-Length', String(Buffer.byteLength(body))]);
    }
    response.writeHead(status, reason, headers.flat()).end(body);
    return;
  }
  response.writeHead(status, reason, headers.flat());
  await pipeline(Readable.from(body), response);
};
