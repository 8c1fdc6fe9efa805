import { Agent, type ClientRequest, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Proxies } from '../model/index.js';
import { userAgent } from '../package.js';
import { proxyAuthorization, proxyFor, proxyName } from './proxy.js';

/** A connection could not be made through a proxy. The message is a sentence of the harness. */
export class ProxyFailed extends Error {
  override readonly name = 'ProxyFailed';
  readonly code = 'EPROXY';
}

/** How long a proxy may take to connect, in milliseconds. */
const CONNECT_MS = 30_000;

type Done = (error: Error | null, socket?: Socket) => void;

/** What a connection is made to, as Node gives it to an agent. */
interface Destination extends Omit<ConnectionOptions, 'host' | 'port'> {
  readonly host: string;
  readonly port: number | string;
}

const failed = (proxy: URL, why: string): ProxyFailed => new ProxyFailed(`${proxyName(proxy)} ${why}`);

const connectionFailed = (proxy: URL, error: Error): ProxyFailed => {
  const { code } = error as NodeJS.ErrnoException;
  return failed(proxy, `cannot be reached${code === undefined ? '' : ` (${code})`}`);
};

/** Opens a tunnel through a proxy (CONNECT, RFC 9110, 9.3.6). */
export const tunnel = (proxy: URL, host: string, port: number | string, done: Done): void => {
  const authorization = proxyAuthorization(proxy);
  const place = `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
  const call = (proxy.protocol === 'https:' ? tlsRequest : request)({
    ...placeOf(proxy),
    method: 'CONNECT',
    path: place,
    agent: false,
    timeout: CONNECT_MS,
    headers: {
      Host: place,
      'User-Agent': userAgent,
      ...(authorization !== undefined && { 'Proxy-Authorization': authorization }),
    },
  });
  call.once('connect', ({ statusCode = 0 }, socket: Socket) => {
    if (statusCode === 200) return done(null, socket);
    socket.destroy();
    done(failed(proxy, refusal(statusCode)));
  });
  call.once('response', (response) => {
    response.resume();
    call.destroy();
    done(failed(proxy, refusal(response.statusCode ?? 0)));
  });
  call.once('timeout', () => call.destroy(failed(proxy, 'did not connect in time')));
  call.once('error', (error) => done(error instanceof ProxyFailed ? error : connectionFailed(proxy, error)));
  call.end();
};

const refusal = (status: number): string =>
  status === 407 ? 'requires other credentials (status 407)' : `refused to connect (status ${status})`;

const placeOf = ({ protocol, hostname, port }: URL): { host: string; port: number } => ({
  host: hostname.replace(/^\[|\]$/g, ''),
  port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
});

type Connect = (destination: Destination, done: Done) => undefined;

/** For https: a tunnel to the server, and TLS with the server in it. */
const tunnelAgent = (proxy: URL, trusting: ConnectionOptions): TlsAgent => {
  const createConnection: Connect = ({ port, ...destination }, done) =>
    void tunnel(proxy, destination.host, port, (error, socket) => {
      if (error !== null || socket === undefined) done(error);
      else done(null, connectTls({ ...destination, socket }));
    });
  return Object.assign(new TlsAgent({ ...trusting, keepAlive: true }), { createConnection: createConnection as never });
};

/** For plain http: the request goes to the proxy, with the whole URL in its first line (RFC 9112, 3.2.2). */
const forwardAgent = (proxy: URL): Agent => {
  const agent = new Agent({ keepAlive: true });
  const add = Reflect.get(agent, 'addRequest') as (call: ClientRequest, destination: object) => void;
  const addRequest = (call: ClientRequest, destination: Destination): void => {
    const authorization = proxyAuthorization(proxy);
    if (authorization !== undefined) call.setHeader('Proxy-Authorization', authorization);
    call.path = `http://${String(call.getHeader('host'))}${call.path}`;
    add.call(agent, call, { ...destination, ...placeOf(proxy) });
  };
  const createConnection: Connect = ({ host, port }, done) => {
    const place = { host, port: Number(port) };
    const secure = proxy.protocol === 'https:';
    const socket = secure ? connectTls({ ...place, servername: proxy.hostname }) : connectTcp(place);
    const fail = (error: Error): void => done(connectionFailed(proxy, error));
    socket.once('error', fail);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.off('error', fail);
      done(null, socket);
    });
  };
  return Object.assign(agent, { addRequest, createConnection: createConnection as never });
};

/** The agents of a run: of each kind one, which keeps its connections. */
export interface Agents {
  readonly for: (url: string) => Agent;
  readonly close: () => void;
}

/**
 * Agents that connect directly or through the proxies.
 * @param trusting the TLS options of a connection to the server
 */
export const openAgents = (proxies: Proxies | undefined, trusting: ConnectionOptions): Agents => {
  const opened = new Map<string, Agent>();
  return {
    for: (url) => {
      const secure = url.toLowerCase().startsWith('https:');
      const proxy = proxyFor(url, proxies);
      const key = `${secure ? 'https' : 'http'} ${proxy?.href ?? ''}`;
      const agent = opened.get(key) ?? openAgent(secure, proxy, trusting);
      opened.set(key, agent);
      return agent;
    },
    close: () => {
      for (const agent of opened.values()) agent.destroy();
    },
  };
};

const openAgent = (secure: boolean, proxy: URL | undefined, trusting: ConnectionOptions): Agent => {
  if (proxy === undefined)
    return secure ? new TlsAgent({ ...trusting, keepAlive: true }) : new Agent({ keepAlive: true });
  return secure ? tunnelAgent(proxy, trusting) : forwardAgent(proxy);
};
