import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ROUTES } from '../../src/model/index.js';
import { type Clock } from '../../src/model/index.js';
import { type ReferenceServer, type ReferenceServerOptions, startReferenceServer } from '../../src/reference/index.js';
import { routeOf } from '../../src/reference/server/routes.js';
import { profile201912 as profile } from '../../suites/profiles/2019-12.js';

export type FrontPlace = (typeof ROUTES)[number];

/** What a hostile server does with a request that it took: anything, on the bare socket. */
export type Deed = (wire: Wire, nth: number) => void;

/** The bare connection of one request, and what was got rid of on it. */
export interface Wire {
  readonly socket: Socket;
  /** `http://host:port` of the hostile server. */
  readonly origin: string;
  /** Writes once, without waiting. */
  readonly write: (data: string | Uint8Array) => void;
  /** Writes the same again and again for as long as the other side takes it. */
  readonly pour: (data: string | Uint8Array) => void;
  /** Writes the same every few milliseconds for as long as the connection is there. */
  readonly drip: (data: string) => void;
}

export interface Front {
  readonly url: string;
  readonly reference: ReferenceServer;
  /** Requests by place. */
  readonly asked: ReadonlyMap<FrontPlace, number>;
  /** Bytes that the other side took of what was poured, over all connections. */
  readonly poured: () => number;
  /** By how many bytes the process grew at most while something was poured. */
  readonly grew: () => number;
  readonly close: () => Promise<void>;
}

export interface Takes {
  readonly at: readonly FrontPlace[];
  /** Which of the requests at these places, from 1; default: all. */
  readonly nth?: (nth: number) => boolean;
  readonly does: Deed;
}

/** A hostile server before the reference server, which answers all that is not taken. */
export const startFront = async (
  takes: Takes | undefined,
  options: Partial<ReferenceServerOptions> & { readonly clock: Clock },
): Promise<Front> => {
  const reference = await startReferenceServer({ beneficiaries: 2, ...options, profile });
  const asked = new Map<FrontPlace, number>();
  const poured = { bytes: 0, before: process.memoryUsage().arrayBuffers, most: 0 };
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    const place = routeOf(profile, new URL(message.url ?? '/', 'http://x').pathname);
    const nth = (asked.get(place) ?? 0) + 1;
    asked.set(place, nth);
    if (takes?.at.includes(place) !== true || takes.nth?.(nth) === false) return pass(message, response, reference.url);
    message.resume();
    message.socket.on('error', () => message.socket.destroy());
    takes.does(wireOf(message.socket, `http://${message.headers.host}`, poured), nth);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reference,
    asked,
    poured: () => poured.bytes,
    grew: () => poured.most - poured.before,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await reference.close();
    },
  };
};

/** The reference server's answer; its URLs are those of the front, since it goes by Host. */
const pass = (message: IncomingMessage, response: ServerResponse, to: string): void => {
  const { method = 'GET', url: path = '/', rawHeaders } = message;
  const call = forward(new URL(to), { method, path, agent: false });
  for (let at = 0; at < rawHeaders.length; at += 2) call.setHeader(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  call.on('response', (reply) => {
    response.sendDate = false;
    response.writeHead(reply.statusCode ?? 500, reply.rawHeaders);
    reply.pipe(response);
    reply.on('error', () => response.destroy());
  });
  call.on('error', () => response.destroy());
  message.pipe(call);
};

const wireOf = (socket: Socket, origin: string, poured: { bytes: number; most: number }): Wire => {
  const open = (): boolean => !socket.destroyed && socket.writable;
  const pour: Wire['pour'] = (data) => {
    const before = socket.bytesWritten;
    let told = 0;
    const tell = (): void => {
      // What still waits in this process was not taken.
      const taken = socket.bytesWritten - socket.writableLength - before;
      poured.bytes += Math.max(0, taken - told);
      told = Math.max(told, taken);
      poured.most = Math.max(poured.most, process.memoryUsage().arrayBuffers);
    };
    const go = (): void => {
      tell();
      if (open()) socket.write(data, () => setImmediate(go));
    };
    socket.once('close', tell);
    go();
  };
  return {
    socket,
    origin,
    write: (data) => void (open() && socket.write(data)),
    pour,
    drip: (data) => {
      const timer = setInterval(() => void (open() && socket.write(data)), 20);
      socket.once('close', () => clearInterval(timer));
    },
  };
};
