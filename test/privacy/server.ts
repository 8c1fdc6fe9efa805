import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Credentials, Header, Profile, Route } from '../../src/model/index.js';
import { startReferenceServer } from '../../src/reference/index.js';
import { routeOf } from '../../src/reference/server/routes.js';
import type { Marks } from './marks.js';

/** A reply as it goes over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  /** The connection is dropped when so many bytes of the body were sent. */
  readonly cutAt?: number;
}

/** What was asked. */
export interface PrivacyRequest {
  readonly route: Route;
  readonly path: string;
  readonly base: string;
  /** Requests to this route, from 1. */
  readonly nth: number;
  /** What the server could repeat: the secrets of both clients, the expired token where it was asked with one, and tokens, even before the first is issued. */
  readonly secrets: readonly string[];
}

/** Changes what the reference server answers. */
export type Planting = (reply: RawResponse, asked: PrivacyRequest, marks: Marks) => RawResponse;

/** A server that plants marks, and what a command needs to speak to it. */
export interface Planted {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** A token that has expired. */
  readonly expired: string;
  readonly close: () => Promise<void>;
}

/** Starts a reference server behind one that changes its answers; its credentials and tokens are marks too. */
export const startPlanted = async (profile: Profile, marks: Marks, planting: Planting): Promise<Planted> => {
  const client = (of: string): Credentials => ({
    clientId: marks.word(`client id of the ${of}`),
    clientSecret: `${marks.word(`secret of the ${of}`)}/+ ${marks.number(`secret of the ${of}`)}`,
  });
  const clients = [client('client'), client('other client')] as const;
  const sound = await startReferenceServer({ profile, clients, beneficiaries: 2 });
  const expired = expiredToken(marks);
  const counts = new Map<Route, number>();
  const tokens = tokenShop(marks);
  let wasShown = false;
  const secretsOf = (): string[] => [
    ...clients.map(({ clientSecret }) => clientSecret),
    ...(wasShown ? [expired] : []),
    ...tokens.all(),
  ];
  const server = createServer((message, response) => {
    const path = (message.url ?? '/').replace(/\?.*$/, '');
    const route = routeOf(profile, path);
    const nth = (counts.get(route) ?? 0) + 1;
    counts.set(route, nth);
    const base = `http://${message.headers.host}`;
    wasShown ||= message.headers.authorization?.includes(expired) === true;
    forwarded(message, sound.url, tokens.real)
      .then((reply) =>
        send(
          response,
          planting(withMarkedToken(reply, route, tokens), { route, path, base, nth, secrets: secretsOf() }, marks),
        ),
      )
      // The server behind may be closed while a request is under way.
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [{ clientId, clientSecret }, other] = clients;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    env: {
      BCDA_CLIENT_ID: clientId,
      BCDA_CLIENT_SECRET: clientSecret,
      BCDA_OTHER_CLIENT_ID: other.clientId,
      BCDA_OTHER_CLIENT_SECRET: other.clientSecret,
    },
    expired,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, sound.close()]);
    },
  };
};

/** A token of long ago, as its owner might hand it in; no server takes it any more. */
const expiredToken = (marks: Marks): string => {
  const claims = { exp: 1_000_000_000, sub: marks.word('claim of the expired token') };
  const parts = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const token = [...parts, marks.word('signature of the expired token')].join('.');
  marks.also(token, 'the expired token');
  return token;
};

/** The JSON of a body. */
export const jsonIn = ({ body }: RawResponse): Record<string, unknown> =>
  JSON.parse(body.toString('utf8')) as Record<string, unknown>;

/** A reply with another body of JSON. */
export const withJson = (reply: RawResponse, json: unknown): RawResponse => ({
  ...reply,
  body: Buffer.from(JSON.stringify(json)),
});

/** Tokens are handed out under marks and known again by them. */
interface TokenShop {
  readonly real: Map<string, string>;
  /** Takes the next mark. */
  readonly sell: (real: string) => string;
  /** All that were handed out; before, the first that will be. */
  readonly all: () => string[];
}

const tokenShop = (marks: Marks): TokenShop => {
  const real = new Map<string, string>();
  const made = (): string => `${marks.word('an access token')}.${marks.number('an access token')}`;
  let next = made();
  return {
    real,
    sell: (token) => {
      real.set(next, token);
      const sold = next;
      next = made();
      return sold;
    },
    all: () => (real.size === 0 ? [next] : [...real.keys()]),
  };
};

const withMarkedToken = (reply: RawResponse, route: Route, tokens: TokenShop): RawResponse => {
  if (route !== 'token' || reply.status !== 200) return reply;
  const answer = jsonIn(reply) as { access_token: string };
  return withJson(reply, { ...answer, access_token: tokens.sell(answer.access_token) });
};

const forwarded = (message: IncomingMessage, to: string, real: ReadonlyMap<string, string>): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const [scheme = '', token = ''] = (message.headers.authorization ?? '').split(' ');
    const authorization = real.has(token) ? `${scheme} ${real.get(token)}` : message.headers.authorization;
    const call = request(`${to}${message.url}`, {
      method: message.method ?? 'GET',
      headers: { ...message.headers, ...(authorization !== undefined && { authorization }) },
      agent: false,
    });
    call.on('error', reject);
    call.on('response', (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('error', reject);
      reply.on('end', () =>
        resolve({
          status: reply.statusCode ?? 0,
          reason: reply.statusMessage ?? '',
          headers: reply.rawHeaders.flatMap((name, at) =>
            at % 2 === 0 && !/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name)
              ? [[name, reply.rawHeaders[at + 1] ?? ''] as const]
              : [],
          ),
          body: Buffer.concat(parts),
        }),
      );
    });
    message.pipe(call);
  });

const send = (response: ServerResponse, { status, reason, headers, body, cutAt }: RawResponse): void => {
  const lengths = headers.some(([name]) => name.toLowerCase() === 'content-length')
    ? []
    : [['Content-Length', `${body.length}`]];
  response.writeHead(status, reason, [...headers, ...lengths].flat());
  if (cutAt === undefined) response.end(body);
  else response.write(body.subarray(0, cutAt), () => response.destroy());
};
