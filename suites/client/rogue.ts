import type { Clock, Ending, Ids, OfSomeProfiles, Profile, Task } from '../../src/model/index.js';
import type { ClientHttp, ClientReply, ClientRequest } from '../../src/reference/index.js';
import type { ClientRequirementId } from '../index.js';
import type { ProfileId } from '../profiles/index.js';

/** What a rogue may use. */
export interface RogueContext {
  readonly profile: Profile;
  readonly clock: Clock;
  readonly task: Task;
}

/** The reference client, breaking exactly one requirement (where the wire allows it). */
export interface Rogue extends OfSomeProfiles {
  readonly id: string;
  /** What the client does. */
  readonly title: string;
  /** Told apart by profile, no profile may be left out. */
  readonly fails: Ids<ClientRequirementId, ProfileId>;
  readonly blocks?: Ids<ClientRequirementId, ProfileId>;
  /** Goes around all that the client sends in one scenario. */
  readonly around?: (http: ClientHttp, lent: RogueContext) => ClientHttp;
  /** Changes how it ends. */
  readonly ends?: (ending: Ending) => Ending;
}

/** Identity function that checks a rogue while it is written. */
export const rogue = (it: Rogue): Rogue => it;

/** Kinds of requests, as a client means them. */
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
  (kind: RequestKind, change: (request: ClientRequest, lent: RogueContext) => ClientRequest) =>
  (http: ClientHttp, lent: RogueContext): ClientHttp =>
  (request) =>
    http(kind(request, lent.profile) ? change(request, lent) : request);

/** Tries requests of a kind in its own way first; where that is refused, as the client would. */
export const tryingFirst =
  (
    kind: RequestKind,
    change: (request: ClientRequest, lent: RogueContext) => ClientRequest,
    // 429 and 503 are no refusal of the thing asked.
    refused = (status: number): boolean => status >= 400 && status !== 429 && status < 500,
  ) =>
  (http: ClientHttp, lent: RogueContext): ClientHttp =>
  async (request) => {
    if (!kind(request, lent.profile)) return http(request);
    const reply = await http(change(request, lent));
    if (!refused(reply.status)) return reply;
    await drained(reply);
    return http(request);
  };

/** Does something after the replies to requests of a kind, and may answer them otherwise. */
export const after =
  (
    kind: RequestKind,
    change: (reply: ClientReply, request: ClientRequest, http: ClientHttp, lent: RogueContext) => Promise<ClientReply>,
  ) =>
  (http: ClientHttp, lent: RogueContext): ClientHttp =>
  async (request) => {
    const reply = await http(request);
    return kind(request, lent.profile) ? change(reply, request, http, lent) : reply;
  };

/** All of a body. */
export const bytesIn = async ({ body }: ClientReply): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
};

/** Reads a reply that nobody wants. */
export const drained = async (reply: ClientReply): Promise<void> => void (await bytesIn(reply));

/** A body in one piece. */
export async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(bytes);
}
