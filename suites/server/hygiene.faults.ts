import {
  answering,
  bearerOf,
  changing,
  changingHeader,
  json,
  onReply,
  when,
  withHeader,
} from '../../src/reference/index.js';
import {
  type Alter,
  isOfPages,
  type Route,
  ROUTES,
  type ServerReply,
  type ServerRequest,
} from '../../src/model/index.js';
import { fault } from './fault.js';
import { refusing } from './kinds.js';
import { atPlaces, EVERY_FILE, EVERY_JOB, forEach, typed, unseen } from './places.js';

const isNotFound = ({ status }: ServerReply): boolean => status === 404;

/** Puts a body into the response for a file that the client does not have; no other requirement reads that body. */
const saying = (body: string, type: string): Alter =>
  onReply(isNotFound, answering({ status: 404, headers: [['Content-Type', type]], body }));

/** An error page of a gateway, which the server behind it never hears of. */
const gatewayError: Alter = answering({
  status: 502,
  headers: [['Content-Type', 'text/html']],
  body: '<h1>502 Bad Gateway</h1>',
});

/** Content of which Content-Type can say that it is in another charset than it is. */
const CHARSETS: readonly (readonly [name: string, title: string, at: Route, charset: string])[] = [
  ['token', 'token responses are in', 'token', 'iso-8859-1'],
  ['metadata', 'the metadata is in', 'metadata', 'us-ascii'],
  ['refusals', 'refusals of export requests are in', 'kickoff', '"ISO-8859-1"'],
  ['manifest', 'manifests are in', 'status', 'windows-1252'],
  ['data', 'data files are in', 'data', 'utf-16'],
  ['error-file', 'error files are in', 'error-file', 'iso-8859-1'],
];

/** Tools that the documentation names, as their requests say. */
const TOOLS = [
  ['curl', 'curl'],
  ['postman', 'PostmanRuntime'],
] as const;
const isOf =
  (agent: string) =>
  ({ headers }: ServerRequest): boolean =>
    headers['user-agent']?.startsWith(`${agent}/`) === true;

/** Where a file is asked for that is not there: of the first job, and by the second client. */
const NOT_FOUND = {
  'second-client': 'same',
  'typed-requests': typed,
  // The second client asks for one of its files, which it does not get.
  'last-job': 'same',
} as const;

