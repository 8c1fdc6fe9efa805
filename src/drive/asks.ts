import { type Ask, exportPath, type Header, type StopFact } from '../model/index.js';
import { type Conversation, exampleFile, exampleJob, type ListedFile } from './conversation.js';
import { withToken } from './jobs.js';
import { alterToken } from './jwt.js';
import type { Answer } from './session.js';
import { basic, expiryOf, requestToken } from './tokens.js';

/** Ids that no server gives out, for requests of unknown things. */
const UNKNOWN_JOB = '999999999';
const UNKNOWN_FILE = '00000000-0000-4000-8000-000000000000.ndjson';
/** Credentials that are nobody's. */
const UNKNOWN_CLIENT = '00000000-0000-4000-8000-000000000000';
const WRONG_SECRET = 'd15ea5ed'.repeat(10);
/** How long before the end of its documented life an opaque token must still work, and how long after it must not. */
const MARGIN_MS = 30_000;
const GRACE_MS = 2_000;

/** Why a request cannot be made. */
type Refusal = Pick<StopFact, 'because' | 'cause' | 'unblock'>;

/** Takes one step of kind `ask`: a request per place that it names. */
export const takeAsk = async (conversation: Conversation, step: Ask): Promise<void> => {
  if (step.at === 'token') return askToken(conversation, step);
  const places = placesOf(conversation, step);
  if ('because' in places) return conversation.stop(step.label, [step.label], places);
  for (const place of places.at) await askAt(conversation, step, place);
};

interface PlaceToAsk {
  readonly url: string;
  readonly of?: string;
  /** Documented headers of that place. */
  readonly headers: readonly Header[];
  readonly file?: ListedFile;
}

const earlier = (because: string): Refusal => ({ because, cause: 'earlier' });

const placesOf = (conversation: Conversation, step: Ask): { at: PlaceToAsk[] } | Refusal => {
  const { profile, options } = conversation;
  const kickoff: Header[] = [
    ['Accept', 'application/fhir+json'],
    ['Prefer', 'respond-async'],
  ];
  const exportAt = (name: string): PlaceToAsk => ({
    url: options.base + exportPath(profile, name),
    of: name,
    headers: kickoff,
  });
  const below = (path: string, headers: readonly Header[] = []): PlaceToAsk => ({ url: options.base + path, headers });
  const job = exampleJob(conversation);
  const noJob = earlier('no job was finished');
  switch (step.at) {
    case 'metadata':
      return { at: [below(profile.paths.metadata)] };
    case 'version':
      return versionPlace(conversation);
    case 'endpoints':
      return { at: profile.endpoints.map(({ name }) => exportAt(name)) };
    case 'endpoint':
      return { at: profile.endpoints.slice(0, 1).map(({ name }) => exportAt(name)) };
    case 'unknown-endpoint':
      return { at: [exportAt('Practitioner')] };
    case 'unknown-job':
      return { at: [below(`${profile.paths.jobs}/${UNKNOWN_JOB}`, conversation.statusHeaders)] };
    case 'job':
      return job === undefined
        ? noJob
        : { at: [{ url: job.url, of: job.of, headers: conversation.statusHeaders }] };
    case 'file':
    case 'unknown-file': {
      const file = exampleFile(conversation);
      if (job === undefined) return noJob;
      if (file === undefined) return earlier('no data file was listed');
      if (step.at === 'file') return { at: [{ url: file.url, of: job.of, headers: [], file }] };
      return { at: [{ url: new URL(UNKNOWN_FILE, file.url).href, of: job.of, headers: [] }] };
    }
    case 'token':
      return { at: [] };
  }
};

/** The version operation at the URL under which the metadata lists it. */
const versionPlace = ({ session, options }: Conversation): { at: PlaceToAsk[] } | Refusal => {
  const metadata = session.exchanges.find(({ label, superseded }) => label === 'metadata' && superseded === undefined);
  const statement = metadata?.reply?.body.json as
    | { rest?: { operation?: { name?: unknown; definition?: { reference?: unknown } }[] }[] }
    | undefined;
  const operations = [statement?.rest].flat()[0]?.operation;
  const reference = (Array.isArray(operations) ? operations : []).find(({ name }) => name === 'version')?.definition
    ?.reference;
  if (typeof reference !== 'string') return earlier('the metadata lists no version operation');
  if (!URL.canParse(reference, options.base) || new URL(reference, options.base).origin !== new URL(options.base).origin)
    return earlier('the version operation is not listed on the server under test');
  return { at: [{ url: new URL(reference, options.base).href, headers: [] }] };
};

const askAt = async (conversation: Conversation, step: Ask, place: PlaceToAsk): Promise<void> => {
  const { session } = conversation;
  const halt = (why: Refusal): void =>
    conversation.stop(step.label, [step.label], { ...why, ...(place.of !== undefined && { of: place.of }) });
  const make = (credential: readonly Header[], query?: string): Promise<Answer> => {
    const url = appendQuery(appendQuery(place.url, step.query), query);
    const call = {
      step: step.label,
      label: step.label,
      ...(place.of !== undefined && { of: place.of }),
      as: step.as,
      method: step.method ?? 'GET',
      url,
      headers: [...headersFor(step, place.headers), ...credential],
    };
    return place.file === undefined
      ? session.send(call)
      : session.download(call, { type: place.file.type, list: place.file.list });
  };
  if (step.as === 'none') return void (await make([]));
  if (step.as === 'token') {
    const answer = await withToken(conversation, step.label, (value) => make([['Authorization', value]]));
    if (answer === undefined) return halt(earlier('no access token was issued'));
    const status = answer.head?.status ?? 0;
    if (status >= 200 && status < 300 && step.at === 'endpoints') conversation.started += 1;
    return;
  }
  if (step.as === 'token-in-url') {
    const token = await conversation.token(step.label);
    if (token === undefined) return halt(earlier('no access token was issued'));
    return void (await make([], `access_token=${encodeURIComponent(token.value)}`));
  }
  const credential = await credentialFor(conversation, step);
  if (credential === undefined) return;
  if (typeof credential !== 'string') return halt(credential);
  await make([['Authorization', credential]]);
};

