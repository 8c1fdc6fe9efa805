import { gunzipSync } from 'node:zlib';
import { describeBody, withoutCoding } from '../record/body.js';
import { sanitizedUrl } from '../record/sanitize.js';
import { described } from '../record/foreign.js';
import { headerOf, replyHeader } from '../record/headers.js';
import { contentOf, type JsonContent } from '../record/json.js';
import type { Redactor } from '../record/redact.js';
import {
  defaultLimits,
  type Alter,
  type RecordedBody,
  type Clock,
  type Credentials,
  type Exchange,
  type Profile,
  type RecordedReply,
  type ServerReply,
  type ServerRequest,
} from '../model/index.js';
import type { ServedFile } from './output.js';
import { bearerOf, bytesOf } from '../reference/index.js';
import { credentialOf, type ReturnedUrls, type IssuedToken, keptHeaders, labelOf, urlOf } from './requests.js';

/** Options for the recorder of one condition. */
interface RecorderOptions {
  readonly profile: Profile;
  readonly clock: Clock;
  /** When the run began, by the clock. */
  readonly startedAt: number;
  readonly condition: string;
  readonly credentials: Credentials;
  readonly redactor: Redactor;
  /** Returns the mark of the next token, e.g. `«token 3»`. */
  readonly nextMark: () => string;
  /** The run's exchanges; ids are positions in it. */
  readonly exchanges: Exchange[];
  /**
   * Keep the files that were sent, to compare the output of the client with them.
   * @default true
   */
  readonly keepsFiles?: boolean;
  readonly onExchange: (exchange: Exchange) => void;
}

/** Records the requests of a client in one condition, and what it was served. */
export interface Recorder {
  /** Wraps everything that a server replies; `foreign`: the server of another origin. */
  readonly around: (foreign: boolean) => Alter;
  /** Files that were completely sent, in that order, each URL once; decoded. */
  readonly served: () => ServedFile[];
}

/** Begins the record of one condition. The redactor already knows the client's secrets. */
export const createRecorder = (options: RecorderOptions): Recorder => {
  const { profile, clock, startedAt, condition, credentials, redactor, exchanges } = options;
  const returned: ReturnedUrls = { locations: new Set(), outputs: new Map(), errors: new Map() };
  const tokens = new Map<string, IssuedToken>();
  const files = new Map<string, ServedFile>();

  const begin = (request: ServerRequest, foreign: boolean): Exchange => {
    const now = clock.now();
    const as = credentialOf(request.headers['authorization'], credentials, tokens, now);
    const exchange: Exchange = {
      id: exchanges.length + 1,
      step: condition,
      label: foreign ? 'foreign' : labelOf(request, profile, returned),
      as,
      at: Math.round(now - startedAt),
      ms: 0,
      request: {
        method: request.method,
        url: sanitizedUrl(redactor.redact(urlOf(request)), 'all'),
        headers: keptHeaders(request, as, redactor),
        ...(request.body !== '' && { body: bodyText(request.body, redactor) }),
      },
    };
    exchanges.push(exchange);
    return exchange;
  };

  /** Remembers the token and the URLs in a reply, before it is recorded. */
  const remember = (
    exchange: Exchange,
    request: ServerRequest,
    reply: ServerReply,
    { documents: [document] }: Pick<JsonContent, 'documents'> = { documents: [] },
  ): void => {
    if (exchange.label === 'token' && reply.status === 200) {
      for (const before of tokens.values()) before.replacedAt ??= clock.now();
      const { access_token: token } = membersOf(document);
      if (typeof token === 'string' && token !== '') {
        tokens.set(token, { refused: false });
        redactor.add(token, options.nextMark());
      }
    }
    const token = tokens.get(bearerOf(request) ?? '');
    if (reply.status === 401 && token !== undefined) token.refused = true;
    const location = headerOf(reply.headers, 'content-location');
    if (exchange.label === 'kickoff' && location !== undefined) returned.locations.add(location);
    if (exchange.label === 'status' && reply.status === 200) {
      const { output, error } = membersOf(document);
      for (const [list, urls] of [
        [output, returned.outputs],
        [error, returned.errors],
      ] as const)
        for (const { type = '', url } of entriesIn(list)) if (url !== undefined) urls.set(url, type);
    }
  };

  /** Keeps a completely sent file, by the URL that it was requested with. */
  const keep = (exchange: Exchange, url: string, bytes: Buffer): void => {
    const list = exchange.label === 'error-data' ? 'error' : 'output';
    const type = returned.outputs.get(url) ?? returned.errors.get(url) ?? 'another URL';
    if (!files.has(url)) files.set(url, { list, type, bytes });
  };

  const settle = (exchange: Exchange, change: Partial<Exchange>): void => {
    const ms = Math.max(0, Math.round(clock.now() - startedAt) - exchange.at);
    const settled = { ...exchange, ms, ...change };
    exchanges[exchange.id - 1] = settled;
    options.onExchange(settled);
  };

  /** Gets the reply. An error of the reference server is reported separately; the request is recorded nevertheless. */
  const answered = async (exchange: Exchange, answer: () => Promise<ServerReply>): Promise<ServerReply> => {
    try {
      return await answer();
    } catch (error) {
      settle(exchange, { failure: SERVER_ERROR });
      throw error;
    }
  };

  const around =
    (foreign: boolean): Alter =>
    async (request, next) => {
      const exchange = begin(request, foreign);
      const reply = await answered(exchange, () => next(request));
      if (reply.reset === true) {
        settle(exchange, { failure: RESET });
        return reply;
      }
      // Only the files of a manifest are recorded with what arrived before a cut.
      if (reply.cut !== undefined && !FILES.includes(exchange.label)) {
        settle(exchange, { failure: CUT });
        return reply;
      }
      const { status, body } = reply;
      if (status !== 200 || !FILES.includes(exchange.label)) {
        const content = contentOf(await plainBytes(reply));
        remember(exchange, request, reply, content);
        settle(exchange, {
          reply: kept(reply, describeBody(content, status, redactor, { asked: 'all' }), redactor),
        });
        return reply;
      }
      remember(exchange, request, reply);
      if (reply.cut !== undefined) {
        settle(exchange, { reply: kept(reply, fileBody((await bytesOf(body)).length), redactor), failure: CUT });
        return reply;
      }
      const onComplete = (bytes: Buffer): void => {
        if (options.keepsFiles === false)
          return settle(exchange, { reply: kept(reply, fileBody(bytes.length), redactor) });
        const zipped = headerOf(reply.headers, 'content-encoding') === 'gzip';
        keep(exchange, urlOf(request), zipped ? gunzipSync(bytes) : bytes);
        settle(exchange, { reply: kept(reply, fileBody(bytes.length), redactor) });
      };
      if (typeof body === 'string' || body instanceof Uint8Array) {
        onComplete(await bytesOf(body));
        return reply;
      }
      const begun = { reply: kept(reply, fileBody(0), redactor), failure: ABANDONED };
      exchanges[exchange.id - 1] = { ...exchange, ...begun };
      return { ...reply, body: watched(body, onComplete, () => settle(exchange, begun)) };
    };

  return { around, served: () => [...files.values()] };
};

