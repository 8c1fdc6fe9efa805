import {
  answering,
  asking,
  bearerOf,
  changing,
  changingHeader,
  collect,
  json,
  onReply,
  when,
  withHeader,
  withRequestHeader,
  without,
} from '../../src/reference/index.js';
import {
  type Alter,
  exportsOthers,
  type FaultContext,
  type Profile,
  type ServerRequest,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { EVERY_FILE, EVERY_JOB, EVERY_KICKOFF, typed, unseen } from './places.js';
import type { RequirementId } from './suites.js';
import { is401, wantsGzip } from './kinds.js';

type Kind = (request: ServerRequest, context: FaultContext) => boolean;

/** Accepts requests of a kind as if they came from the first client with a valid token. */
const letIn = (kind: Kind): Alter =>
  when(
    // Whether a job can be ended is judged by requirements of its own.
    (request, context) => request.method !== 'DELETE' && kind(request, context),
    asking((request, context) => withRequestHeader(request, 'authorization', `Bearer ${context.issue()}`)),
  );

/** Lets requests of a kind in at a job that runs; a finished one refuses them. */
const letInWhileRunning = (kind: Kind): Alter =>
  when(kind, async (request, next, context) => {
    const reply = await letIn(kind)(request, next, context);
    return reply.status === 202 ? reply : next(request);
  });

const isJwt = (token: string): boolean => token.split('.').length === 3;
const unsigned = (token: string): string => token.slice(0, token.lastIndexOf('.'));
/** A token that the server has not signed, and that is like one that it has. */
const resembling =
  (like: (token: string, real: string) => boolean): Kind =>
  (request, { claims, tokens }) => {
    const token = bearerOf(request) ?? '';
    return claims(token) === undefined && tokens().some((real) => token.length === real.length && like(token, real));
  };
const KINDS = {
  'no-token': ({ headers, query }: ServerRequest) =>
    headers['authorization'] === undefined && !query.has('access_token'),
  'empty-token': ({ headers }: ServerRequest) => /^bearer *$/i.test(headers['authorization'] ?? ''),
  'garbage-token': (request: ServerRequest) =>
    /^Bearer \S/.test(request.headers['authorization'] ?? '') && !isJwt(bearerOf(request) ?? ''),
  // Nothing but a part of the signature that is not its end.
  'altered-token': resembling((token, real) => unsigned(token) === unsigned(real) && token.at(-1) === real.at(-1)),
  'spelled-token': ({ headers: { authorization = '' } }: ServerRequest) =>
    /^bearer +\S/i.test(authorization) && !/^Bearer \S/.test(authorization),
  'unsigned-token': (request: ServerRequest) => /^[^.]+\.[^.]+\.$/.test(bearerOf(request) ?? ''),
  'claims-token': resembling((token, real) => token.split('.')[2] === real.split('.')[2]),
  'tail-token': resembling((token, real) => token.slice(0, -1) === real.slice(0, -1)),
  'expired-token': (request: ServerRequest, { claims, clock }: FaultContext) => {
    const token = claims(bearerOf(request) ?? '');
    return token !== undefined && token.exp * 1000 <= clock.now();
  },
} satisfies Readonly<Record<string, Kind>>;
const ROUTES = { export: 'kickoff', status: 'status', data: 'data' } as const;
const TARGETS = ['export', 'status', 'data'] as const;

/** How titles name the requests to an endpoint, and a bad token. */
const REQUESTS = { export: 'export requests', status: 'status requests', data: 'data file requests' } as const;
const WORDS = {
  'no-token': 'no token',
  'empty-token': 'an empty token',
  'garbage-token': 'a made-up token',
  'altered-token': 'an altered token',
  'spelled-token': 'a made-up token after another spelling of Bearer',
  'unsigned-token': 'a token with alg none and no signature',
  'claims-token': 'a token whose claims were changed',
  'tail-token': 'a token whose signature ends otherwise',
  'expired-token': 'an expired token',
} as const;

const onceOnly = unseen('this credential is tried once per kind of place, and this is no kind of its own');
/** Where the last export of a set has two files of a type, the second is the last. */
const notSecond = (profile: Profile) =>
  exportsOthers(profile)
    ? 'same'
    : unseen('of each type, the first and the last file of a set of exports are asked for');

/** Where a fault is seen that lets requests in which are tried everywhere. */
const PLACES_EVERYWHERE = {
  export: EVERY_KICKOFF,
  status: EVERY_JOB,
  data: { ...EVERY_FILE, 'second-file': notSecond },
} as const;
/** Where one is seen that lets requests in which are tried once per kind of place. */
const PLACES_OF_KINDS = {
  export: EVERY_KICKOFF,
  status: { ...EVERY_JOB, 'last-job': onceOnly },
  data: { ...EVERY_FILE, 'last-job': onceOnly, 'last-file': onceOnly, 'second-file': onceOnly },
} as const;
/** Of running jobs, each documented one is asked, and one of those for one type alone. */
const WHILE_RUNNING = {
  ...EVERY_JOB,
  'last-job': unseen('while it runs, the export that is made once more is like the one that it repeats'),
} as const;
const TRIED_EVERYWHERE = new Set(['no-token', 'expired-token']);

/** What the requirement about a kind of bad token is named. */
const idOf = (kind: keyof typeof KINDS) => {
  if (kind === 'unsigned-token' || kind === 'claims-token' || kind === 'tail-token') return 'forged-token';
  return kind === 'spelled-token' ? 'garbage-token' : kind;
};

/** One fault for each protected endpoint and each kind of bad token. */
const open = TARGETS.flatMap((target) =>
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind) =>
    fault({
      id: `${target}-opens-with-${kind}`,
      title: `${REQUESTS[target]} are accepted with ${WORDS[kind]}`,
      at: ROUTES[target],
      fails: [`protection.${target}.${idOf(kind)}`],
      ...(kind !== 'spelled-token' && {
        places: (TRIED_EVERYWHERE.has(kind) ? PLACES_EVERYWHERE : PLACES_OF_KINDS)[target],
      }),
      alter: letIn(KINDS[kind]),
    }),
  ),
);

