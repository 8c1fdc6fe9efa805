import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** A request as a scripted server saw it. */
export interface Saw {
  readonly method: string;
  readonly target: string;
  /** Header lines as they stood, lower-case names. */
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  readonly url: string;
  readonly saw: readonly Saw[];
}

export type Script = (request: Saw, response: ServerResponse, count: number) => void;

const running: (() => Promise<void>)[] = [];

/** Starts a server on loopback that answers as the script says; it is closed after the test. */
export const startScripted = async (script: Script): Promise<Scripted> => {
  const saw: Saw[] = [];
  const server = createServer((message, response) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('error', () => response.destroy());
    message.on('end', () => {
      const { method = '', url: target = '', headers } = message;
      const seen = { method, target, headers, body: Buffer.concat(parts).toString('utf8') };
      saw.push(seen);
      script(seen, response, saw.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, saw };
};

afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

/** Ends a response with a status, headers and a body. */
export const answer = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  body: string | Uint8Array = '',
): void => {
  response.writeHead(status, headers as Record<string, string | string[]>).end(body);
};
