import { Readable } from 'node:stream';
import nock from 'nock';
import {
  CannotJudge,
  type Condition,
  type Credentials,
  type ServerReply,
  type ServerRequest,
} from '../src/model/index.js';
import { bytesOf, referenceReplies } from '../src/reference/index.js';
import { conditions, type ConditionId } from '../suites/client/conditions.js';
import { newest, profiles } from '../suites/profiles/index.js';

/** What the mounted server is like. */
export interface MountOptions {
  /**
   * Id of the guide that the server follows.
   * @default the newest guide
   */
  readonly profile?: string;
  /**
   * Id of the condition that the client meets (docs/conditions.md).
   * @default sunny
   */
  readonly condition?: ConditionId;
  /**
   * Credentials that the server accepts.
   * @default those of the sandbox, which the guides show
   */
  readonly credentials?: Credentials;
}

/** A reference server that answers for an origin in this process. */
export interface MountedReference {
  readonly credentials: Credentials;
  /** Errors of the server itself, in order; empty if there are none. */
  readonly errors: readonly unknown[];
  /** Stops answering for the origin. */
  readonly unmount: () => void;
}

/** Where a condition redirects to another host, that host. */
const ELSEWHERE = 'https://files.elsewhere.example';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Answers for an origin from the reference server, within this process and without a network, so that a client can be
 * tried as it is. Each call has jobs and tokens of its own. It needs nock.
 * @param origin such as `https://api.bcda.cms.gov`
 */
export const mountReference = (
  origin: string,
  { profile: id = newest.id, condition: wanted = 'sunny', credentials }: MountOptions = {},
): MountedReference => {
  const profile = profiles.find((one) => one.id === id);
  if (profile === undefined)
    throw new CannotJudge(`There is no profile "${id}". There is ${profiles.map((one) => one.id).join(', ')}.`);
  const condition: Condition | undefined = conditions.find((one) => one.id === wanted);
  if (condition === undefined)
    throw new CannotJudge(`There is no condition "${wanted}". docs/conditions.md lists them all.`);
  const behavior = condition.behavior(ELSEWHERE);
  const server = referenceReplies({
    profile,
    beneficiaries: 2,
    unexportable: 0,
    ...condition.data,
    faults: behavior.faults,
    ...(credentials !== undefined && {
      clients: [credentials, { clientId: 'another client', clientSecret: 'no secret' }],
    }),
  });
  const mounted = [
    mount(origin, server.reply),
    ...(condition.withOtherOrigin === true
      ? [
          mount(ELSEWHERE, (request) =>
            Promise.resolve(behavior.otherOrigin?.(request) ?? { status: 404, headers: [], body: '' }),
          ),
        ]
      : []),
  ];
  return {
    credentials: server.clients[0],
    errors: server.errors,
    unmount: () => {
      for (const interceptors of mounted) for (const one of interceptors) nock.removeInterceptor(one);
    },
  };
};

const mount = (origin: string, reply: (request: ServerRequest) => Promise<ServerReply>): nock.Interceptor[] => {
  const scope = nock(origin).persist();
  return METHODS.map((method) => {
    const interceptor = scope.intercept(() => true, method);
    interceptor.reply(async function (target, body) {
      const { status, headers, ...rest } = await reply(requestOf(method, origin, target, this.req.headers, body));
      if (rest.reset === true) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return [status, await bodyOf(rest), headers.flat()] as unknown as nock.ReplyFnResult;
    });
    return interceptor;
  });
};

const requestOf = (
  method: string,
  origin: string,
  target: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: unknown,
): ServerRequest => {
  const [path = '', ...query] = target.split('?');
  return {
    method,
    target,
    path,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
      ),
    ),
    origin,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
};

/** The body, or a stream that breaks where the transfer is cut off. */
const bodyOf = async ({ body, cut }: Omit<ServerReply, 'status' | 'headers'>): Promise<Buffer | Readable> => {
  if (cut === undefined) return bytesOf(body);
  const bytes = await bytesOf(body);
  return Readable.from(
    (async function* () {
      yield await Promise.resolve(bytes);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
};
