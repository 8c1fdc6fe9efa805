import { describeBody } from '../record/body.js';
import { sanitizedUrl } from '../record/sanitize.js';
import { headerOf, replyHeader } from '../record/headers.js';
import { contentOf } from '../record/json.js';
import type { Redactor } from '../record/redact.js';
import type {
  Alter,
  RecordedBody,
  Clock,
  Credentials,
  Exchange,
  Profile,
  RecordedReply,
  ServerReply,
  ServerRequest,
} from '../model/index.js';
import type { ServedFile } from './output.js';
import { bearerOf, bytesOf } from '../reference/index.js';
import { credentialOf, described, type Given, type Issued, keptHeaders, labelOf, urlOf } from './requests.js';

/** What one scenario's recorder needs. */
export interface RecorderOptions {
  readonly profile: Profile;
  readonly clock: Clock;
  /** When the run began, by the clock. */
  readonly startedAt: number;
  readonly condition: string;
  readonly credentials: Credentials;
  readonly redactor: Redactor;
  /** Makes the mark of the next token, e.g. `«token 3»`. */
  readonly nextMark: () => string;
  /** The run's exchanges; ids are places in it. */
  readonly exchanges: Exchange[];
  readonly onExchange: (exchange: Exchange) => void;
}

/** Records what a client sends in one scenario, and what it was served. */
export interface Recorder {
  /** Goes around everything that a server answers; `foreign`: the server of another origin. */
  readonly around: (foreign: boolean) => Alter;
  /** Files of which the whole was sent, in that order, each URL once; decoded. */
  readonly served: () => ServedFile[];
}

/** Begins the record of one scenario. Secrets of the client are known to the redactor already. */
export const createRecorder = (options: RecorderOptions): Recorder => {
  const { profile, clock, startedAt, condition, credentials, redactor, exchanges } = options;
  const given: Given = { locations: new Set(), outputs: new Map(), errors: new Map() };
  const tokens = new Map<string, Issued>();
  const files = new Map<string, ServedFile>();

  const begin = (request: ServerRequest, foreign: boolean): Exchange => {
    const now = clock.now();
    const as = credentialOf(request.headers['authorization'], credentials, tokens, now);
    const exchange: Exchange = {
      id: exchanges.length + 1,
      step: condition,
      label: foreign ? 'foreign' : labelOf(request, profile, given),
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

  /** Keeps in mind what a reply hands out, before it is recorded. */
  const learn = (exchange: Exchange, request: ServerRequest, reply: ServerReply): void => {
    const text = typeof reply.body === 'string' ? reply.body : '';
    if (exchange.label === 'token' && reply.status === 200) {
      for (const before of tokens.values()) before.replacedAt ??= clock.now();
      const { access_token: token } = JSON.parse(text) as { access_token: string };
      tokens.set(token, { refused: false });
      redactor.add(token, options.nextMark());
    }
    const token = tokens.get(bearerOf(request) ?? '');
    if (reply.status === 401 && token !== undefined) token.refused = true;
    const location = headerOf(reply.headers, 'content-location');
    if (exchange.label === 'kickoff' && location !== undefined) given.locations.add(location);
    if (exchange.label === 'status' && reply.status === 200) {
      const { output, error } = JSON.parse(text) as Record<'output' | 'error', { type: string; url: string }[]>;
      for (const { type, url } of output) given.outputs.set(url, type);
      for (const { type, url } of error) given.errors.set(url, type);
    }
  };

  /** Keeps a file that was sent whole, under the URL that it was asked by. */
  const keep = (exchange: Exchange, url: string, bytes: Buffer): void => {
    const list = exchange.label === 'error-data' ? 'error' : 'output';
    const type = given.outputs.get(url) ?? given.errors.get(url) ?? 'another place';
    if (!files.has(url)) files.set(url, { list, type, bytes });
  };

  const settle = (exchange: Exchange, change: Partial<Exchange>): void => {
    const ms = Math.max(0, Math.round(clock.now() - startedAt) - exchange.at);
    const settled = { ...exchange, ms, ...change };
    exchanges[exchange.id - 1] = settled;
    options.onExchange(settled);
  };

  /** A server of ours that failed is told of by itself; what the client asked stands in the record all the same. */
  const answered = async (exchange: Exchange, answer: () => Promise<ServerReply>): Promise<ServerReply> => {
    try {
      return await answer();
    } catch (error) {
      settle(exchange, { failure: OURS });
      throw error;
    }
  };

  const around =
    (foreign: boolean): Alter =>
    async (request, next) => {
      const exchange = begin(request, foreign);
      const reply = await answered(exchange, () => next(request));
      learn(exchange, request, reply);
      const { status, body } = reply;
      if (status !== 200 || !['data', 'error-data', 'foreign'].includes(exchange.label)) {
        settle(exchange, {
          reply: kept(
            reply,
            describeBody(contentOf(await bytesOf(body)), status, redactor, { asked: 'all' }),
            redactor,
          ),
        });
        return reply;
      }
      if (reply.cut !== undefined) {
        settle(exchange, { reply: kept(reply, fileBody((await bytesOf(body)).length), redactor), failure: CUT });
        return reply;
      }
      const whole = (bytes: Buffer): void => {
        keep(exchange, urlOf(request), bytes);
        settle(exchange, { reply: kept(reply, fileBody(bytes.length), redactor) });
      };
      if (typeof body === 'string' || body instanceof Uint8Array) {
        whole(await bytesOf(body));
        return reply;
      }
      const begun = { reply: kept(reply, fileBody(0), redactor), failure: ABANDONED };
      exchanges[exchange.id - 1] = { ...exchange, ...begun };
      return { ...reply, body: watched(body, whole, () => settle(exchange, begun)) };
    };

  return { around, served: () => [...files.values()] };
};

const OURS = { code: 'server', says: 'the scenario’s own server failed' } as const;
const CUT = { code: 'cut', says: 'the transfer was cut before its end' } as const;
const ABANDONED = { code: 'abandoned', says: 'the client did not take the whole of it' } as const;

/** Passes a stream on and tells what it was once all of it was taken, or that it was left before. */
async function* watched(
  body: AsyncIterable<string | Uint8Array>,
  whole: (bytes: Buffer) => void,
  left: () => void,
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
    if (!ended) left();
  }
  whole(Buffer.concat(parts));
}

const kept = ({ status, headers }: ServerReply, body: RecordedBody, redactor: Redactor): RecordedReply => ({
  status,
  // Our own server's, which nobody asks about.
  reason: '',
  headers: headers.map(([name, value]) => [name, replyHeader(name, value, redactor)]),
  body,
});

/** Of a data file's body nothing is kept but its length. */
const fileBody = (bytes: number): RecordedBody => ({ bytes, form: 'text', documents: 0, shows: [], repeats: [] });

/** Bodies of requests that say nothing of anybody. */
const PLAIN_BODIES = new Set(['', 'grant_type=client_credentials']);

const bodyText = (body: string, redactor: Redactor): string =>
  PLAIN_BODIES.has(body) ? body : described(body, redactor);
