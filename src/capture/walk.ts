import {
  type Ask,
  type Credential,
  type ExportRequest,
  exportRequests,
  type Header,
  headerOf,
  requestedAs,
} from '../model/index.js';
import { stepName } from '../model/steps.js';
import { type Conversation, listedAs, type ListedFile } from '../drive/conversation.js';
import { jobStartedBy } from '../drive/exports/jobs.js';
import { finish } from '../drive/exports/manifest.js';
import { compareWithBounds } from '../drive/exports/narrowed.js';
import { earlier } from '../drive/stop.js';
import type { Answer, Call, OnAnswer } from '../drive/session/call.js';
import { onTarget } from '../drive/session/origin.js';
import { isBusy, isGatewayError } from '../drive/session/retry.js';
import { notingToken } from '../drive/tokens/tokens.js';
import { isResourceType } from '../fhir/definitions/tables.js';
import { foreignHeader } from '../record/foreign.js';
import { lengthOf } from '../record/sanitize.js';
import type { Senders } from './credentials.js';
import type { Captured } from './har.js';
import { isJsonWanted } from './wanted.js';
import { askFor, type CapturedJob, isDocumented, plainUrlOf, type Spot } from './place.js';

/** The state of a replay. */
export interface Walk {
  readonly conversation: Conversation;
  readonly senders: Senders;
  readonly jobs: CapturedJob[];
  /** The single requests of a check. */
  readonly asks: readonly Ask[];
  /** Authorization headers of requests that succeeded. */
  readonly worked: Set<string>;
  /** Requests that a check does not make. */
  unlike: number;
  /** Responses whose body the capture does not have as it was. */
  bodiless: number;
}

/** A captured request, and what it is. */
interface Taken {
  readonly captured: Captured;
  readonly as: Credential;
  /** The same requests, whatever their headers, that were sent later. Few responses ask: all entries are searched. */
  readonly later: () => readonly Captured[];
}

/** How a request is recorded. */
interface Named {
  readonly step: string;
  readonly label: string;
  readonly of?: string;
}

/** Step and label of what a check does not ask: only what holds for every response is judged of it. */
export const OTHER = 'other';

/** Records one captured request, and reads from its response what later ones need. */
export const take = async (walk: Walk, captured: Captured, spot: Spot, later: Taken['later']): Promise<void> => {
  const as = walk.senders.of(captured, spot.kind === 'token');
  const taken = { captured, as, later };
  // What is not known is not judged; a job is followed all the same.
  if (captured.body === undefined) walk.bodiless += 1;
  if (spot.kind === 'token') return takeToken(walk, taken);
  if (as === 'token' && captured.status >= 200 && captured.status < 300) walk.worked.add(tokenOf(captured));
  if (isAccepted(taken)) {
    if (spot.kind === 'export' && captured.method === 'GET') return takeKickoff(walk, taken, spot);
    if (spot.kind === 'job' && captured.method === 'GET' && spot.job.finished === undefined && spot.job.over !== true)
      return takePoll(walk, taken, spot.job);
    if (
      spot.kind === 'file' &&
      captured.method === 'GET' &&
      !spot.job.read.has(spot.file.url) &&
      isSoon(spot.job, captured)
    )
      return takeFile(walk, taken, spot);
  }
  if (spot.kind === 'job' && captured.method !== 'GET') spot.job.over = true;
  await takeAlone(walk, taken, spot);
};

const tokenOf = ({ headers }: Captured): string => headerOf(headers, 'authorization') ?? '';

/** Whether a token is refused that worked before: that is judged as the life of the token, and by nothing else. */
const isWornOut = ({ worked }: Walk, { captured, as }: Taken): boolean =>
  as === 'token' && captured.status === 401 && worked.has(tokenOf(captured));