/** The bytes of a small body, without gzip. */
const plainBytes = async ({ headers, body }: ServerReply): Promise<Uint8Array> => {
  const bytes = await bytesOf(body);
  return withoutCoding(headers, bytes, defaultLimits['small-body-bytes']) ?? bytes;
};

/** The members of a JSON object; without any if it is something else: a server that is recorded may say anything. */
const membersOf = (document: unknown): Readonly<Record<string, unknown>> =>
  typeof document === 'object' && document !== null ? (document as Readonly<Record<string, unknown>>) : {};

/** The entries of a list of a manifest that name a URL. */
const entriesIn = (list: unknown): { readonly type?: string; readonly url?: string }[] =>
  (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((entry) => {
    const { type, url } = (entry ?? {}) as Record<string, unknown>;
    return typeof url === 'string' ? [{ url, ...(typeof type === 'string' && { type }) }] : [];
  });

/** Labels of requests for files. */
const FILES: readonly string[] = ['data', 'error-data', 'foreign'];

const SERVER_ERROR = { code: 'server', says: 'the reference server failed' } as const;
const CUT = { code: 'cut', says: 'the transfer was cut off before its end' } as const;
const RESET = { code: 'reset', says: 'the connection was reset before a response' } as const;
const ABANDONED = { code: 'abandoned', says: 'the client did not read all of it' } as const;

/** Passes a stream on, and reports its content once all of it was read, or that it was abandoned. */
async function* watched(
  body: AsyncIterable<string | Uint8Array>,
  onComplete: (bytes: Buffer) => void,
  onAbandoned: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const parts: Buffer[] = [];
  let ended = false;
  try {
    for await (const part of body) {
      const bytes = Buffer.from(part as string);
      parts.push(bytes);
      yield bytes;
    }
    ended = true;
  } finally {
    if (!ended) onAbandoned();
  }
  onComplete(Buffer.concat(parts));
}

const kept = ({ status, headers }: ServerReply, body: RecordedBody, redactor: Redactor): RecordedReply => ({
  status,
  // The reference server's own, which no requirement is about.
  reason: '',
  headers: headers.map(([name, value]) => [name, replyHeader(name, value, redactor)]),
  body,
});

/** Of a data file's body, only the length is kept. */
const fileBody = (bytes: number): RecordedBody => ({ bytes, form: 'text', documents: 0, shows: [], repeats: [] });

/** Request bodies without any personal content. */
const PLAIN_BODIES = new Set(['', 'grant_type=client_credentials']);

const bodyText = (body: string, redactor: Redactor): string =>
  PLAIN_BODIES.has(body) ? body : described(body, redactor);
