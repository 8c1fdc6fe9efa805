import { randomUUID } from 'node:crypto';
import { type Ask, type ExportRequest, type Header, requestedAs, type RunOptions } from '../model/index.js';
import { ask } from '../model/steps.js';
import { headerOf } from '../record/headers.js';
import { onTarget } from './session/origin.js';
import { isTokenRefused, withToken } from './tokens/authorized.js';
import { type Conversation, listedAs, mayStartAgain } from './conversation.js';
import { latestUpdate } from './exports/manifest.js';
import { noteRefusedSecond, repeatRunning } from './exports/repeated.js';
import { leadsElsewhere } from './elsewhere.js';
import { credentialFor } from './tokens/credentials.js';
import { listOfJobs, placesOf, type PlaceToAsk } from './places.js';
import type { Answer } from './session/call.js';
import { earlier, type StopReason, usedUp, whyLate } from './stop.js';
import { basic, type HeldToken, requestToken } from './tokens/tokens.js';

/** Takes one step of kind `ask`: one request for each place that it names. */
export const takeAsk = async (conversation: Conversation, step: Ask): Promise<void> => {
  if (step.at === 'token') return askToken(conversation, step);
  const places = placesOf(conversation, step);
  if ('because' in places) return conversation.stop(step.label, [step.label], places);
  for (const place of places.at) {
    const late = whyLate(conversation);
    if (late !== undefined) return conversation.stop(step.label, [step.label], late);
    await askAt(conversation, step, place);
  }
};

/**
 * Asks a job that a poll has just found running: each documented one, and one of those for one type alone. Returns for how
 * long, in milliseconds, the server asked to send no request.
 */
export const askRunning = async (conversation: Conversation, request: ExportRequest, url: string): Promise<number> => {
  const { of, set } = request;
  const kind = set === 'endpoints' ? of : set === 'each-type' ? set : undefined;
  if (kind === undefined || conversation.askedRunning.has(kind)) return 0;
  const isFirst = conversation.askedRunning.size === 0;
  conversation.askedRunning.add(kind);
  for (const step of conversation.askWhileRunning)
    if (step.at === 'running-job') {
      // Only a credential may be taken at one kind of job and not at another.
      if (isFirst || step.as !== 'token')
        await askAt(conversation, step, { url, of, headers: conversation.statusHeaders });
    } else if (step.at === 'jobs-while-running' && isFirst)
      await askAt(conversation, step, { ...listOfJobs(conversation), of });
  // It is the last one: the server may ask for a pause.
  const repeat = conversation.askWhileRunning.find(({ at }) => at === 'export-while-running');
  return repeat === undefined ? 0 : repeatRunning(conversation, repeat, request);
};

/** Places where a request starts a job, unless the server refuses it. */
const STARTING: ReadonlySet<Ask['at']> = new Set<Ask['at']>([
  'endpoint',
  'every-export',
  'shown-exports',
  'export-kinds',
  'unknown-endpoint',
  'unknown-group',
]);

const askAt = async (conversation: Conversation, step: Ask, place: PlaceToAsk): Promise<void> => {
  const { session, options } = conversation;
  const { exportBudget } = options;
  const starting = STARTING.has(step.at);
  if (step.starts === true && conversation.startedJob !== undefined) return;
  const since = step.sinceManifest === true ? firstTime(conversation) : undefined;
  if (step.sinceManifest === true && since === undefined)
    return conversation.stop(step.label, [step.label], earlier('no manifest has a transactionTime'));
  const query = since === undefined ? step.query : `${step.query ?? ''}_since=${encodeURIComponent(since)}`;
  const halt = (why: StopReason): void =>
    conversation.stop(step.label, [step.label], { ...why, ...(place.of !== undefined && { of: place.of }) });
  const make = async (credential: readonly Header[], added?: string, as = step.as): Promise<Answer> => {
    const url = appendQuery(appendQuery(place.url, query), added);
    const call = {
      step: step.label,
      label: step.label,
      ...(place.of !== undefined && { of: place.of }),
      as,
      method: step.method ?? 'GET',
      url,
      headers: [...headersFor(step, place.headers), ...credential],
      ...(starting && { mayRepeat: () => mayStartAgain(conversation) }),
    };
    const answer = await (place.file === undefined ? session.send(call) : session.download(call, listedAs(place.file)));
    const status = answer.head?.status ?? 0;
    if (starting && status >= 200 && status < 300) conversation.started += 1;
    if (step.starts === true) conversation.startedJob = jobUrlIn(answer, url, options);
    if (
      step.at === 'started-job' &&
      step.method === 'DELETE' &&
      step.as === 'token' &&
      isGoneAlready(session, answer)
    ) {
      session.relabel(answer.exchange.id, `${step.label}-repeated`);
      halt(earlier('the response to the first request was lost, and that request may have ended the job'));
    }
    return answer;
  };
  // The server may start a job for a request that it must refuse.
  if (starting && conversation.started >= (exportBudget ?? Infinity)) return halt(usedUp(exportBudget));
  if (step.as === 'none') return void (await make([]));
  if (step.as === 'token') {
    const second = step.starts === true ? await tokenInstead(conversation) : undefined;
    if (second !== undefined) {
      const { exchange, head } = await make([['Authorization', `Bearer ${second.value}`]], undefined, 'renewed-token');
      if (!isTokenRefused(head?.status)) return;
      noteRefusedSecond(conversation, exchange.id);
    }
    const answer = await withToken(conversation, step.label, (value) => make([['Authorization', value]]));
    if (answer === undefined) halt(earlier('no access token was issued'));
    return;
  }
  if (step.as === 'token-in-url') {
    const token = await conversation.tokenForUrl(step.label);
    if (token === undefined) return halt(earlier('no access token was issued'));
    return void (await make([], `access_token=${encodeURIComponent(token.value)}`));
  }
  const credential = await credentialFor(conversation, step);
  if (credential === undefined) return;
  if (typeof credential !== 'string') return halt(credential);
  await make([['Authorization', credential]]);
};

