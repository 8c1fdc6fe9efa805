import {
  answering,
  asking,
  bearerOf,
  bytesOf,
  changing,
  json,
  onReply,
  when,
  withRequestHeader,
} from '../../src/reference/index.js';
import type {
  Alter,
  ConditionFault,
  ConditionBehavior,
  FaultContext,
  Profile,
  ServerReply,
  ServerRequest,
  Condition,
} from '../../src/model/index.js';
import { atOnce, isOk, stillRunning } from '../server/kinds.js';

export type Json = Record<string, unknown>;
type Listed = { type: string; url: string };

export const unauthorized: ServerReply = {
  status: 401,
  headers: [['WWW-Authenticate', 'Bearer realm="BCDA"']],
  body: '',
};
const api = ['kickoff', 'other', 'status', 'data', 'error-file'] as const;

export const failing = (status: number): ServerReply => ({
  status,
  headers: [['Content-Type', 'application/fhir+json']],
  body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}',
});

/** Accepts an escaped `$`: only the condition strict-spelling refuses it, so that everything else can still be judged. */
export const lenient: ConditionFault = {
  at: 'other',
  alter: asking((request) => ({ ...request, path: request.path.replace(/%24/i, '$') })),
};
/** The job is done at the first poll, so that conditions about other things take no time. */
export const doneAtOnce: ConditionFault = { at: 'status', alter: atOnce };
export const identity: ConditionFault = {
  at: ['data', 'error-file'],
  alter: asking((request) => withRequestHeader(request, 'accept-encoding', undefined)),
};
/** The faults that most conditions share, around those of one condition. */
export const withCommon = (...faults: readonly ConditionFault[]) => ({
  faults: [lenient, ...faults, doneAtOnce, identity],
});

/** A fault of export requests, including those whose `$` is escaped. */
export const atKickoff = (alter: Alter): ConditionFault => ({
  at: ['kickoff', 'other'],
  alter: when(({ path }) => path.endsWith('/$export'), alter),
});

/** The n-th request to one endpoint. */
export const nth =
  (wanted: number, name: string) =>
  (_: ServerRequest, { count }: FaultContext): boolean =>
    count(name) === wanted;

/** From the second request of a kind with the same token on, that token has expired; later tokens have not. */
export const expiring = (at: ConditionFault['at']): ConditionFault[] => {
  const used = new Set<string>();
  const expired = new Set<string>();
  return [
    {
      at,
      alter: (request, next) => {
        const token = bearerOf(request);
        if (token !== undefined && used.has(token) && expired.size === 0) expired.add(token);
        if (token !== undefined) used.add(token);
        return next(request);
      },
    },
    {
      at: api,
      alter: when((request) => expired.has(bearerOf(request) ?? ''), answering(unauthorized)),
    },
  ];
};

const HTTP_SECOND = 1000;
/** Longer than a request can have been on its way with a token that was replaced (src/certify/requests.ts). */
const PAST_RENEWAL = 500;

/** A reply that takes half a second. */
export const afterAWhile: Alter = changing(async (reply, _, { clock }) => {
  await clock.sleep(PAST_RENEWAL);
  return reply;
});

/** A reply until two to three seconds from now, since an HTTP-date has whole seconds. */
export const untilDate = (status: 429 | 503): Alter =>
  answering((_, { clock }) => ({
    status,
    headers: [
      ['Date', new Date(clock.now()).toUTCString()],
      ['Retry-After', new Date(Math.ceil(clock.now() / HTTP_SECOND) * HTTP_SECOND + 2 * HTTP_SECOND).toUTCString()],
    ],
    body: '',
  }));

/** The reply with Date, and Retry-After as the date three seconds later. */
export const withDateToWait = (reply: ServerReply, _: ServerRequest, { clock }: FaultContext): ServerReply => ({
  ...reply,
  headers: [
    ...reply.headers.filter(([name]) => !['date', 'retry-after'].includes(name.toLowerCase())),
    ['Date', new Date(clock.now()).toUTCString()],
    ['Retry-After', new Date(clock.now() + 3 * HTTP_SECOND).toUTCString()],
  ],
});

/** A job that is done runs on for as many status requests, or for as long since the first one, whichever ends sooner. */
export const runningOn = ({ polls, ms }: { readonly polls: number; readonly ms: number }): Alter =>
  onReply(
    (reply, _, { clock, count, keep }) =>
      clock.now() - keep('first status request', clock.now()) < ms && isOk(reply) && count('runs on') <= polls,
    stillRunning,
  );

/** The reply of a server that is busy and does not say for how long. */
export const busyWithoutHint = (status: 429 | 503): Alter => answering({ status, headers: [], body: '' });