/** Documented headers, less or more what the step says. */
const headersFor = (step: Ask, documented: readonly Header[]): Header[] => {
  const without = (name: string): Header[] => documented.filter(([key]) => key !== name) as Header[];
  let headers: Header[] = [...documented];
  if (step.accept !== undefined)
    headers = [...without('Accept'), ...(step.accept === null ? [] : [['Accept', step.accept] as const])];
  if (step.prefer === null) headers = headers.filter(([key]) => key !== 'Prefer');
  if (step.acceptEncoding !== undefined) headers.push(['Accept-Encoding', step.acceptEncoding]);
  return headers;
};

const appendQuery = (url: string, query: string | undefined): string =>
  query === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;

/** An Authorization value other than the current token's; a refusal where it is not to be had; undefined: not needed. */
const credentialFor = async (conversation: Conversation, step: Ask): Promise<string | Refusal | undefined> => {
  const { session, options } = conversation;
  const none = earlier('no access token was issued');
  switch (step.as) {
    case 'garbage-token':
      return 'Bearer made-up-token';
    case 'basic':
      return options.credentials === undefined ? none : basic(options.credentials);
    case 'altered-token': {
      const token = await conversation.token(step.label);
      if (token === undefined) return none;
      const altered = alterToken(token.value);
      session.redactor.add(altered, '«altered token»');
      return `Bearer ${altered}`;
    }
    case 'renewed-token': {
      const token = conversation.held('token-again');
      return token === undefined ? earlier('no second token was issued') : `Bearer ${token.value}`;
    }
    case 'other-client':
      return otherClient(conversation);
    case 'late-token':
      return lateToken(conversation);
    case 'expired-token':
      return expiredToken(conversation);
    default:
      throw new Error(`no credential of kind ${step.as}`);
  }
};

const otherClient = async (conversation: Conversation): Promise<string | Refusal> => {
  const { session, options, profile, tokenUrl } = conversation;
  const unblock = '--other-client-id and --other-client-secret-file';
  if (options.other === undefined) return { because: 'a second client is needed', cause: 'input', unblock };
  if (!conversation.asked('other-token')) {
    const authorization = basic(options.other);
    const request = { step: 'other-token', label: 'other-token', as: 'other-client', authorization } as const;
    conversation.hold('other-token', (await requestToken(session, profile, tokenUrl, request)).token);
  }
  const token = conversation.held('other-token');
  return token === undefined
    ? { because: 'the second client got no token', cause: 'input', unblock }
    : `Bearer ${token.value}`;
};

/** An opaque token that does not tell its life is tried shortly before the documented end of it. */
const lateToken = async (conversation: Conversation): Promise<string | Refusal | undefined> => {
  const { session, options, profile } = conversation;
  const token = conversation.firstToken();
  if (token === undefined) return earlier('no access token was issued');
  if (token.fact.exp !== undefined || token.fact.expiresIn !== undefined) return undefined;
  if (options.waitForExpiry !== true)
    return {
      because: 'the token does not tell its life, so it has to be waited for',
      cause: 'input',
      unblock: '--wait-for-expiry',
    };
  const until = expiryOf(token, profile) - MARGIN_MS - session.clock.now();
  if (until > 0) await session.wait(until, "most of the token's life");
  return `Bearer ${token.value}`;
};

const expiredToken = async (conversation: Conversation): Promise<string | Refusal> => {
  const { session, options, profile } = conversation;
  if (options.expiredToken !== undefined) return `Bearer ${options.expiredToken}`;
  const token = conversation.firstToken();
  if (options.waitForExpiry !== true)
    return {
      because: 'an expired token is needed',
      cause: 'input',
      unblock: '--expired-token-file or --wait-for-expiry',
    };
  if (token === undefined) return earlier('no access token was issued');
  const until = expiryOf(token, profile) + GRACE_MS - session.clock.now();
  if (until > 0) await session.wait(until, "the token's expiry");
  return `Bearer ${token.value}`;
};

const askToken = async (conversation: Conversation, step: Ask): Promise<void> => {
  const { session, profile, options, tokenUrl } = conversation;
  // The run's own token may have been needed, and asked for, before its scenario came.
  if (conversation.asked(step.label)) return;
  const { clientId = '', clientSecret = '' } = options.credentials ?? {};
  const authorizations: Partial<Record<Ask['as'], string>> = {
    client: basic({ clientId, clientSecret }),
    'wrong-secret': basic({ clientId, clientSecret: WRONG_SECRET }),
    'unknown-client': basic({ clientId: UNKNOWN_CLIENT, clientSecret }),
    'malformed-basic': 'Basic !!!not-base64!!!',
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