const isOther: Kind = (request, { claims }) => {
  const client = claims(bearerOf(request) ?? '')?.client;
  return client !== undefined && !client.startsWith('09869a7f');
};
const everywhere = ['kickoff', 'status', 'data'] as const;
const fails = (...ids: RequirementId[]) => ({ fails: ids });
/** Each 401 is judged, whatever it is for. */
const EVERY_401 = { ...EVERY_KICKOFF, 'expired-tokens': 'same' } as const;

/** Refuses requests of a kind with a response that has what they ask for. */
const refusing =
  (status: number, kind: Kind): Alter =>
  async (request, next, context) => {
    if (!kind(request, context)) return next(request);
    const reply = await letIn(kind)(request, next, context);
    const challenge = status === 401 ? [['WWW-Authenticate', 'Bearer realm="BCDA"'] as const] : [];
    return reply.status < 300 ? { ...reply, status, headers: [...reply.headers, ...challenge] } : reply;
  };

/** What a 401 can say where it has no body. */
const TALKATIVE: readonly (readonly [place: string, title: string, talk: Alter])[] = [
  [
    'challenge',
    'has an error_description in its challenge',
    changingHeader('WWW-Authenticate', (value) => `${value}, error_description="The token has expired"`),
  ],
  ['reason', 'has a reason phrase of its own', changing((reply) => ({ ...reply, reason: 'Token Expired' }))],
  ['header', 'has a header that says why', withHeader('X-Error', 'token expired')],
];

