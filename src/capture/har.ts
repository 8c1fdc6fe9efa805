import { CannotJudge, type Header, headerOf } from '../model/index.js';

/** A request that a tool captured, with its response; both as they were on the wire, as far as the tool kept them. */
export interface Captured {
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly ms: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  /** Whether the request had a body. */
  readonly sent: boolean;
  readonly status: number;
  readonly reason: string;
  readonly replyHeaders: readonly Header[];
  /** The body without its content coding; undefined: the capture does not have it as it was. */
  readonly body: Buffer | undefined;
}

/** What a HAR has. */
export interface Capture {
  /** The tool that wrote it. */
  readonly tool: string;
  /** Requests with a response, in the order sent. */
  readonly entries: readonly Captured[];
  /** Entries without a response, or with one from the browser's cache and not from a server. */
  readonly unanswered: number;
  /** Whether it has a header that tools remove to protect the user: then it has those of every request. */
  readonly keepsCredentials: boolean;
}

/** Requests of one capture that are read, at most. */
export const MOST_CAPTURED = 20_000;

type Json = Readonly<Record<string, unknown>>;

/** Whether a JSON document is a HAR (http://www.softwareishard.com/blog/har-12-spec/), complete or not. */
export const isHar = (document: unknown): document is { readonly log: Json } =>
  isObject(document) && isObject(document['log']) && 'entries' in document['log'];

/** Reads a HAR. Throws CannotJudge if it cannot be judged. `file` is its name. */
export const captureIn = (document: { readonly log: Json }, file: string): Capture => {
  const { entries, creator } = document.log;
  const wrong = (what: string): CannotJudge =>
    new CannotJudge(`${file} is not a HAR that can be judged: ${what}. Export it again.`);
  if (!Array.isArray(entries)) throw wrong('log.entries is not an array');
  if (entries.length > MOST_CAPTURED)
    throw wrong(`it has ${entries.length} entries, more than the limit of ${MOST_CAPTURED}`);
  const read = (entries as readonly unknown[]).map((entry, index) => {
    const why = whyBroken(entry);
    if (why !== undefined) throw wrong(`log.entries.${index} ${why}`);
    return { entry: entry as Json, captured: capturedIn(entry as Json) };
  });
  const answered = read.filter(({ entry, captured }) => captured.status > 0 && !isFromCache(entry));
  return {
    tool: isObject(creator) && isName(creator['name']) ? creator['name'] : 'a tool without a plain name',
    entries: answered.map(({ captured }) => captured).sort((a, b) => a.at - b.at),
    unanswered: read.length - answered.length,
    keepsCredentials: read.some(({ captured }) =>
      SENSITIVE.some((name) => (headerOf(captured.headers, name) ?? '') !== ''),
    ),
  };
};

/** Headers that browsers remove from a capture, all of them or none. */
const SENSITIVE = ['authorization', 'cookie'];

const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z][A-Za-z .-]{0,39}$/.test(value);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const whyBroken = (entry: unknown): string | undefined => {
  if (!isObject(entry)) return 'is not an object';
  const { request, response, startedDateTime } = entry;
  if (typeof startedDateTime !== 'string' || Number.isNaN(Date.parse(startedDateTime)))
    return 'has no startedDateTime that is a date';
  if (!isObject(request)) return 'has no request';
  if (typeof request['method'] !== 'string') return 'has no request.method';
  if (typeof request['url'] !== 'string') return 'has no request.url';
  if (!isObject(response)) return 'has no response';
  if (!Number.isInteger(response['status']) || (response['status'] as number) > 999) return 'has no response.status';
  const lists = [request['headers'], response['headers']];
  return lists.every((headers) => Array.isArray(headers) && headers.every(isHeader))
    ? undefined
    : 'has headers that are not a list of names and values';
};

const isHeader = (header: unknown): boolean =>
  isObject(header) && typeof header['name'] === 'string' && typeof header['value'] === 'string';

/** Chrome names the cache; what is not modified (304) was in it as well. */
const isFromCache = ({ _fromCache, response }: Json): boolean =>
  (typeof _fromCache === 'string' && _fromCache !== '') || (response as Json)['status'] === 304;

const capturedIn = (entry: Json): Captured => {
  const [request, response] = [entry['request'] as Json, entry['response'] as Json];
  const { postData } = request;
  const [method, replyHeaders] = [(request['method'] as string).toUpperCase(), headersIn(response['headers'])];
  return {
    at: Date.parse(entry['startedDateTime'] as string),
    ms: typeof entry['time'] === 'number' && entry['time'] >= 0 ? Math.round(entry['time']) : 0,
    method,
    url: (request['url'] as string).replace(/#.*$/s, ''),
    headers: headersIn(request['headers']),
    sent: isObject(postData) && ((postData['text'] ?? '') !== '' || [postData['params'] ?? []].flat().length > 0),
    status: response['status'] as number,
    reason: typeof response['statusText'] === 'string' ? response['statusText'] : '',
    replyHeaders,
    body: method === 'HEAD' ? Buffer.alloc(0) : bodyIn(response, replyHeaders),
  };
};

/** Header lines. HTTP/2 has names in lower case and pseudo-headers; browsers write repeated headers as lines of one value. */
const headersIn = (list: unknown): Header[] =>
  (list as readonly { readonly name: string; readonly value: string }[])
    .filter(({ name }) => name !== '' && !name.startsWith(':'))
    .flatMap(({ name, value }) => value.split('\n').map((line): Header => [name, line.trim()]));

/**
 * The body as the server wrote it, without its content coding. A tool may leave it out, keep a part, or keep it as a text
 * from which the bytes cannot be had again: then nothing is known of it.
 */
const bodyIn = (response: Json, headers: readonly Header[]): Buffer | undefined => {
  const content = isObject(response['content']) ? response['content'] : {};
  const announced =
    (headerOf(headers, 'content-encoding') ?? 'identity') === 'identity' ? lengthIn(headers) : undefined;
  const size = typeof content['size'] === 'number' && content['size'] > 0 ? content['size'] : undefined;
  const { text = '', encoding } = content;
  if (typeof text !== 'string') return undefined;
  if (text === '') {
    const isEmpty = response['status'] === 204 || announced === 0 || (announced === undefined && content['size'] === 0);
    return isEmpty ? Buffer.alloc(0) : undefined;
  }
  if (encoding === 'base64' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return undefined;
  const bytes = Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
  if (announced !== undefined) return bytes.length === announced ? bytes : undefined;
  // Some tools write the length on the wire, which is another one if the body is compressed.
  const isCoded = headerOf(headers, 'content-encoding') !== undefined && size === lengthIn(headers);
  return size === undefined || size === bytes.length || isCoded ? bytes : undefined;
};

const lengthIn = (headers: readonly Header[]): number | undefined => {
  const value = headerOf(headers, 'content-length')?.trim() ?? '';
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
};
