import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  systemClock,
  type Clock,
  type Credentials,
  type ExpiresIn,
  type Fault,
  type ConditionFault,
  type NextReply,
  type Profile,
} from '../../model/index.js';
import { type ServerFront, preflightReply, readable } from './http/front.js';
import { keys } from './jwt.js';
import { plain } from './outcome.js';
import { replier } from './replier.js';
import { received, send } from './http/send.js';
import { issue, type State } from './state.js';

export interface ReferenceServerOptions extends ServerFront {
  readonly profile: Profile;
  /**
   * Port to listen on.
   * @default any free port
   */
  readonly port?: number;
  /**
   * Address to listen on.
   * @default 127.0.0.1
   */
  readonly host?: string;
  /**
   * Host name in its URL.
   * @default the address
   */
  readonly name?: string;
  /**
   * Number of beneficiaries.
   * @default 50
   */
  readonly beneficiaries?: number;
  /**
   * Beneficiaries per file.
   * @default 500
   */
  readonly beneficiariesPerFile?: number;
  /**
   * Number of beneficiaries whose claims no export delivers, if there are more beneficiaries than that.
   * @default 1
   */
  readonly unexportable?: number;
  /**
   * Whether the clients are among those that get partially adjudicated claims in v2, as Claim and ClaimResponse.
   * @default false
   */
  readonly partialClaims?: boolean;
  /**
   * Seed of the synthetic data.
   * @default 1
   */
  readonly seed?: number;
  /**
   * Minimum duration of a job, in seconds.
   * @default 0
   */
  readonly jobDuration?: number;
  /**
   * Lifetime of a token, in seconds.
   * @default the guide's
   */
  readonly tokenLife?: number;
  /**
   * How the response with a token says for how many seconds the token lives: as a number, as a string of digits, or not at all.
   * @default the guide's way
   */
  readonly expiresIn?: ExpiresIn;
  /** Deviations from correct behavior, outermost first. */
  readonly faults?: readonly (Fault | ConditionFault)[];
  readonly clock?: Clock;
  /** Prefix of all paths, e.g. `/bcda`. */
  readonly prefix?: string;
  readonly clients?: readonly [Credentials, Credentials];
  /** Certificate and key in PEM; with them, the server uses https. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface ReferenceServer {
  /** Base URL: origin and prefix. */
  readonly url: string;
  readonly clients: readonly [Credentials, Credentials];
  /** Errors of the server or its faults, in order; empty if there are none. */
  readonly errors: readonly unknown[];
  /** A token of the first client whose life is over. */
  readonly expiredToken: () => Promise<string>;
  /** Stops listening and drops every connection. */
  readonly close: () => Promise<void>;
}

/** The sandbox credentials from the guides (guide: Authentication Walkthrough), and a second client. */
export const sandboxClients: readonly [Credentials, Credentials] = [
  {
    clientId: '09869a7f-46ce-4908-a914-6129d080a2ae',
    clientSecret: '64916fe96f71adc79c5735e49f4e72f18ff941d0dd62cf43ee1ae0857e204f173ba10e4250c12c48',
  },
  {
    clientId: '5f0c1d6e-2b7a-4c39-9e84-d1a37b60f2c5',
    clientSecret: 'c0ffee5e9d3b7a1482f6e0d95b3c7a1846e2f0d9b5c3a7184e6f2d0b9c5a3718e4f6d2b0c9a53781',
  },
];

/**
 * Starts a server that does what the profile's guide says, except for the given faults.
 * Resolves when it listens; the key for its tokens is generated meanwhile.
 */
export const startReferenceServer = async (options: ReferenceServerOptions): Promise<ReferenceServer> => {
  const { faults = [], host = '127.0.0.1' } = options;
  const state = stateOf(options);
  const errors: unknown[] = [];
  const reply = replier(state, faults, errors);
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    serve(message, response, state, reply, options).catch((error: unknown) => {
      if (!isClientGone(error)) errors.push(error);
      response.destroy();
    });
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  // A client may keep a connection open for as long as it polls.
  server.keepAliveTimeout = 60_000;
  void keys();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const { name = host } = options;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${port}${state.prefix}`,
    clients: state.clients,
    errors,
    expiredToken: async () => issue(state, await keys(), state.clients[0].clientId, { age: state.tokenLife + 60 }),
    close: () => closed(server),
  };
};

/** The same server without a socket: what it replies to each request. */
export const referenceReplies = (
  options: Omit<ReferenceServerOptions, 'port' | 'host' | 'name' | 'tls'>,
): Pick<ReferenceServer, 'clients' | 'errors'> & { readonly reply: NextReply } => {
  const state = stateOf(options);
  const errors: unknown[] = [];
  return { clients: state.clients, errors, reply: replier(state, options.faults ?? [], errors) };
};

const stateOf = (options: ReferenceServerOptions): State => ({
  profile: options.profile,
  clock: options.clock ?? systemClock,
  clients: options.clients ?? sandboxClients,
  prefix: options.prefix ?? '',
  beneficiaries: options.beneficiaries ?? 50,
  beneficiariesPerFile: options.beneficiariesPerFile ?? 500,
  unexportable: options.unexportable ?? 1,
  partialClaims: options.partialClaims ?? false,
  seed: options.seed ?? 1,
  jobDuration: options.jobDuration ?? 0,
  tokenLife: options.tokenLife ?? options.profile.tokenLife,
  expiresIn: options.expiresIn ?? (options.profile.showsExpiresIn ? 'number' : 'none'),
  jobs: new Map(),
  tokens: new Map(),
  given: new Map(),
});

const serve = async (
  message: IncomingMessage,
  response: ServerResponse,
  state: State,
  reply: NextReply,
  front: ServerFront,
): Promise<void> => {
  const request = await received(message, state.prefix, front);
  const sent =
    request === undefined
      ? plain(413, 'Content Too Large', [['Connection', 'close']])
      : (preflightReply(request, front) ?? readable(await reply(request), front));
  await send(response, sent, new Date(state.clock.now()));
};

/** Whether reading or sending ended because the client disconnected, which is not an error of the server. */
const isClientGone = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes(String(error.code));

const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
