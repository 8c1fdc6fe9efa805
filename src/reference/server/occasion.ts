import type { Occasion, Route, ServerRequest } from '../../model/index.js';
import { bearerOf } from './alter.js';
import { FIRST_JOB } from './exports.js';
import { type JobFile, jobsAt, type State } from './state.js';

/** Counts the requests of one server, and tells of each what it is among them. */
export const occasions = (state: State): ((request: ServerRequest, route: Route) => Occasion) => {
  const times = new Map<string, number>();
  const polls = new Map<string, number>();
  const next = (counts: Map<string, number>, name: string): number => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count;
  };
  return (request, route) => {
    const token = tokenOf(state, request, route);
    const client = token?.client ?? basicClientOf(request);
    const job = jobOf(state, request, route);
    const polled = route === 'status' && job !== undefined && client === job.client;
    const file = job === undefined ? undefined : fileOf(job.files, request);
    return {
      ...(client !== undefined && { client }),
      time: next(times, likeness(request, client)),
      ...(token !== undefined && { token }),
      ...(job !== undefined && {
        job: { ...job.asked, poll: polled ? next(polls, request.path) : 0 },
      }),
      ...(file !== undefined && { file }),
    };
  };
};

/** What requests have in common that are alike: everything but the text of their credentials. */
const likeness = ({ method, target, headers }: ServerRequest, client: string | undefined): string => {
  const others = Object.entries(headers).filter(([name]) => name !== 'authorization');
  const scheme = headers['authorization']?.split(' ', 1)[0];
  return JSON.stringify([method, target, others, scheme, client]);
};

/** The client that Basic credentials name, whatever their secret (RFC 7617, 2). */
const basicClientOf = ({ headers }: ServerRequest): string | undefined => {
  const encoded = /^basic +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString().split(':', 1)[0];
};

const tokenOf = (
  state: State,
  request: ServerRequest,
  route: Route,
): (NonNullable<Occasion['token']> & { readonly client: string }) | undefined => {
  if (route === 'token') {
    const client = basicClientOf(request);
    if (client === undefined) return undefined;
    return { client, nth: (state.given.get(client) ?? 0) + 1, uses: 0, expired: false };
  }
  const token = state.tokens.get(bearerOf(request) ?? '');
  if (token === undefined) return undefined;
  token.uses += 1;
  const { client, nth, uses, expires } = token;
  return { client, nth, uses, expired: expires <= state.clock.now() };
};

interface AskedJob {
  readonly asked: Omit<NonNullable<Occasion['job']>, 'poll'>;
  readonly client?: string;
  readonly files: readonly JobFile[];
}

const jobOf = (
  { jobs, profile }: State,
  { path, query, target }: ServerRequest,
  route: Route,
): AskedJob | undefined => {
  if (route === 'kickoff')
    return { asked: { nth: jobs.size + 1, ...typesIn(query), asked: target, done: false }, files: [] };
  const { paths } = profile;
  const below =
    route === 'status' ? jobsAt(profile, path) : route === 'data' || route === 'error-file' ? paths.data : undefined;
  const job = below === undefined ? undefined : jobs.get(path.slice(below.length + 1).split('/', 1)[0] ?? '');
  if (job === undefined) return undefined;
  const { id, client, files, request, manifest } = job;
  const types = typesIn(new URLSearchParams(request.split('?')[1]));
  const asked = request.replace(/^https?:\/\/[^/]+/, '');
  return { asked: { nth: id - FIRST_JOB + 1, ...types, asked, done: manifest !== undefined }, client, files };
};

/** What a kick-off says of types: whether it names any, and the one that it names alone. */
const typesIn = (query: URLSearchParams): Pick<NonNullable<Occasion['job']>, 'typed' | 'type'> => {
  const named = query.get('_type');
  if (named === null) return { typed: false };
  return named === '' || named.includes(',') ? { typed: true } : { typed: true, type: named };
};

const fileOf = (files: readonly JobFile[], { path }: ServerRequest): Occasion['file'] => {
  const asked = files.find(({ name }) => path.endsWith(`/${name}`));
  if (asked === undefined) return undefined;
  const alike = files.filter(({ type, list }) => type === asked.type && list === asked.list);
  return { nth: alike.indexOf(asked) + 1, of: alike.length };
};
