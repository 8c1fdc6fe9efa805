import {
  answering,
  asking,
  bearerOf,
  changing,
  json,
  onReply,
  sandboxClients,
  text,
  when,
  withHeader,
  without,
  withStatus,
} from '../../src/reference/index.js';
import {
  type Alter,
  type FaultContext,
  isOneGuide,
  type Route,
  type ServerReply,
  type ServerRequest,
} from '../../src/model/index.js';
import { fault, idsOf } from './fault.js';
import { atPlaces, forEach, unseen } from './places.js';
import type { RequirementId } from './suites.js';
import { is401 } from './kinds.js';

const at = 'token';
const fails = (...ids: RequirementId[]) => ({ at, fails: ids }) as const;

/** Client id of a request's Basic credentials. */
const clientOf = ({ headers }: ServerRequest): string => {
  const encoded = /^basic (.*)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString().split(':')[0] ?? '';
};
/** Secret of a request's Basic credentials. */
const secretOf = ({ headers }: ServerRequest): string => {
  const encoded = /^basic (.*)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':');
};
/** Comparisons of secrets that take a wrong one for the right one. */
const WRONG_SECRETS: readonly { id: string; title: string; fits: (secret: string) => boolean }[] = [
  { id: 'token-empty-secret-accepted', title: 'an empty secret', fits: (secret) => secret === '' },
  {
    id: 'token-secret-cut-off',
    title: 'a secret whose first 72 characters are right',
    fits: (secret) => secret.slice(0, 72) === sandboxClients[0].clientSecret.slice(0, 72),
  },
  {
    id: 'token-secret-of-other-client',
    title: "another client's secret",
    fits: (secret) => secret === sandboxClients[1].clientSecret,
  },
];
const isKnown = (request: ServerRequest): boolean =>
  sandboxClients.some(({ clientId }) => clientId === clientOf(request));
const answer = (change: (answer: Record<string, unknown>) => void): Alter => json(change);
const spoil = (token: unknown): string => `${String(token).slice(0, -16)}${'A'.repeat(16)}`;
const fake: ServerReply = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"access_token":"a-token-for-nobody","token_type":"bearer"}',
};

/** Ends of a token that come before its documented one. */
const EARLY_ENDS: readonly {
  id: string;
  title: string;
  at: readonly Route[];
  isOver: (request: ServerRequest, context: FaultContext) => boolean;
}[] = [
  {
    id: 'token-dies-young',
    title: 'tokens that are five seconds old are refused',
    at: ['kickoff', 'status', 'data', 'error-file'],
    isOver: (request, { claims, clock, profile }) => {
      const known = claims(bearerOf(request) ?? '');
      return known !== undefined && clock.now() > (known.exp - profile.tokenLife + 5) * 1000;
    },
  },
  {
    id: 'token-wears-out',
    title: 'tokens are refused after some uses, twelve under a guide of 2019 and twenty under a version of today',
    at: ['kickoff', 'status', 'data', 'error-file'],
    isOver: (_, { occasion, profile }) => (occasion.token?.uses ?? 0) > (isOneGuide(profile) ? 12 : 20),
  },
  {
    id: 'token-dies-for-data',
    title: 'tokens that were used twenty times are refused for files',
    at: ['data', 'error-file'],
    isOver: (_, { occasion }) => (occasion.token?.uses ?? 0) > 20,
  },
];

/** What needs a token of the second client. */
const OF_SECOND_CLIENT = ['protection.other-client', 'jobs.own-only', 'jobs.cancel-other-client'] as const;
/** What needs a token that the run gets later. */
const OF_LATER_TOKENS = ['jobs.cancel-done', 'token.renewable', 'protection.no-token-in-url'] as const;
/** Every response that is an OperationOutcome is behind the token. */
const OUTCOMES = ['errors.outcomes-valid', 'errors.outcomes-json'] as const;
const NO_OUTCOMES = ['hygiene.one-document', ...OUTCOMES] as const;