export default atPlaces(
  [
    fault({
      id: 'hygiene-plain-http',
      title: 'the server has a host name other than loopback and uses plain http',
      at: [],
      fails: ['hygiene.tls'],
      host: 'bcda.example',
      alter: (request, next) => next(request),
    }),
    fault({
      id: 'hygiene-two-documents',
      title: 'an error body contains two JSON documents',
      at: 'data',
      fails: ['hygiene.one-document'],
      alter: saying('{"error":"a"}{"error":"b"}', 'application/json'),
    }),
    fault({
      id: 'hygiene-byte-order-mark',
      title: 'a JSON error body begins with a byte order mark',
      at: 'data',
      fails: ['hygiene.one-document'],
      alter: saying('\u{feff}{"error":"a"}', 'application/json'),
    }),
    fault({
      id: 'hygiene-broken-json',
      title: 'a JSON error body is truncated',
      at: 'data',
      fails: ['hygiene.one-document'],
      alter: saying('{"error":"a', 'application/json'),
    }),
    ...CHARSETS.map(([name, title, at, charset]) =>
      fault({
        id: `hygiene-charset-of-${name}`,
        title: `Content-Type says that ${title} ${charset}`,
        at,
        fails: ['hygiene.charset'],
        alter: onReply(
          ({ body }) => body !== '',
          changingHeader('Content-Type', (type) => `${type}; charset=${charset}`),
        ),
      }),
    ),
    fault({
      id: 'hygiene-stack-trace',
      title: 'an error body contains a stack trace',
      at: 'data',
      fails: ['hygiene.no-stack-trace'],
      alter: saying('panic: no such file\n\ngoroutine 7 [running]:\nmain.serve(0xc000)\n', 'text/plain'),
    }),
    fault({
      id: 'hygiene-gateway-error',
      title: 'a gateway answers 502 to the first of all requests that are alike',
      at: ROUTES,
      fails: ['hygiene.no-gateway-errors'],
      alter: when((_, { occasion }) => occasion.time === 1, gatewayError),
    }),
    fault({
      id: 'hygiene-busy-until-a-date',
      title: 'the first attempt of every export request returns 429 with Retry-After as a date',
      where: isOfPages,
      at: 'kickoff',
      fails: ['hygiene.retry-after'],
      alter: when(
        ({ target, headers }, { count }) => count(`${target} ${headers['accept']}`) === 1,
        answering((_, { clock }) => ({
          status: 429,
          headers: [['Retry-After', new Date(clock.now() + 5000).toUTCString()]],
          body: '',
        })),
      ),
    }),
    fault({
      id: 'hygiene-busy-without-retry-after',
      title: 'the first attempt of every export request returns 429 without Retry-After',
      where: isOfPages,
      at: 'kickoff',
      fails: ['hygiene.retry-after'],
      alter: when(
        ({ target, headers }, { count }) => count(`${target} ${headers['accept']}`) === 1,
        answering({ status: 429, headers: [], body: '' }),
      ),
    }),
    ...TOOLS.map(([name, agent]) =>
      fault({
        id: `hygiene-${name}-refused`,
        title: `every request with the User-Agent of ${agent} is refused with 403`,
        at: ROUTES,
        fails: ['hygiene.any-tool'],
        alter: when(isOf(agent), answering(refusing(403))),
      }),
    ),
    fault({
      id: 'hygiene-curl-gets-a-page',
      title: 'a request for a file with the User-Agent of curl gets a page that asks for a browser',
      at: 'data',
      fails: ['hygiene.any-tool'],
      alter: when(
        isOf('curl'),
        answering({ status: 200, headers: [['Content-Type', 'text/html']], body: '<p>Please use a browser.</p>' }),
      ),
    }),
    fault({
      id: 'hygiene-postman-gets-less',
      title: 'a status request with the User-Agent of Postman gets a manifest without files',
      at: 'status',
      fails: ['hygiene.any-tool'],
      alter: when(
        isOf('PostmanRuntime'),
        json<{ output: unknown[] }>((it) => void (it.output = [])),
      ),
    }),
    fault({
      id: 'hygiene-sql',
      title: 'an error body contains a database query',
      at: 'data',
      fails: ['hygiene.no-stack-trace'],
      alter: saying('{"error":"SELECT name FROM files WHERE job = 1"}', 'application/json'),
    }),
    fault({
      id: 'hygiene-token-echo-in-header',
      title: 'the response to a refused export request repeats the token in a header',
      at: 'kickoff',
      fails: ['hygiene.no-token-echo'],
      alter: onReply(
        ({ status }) => status === 400,
        (request, next, context) => withHeader('X-Debug', bearerOf(request) ?? '')(request, next, context),
      ),
    }),
    fault({
      id: 'hygiene-secret-echo-in-capitals',
      title: 'a token response repeats the client secret in capitals',
      at: 'token',
      fails: ['hygiene.no-token-echo'],
      alter: json((it, { headers }) => {
        const [, secret = ''] = Buffer.from(headers['authorization']?.split(' ')[1] ?? '', 'base64')
          .toString()
          .split(':');
        it['hint'] = secret.toUpperCase();
      }),
    }),
    fault({
      id: 'hygiene-token-echo-in-body',
      title: 'an error body repeats the token in base64',
      at: 'data',
      fails: ['hygiene.no-token-echo'],
      alter: onReply(
        isNotFound,
        changing((reply, request) => ({
          ...reply,
          body: JSON.stringify({ token: Buffer.from(`is ${bearerOf(request)}`).toString('base64') }),
        })),
      ),
    }),
  ],
  {
    ...forEach(
      { 'last-job': unseen('other tools ask for the first documented job, and for a file of one') },
      ...['hygiene-curl-refused', 'hygiene-postman-refused', 'hygiene-curl-gets-a-page', 'hygiene-postman-gets-less'],
    ),
    ...forEach(EVERY_FILE, 'hygiene-charset-of-data'),
    ...forEach({ ...EVERY_JOB, 'later-manifests': 'same' }, 'hygiene-charset-of-manifest'),
    ...forEach(
      NOT_FOUND,
      'hygiene-two-documents',
      'hygiene-byte-order-mark',
      'hygiene-broken-json',
      'hygiene-stack-trace',
      'hygiene-sql',
      'hygiene-token-echo-in-body',
    ),
  },
);