export default [
  ...open,
  ...TARGETS.map((target) =>
    fault({
      id: `${target}-opens-with-basic`,
      title: `${REQUESTS[target]} are accepted with Basic credentials`,
      at: ROUTES[target],
      ...fails('protection.basic-is-not-enough'),
      places: PLACES_OF_KINDS[target],
      alter: letIn(({ headers }) => headers['authorization']?.startsWith('Basic ') === true),
    }),
  ),
  ...TARGETS.map((target) =>
    fault({
      id: `${target}-opens-with-token-in-url`,
      title: `${REQUESTS[target]} are accepted with the token in the query string`,
      at: ROUTES[target],
      ...fails('protection.no-token-in-url'),
      places: PLACES_OF_KINDS[target],
      alter: letIn(({ query }) => query.has('access_token')),
    }),
  ),
  fault({
    id: 'data-opens-for-gzip-with-no-token',
    title: 'data files can be downloaded with no token by a request with Accept-Encoding: gzip',
    at: 'data',
    ...fails('protection.data.no-token'),
    places: { 'typed-requests': typed },
    alter: letIn((request) => KINDS['no-token'](request) && wantsGzip(request)),
  }),
  fault({
    id: 'status-opens-for-accept-with-no-token',
    title: 'the status of a job can be read with no token by a request with an Accept header',
    at: 'status',
    ...fails('protection.status.no-token'),
    places: { 'typed-requests': typed },
    alter: letIn((request) => KINDS['no-token'](request) && request.headers['accept'] !== undefined),
  }),
  fault({
    id: 'error-file-opens-with-no-token',
    title: 'error files can be downloaded with no token',
    at: 'error-file',
    ...fails('protection.data.no-token'),
    alter: letIn(KINDS['no-token']),
  }),
  fault({
    id: 'coverage-opens-with-garbage-token',
    title: 'Coverage files, and no others, can be downloaded with a made-up token',
    at: 'data',
    ...fails('protection.data.garbage-token'),
    alter: async (request, next, context) => {
      const reply = await letIn(KINDS['garbage-token'])(request, next, context);
      const isCoverage = reply.status === 200 && (await collect(reply.body)).includes('"resourceType":"Coverage"');
      return isCoverage ? reply : next(request);
    },
  }),
  fault({
    id: 'later-jobs-open-with-no-token',
    title: 'the status of every job except the first can be read with no token',
    where: ({ endpoints }) => endpoints.length > 1,
    at: 'status',
    ...fails('protection.status.no-token'),
    alter: letIn((request) => KINDS['no-token'](request) && !request.path.endsWith('/42')),
  }),
  fault({
    id: 'running-jobs-open-with-no-token',
    title: 'the status of a job that runs can be read with no token',
    at: 'status',
    ...fails('protection.status.no-token'),
    places: WHILE_RUNNING,
    alter: letInWhileRunning(KINDS['no-token']),
  }),
  fault({
    id: 'running-jobs-open-to-other-client',
    title: "a client can read the status of another client's job while it runs",
    at: 'status',
    ...fails('protection.other-client'),
    places: WHILE_RUNNING,
    alter: letInWhileRunning(isOther),
  }),
  fault({
    id: 'export-starts-with-no-token',
    title: 'the 401 to an export request without a token names a job',
    at: 'kickoff',
    ...fails('protection.export.no-token'),
    places: EVERY_KICKOFF,
    alter: refusing(401, KINDS['no-token']),
  }),
  fault({
    id: 'status-shown-to-other-client',
    title: "the 403 to a second client's status request contains the manifest",
    at: 'status',
    ...fails('protection.other-client'),
    places: PLACES_EVERYWHERE.status,
    alter: refusing(403, isOther),
  }),
  fault({
    id: 'status-shown-for-basic',
    title: 'the 403 to a status request with Basic credentials contains the manifest',
    at: 'status',
    ...fails('protection.basic-is-not-enough'),
    places: PLACES_OF_KINDS.status,
    alter: refusing(403, ({ headers }) => headers['authorization']?.startsWith('Basic ') === true),
  }),
  fault({
    id: 'data-shown-for-token-in-url',
    title: 'the 400 to a data file request with the token in the query string contains the file',
    at: 'data',
    ...fails('protection.no-token-in-url'),
    places: PLACES_OF_KINDS.data,
    alter: refusing(400, ({ query }) => query.has('access_token')),
  }),
  fault({
    id: 'protection-talks-in-401',
    title: 'a 401 from an API endpoint has an OperationOutcome body',
    at: everywhere,
    ...fails('protection.silent-401'),
    places: EVERY_401,
    alter: onReply(
      is401,
      changing((reply) => ({
        ...reply,
        headers: [...reply.headers, ['Content-Type', 'application/fhir+json']],
        body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"login"}]}',
      })),
    ),
  }),
  ...(['protection', 'token'] as const).flatMap((chapter) =>
    TALKATIVE.map(([place, title, talk]) =>
      fault({
        id: `${chapter}-talks-in-${place}`,
        title: `a 401 from ${chapter === 'token' ? 'the token endpoint' : 'an API endpoint'} ${title}`,
        at: chapter === 'token' ? 'token' : everywhere,
        ...fails('protection.silent-401-headers'),
        ...(chapter === 'protection' && { places: EVERY_401 }),
        alter: onReply(is401, talk),
      }),
    ),
  ),
  fault({
    id: 'metadata-refuses-tokens',
    title: 'a metadata request with a token returns 400',
    at: 'metadata',
    ...fails('protection.public-metadata'),
    places: { 'expired-tokens': 'same', 'after-uses': 'same' },
    alter: when((request) => bearerOf(request) !== undefined, answering({ status: 400, headers: [], body: '' })),
  }),
  fault({
    id: 'metadata-shows-tokens-more',
    title: 'a metadata request with a token lists one more operation',
    at: 'metadata',
    ...fails('protection.public-metadata'),
    places: { 'expired-tokens': 'same', 'after-uses': 'same' },
    alter: when(
      (request) => bearerOf(request) !== undefined,
      json<{ rest: [{ operation?: object[] }] }>(({ rest: [rest] }) => {
        (rest.operation ??= []).push({ name: 'internal', definition: { reference: 'internal' } });
      }),
    ),
  }),
  fault({
    id: 'protection-without-challenge',
    title: 'a 401 from an API endpoint has no WWW-Authenticate',
    at: everywhere,
    ...fails('protection.challenge'),
    places: EVERY_401,
    alter: without('WWW-Authenticate'),
  }),
  fault({
    id: 'token-without-challenge',
    title: 'a 401 from the token endpoint has no WWW-Authenticate',
    at: 'token',
    ...fails('protection.challenge'),
    alter: without('WWW-Authenticate'),
  }),
  fault({
    id: 'status-opens-under-other-versions-with-no-token',
    title: 'the status of a job can be read with no token under another version of the API',
    where: ({ paths }) => paths.otherJobs !== undefined,
    at: 'status',
    ...fails('protection.status.no-token'),
    alter: letIn((request, { profile }) => KINDS['no-token'](request) && !request.path.startsWith(profile.paths.jobs)),
  }),
  fault({
    id: 'status-open-to-other-client-under-other-versions',
    title: "a client can read the status of another client's job under another version of the API",
    where: ({ paths }) => paths.otherJobs !== undefined,
    at: 'status',
    ...fails('protection.other-client'),
    alter: letIn(
      (request, context) => isOther(request, context) && !request.path.startsWith(context.profile.paths.jobs),
    ),
  }),
  fault({
    id: 'status-open-to-other-client',
    title: "a client can read the status of another client's job",
    at: 'status',
    ...fails('protection.other-client'),
    places: { ...PLACES_EVERYWHERE.status, 'second-client': 'same' },
    alter: letIn(isOther),
  }),
  fault({
    id: 'data-open-to-other-client',
    title: "a client can download another client's data files",
    at: 'data',
    ...fails('protection.other-client'),
    places: { ...PLACES_EVERYWHERE.data, 'second-client': 'same' },
    alter: letIn(isOther),
  }),
];