/** Records a refusal of a token that worked before as one that says nothing of what was asked for. */
const recordWornOut = async (walk: Walk, taken: Taken, named: Named): Promise<void> => {
  if (taken.captured.body === undefined) return;
  const { exchange } = await record(walk, taken, named);
  const isReplaced = walk.senders.isReplaced(taken.captured);
  walk.conversation.session.supersede(exchange.id, isReplaced ? 'token-revoked' : 'token-expired');
};

/** A request with a token that opens what it asks for, as far as the capture shows. */
const isAccepted = ({ captured: { status }, as }: Taken): boolean =>
  as === 'token' || (as === 'unknown' && status !== 401 && status !== 403);

/** How long after its manifest a job and its files must still be there, in milliseconds. */
const KEPT_MS = 3_600_000;
const isSoon = ({ finishedAt = 0 }: CapturedJob, { at }: Captured): boolean => at - finishedAt < KEPT_MS;

/** Sends a call to the capture. */
const record = (
  { conversation: { session } }: Walk,
  { captured, as }: Taken,
  named: Named,
  onAnswer?: OnAnswer,
): Promise<Answer> => session.send(callOf(captured, as, named, session.redactor), onAnswer);

const callOf = (
  { method, url, headers, sent }: Captured,
  as: Credential,
  named: Named,
  redactor: Conversation['session']['redactor'],
): Call => ({
  ...named,
  as,
  method,
  url,
  headers: headers.map((header): Header =>
    header[0].toLowerCase() === 'authorization' ? ['Authorization', header[1]] : foreignHeader(header, redactor),
  ),
  ...(!sent && method === 'POST' && { body: '' }),
  // A captured request is not sent again.
  retryUntil: 0,
  polls: true,
});

/** A token request. With valid credentials the first one is the documented one; in a form of its own, only if it succeeds. */
const takeToken = async (walk: Walk, taken: Taken): Promise<void> => {
  const { captured, as } = taken;
  const { conversation, senders } = walk;
  const isIssued = captured.status === 200 && captured.method === 'POST';
  // An error of the server is one whatever the credentials are; where they were removed, a token shows that they were right.
  const isShown = captured.status >= 500 || (isIssued && tokenOf(captured) === '');
  const isOwn = as === 'client' || (as === 'unknown' && isShown);
  const isPlain = captured.method === 'POST' && !captured.sent;
  if (captured.body === undefined) return;
  if (busyBy(captured) !== undefined) return recordBusy(walk, taken, { step: 'token', label: 'token' });
  if (!isOwn || !(isIssued || isPlain)) return takeAlone(walk, taken, { kind: 'token' });
  const { session } = conversation;
  const nth = session.exchanges.filter(({ label }) => TOKENS.includes(label)).length;
  const label = TOKENS[Math.min(nth, TOKENS.length - 1)] ?? 'token';
  const step = label === 'token' ? label : 'token-again';
  await record(walk, taken, { step, label }, notingToken(session, senders.issue));
};

const TOKENS = ['token', 'token-again', 'token-renewal'];

/** The export that a request begins: of several that are alike, the first, and once more the documented one. */
const claim = (
  { conversation: { profile, session }, jobs }: Walk,
  request: ExportRequest,
): ExportRequest | undefined => {
  const again = exportRequests(profile, 'again').find(
    ({ endpoint, path }) => endpoint === request.endpoint && path === request.path,
  );
  const isTaken = ({ of }: ExportRequest): boolean =>
    jobs.some((job) => job.request.of === of) ||
    session.exchanges.some((one) => one.of === of && one.label === 'kickoff');
  return [request, ...(again === undefined ? [] : [again])].find((one) => !isTaken(one));
};

