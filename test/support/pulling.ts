import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import {
  type Alter,
  type Clock,
  type Profile,
  type Route,
  type ServerReply,
  type ServerRequest,
} from '../../src/model/index.js';
import {
  pull,
  type Pulled,
  type PullOptions,
  type PullProgress,
  type ReferenceServer,
  type ReferenceServerOptions,
  startReferenceServer,
} from '../../src/reference/index.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';
import { emptyFolder } from './cli-run.js';

/** A clock that stands still but for sleeps: what it shows depends on no machine. It does not start at a full second. */
export const standingClock = (): Clock => {
  let now = Date.UTC(2020, 1, 3, 4, 5, 6, 400);
  return {
    now: () => now,
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      now += ms;
      return Promise.resolve();
    },
  };
};

/** A request that arrived, and when by the clock that server and client share. */
export interface Arrived extends ServerRequest {
  readonly at: number;
  readonly status: number;
}

/** A reference server that notes what arrives, and a client for it. */
export interface PullScene {
  readonly server: ReferenceServer;
  readonly clock: Clock;
  readonly out: string;
  readonly arrived: readonly Arrived[];
  /** Data files as they were sent whole, by path; decoded. */
  readonly served: ReadonlyMap<string, Buffer>;
  readonly progress: readonly PullProgress[];
  readonly pull: (more?: Partial<PullOptions>) => Promise<Pulled>;
  /** Requests of a kind, in order. */
  readonly to: (what: string) => readonly Arrived[];
}

export const EVERYWHERE: readonly Route[] = ['token', 'kickoff', 'status', 'data', 'error-file', 'other'];

const open: ReferenceServer[] = [];
afterEach(async () => {
  const servers = open.splice(0);
  await Promise.all(servers.map((server) => server.close()));
  const errors = servers.flatMap((server) => server.errors);
  if (errors.length > 0) throw errors[0];
});

/** @param happens what the server does wrong, the outermost first: where, and how */
export const scene = async (
  happens: readonly (readonly [at: Route | readonly Route[], alter: Alter])[] = [],
  options: Partial<ReferenceServerOptions> & { readonly profile?: Profile } = {},
): Promise<PullScene> => {
  const { profile = profile201912 } = options;
  const clock = standingClock();
  const arrived: Arrived[] = [];
  const served = new Map<string, Buffer>();
  const noting: Alter = async (request, next) => {
    const at = clock.now();
    const reply = await next(request);
    arrived.push({ ...request, at, status: reply.status });
    if (!request.path.startsWith(profile.paths.data) || reply.status !== 200 || reply.cut !== undefined) return reply;
    return { ...reply, body: kept(reply.body, (whole) => served.set(request.path, whole)) };
  };
  const faults = [[EVERYWHERE, noting] as const, ...happens].map(([at, alter], index) => ({
    id: `happening-${index}`,
    title: '',
    fails: [],
    blocks: [],
    at,
    alter,
  }));
  const server = await startReferenceServer({ beneficiaries: 3, ...options, profile, clock, faults });
  open.push(server);
  const out = join(emptyFolder(), 'pulled');
  const progress: PullProgress[] = [];
  return {
    server,
    clock,
    out,
    arrived,
    served,
    progress,
    to: (what) => arrived.filter(({ target }) => target.includes(what)),
    pull: (more = {}) =>
      pull({
        profile,
        base: server.url,
        credentials: server.clients[0],
        types: [],
        out,
        clock,
        onProgress: (one) => progress.push(one),
        ...more,
      }),
  };
};

/** Passes a body on piece by piece, and tells it when it has passed whole. */
async function* kept(body: ServerReply['body'], tell: (whole: Buffer) => void): AsyncGenerator<string | Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of typeof body === 'string' || body instanceof Uint8Array ? [body] : body) {
    parts.push(Buffer.from(part as string));
    yield part;
  }
  tell(Buffer.concat(parts));
}

/** Files of a folder, by name. */
export const filesIn = (folder: string): Record<string, Buffer> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

/** Milliseconds between requests, one after another. */
export const gaps = (requests: readonly Arrived[]): number[] =>
  requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? at));
