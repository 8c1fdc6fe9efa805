import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Capture, Captured } from '../capture/har.js';
import { cannotListen } from '../certify/listening/addresses.js';
import { createRecorder, type Recorder } from '../certify/record.js';
import {
  type Clock,
  type Connection,
  type Exchange,
  type Header,
  headerOf,
  type Profile,
  type ServerReply,
  type ServerRequest,
  systemClock,
} from '../model/index.js';
import { openAgents } from '../network/agents.js';
import { withoutCoding } from '../record/body.js';
import { createRedactor, type Redactor } from '../record/redact.js';
import { received, send } from '../reference/index.js';
import { trust } from '../drive/session/http/connection.js';
import { movedBody, movedHeaders } from './announced.js';
import { MOST_RELAYED, passOn, type Relayed } from './upstream.js';

/** A server to record, and where the relay listens for its client. */
export interface RelayOptions {
  readonly profile: Profile;
  /** Base URL of the server. */
  readonly to: string;
  /** Base URL that the server announces its URLs under, if it is another one. */
  readonly publicUrl?: string;
  /** The condition that the client is judged in. */
  readonly condition: string;
  readonly connection?: Connection;
  /**
   * @default any free port
   */
  readonly port?: number;
  readonly clock?: Clock;
  readonly onExchange?: (exchange: Exchange) => void;
}

/** A relay between a client and a server, which records what they say to each other. */
export interface Relay {
  /** Base URL for the client. */
  readonly url: string;
  /** What the server answered, as it wrote it. */
  readonly capture: () => Capture;
  /** What the client sent, redacted. */
  readonly client: { readonly exchanges: Exchange[]; readonly redactor: Redactor };
  readonly errors: readonly unknown[];
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a relay on loopback. What passes it stays in memory; credentials are never written. */
export const startRelay = async (options: RelayOptions): Promise<Relay> => {
  const { profile, to, publicUrl, condition, connection = {}, port = 0, clock = systemClock, onExchange } = options;
  const agents = openAgents(connection.proxies, trust(connection));
  const [captured, exchanges, errors]: [Captured[], Exchange[], unknown[]] = [[], [], []];
  const redactor = createRedactor();
  const credentials = { clientId: '', clientSecret: '' };
  let marks = 0;
  const recorder = createRecorder({
    ...{ profile, clock, condition, credentials, redactor, exchanges },
    startedAt: clock.now(),
    nextMark: () => `«token ${(marks += 1)}»`,
    keepsFiles: false,
    onExchange: (exchange) => onExchange?.(exchange),
  });
  const own = { url: '' };
  const from = publicUrl === undefined ? [to] : [to, publicUrl];
  const next = async (request: ServerRequest): Promise<ServerReply> => {
    const at = clock.now();
    const url = to + request.target;
    try {
      const reply = await passOn(url, request, agents);
      captured.push(capturedOf(url, request, reply, { at, ms: clock.now() - at }));
      return replyFor(request, reply, from, own.url);
    } catch (error) {
      const says = error instanceof Error ? error.message : 'unknown';
      return {
        status: 502,
        headers: [['Content-Type', 'text/plain']],
        body: `No response could be passed on: ${says}.\n`,
      };
    }
  };
  const server = createServer((message, response) => {
    serve(message, response, { recorder, next, learn: (request) => learn(request, credentials, redactor) }).catch(
      (error: unknown) => {
        errors.push(error);
        response.destroy();
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, HOST, port) ?? error)).listen(port, HOST, resolve);
  });
  own.url = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    url: own.url,
    capture: () => ({
      tool: 'record',
      entries: captured.toSorted((a, b) => a.at - b.at),
      unanswered: 0,
      keepsCredentials: true,
    }),
    client: { exchanges, redactor },
    errors,
    close: () =>
      new Promise((resolve) => {
        agents.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface Serving {
  readonly recorder: Recorder;
  readonly next: (request: ServerRequest) => Promise<ServerReply>;
  readonly learn: (request: ServerRequest) => void;
}

const serve = async (
  message: IncomingMessage,
  response: ServerResponse,
  { recorder, next, learn }: Serving,
): Promise<void> => {
  const request = await received(message, '');
  if (request === undefined) {
    response.writeHead(413).end();
    return;
  }
  learn(request);
  // A relay has no occasion of its own for a deviation.
  const reply = await recorder.around(false)(request, next, undefined as never);
  await send(response, reply, new Date());
};

/** Learns the credentials of the client from its first request with any; they are secrets from then on. */
const learn = (
  { headers }: ServerRequest,
  credentials: { clientId: string; clientSecret: string },
  redactor: Redactor,
): void => {
  const [, value] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(headers['authorization'] ?? '') ?? [];
  const [id = '', ...secret] = Buffer.from(value ?? '', 'base64')
    .toString('utf8')
    .split(':');
  if (value === undefined || secret.length === 0) return;
  redactor.add(secret.join(':'), '«client secret»');
  if (credentials.clientId !== '') return;
  redactor.add(id, '«client id»');
  Object.assign(credentials, { clientId: id, clientSecret: secret.join(':') });
};

const capturedOf = (
  url: string,
  { method, headers, body }: ServerRequest,
  { status, reason, headers: replyHeaders, body: bytes }: Relayed,
  { at, ms }: { readonly at: number; readonly ms: number },
): Captured => ({
  ...{ at, ms, method, url, status, reason, replyHeaders },
  headers: Object.entries(headers).filter(([name]) => name !== 'host'),
  sent: body !== '',
  body: withoutCoding(replyHeaders, bytes, MOST_RELAYED),
});

/** The response as the client gets it. Only in a manifest are there URLs to follow. */
const replyFor = (
  { method }: ServerRequest,
  { status, reason, headers, body }: Relayed,
  from: readonly string[],
  to: string,
): ServerReply => {
  const isManifest =
    method === 'GET' && status === 200 && headerOf(headers, 'content-encoding') === undefined && isJson(headers);
  const moved = isManifest ? movedBody(body.toString('utf8'), from, to) : undefined;
  const isText = body.length < TEXT_BYTES;
  return {
    status,
    reason,
    headers: movedHeaders(headers, from, to),
    body: moved ?? (isText && isJson(headers) ? body.toString('utf8') : body),
  };
};

/** Longest response that may be a token or an error, in bytes. */
const TEXT_BYTES = 65_536;

const isJson = (headers: readonly Header[]): boolean =>
  /^application\/(?:[\w.-]+\+)?json\b/i.test(headerOf(headers, 'content-type') ?? '');