/** The first request of a kind, and every repetition of it unless `times` says otherwise. */
export const first =
  (name: string, times = Infinity) =>
  ({ path }: ServerRequest, { keep, count }: FaultContext): boolean =>
    keep(`first ${name}`, { path }).path === path && count(name) <= times;

/** Lists other files in the manifest. */
export const listing = (change: (output: Listed[], profile: Profile) => Listed[]): ConditionFault => ({
  at: 'status',
  alter: json<Json & { output: Listed[] }>((it, _, { profile }) => void (it.output = change(it.output, profile))),
});

/** Where files are when their URLs are of another shape than the guide shows. */
export const OTHER_FILE_PATH = '/download/v2/part/';

const CUTS = 12;
/** Milliseconds of real time: without a pause the pieces arrive together, and most clients would not notice them. */
const PAUSE = 5;

/** The bytes in pieces that end inside multi-byte characters, each sent separately. */
export async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  let from = 0;
  let cuts = 0;
  for (let at = 1; at < bytes.length && cuts < CUTS; at += 1) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) continue;
    yield bytes.subarray(from, at);
    from = at;
    cuts += 1;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  yield bytes.subarray(from);
}

/** Longer than any buffer that is cut at a megabyte, of 10⁶ bytes or of 2²⁰. */
const LONG = 1_100_000;

/** The first Patient of a file gets a photo of 1.1 MB. */
export const withPhoto = (lines: string): string => {
  const end = lines.indexOf('\n');
  const patient = JSON.parse(lines.slice(0, end)) as Json;
  patient['photo'] = [{ contentType: 'image/png', data: 'QUJD'.repeat(LONG / 4) }];
  return JSON.stringify(patient) + lines.slice(end);
};

/** The transfer is cut off after that many bytes. */
export const cutAt = (place: (bytes: Buffer) => number): Alter =>
  changing(async (reply) => {
    const bytes = await bytesOf(reply.body);
    const end = place(bytes);
    return { ...reply, body: bytes.subarray(0, end), cut: bytes.length - end };
  });

export const half: Alter = cutAt((bytes) => Math.floor(bytes.length / 2));

/** Changes the first transfer of a file only. */
export const firstTransfer = (alter: Alter): Alter =>
  onReply((reply, _, { count }) => isOk(reply) && count('file') === 1, alter);

/** Accepts only the exact spelling of the guide, like the real server of 2019. */
export const exactKickoff: Alter = when(
  ({ method, headers, query }, { profile }) =>
    method !== 'GET' ||
    headers['accept'] !== 'application/fhir+json' ||
    headers['prefer'] !== 'respond-async' ||
    [...query.keys()].some((name) => !(profile.parameters as readonly string[]).includes(name)),
  answering(failing(400)),
);
export const exactBearer: Alter = when(
  ({ headers }) => headers['authorization']?.startsWith('Bearer ') !== true,
  answering(unauthorized),
);

/** Data files are redirected to another server. */
export const movedTo = (otherOrigin: string): ConditionBehavior => {
  const files = new Map<string, ServerReply>();
  const moving: Alter = onReply(isOk, async (request, next, context) => {
    const reply = await next(request);
    const body = await bytesOf(reply.body);
    // A reply with Content-Length is sent unchanged.
    files.set(request.path, { ...reply, headers: [...reply.headers, ['Content-Length', String(body.length)]], body });
    const moved: ServerReply = { status: 307, headers: [['Location', otherOrigin + request.path]], body: '' };
    return answering(moved)(request, next, context);
  });
  return {
    ...withCommon({ at: 'data', alter: moving }),
    otherOrigin: ({ path }) => files.get(path) ?? { status: 404, headers: [], body: '' },
  };
};

/** Two resources that no token protects. */
const PUBLIC_LINES = ['a', 'b'].map((id) => `{"resourceType":"Coverage","id":"public-${id}"}\n`).join('');

/** The manifest lists one file, on another host, and says that it needs no token. */
export const publicOn = (otherOrigin: string): ConditionBehavior => {
  const path = '/public/5b1f8a52-93d4-4c8e-b3a7-0e6c1d2f9a48.ndjson';
  return {
    ...withCommon({
      at: 'status',
      alter: json<Json & { output: Listed[] }>((it) => {
        it['requiresAccessToken'] = false;
        it.output = [{ type: 'Coverage', url: otherOrigin + path }];
      }),
    }),
    otherOrigin: (request) =>
      request.path === path
        ? { status: 200, headers: [['Content-Type', 'application/fhir+ndjson']], body: PUBLIC_LINES }
        : { status: 404, headers: [], body: '' },
  };
};

export const condition = <const Id extends string>(
  it: Condition & { readonly id: Id },
): Condition & { readonly id: Id } => it;
export const several = { beneficiaries: 3, beneficiariesPerFile: 1 };
