import {
  answering,
  asking,
  changing,
  changingHeader,
  collect,
  headerOf,
  onReply,
  when,
  withHeader,
  without,
  withRequestHeader,
  withStatus,
} from '../../src/reference/index.js';
import {
  type Alter,
  exportsOthers,
  takes,
  type FaultContext,
  isOfPages,
  isOneGuide,
  type Profile,
  type Route,
  type ServerReply,
  type ServerRequest,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { isOfRunout, nobody, refusing } from './kinds.js';
import { EVERY_KICKOFF, atPlaces, forEach, lastStops, typedNotStarted, unseen, typed } from './places.js';
import type { RequirementId } from './suites.js';

const at = 'kickoff';
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;
/** Gives a reply a body. */
const saying = (body: string, type: string): Alter =>
  changing((reply) => ({ ...reply, headers: [...reply.headers, ['Content-Type', type]], body }));
const accepted = ({ status }: ServerReply): boolean => status === 202;
const lacksHeaders = ({ headers }: ServerRequest): boolean =>
  headers['accept'] !== 'application/fhir+json' || headers['prefer'] !== 'respond-async';
const locationAs = (change: (location: string) => string): Alter =>
  onReply(accepted, changingHeader('Content-Location', change));
const assuming = (name: string, value: string, kind: (request: ServerRequest) => boolean): Alter =>
  when(
    kind,
    asking((request) => withRequestHeader(request, name, value)),
  );

/** What a run gets to know of a client for which no export starts, for a reason that is documented. */
const REFUSED_FOR_CLIENT = {
  stops: 'kickoff',
  blocks: ['kickoff.accepted'],
  empties: ['hygiene.retry-after'],
} as const;

/** What a client gets that may not use v3: what fails, and how its list of jobs is answered. */
const NOT_ENABLED: readonly (readonly [string, string, readonly RequirementId[], Alter])[] = [
  [
    'kickoff-not-enabled',
    'the client has no access to v3: export requests and the list of jobs return 403 with an OperationOutcome',
    [],
    onReply(({ status }) => status === 200 || status === 404, answering(refusing(403))),
  ],
  [
    'kickoff-not-enabled-lists-jobs',
    'the client has no access to v3, and gets the list of jobs',
    ['protection.v3-not-enabled'],
    (request, next) => next(request),
  ],
  [
    'kickoff-not-enabled-without-outcome',
    'the client has no access to v3, and the 403 for the list of jobs has no body',
    ['protection.v3-not-enabled'],
    onReply(({ status }) => status === 200 || status === 404, answering({ status: 403, headers: [], body: '' })),
  ],
];

/** A request for what was updated since the transactionTime of a manifest, which has microseconds. */
const sinceManifest = ({ query }: ServerRequest): boolean => /\.\d{6}Z$/.test(query.get('_since') ?? '');

/** A request of the first client with a token that is not its first one. */
const isLaterToken = (_: ServerRequest, { occasion: { token, client } }: FaultContext): boolean =>
  (token?.nth ?? 0) > 1 && client?.startsWith('09869a7f') === true;

/** Where later tokens can be refused that are good for everything else. */
const LATER_TOKENS: readonly (readonly [
  id: string,
  title: string,
  route: Route | readonly Route[],
  kind: (occasion: FaultContext['occasion']) => boolean,
])[] = [
  ['running-refuses-later-tokens', 'status requests for a running job', 'status', ({ job }) => job?.done === false],
  ['later-jobs-refuse-later-tokens', 'status requests for jobs with _type', 'status', ({ job }) => job?.typed === true],
  [
    'later-files-refuse-later-tokens',
    'requests for files of jobs with _type',
    ['data', 'error-file'],
    ({ job }) => job?.typed === true,
  ],
];

export default atPlaces(
  [
    fault({
      id: 'kickoff-fails',
      title: 'every export request with a valid token returns 500',
      at,
      fails: ['kickoff.accepted'],
      stops: 'kickoff',
      empties: ['hygiene.retry-after'],
      alter: onReply(
        ({ status }) => status !== 401,
        answering({ status: 500, headers: [['Content-Type', 'application/json']], body: '{"error":"server_error"}' }),
      ),
    }),
    fault({
      id: 'kickoff-well-formed-fails',
      title: 'every well-formed export request returns 500',
      at,
      fails: ['kickoff.accepted'],
      stops: 'kickoff',
      empties: ['hygiene.retry-after'],
      alter: onReply(accepted, answering({ status: 500, headers: [], body: '' })),
    }),
    fault({
      id: 'kickoff-repeated-fails',
      title: 'an export request that repeats an earlier one returns 500',
      // A run under a version of today repeats another one, to cancel it.
      where: isOneGuide,
      at,
      ...lastStops('kickoff', ['kickoff.accepted'], ['kickoff.fresh-job']),
      alter: when(
        ({ target, headers }, { keep, occasion: { job } }) =>
          headers['prefer'] !== undefined && keep(`first job of ${target}`, job?.nth) !== job?.nth,
        onReply(accepted, answering({ status: 500, headers: [], body: '' })),
      ),
    }),
    fault({
      id: 'kickoff-answers-200',
      title: 'an accepted export request returns 200',
      ...fails('kickoff.accepted'),
      // The export of other people is judged by itself.
      alter: when((request) => !isOfRunout(request), onReply(accepted, withStatus(200))),
    }),
    fault({
      id: 'kickoff-loses-content-location',
      title: 'the response to an accepted export request has no Content-Location',
      at,
      fails: ['kickoff.content-location'],
      stops: 'location',
      // No job of the run is known that a list of jobs could lack, or whose export could be asked for once more.
      empties: ['jobs.contains-run', 'hygiene.retry-after'],
      alter: without('Content-Location'),
    }),
    fault({
      id: 'kickoff-relative-job-url',
      title: 'the job URL has no host',
      ...fails('kickoff.job-url'),
      alter: locationAs((location) => location.replace(/^https?:\/\/[^/]+/, '')),
    }),
    fault({
      id: 'kickoff-job-elsewhere',
      title: 'the job URL is on another server',
      at,
      fails: ['kickoff.job-url'],
      stops: 'job',
      empties: ['hygiene.retry-after'],
      alter: locationAs((location) => location.replace(/^https?:\/\/[^/]+/, 'https://elsewhere.example')),
    }),
    fault({
      id: 'kickoff-since-manifest-loses-content-location',
      title: 'the response to an export request for what was updated since a manifest has no Content-Location',
      where: (profile) => takes(profile, '_since'),
      // Another job is started to be canceled.
      ...fails('kickoff.content-location'),
      blocks: ['kickoff.job-url'],
      alter: when(sinceManifest, onReply(accepted, without('Content-Location'))),
    }),
    fault({
      id: 'kickoff-since-manifest-relative-job-url',
      title: 'the job URL of an export of what was updated since a manifest has no host',
      where: (profile) => takes(profile, '_since'),
      ...fails('kickoff.job-url'),
      alter: when(
        sinceManifest,
        locationAs((location) => new URL(location).pathname),
      ),
    }),
    fault({
      id: 'kickoff-accept-optional',
      title: 'an export request without an Accept header is accepted',
      ...fails('kickoff.accept-required'),
      alter: assuming('accept', 'application/fhir+json', ({ headers }) => headers['accept'] === undefined),
    }),
    fault({
      id: 'kickoff-crashes-without-accept',
      title: 'an export request without an Accept header returns 500',
      ...fails('kickoff.accept-required'),
      alter: when(
        ({ headers }) => headers['accept'] === undefined,
        onReply(({ status }) => status === 400, withStatus(500)),
      ),
    }),
    fault({
      id: 'kickoff-prefer-optional',
      title: 'an export request without a Prefer header is accepted',
      ...fails('kickoff.prefer-required'),
      alter: assuming('prefer', 'respond-async', ({ headers }) => headers['prefer'] === undefined),
    }),
    fault({
      id: 'kickoff-headers-optional',
      title: 'an export request with neither an Accept nor a Prefer header is accepted',
      ...fails('kickoff.headers-required'),
      alter: when(
        ({ headers }) => headers['accept'] === undefined && headers['prefer'] === undefined,
        asking((request) =>
          withRequestHeader(withRequestHeader(request, 'accept', 'application/fhir+json'), 'prefer', 'respond-async'),
        ),
      ),
    }),
    fault({
      id: 'kickoff-any-accept',
      title: 'an export request that accepts only text/html is accepted',
      ...fails('kickoff.other-accept'),
      alter: assuming('accept', 'application/fhir+json', ({ headers }) => headers['accept'] === 'text/html'),
    }),
    fault({
      id: 'kickoff-any-prefer',
      title: 'an export request that prefers something else than respond-async is accepted',
      ...fails('kickoff.other-prefer'),
      alter: assuming(
        'prefer',
        'respond-async',
        ({ headers }) => headers['prefer'] !== undefined && headers['prefer'] !== 'respond-async',
      ),
    }),
    fault({
      id: 'kickoff-accepts-with-html',
      title: 'the response to an accepted export request has an HTML body',
      ...fails('kickoff.accepted-body'),
      alter: onReply(accepted, saying('<h1>Accepted</h1>', 'text/html')),
    }),
    fault({
      id: 'kickoff-refuses-later-tokens',
      title: 'an export request with any token of the client except the first is refused',
      ...fails('token.renewable'),
      alter: when(isLaterToken, answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' })),
    }),
    ...LATER_TOKENS.map(([id, title, route, kind]) =>
      fault({
        id,
        title: `${title} with any token of the client except the first are refused`,
        ...(id.startsWith('later-') && { where: (profile: Profile) => takes(profile, '_type') }),
        at: route,
        fails: ['token.renewable'],
        alter: when(
          (request, context) => isLaterToken(request, context) && kind(context.occasion),
          answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' }),
        ),
      }),
    ),
    fault({
      id: 'kickoff-refuses-with-wrong-case',
      title: 'the OperationOutcome of a refused export request has severity Error',
      ...fails('kickoff.error-valid-stu3', 'kickoff.error-valid-r4'),
      alter: when(
        lacksHeaders,
        onReply(
          ({ status }) => status === 400,
          changing(async (reply) => {
            const body = (await collect(reply.body)).replace('"severity":"error"', '"severity":"Error"');
            return { ...reply, body };
          }),
        ),
      ),
    }),
    fault({
      id: 'kickoff-refuses-without-outcome',
      title: 'the response to an export request refused for its headers has no body',
      at,
      fails: ['kickoff.error-outcome'],
      blocks: ['kickoff.error-valid-stu3', 'kickoff.error-valid-r4'],
      alter: when(
        lacksHeaders,
        onReply(({ status }) => status === 400, answering({ status: 400, headers: [], body: '' })),
      ),
    }),
    fault({
      id: 'kickoff-exports-anything',
      title: 'an export request for Practitioner is accepted',
      ...fails('kickoff.unknown-endpoint'),
      alter: asking((request) => ({ ...request, path: request.path.replace('/Practitioner/', '/Patient/') })),
    }),
    fault({
      id: 'kickoff-runout-fails',
      title: 'an export request for the runout group returns 500',
      where: exportsOthers,
      // Claims of every part are not in runout alone.
      beneficiaries: 20,
      ...fails('kickoff.runout'),
      empties: ['groups.runout-apart', 'groups.runout-dates'],
      alter: when(isOfRunout, onReply(accepted, answering({ status: 500, headers: [], body: '' }))),
    }),
    fault({
      id: 'kickoff-runout-missing',
      title: 'an export request for the runout group returns 404 without an OperationOutcome',
      where: exportsOthers,
      // Claims of every part are not in runout alone.
      beneficiaries: 20,
      ...fails('kickoff.runout'),
      empties: ['groups.runout-apart', 'groups.runout-dates'],
      alter: when(isOfRunout, onReply(accepted, answering({ status: 404, headers: [], body: '' }))),
    }),
    ...(['error', 'information'] as const).map((severity) =>
      fault({
        id: severity === 'error' ? 'kickoff-without-attribution' : 'kickoff-without-attribution-informs',
        title:
          severity === 'error'
            ? 'the client has no attribution: every export request returns 404 with an OperationOutcome'
            : 'the client has no attribution, and the OperationOutcomes of the 404s only inform',
        at,
        where: isOfPages,
        fails: severity === 'error' ? [] : ['kickoff.no-attribution'],
        ...(severity === 'error' && { passes: ['kickoff.no-attribution'] as const }),
        ...REFUSED_FOR_CLIENT,
        alter: onReply(accepted, answering(nobody(severity))),
      }),
    ),
    ...NOT_ENABLED.map(([id, title, ids, list]) =>
      fault({
        id,
        title,
        at: [at, 'jobs'],
        where: ({ onRequest }) => onRequest === true,
        fails: ids,
        ...(ids.length === 0 && { passes: ['protection.v3-not-enabled'] as const }),
        ...REFUSED_FOR_CLIENT,
        alter: (request, next, context) =>
          (request.path.endsWith('/$export') ? onReply(accepted, answering(refusing(403))) : list)(
            request,
            next,
            context,
          ),
      }),
    ),
    fault({
      id: 'kickoff-any-group',
      title: 'an export request for an unknown group is accepted',
      where: exportsOthers,
      ...fails('kickoff.unknown-group'),
      alter: asking((request) => ({ ...request, path: request.path.replace('/Group/nobody/', '/Group/all/') })),
    }),
    fault({
      id: 'kickoff-unknown-group-without-outcome',
      title: 'the response to an export request for an unknown group has no body',
      where: exportsOthers,
      ...fails('kickoff.unknown-group'),
      alter: when(
        ({ path }) => path.includes('/Group/nobody/'),
        onReply(({ status }) => status === 404, answering({ status: 404, headers: [], body: '' })),
      ),
    }),
    ...([400, 409] as const).map((status) =>
      fault({
        id: `kickoff-refuses-running-with-${status}`,
        title: `an export request that repeats one whose job runs returns ${status}`,
        where: isOfPages,
        ...fails('kickoff.duplicate-429'),
        empties: ['hygiene.retry-after'],
        alter: onReply(({ status: given }) => given === 429, answering(refusing(status))),
      }),
    ),
    ...(
      [
        ['Accept', 400],
        ['Accept', 406],
        ['Prefer', 400],
      ] as const
    ).map(([name, status]) =>
      fault({
        id: `kickoff-list-in-${name.toLowerCase()}-returns-${status}`,
        title: `an export request with a list in ${name} returns ${status}`,
        where: isOfPages,
        ...fails('kickoff.header-lists'),
        alter: when(({ headers }) => headers[name.toLowerCase()]?.includes(',') === true, answering(refusing(status))),
      }),
    ),
    fault({
      id: 'kickoff-reuses-job',
      title: 'a repeated export request gets the same job again',
      ...fails('kickoff.fresh-job'),
      alter: onReply(accepted, async (request, next, context) => {
        const reply = await next(request);
        const location = context.keep(request.target, headerOf(reply.headers, 'Content-Location') ?? '');
        return withHeader('Content-Location', location)(request, () => Promise.resolve(reply), context);
      }),
    }),
  ],
  {
    ...forEach(
      EVERY_KICKOFF,
      'kickoff-answers-200',
      'kickoff-relative-job-url',
      'kickoff-accepts-with-html',
      'kickoff-headers-optional',
      'kickoff-any-accept',
      'kickoff-any-prefer',
      'kickoff-refuses-with-wrong-case',
    ),
    ...forEach(
      { ...EVERY_KICKOFF, 'coverage-requests': typed },
      'kickoff-accept-optional',
      'kickoff-crashes-without-accept',
      'kickoff-prefer-optional',
    ),
    'kickoff-well-formed-fails': {
      'typed-requests': typedNotStarted,
      'last-job': lastStops('kickoff', ['kickoff.accepted'], ['kickoff.fresh-job']),
    },
    'kickoff-loses-content-location': {
      'last-job': lastStops('location', ['kickoff.content-location'], ['kickoff.fresh-job']),
    },
    'kickoff-job-elsewhere': { 'last-job': lastStops('job', ['kickoff.job-url']) },
    ...forEach(
      { 'typed-requests': 'same', 'last-job': unseen('two exports with _type have a list in a header') },
      ...['kickoff-list-in-accept-returns-400', 'kickoff-list-in-accept-returns-406'],
      'kickoff-list-in-prefer-returns-400',
    ),
    ...forEach(
      { 'typed-requests': unseen('the one export that is made once more has no _type') },
      'kickoff-reuses-job',
      'kickoff-refuses-later-tokens',
    ),
  },
);
