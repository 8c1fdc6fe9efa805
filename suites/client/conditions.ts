import {
  answering,
  asking,
  bearerOf,
  both,
  bytesOf,
  changing,
  changingHeader,
  json,
  onReply,
  when,
  withHeader,
  withRequestHeader,
} from '../../src/reference/index.js';
import type {
  Alter,
  ConditionFault,
  ConditionBehavior,
  FaultContext,
  Profile,
  RunUnderCondition,
  ServerReply,
  ServerRequest,
  Condition,
} from '../../src/model/index.js';
import { atOnce, busy, isOk, isRunning } from '../server/kinds.js';

type Json = Record<string, unknown>;
type Listed = { type: string; url: string };

const unauthorized: ServerReply = { status: 401, headers: [['WWW-Authenticate', 'Bearer realm="BCDA"']], body: '' };
const api = ['kickoff', 'other', 'status', 'data', 'error-file'] as const;

const failing = (status: number): ServerReply => ({
  status,
  headers: [['Content-Type', 'application/fhir+json']],
  body: '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}',
});

/** Accepts an escaped `$`: only the condition strict-spelling refuses it, so that everything else can still be judged. */
const lenient: ConditionFault = {
  at: 'other',
  alter: asking((request) => ({ ...request, path: request.path.replace(/%24/i, '$') })),
};
/** The job is done at the first poll, so that conditions about other things take no time. */
const doneAtOnce: ConditionFault = { at: 'status', alter: atOnce };
const identity: ConditionFault = {
  at: ['data', 'error-file'],
  alter: asking((request) => withRequestHeader(request, 'accept-encoding', undefined)),
};
/** The faults that most conditions share, around those of one condition. */
const withCommon = (...faults: readonly ConditionFault[]) => ({ faults: [lenient, ...faults, doneAtOnce, identity] });

/** A fault of export requests, including those whose `$` is escaped. */
const atKickoff = (alter: Alter): ConditionFault => ({
  at: ['kickoff', 'other'],
  alter: when(({ path }) => path.endsWith('/$export'), alter),
});

/** The n-th request to one endpoint. */
const nth =
  (wanted: number, name: string) =>
  (_: ServerRequest, { count }: FaultContext): boolean =>
    count(name) === wanted;

/** From the first request of a kind on, the token of that request has expired. */
const expiring = (
  at: ConditionFault['at'],
  kind: (request: ServerRequest, context: FaultContext) => boolean,
): ConditionFault[] => {
  const expired = new Set<string>();
  return [
    {
      at,
      alter: when(kind, (request, next) => {
        const token = bearerOf(request);
        if (token !== undefined) expired.add(token);
        return next(request);
      }),
    },
    {
      at: api,
      alter: when((request) => expired.has(bearerOf(request) ?? ''), answering(unauthorized)),
    },
  ];
};

const HTTP_SECOND = 1000;

/** A 429 until two to three seconds from now, since an HTTP-date has whole seconds. */
const inTwoSeconds: Alter = answering((_, { clock }) => ({
  status: 429,
  headers: [
    ['Date', new Date(clock.now()).toUTCString()],
    ['Retry-After', new Date(Math.ceil(clock.now() / HTTP_SECOND) * HTTP_SECOND + 2 * HTTP_SECOND).toUTCString()],
  ],
  body: '',
}));

/** Lists other files in the manifest. */
const listing = (change: (output: Listed[], profile: Profile) => Listed[]): ConditionFault => ({
  at: 'status',
  alter: json<Json & { output: Listed[] }>((it, _, { profile }) => void (it.output = change(it.output, profile))),
});

/** Where files are when their URLs are of another shape than the guide shows. */
export const OTHER_FILE_PATH = '/download/v2/part/';

const CUTS = 12;
/** Milliseconds of real time: without a pause the pieces arrive together, and most clients would not notice them. */
const PAUSE = 5;