/**
 * The second token, for another export request than that of the export which the run makes once more: the server started that
 * one before there was a second token. Undefined: that export will have it.
 */
const tokenInstead = async (conversation: Conversation): Promise<HeldToken | undefined> => {
  if (conversation.repeated === undefined) return undefined;
  await askToken(conversation, ask('token-again', 'token', 'client'));
  return conversation.held('token-again');
};

/** Whether a request had to be repeated without a response of the server, which may have done already what it asks. */
const isGoneAlready = ({ exchanges }: Conversation['session'], { exchange, head }: Answer): boolean =>
  (head?.status === 404 || head?.status === 410) &&
  exchanges.some(
    ({ step, as, superseded }) =>
      step === exchange.step && as === exchange.as && (superseded === 'gateway-error' || superseded === 'no-reply'),
  );

/** The transactionTime of the first manifest of the run, as it is written. */
const firstTime = ({ session }: Conversation): string | undefined => {
  const manifest = session.exchanges.find(({ label }) => label === 'manifest')?.reply?.body.json;
  const time = (manifest as { readonly transactionTime?: unknown } | undefined)?.transactionTime;
  return typeof time === 'string' && latestUpdate(time) !== undefined ? time : undefined;
};

/** The URL of the job that a request started, if it is on the server. */
const jobUrlIn = ({ head }: Answer, url: string, options: RunOptions): string | undefined => {
  const location = head !== undefined && head.status < 300 ? headerOf(head.headers, 'content-location') : undefined;
  return location === undefined ? undefined : onTarget(requestedAs(location, options), url);
};

/** The documented headers with the changes that the step makes. */
const headersFor = (step: Ask, documented: readonly Header[]): Header[] => {
  const without = (name: string): Header[] => documented.filter(([key]) => key !== name);
  let headers: Header[] = [...documented];
  if (step.accept !== undefined)
    headers = [...without('Accept'), ...(step.accept === null ? [] : [['Accept', step.accept] as const])];
  const { prefer } = step;
  if (prefer !== undefined)
    headers = headers.flatMap(([key, value]): Header[] =>
      key !== 'Prefer' ? [[key, value]] : prefer === null ? [] : [[key, prefer]],
    );
  if (step.origin !== undefined) headers.push(['Origin', step.origin]);
  if (step.acceptEncoding !== undefined) headers.push(['Accept-Encoding', step.acceptEncoding]);
  if (step.userAgent !== undefined) headers.push(['User-Agent', step.userAgent]);
  return headers;
};

const appendQuery = (url: string, query: string | undefined): string =>
  query === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;

/** A wrong secret that a careless comparison takes for the right one; undefined: the run has none of this kind. */
const wrongSecret = ({ session, options }: Conversation, { secret = 'near' }: Ask): string | undefined => {
  const right = options.credentials?.clientSecret ?? '';
  if (secret === 'empty') return '';
  if (secret === 'other' || secret === 'swapped') {
    const other = options.other?.clientSecret;
    if (other === undefined || other === right) return undefined;
    return secret === 'other' ? other : right;
  }
  const near = right.slice(0, -1) + (right.endsWith('0') ? '1' : '0');
  // As long as the secret: it says nearly all of it.
  if (right !== '') session.redactor.add(near, '«wrong secret»');
  return near;
};

const askToken = async (conversation: Conversation, step: Ask): Promise<void> => {
  const { session, profile, options, tokenUrl } = conversation;
  // The run may have needed, and requested, its own token before this step.
  if (conversation.asked(step.label)) return;
  const sandbox = options.environment === 'production' ? profile.sandbox : undefined;
  if (step.as === 'sandbox-client' && sandbox === undefined) return;
  // Whoever it leads to must not get the credentials, nor a secret that is nearly the right one.
  const [first] = session.exchanges
    .filter(({ label }) => label === 'token')
    .flatMap((one) => leadsElsewhere(one) ?? []);
  if (first !== undefined && step.as !== 'none')
    return conversation.stop(step.label, [step.label], earlier('the token endpoint redirects to another server'));
  const { clientId = '', clientSecret = '' } = options.credentials ?? {};
  const wrong = wrongSecret(conversation, step);
  const triedId = step.secret === 'swapped' ? (options.other?.clientId ?? '') : clientId;
  if (step.as === 'wrong-secret' && wrong === undefined) return;
  const authorizations: Partial<Record<Ask['as'], string>> = {
    client: basic({ clientId, clientSecret }),
    ...(wrong !== undefined && { 'wrong-secret': basic({ clientId: triedId, clientSecret: wrong }) }),
    'unknown-client': basic({ clientId: randomUUID(), clientSecret }),
    'malformed-basic': 'Basic !!!not-base64!!!',
    ...(sandbox !== undefined && { 'sandbox-client': basic(sandbox) }),
  };
  const authorization = authorizations[step.as];
  const request = {
    step: step.label,
    label: step.label,
    as: step.as,
    ...(authorization !== undefined && { authorization }),
    ...(step.method !== undefined && { method: step.method }),
    ...(step.otherBody === true && { otherBody: true }),
  };
  const { token } = await requestToken(session, profile, tokenUrl, request);
  if (step.as === 'client') conversation.hold(step.label, token);
};