export default atPlaces(
  [
    fault({
      id: 'token-fails',
      title: 'the token endpoint returns 500 for every request',
      at,
      fails: ['token.issued'],
      stops: 'token-reply',
      empties: [...OUTCOMES, 'hygiene.retry-after'],
      alter: answering({
        status: 500,
        headers: [['Content-Type', 'application/json']],
        body: '{"error":"server_error"}',
      }),
    }),
    fault({
      id: 'token-as-text',
      title: 'the token response is sent as text/plain',
      ...fails('token.json'),
      alter: onReply(({ status }) => status === 200, withHeader('Content-Type', 'text/plain')),
    }),
    fault({
      id: 'token-request-of-other-guide-refused',
      title: 'a token request in the form that the other guide shows is refused',
      ...fails('token.empty-request'),
      alter: when(
        ({ method, headers }, { profile }) =>
          method === 'POST' &&
          (headers['content-type'] !== undefined) === (profile.tokenRequest === 'no-body') &&
          headers['authorization'] !== undefined,
        onReply(({ status }) => status === 200, answering({ status: 400, headers: [], body: '' })),
      ),
    }),
    fault({
      id: 'token-with-byte-order-mark',
      title: 'the token response begins with a byte order mark',
      ...fails('token.json'),
      alter: text((body) => `\u{feff}${body}`),
    }),
    fault({
      id: 'token-missing',
      title: 'the token response has no access_token',
      at,
      fails: ['token.access-token'],
      stops: 'token',
      // The errors that carry a JSON body are all behind the token.
      empties: [...NO_OUTCOMES, 'hygiene.retry-after'],
      alter: answer((it) => void delete it['access_token']),
    }),
    fault({
      id: 'token-type-mac',
      title: 'token_type is mac',
      ...fails('token.type'),
      alter: answer((it) => void (it['token_type'] = 'mac')),
    }),
    fault({
      id: 'token-unusable',
      title: 'every endpoint refuses the first token',
      at,
      fails: ['token.usable'],
      stops: 'kickoff',
      blocks: ['kickoff.accepted'],
      // The second client, whose token is good, is told that it has no jobs.
      empties: idsOf(NO_OUTCOMES, ['hygiene.retry-after']),
      alter: json((it, _, { count }) => {
        if (count('token') === 1) it['access_token'] = spoil(it['access_token']);
      }),
    }),
    fault({
      id: 'token-not-renewable',
      title: 'every token except the first is refused',
      ...fails('token.renewable'),
      // The last request comes after the first token has expired.
      blocks: ['jobs.cancel-done'],
      alter: json((it, _, { count }) => {
        if (count('token') > 1) it['access_token'] = spoil(it['access_token']);
      }),
    }),
    fault({
      id: 'token-lives-two-hours',
      title: 'expires_in is two hours',
      at,
      fails: ['token.lifetime', 'token.expires-in'],
      passes: ['token.expires-in-number'],
      alter: answer((it) => void (it['expires_in'] = 7200)),
    }),
    ...EARLY_ENDS.map(({ id, title, at: where, isOver }) =>
      fault({
        id,
        title,
        at: where,
        fails: ['token.lifetime'],
        alter: when(
          isOver,
          answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer realm="BCDA"']], body: '' }),
        ),
      }),
    ),
    fault({
      id: 'token-wrong-secret-403',
      title: 'a token request with a wrong secret returns 403',
      ...fails('token.wrong-secret'),
      alter: onReply((reply, request) => is401(reply) && isKnown(request), withStatus(403)),
    }),
    fault({
      id: 'token-wrong-secret-accepted',
      title: 'a token request with a known client id and any secret returns a token',
      ...fails('token.wrong-secret'),
      alter: onReply((reply, request) => is401(reply) && isKnown(request), answering(fake)),
    }),
    ...WRONG_SECRETS.map(({ id, title, fits }) =>
      fault({
        id,
        title: `a token request with ${title} returns a token`,
        ...fails('token.wrong-secret'),
        alter: onReply(
          (reply, request) => is401(reply) && isKnown(request) && fits(secretOf(request)),
          answering(fake),
        ),
      }),
    ),
    fault({
      id: 'token-unknown-client-404',
      title: 'a token request with an unknown client id returns 404',
      ...fails('token.unknown-client'),
      alter: onReply(
        (reply, request) =>
          is401(reply) &&
          !isKnown(request) &&
          !request.headers['authorization']?.includes('!') &&
          clientOf(request) !== '',
        withStatus(404),
      ),
    }),
    fault({
      id: 'token-without-credentials',
      title: 'a token request without credentials returns a token',
      ...fails('token.no-credentials'),
      alter: when(({ headers }) => headers['authorization'] === undefined, answering(fake)),
    }),
    fault({
      id: 'token-crashes-on-malformed-basic',
      title: 'a token request with Basic credentials that cannot be decoded returns 500',
      ...fails('token.malformed-basic'),
      alter: when(
        ({ headers }) => headers['authorization']?.includes('!') === true,
        answering({ status: 500, headers: [], body: '' }),
      ),
    }),
    fault({
      id: 'token-talks-in-401',
      title: 'a 401 from the token endpoint says what is wrong',
      ...fails('token.silent-401'),
      alter: onReply(
        is401,
        changing((reply) => ({
          ...reply,
          headers: [...reply.headers, ['Content-Type', 'application/json']],
          body: '{"error":"invalid_client"}',
        })),
      ),
    }),
    fault({
      id: 'token-may-be-cached',
      title: 'the token response has no Cache-Control',
      ...fails('token.no-store'),
      alter: without('Cache-Control'),
    }),
    fault({
      id: 'token-without-expires-in',
      title: 'the token response has no expires_in',
      where: ({ showsExpiresIn }) => showsExpiresIn,
      ...fails('token.expires-in'),
      empties: ['token.expires-in-number'],
      alter: answer((it) => void delete it['expires_in']),
    }),
    fault({
      id: 'token-expires-in-words',
      title: 'expires_in says twenty minutes in words',
      where: ({ showsExpiresIn }) => showsExpiresIn,
      ...fails('token.expires-in', 'token.expires-in-number'),
      alter: answer((it) => void (it['expires_in'] = 'twenty minutes')),
    }),
    fault({
      id: 'token-expires-in-text',
      title: 'expires_in is a string',
      ...fails('token.expires-in-number'),
      alter: answer((it) => void (it['expires_in'] = '1200')),
    }),
    fault({
      id: 'token-by-get',
      title: 'a GET request to the token endpoint returns a token',
      ...fails('token.post-only'),
      alter: asking((request) => (request.method === 'GET' ? { ...request, method: 'POST' } : request)),
    }),
    fault({
      id: 'token-of-one-version',
      title: 'a token opens only the version of the API that it was first used for',
      at: 'jobs',
      fails: ['token.version-independent'],
      where: ({ paths }) => paths.otherJobs !== undefined,
      alter: when(
        ({ path, headers }, { profile }) => path !== profile.paths.jobs && headers['authorization'] !== undefined,
        answering({ status: 401, headers: [['WWW-Authenticate', 'Bearer']], body: '' }),
      ),
    }),
    fault({
      id: 'token-for-sandbox-credentials',
      title: 'a production server gives a token for the published sandbox credentials',
      where: ({ sandbox }) => sandbox !== undefined,
      production: true,
      ...fails('token.sandbox-credentials'),
      alter: when(isKnown, answering(fake)),
    }),
    fault({
      id: 'token-sandbox-credentials-403',
      title: 'a production server answers the published sandbox credentials with 403',
      where: ({ sandbox }) => sandbox !== undefined,
      production: true,
      ...fails('token.sandbox-credentials'),
      alter: when(isKnown, withStatus(403)),
    }),
  ],
  {
    ...forEach(
      // What is judged on each token response.
      { 'later-tokens': 'same', 'second-client': 'same' },
      'token-as-text',
      'token-with-byte-order-mark',
      'token-type-mac',
      'token-may-be-cached',
      'token-expires-in-text',
      'token-expires-in-words',
      'token-lives-two-hours',
    ),
    ...forEach({ 'second-client': 'same' }, 'token-wrong-secret-accepted', 'token-wrong-secret-403'),
    'token-fails': {
      // Wrong secrets get the same 500.
      'second-client': { fails: ['token.issued', 'token.wrong-secret'], blocks: OF_SECOND_CLIENT },
      'later-tokens': { fails: ['token.issued', 'token.empty-request', 'token.wrong-secret'], blocks: OF_LATER_TOKENS },
    },
    'token-missing': {
      'second-client': { fails: ['token.access-token'], blocks: OF_SECOND_CLIENT },
      'later-tokens': { fails: ['token.access-token', 'token.empty-request'], blocks: OF_LATER_TOKENS },
    },
    ...forEach(
      // The first token response has it.
      { 'later-tokens': { fails: ['token.expires-in'] }, 'second-client': { fails: ['token.expires-in'] } },
      'token-without-expires-in',
    ),
    ...forEach(
      {
        'later-tokens': 'same',
        'second-client': unseen('the second client asks in the form of the profile'),
      },
      'token-request-of-other-guide-refused',
    ),
  },
);
