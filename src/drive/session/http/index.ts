import { type Connection, defaultLimits, type Limits } from '../../../model/index.js';
import { openAgents } from '../../../network/agents.js';
import { trust } from './connection.js';
import type { FetchedFile, Outgoing, ReceiveFile, SmallAnswer } from './messages.js';
import { sendSmall } from './small.js';
import { streamFile } from './stream.js';

/** The two ways to send requests to a server: small exchanges with supertest, data files with Node's own http. */
export interface Http {
  readonly small: (outgoing: Outgoing, signal?: AbortSignal) => Promise<SmallAnswer>;
  /** Streams the body as it arrives, without decoding it; resolves when it ended or failed. */
  readonly stream: (outgoing: Outgoing, receive: ReceiveFile, signal?: AbortSignal) => Promise<FetchedFile>;
  readonly close: () => void;
}

/** Transports for one run. Redirects are never followed, and no request is repeated here. */
export const openHttp = (connection: Connection = {}, limits: Limits = defaultLimits): Http => {
  const agents = openAgents(connection.proxies, trust(connection));
  return {
    small: (outgoing, signal) => sendSmall(outgoing, { connection, agents, limits }, signal),
    stream: (outgoing, receive, signal) => streamFile(outgoing, { connection, agents, limits }, receive, signal),
    close: () => agents.close(),
  };
};
