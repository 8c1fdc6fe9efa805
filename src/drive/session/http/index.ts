import { Agent as TlsAgent } from 'node:https';
import { type Connection, defaultLimits, type Limits } from '../../../model/index.js';
import { lookupIn, trust } from './connection.js';
import type { FetchedFile, Outgoing, ReceiveFile, SmallAnswer } from './messages.js';
import { sendSmall } from './small.js';
import { streamFile } from './stream.js';

/** The two ways to send requests to a server: small exchanges with supertest, data files with undici. */
export interface Http {
  readonly small: (outgoing: Outgoing, signal?: AbortSignal) => Promise<SmallAnswer>;
  /** Streams the body as it arrives, without decoding it; resolves when it ended or failed. */
  readonly stream: (outgoing: Outgoing, receive: ReceiveFile, signal?: AbortSignal) => Promise<FetchedFile>;
  readonly close: () => Promise<void>;
}

/** Transports for one run. Redirects are never followed, and no request is repeated here. */
export const openHttp = (connection: Connection = {}, limits: Limits = defaultLimits): Http => {
  const trusting = trust(connection);
  const tlsAgent = Object.keys(trusting).length > 0 ? new TlsAgent(trusting) : undefined;
  const openAgent = async () => {
    // Loaded for the first data file: the first request must not wait for it.
    const { Agent, request } = await import('undici');
    const agent = new Agent({
      headersTimeout: limits['reply-seconds'] * 1000,
      bodyTimeout: limits['idle-seconds'] * 1000,
      connectTimeout: limits['connect-seconds'] * 1000,
      maxHeaderSize: limits['header-bytes'],
      connect: {
        ...trusting,
        ...(connection.hosts !== undefined && { lookup: lookupIn(connection.hosts) }),
      },
    });
    return { agent, request };
  };
  let opened: ReturnType<typeof openAgent> | undefined;
  return {
    small: (outgoing, signal) => sendSmall(outgoing, { connection, tlsAgent, limits }, signal),
    stream: async (outgoing, receive, signal) =>
      streamFile(outgoing, { ...(await (opened ??= openAgent())), limits }, receive, signal),
    close: async () => (await opened)?.agent.close(),
  };
};