/** The bytes in pieces that end inside multi-byte characters, each sent separately. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
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
const withPhoto = (lines: string): string => {
  const end = lines.indexOf('\n');
  const patient = JSON.parse(lines.slice(0, end)) as Json;
  patient['photo'] = [{ contentType: 'image/png', data: 'QUJD'.repeat(LONG / 4) }];
  return JSON.stringify(patient) + lines.slice(end);
};

const half: Alter = changing(async (reply) => {
  const bytes = await bytesOf(reply.body);
  const middle = Math.floor(bytes.length / 2);
  return { ...reply, body: bytes.subarray(0, middle), cut: bytes.length - middle };
});

/** Accepts only the exact spelling of the guide, like the real server of 2019. */
const exactKickoff: Alter = when(
  ({ method, headers, query }, { profile }) =>
    method !== 'GET' ||
    headers['accept'] !== 'application/fhir+json' ||
    headers['prefer'] !== 'respond-async' ||
    [...query.keys()].some((name) => !(profile.parameters as readonly string[]).includes(name)),
  answering(failing(400)),
);
const exactBearer: Alter = when(
  ({ headers }) => headers['authorization']?.startsWith('Bearer ') !== true,
  answering(unauthorized),
);

/** Data files are redirected to another server. */
const movedTo = (otherOrigin: string): ConditionBehavior => {
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

const condition = <const Id extends string>(it: Condition & { readonly id: Id }): Condition & { readonly id: Id } => it;
const several = { beneficiaries: 3, beneficiariesPerFile: 1 };

const all = [
  condition({
    id: 'sunny',
    title: 'nothing goes wrong, and the job finishes at once',
    type: 'ExplanationOfBenefit',
    behavior: () => withCommon(),
  }),
  condition({
    id: 'slow-job',
    title: 'the job is Pending with Retry-After, then In Progress, then done',
    type: 'Patient',
    behavior: () => ({
      faults: [
        lenient,
        identity,
        { at: 'status', alter: onReply((_, __, { count }) => count('poll') === 1, withHeader('Retry-After', '2')) },
        { at: 'status', alter: when((_, { count }) => count('asked') > 2, atOnce) },
      ],
    }),
  }),
  condition({
    id: 'token-expires-polling',
    title: 'the token expires while the client polls the job',
    type: 'Coverage',
    behavior: () => ({
      faults: [
        ...expiring('status', nth(2, 'poll')),
        lenient,
        identity,
        { at: 'status', alter: when((_, { count }) => count('asked') > 1, atOnce) },
      ],
    }),
  }),
  condition({
    id: 'token-expires-between-files',
    title: 'the token expires between two files',
    type: 'Patient',
    data: { beneficiaries: 2, beneficiariesPerFile: 1 },
    behavior: () => withCommon(...expiring('data', nth(2, 'file'))),
  }),
  condition({
    id: 'credentials-refused',
    title: 'the server refuses the credentials',
    type: 'Patient',
    behavior: () => withCommon({ at: 'token', alter: answering(unauthorized) }),
  }),
  condition({
    id: 'busy-seconds',
    title: 'the first kick-off returns 429 with Retry-After in seconds',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), answering(busy(429, '2'))))),
  }),
  condition({
    id: 'busy-date',
    title: 'the first kick-off returns 429 with Retry-After as an HTTP-date',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), inTwoSeconds))),
  }),
  condition({
    id: 'busy-maintenance',
    title: 'the first kick-off returns 503 with Retry-After in seconds',
    type: 'Coverage',
    behavior: () => withCommon(atKickoff(when(nth(1, 'kickoff'), answering(busy(503, '1'))))),
  }),
  condition({
    id: 'unavailable-once',
    title: 'the first status request returns 503',
    type: 'Patient',
    behavior: () => withCommon({ at: 'status', alter: when(nth(1, 'poll'), answering(busy(503, '1'))) }),
  }),
  condition({
    id: 'job-fails',
    title: 'the job fails with status 500',
    type: 'ExplanationOfBenefit',
    behavior: () => withCommon({ at: 'status', alter: onReply(isOk, answering(failing(500))) }),
  }),
  condition({
    id: 'job-is-gone',
    title: 'the job has expired, and its status is 410',
    type: 'ExplanationOfBenefit',
    behavior: () => withCommon({ at: 'status', alter: onReply(isOk, answering(failing(410))) }),
  }),
  condition({
    id: 'partial-errors',
    title: 'some claims cannot be exported, and an error file says which',
    type: 'ExplanationOfBenefit',
    data: { beneficiaries: 3, unexportable: 1 },
    behavior: () => withCommon(),
  }),
  condition({
    id: 'several-files',
    title: 'the exported type has three files',
    type: 'Coverage',
    data: several,
    behavior: () => withCommon(),
  }),
  condition({
    id: 'nothing-to-export',
    title: 'the manifest lists no files',
    type: 'Patient',
    behavior: () => withCommon(listing(() => [])),
  }),
  condition({
    id: 'empty-file',
    title: 'one of three files is empty',
    type: 'Patient',
    data: several,
    behavior: () =>
      withCommon({
        at: 'data',
        alter: onReply(
          (reply, { path }, { keep }) => isOk(reply) && keep('first file', path) === path,
          changing((reply) => ({ ...reply, body: '' })),
        ),
      }),
  }),
  condition({
    id: 'gzip',
    title: 'files are compressed with gzip if the client accepts that',
    type: 'ExplanationOfBenefit',
    behavior: () => ({ faults: [lenient, doneAtOnce] }),
  }),
  condition({
    id: 'split-characters',
    title: 'a file arrives in pieces that end inside characters',
    type: 'Patient',
    data: { beneficiaries: 5 },
    behavior: () =>
      withCommon({
        at: 'data',
        alter: onReply(
          isOk,
          changing(async (reply) => ({ ...reply, body: inPieces(await bytesOf(reply.body)) })),
        ),
      }),
  }),
  condition({
    id: 'long-line',
    title: 'one line is 1.1 MB long',
    type: 'Patient',
    behavior: () =>
      withCommon({
        at: 'data',
        alter: onReply(
          isOk,
          changing(async (reply) => ({ ...reply, body: withPhoto((await bytesOf(reply.body)).toString()) })),
        ),
      }),
  }),
  condition({
    id: 'cut-transfer',
    title: 'the first transfer of a file is cut off halfway',
    type: 'Coverage',
    behavior: () =>
      withCommon({ at: 'data', alter: onReply((reply, _, { count }) => isOk(reply) && count('file') === 1, half) }),
  }),
  condition({
    id: 'other-paths',
    title: 'file URLs have another form than in the guide',
    type: 'ExplanationOfBenefit',
    behavior: () =>
      withCommon(
        listing((output, { paths }) =>
          output.map((file) => ({ ...file, url: file.url.replace(`${paths.data}/`, OTHER_FILE_PATH) })),
        ),
        {
          at: 'other',
          alter: asking((request, { profile }) => ({
            ...request,
            path: request.path.replace(OTHER_FILE_PATH, `${profile.paths.data}/`),
          })),
        },
      ),
  }),
  condition({
    id: 'strict-spelling',
    title: 'the server refuses every request that is not spelled exactly as in the guide',
    type: 'Patient',
    behavior: () => ({
      faults: [
        { at: 'kickoff', alter: both(exactBearer, exactKickoff) },
        { at: ['status', 'data', 'error-file'], alter: exactBearer },
        doneAtOnce,
        identity,
      ],
    }),
  }),
  condition({
    id: 'redirect-elsewhere',
    title: 'a file is redirected to another origin',
    type: 'Coverage',
    withOtherOrigin: true,
    behavior: movedTo,
  }),
  condition({
    id: 'location-with-query',
    title: 'the Content-Location URL has a query string',
    type: 'Patient',
    behavior: () =>
      withCommon(
        atKickoff(
          onReply(
            isRunning,
            changingHeader('Content-Location', (location) => `${location}?view&all`),
          ),
        ),
      ),
  }),
] as const;

export type ConditionId = (typeof all)[number]['id'];

/** Every condition, in the order in which a client meets it. */
export const conditions: readonly (Condition & { readonly id: ConditionId })[] = all;

/** The steps that run the client under these conditions. */
export const under = (...ids: readonly ConditionId[]): RunUnderCondition[] =>
  conditions.filter(({ id }) => ids.includes(id)).map(({ id, title }) => ({ do: 'client-run', condition: id, title }));
