import type { Clock, Ending, Ids, OfSomeProfiles, Profile, Task } from '../../src/model/index.js';
import type { ClientHttp, ClientReply, ClientRequest } from '../../src/reference/index.js';
import type { ClientRequirementId } from '../index.js';

/** What a rogue can use. */
export interface RogueContext {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly task: Task;
}

/** The reference client with one fault, which breaks exactly one requirement where that is possible. */
export interface Rogue extends OfSomeProfiles {
  readonly id: string;
  /** What the client does. */
  readonly title: string;
  readonly fails: Ids<ClientRequirementId>;
  readonly blocks?: Ids<ClientRequirementId>;
  /** Wraps everything that the client sends under one condition. */
  readonly around?: (http: ClientHttp, context: RogueContext) => ClientHttp;
  /** Whether it starts again, if it was killed. */
  readonly forgets?: true;
  /** Changes how it ends. */
  readonly ends?: (ending: Ending) => Ending;
}

/** Identity function that checks a rogue while it is written. */
export const rogue = (it: Rogue): Rogue => it;

/** Kinds of requests, from the client's view. */
type RequestKind = (request: ClientRequest, profile: Profile) => boolean;

export const isToken: RequestKind = ({ url }, { paths }) => new URL(url).pathname === paths.token;
export const isKickoff: RequestKind = ({ url }) => url.includes('$export');
export const isStatus: RequestKind = ({ url }, { paths }) => new URL(url).pathname.startsWith(`${paths.jobs}/`);
export const isFile: RequestKind = (...request) =>
  !isToken(...request) && !isKickoff(...request) && !isStatus(...request);

/** The request with one header replaced, or (undefined) left out. */
export const withHeaders = (request: ClientRequest, name: string, value: string | undefined): ClientRequest => {
  const others = request.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return { ...request, headers: value === undefined ? others : [...others, [name, value]] };
};

/** Changes requests of a kind. */
export const sending =
  (kind: RequestKind, change: (request: ClientRequest, context: RogueContext) => ClientRequest) =>
  (http: ClientHttp, context: RogueContext): ClientHttp =>
  (request) =>
    http(kind(request, context.profile) ? change(request, context) : request);

/** Sends requests of a kind in another way first; if that is refused, as the client would. */
export const tryingFirst =
  (
    kind: RequestKind,
    change: (request: ClientRequest, context: RogueContext) => ClientRequest,
    // A 429 or a 503 does not refuse the request itself.
    refused = (status: number): boolean => status >= 400 && status !== 429 && status < 500,
  ) =>
  (http: ClientHttp, context: RogueContext): ClientHttp =>
  async (request) => {
    if (!kind(request, context.profile)) return http(request);
    const reply = await http(change(request, context));
    if (!refused(reply.status)) return reply;
    await drained(reply);
    return http(request);
  };

/** Acts after the replies to requests of a kind, and may replace them. */
export const after =
  (
    kind: RequestKind,
    change: (
      reply: ClientReply,
      request: ClientRequest,
      http: ClientHttp,
      context: RogueContext,
    ) => Promise<ClientReply>,
  ) =>
  (http: ClientHttp, context: RogueContext): ClientHttp =>
  async (request) => {
    const reply = await http(request);
    return kind(request, context.profile) ? change(reply, request, http, context) : reply;
  };

/** The whole body. */
export const bytesIn = async ({ body }: ClientReply): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
};

/** Reads a reply to its end and drops it. */
export const drained = async (reply: ClientReply): Promise<void> => void (await bytesIn(reply));

/** A body in one piece. */
export async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(bytes);
}