const takeKickoff = async (walk: Walk, taken: Taken, spot: Spot & { readonly kind: 'export' }): Promise<void> => {
  const { conversation, jobs } = walk;
  const { captured } = taken;
  const { options } = conversation;
  const request = spot.request === undefined ? undefined : claim(walk, spot.request);
  if (request === undefined) return takeAlone(walk, taken, spot);
  const step = stepName({ do: 'exports', set: request.set, to: 'files' });
  const named = { step, label: 'kickoff', of: request.of };
  if (busyBy(captured) !== undefined) return recordBusy(walk, taken, named);
  if (isWornOut(walk, taken)) return recordWornOut(walk, taken, named);
  const begin = (url: string | undefined): void =>
    void (url !== undefined && jobs.push({ url, step, request, read: new Set() }));
  if (isDocumented(captured) && captured.body !== undefined) {
    const answer = await record(walk, taken, named);
    return begin(jobStartedBy(conversation, step, request, { url: captured.url, answer }));
  }
  await takeAlone(walk, taken, spot);
  const location = captured.status < 300 ? headerOf(captured.replyHeaders, 'content-location') : undefined;
  if (location !== undefined) begin(onTarget(requestedAs(location, options), captured.url));
};

/** Why a response does not show what the server does: it is busy, or a gateway has no response of it. */
const busyBy = ({ status }: Captured): 'busy' | 'gateway-error' | undefined =>
  isBusy(status) ? 'busy' : isGatewayError(status) ? 'gateway-error' : undefined;

/** Of a busy server, the last response counts, unless it still says so. */
const recordBusy = async (walk: Walk, taken: Taken, named: Named): Promise<void> => {
  const busy = busyBy(taken.captured);
  if (taken.captured.body === undefined || busy === undefined) return;
  const isRepeated = taken.later().length > 0;
  const { exchange } = await record(walk, taken, isRepeated ? named : { step: OTHER, label: OTHER });
  if (isRepeated) walk.conversation.session.supersede(exchange.id, busy);
};

/** Statuses that refuse what a request says it accepts, or that it says nothing. */
const OF_ACCEPT = [400, 406, 415];

const asksForForm = ({ headers }: Captured): boolean =>
  ['accept', 'prefer'].some((name) => (headerOf(headers, name) ?? '*/*') !== '*/*');

/** Why a poll is refused: a later one with other headers shows whether it is for its headers. */
const refusalOf = ({ captured, later }: Taken): 'bare' | 'unclear' | undefined => {
  if (!OF_ACCEPT.includes(captured.status)) return undefined;
  const others = later().filter((one) => asksForForm(one) !== asksForForm(captured));
  if (others.some(({ status }) => status >= 200 && status < 300)) return asksForForm(captured) ? 'unclear' : 'bare';
  return others.length > 0 ? undefined : 'unclear';
};

const takePoll = async (walk: Walk, taken: Taken, job: CapturedJob): Promise<void> => {
  const { conversation } = walk;
  const { captured } = taken;
  const { status } = captured;
  const { step, request } = job;
  const { of } = request;
  const label = status === 200 ? 'manifest' : 'status';
  if (captured.body === undefined) return;
  if (busyBy(captured) !== undefined) return recordBusy(walk, taken, { step, label, of });
  if (isWornOut(walk, taken)) return recordWornOut(walk, taken, { step, label, of });
  const refusal = refusalOf(taken);
  if (refusal === 'unclear') return takeAlone(walk, taken, { kind: 'other' });
  if (refusal === 'bare') return void (await record(walk, taken, { step, label: 'status-refused-bare', of }));
  const answer = await record(walk, taken, { step, label, of });
  if (status === 200) {
    job.finished = finish(conversation, request, job.url, answer);
    job.finishedAt = captured.at;
    compareWithBounds(conversation, request, job.finished);
    if (request.apart === true) for (const file of job.finished.files) file.uncompared = true;
  } else if (status !== 408 && (status < 200 || status > 299)) {
    job.over = true;
    conversation.stop(step, ['manifest', 'data', 'error-data'], {
      of,
      ...earlier(`the job ended with status ${status}`),
      exchange: answer.exchange.id,
    });
  }
};

const takeFile = async (
  walk: Walk,
  taken: Taken,
  { job, file }: { readonly job: CapturedJob; readonly file: ListedFile },
): Promise<void> => {
  const { captured, as } = taken;
  const { session } = walk.conversation;
  const named = { step: job.step, label: file.list === 'output' ? 'data' : 'error-data', of: job.request.of };
  // A part of a file that was asked for, or that is not known as it was, shows nothing of the whole.
  if (captured.body === undefined || headerOf(captured.headers, 'range') !== undefined) return;
  if (busyBy(captured) !== undefined) return recordBusy(walk, taken, named);
  if (isWornOut(walk, taken)) return recordWornOut(walk, taken, named);
  job.read.add(file.url);
  await session.download(callOf(captured, as, named, session.redactor), listedAs(file));
};

/** A single request: that of a step, if one asks the same; otherwise only what holds for every response is judged. */
const takeAlone = async (walk: Walk, taken: Taken, spot: Spot): Promise<void> => {
  const { conversation, asks, senders } = walk;
  const { captured, as } = taken;
  if (captured.body === undefined) return;
  const { session, profile } = conversation;
  const isOver = isWornOut(walk, taken) || (as === 'token' && captured.status === 401 && senders.isReplaced(captured));
  const open = spot.kind === 'metadata' || spot.kind === 'version' ? isJsonWanted(captured) : true;
  const wanted = spot.kind === 'metadata' && as === 'unknown' ? 'none' : as;
  const step = !open || !isTelling(taken, spot) ? undefined : askFor(asks, { captured, spot, as: wanted, profile });
  if (step === undefined) walk.unlike += 1;
  // Several lines of JSON are no fault of a file.
  const isFile = spot.kind === 'file' || spot.kind === 'unknown-file' || isData(walk, captured);
  if (step === undefined && isFile && captured.status === 200) return;
  const named = {
    step: step?.label ?? OTHER,
    label: step?.label ?? OTHER,
    ...(step !== undefined && ofSpot(spot)),
  };
  if (spot.kind === 'file' && step !== undefined) {
    await session.download(callOf(captured, as, named, session.redactor), listedAs(spot.file));
    return;
  }
  const shown = { ...taken, captured: { ...captured, url: shownUrl(walk, captured, spot) } };
  if (isOver) return recordWornOut(walk, shown, named);
  await record(walk, shown, named, spot.kind === 'token' ? notingToken(session, () => undefined) : undefined);
};

/** A URL as it is recorded: what a client asks for that no documentation has may name a person. */
const shownUrl = ({ conversation: { options, profile } }: Walk, { url }: Captured, spot: Spot): string => {
  const isKnown =
    spot.kind === 'export' &&
    (isResourceType(spot.endpoint) || profile.endpoints.some(({ name }) => name === spot.endpoint));
  if (isKnown || (spot.kind !== 'export' && spot.kind !== 'other')) return url;
  return `${options.base}/${lengthOf(url.slice(options.base.length + 1))}`;
};

/** Whether a response shows what the step is about: a busy server and a job that is long over do not. */
const isTelling = ({ captured }: Taken, spot: Spot): boolean => {
  if (busyBy(captured) !== undefined) return false;
  if (spot.kind === 'job')
    return spot.job.over !== true && (spot.job.finished === undefined || isSoon(spot.job, captured));
  return spot.kind === 'file' ? isSoon(spot.job, captured) : true;
};

const ofSpot = (spot: Spot): { readonly of?: string } => {
  if (spot.kind === 'export') return { of: spot.request?.of ?? spot.endpoint };
  return spot.kind === 'job' || spot.kind === 'file' || spot.kind === 'unknown-file' ? { of: spot.job.request.of } : {};
};

const isData = ({ conversation: { options, profile } }: Walk, { url }: Captured): boolean =>
  plainUrlOf(url).startsWith(`${options.base}${profile.paths.data}/`);
