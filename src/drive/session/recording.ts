import { STATUS_CODES } from 'node:http';
import type { Clock, Exchange, Progress, RecordedReply } from '../../model/index.js';
import { describeBody } from '../../record/body.js';
import { type Distinct, tellApart } from '../../record/distinct.js';
import { replyHeader, replyHeaderName, requestHeader } from '../../record/headers.js';
import type { JsonContent } from '../../record/json.js';
import type { Redactor } from '../../record/redact.js';
import { lengthOf, parametersAsked, sanitizedUrl } from '../../record/sanitize.js';
import { type Call, isPublic } from './call.js';
import type { Head } from './http/messages.js';

/** A request on its way: its id, when it was sent (milliseconds since the run began), and by which timer it is measured. */
export interface Begun {
  readonly id: number;
  readonly at: number;
  readonly since: number;
}

/** What a request resulted in. */
interface Received {
  readonly head?: Head;
  readonly content: JsonContent;
  readonly failure?: Exchange['failure'];
}

/** The redacted record of a session's exchanges. */
export interface Recording {
  readonly exchanges: Exchange[];
  /** Begins an exchange. Files are downloaded in parallel, so the id is assigned when the request is sent. */
  readonly begin: () => Begun;
  readonly record: (call: Call, begun: Begun, received: Received) => Exchange;
  /** Changes a recorded exchange. */
  readonly amend: (id: number, change: Partial<Exchange>) => void;
}

interface RecordingOptions {
  readonly clock: Clock;
  readonly startedAt: number;
  readonly redactor: Redactor;
  /** The requests are those of the harness: what they ask an export for is no secret of anybody. */
  readonly isOwn: boolean;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Begins an empty recording. */
export const beginRecording = ({ clock, startedAt, redactor, isOwn, onProgress }: RecordingOptions): Recording => {
  const exchanges: Exchange[] = [];
  const asked = new Set<string>();
  const distinct = tellApart();
  let ids = 0;
  return {
    exchanges,
    begin: () => ({ id: (ids += 1), at: Math.round(clock.now() - startedAt), since: performance.now() }),
    record: (call, begun, received) => {
      if (isOwn && /\/\$export\?/.test(call.url))
        for (const parameter of parametersAsked(call.url)) asked.add(parameter);
      const exchange = exchangeOf(call, begun, received, redactor, { asked, distinct });
      // With parallel downloads, an exchange may end before another one that was sent earlier.
      const later = exchanges.findLastIndex(({ id }) => id < exchange.id) + 1;
      exchanges.splice(later, 0, exchange);
      onProgress?.({ kind: 'exchange', exchange });
      return exchange;
    },
    amend: (id, change) => {
      const at = exchanges.findLastIndex((exchange) => exchange.id === id);
      const exchange = exchanges[at];
      if (exchange !== undefined) exchanges[at] = { ...exchange, ...change };
    },
  };
};

/** How URLs are kept. */
interface Urls {
  readonly asked: ReadonlySet<string>;
  readonly distinct: Distinct;
}

const exchangeOf = (
  call: Call,
  begun: Begun,
  { head, content, failure }: Received,
  redactor: Redactor,
  urls: Urls,
): Exchange => ({
  id: begun.id,
  step: call.step,
  label: typeof call.label === 'string' ? call.label : call.label(head?.status ?? 0),
  ...(call.of !== undefined && { of: call.of }),
  as: call.as,
  at: begun.at,
  ms: Math.round(performance.now() - begun.since),
  request: {
    method: call.method,
    url: urls.distinct(call.url, sanitizedUrl(redactor.redact(call.url), urls.asked)),
    headers: call.headers.map(([name, value]) => [name, requestHeader(name, value, redactor)]),
    ...(call.body !== undefined && { body: redactor.redact(call.body) }),
  },
  ...(head !== undefined && { reply: replyOf(call, head, content, redactor, urls) }),
  ...(failure !== undefined && { failure }),
});

/** The registered phrase; of one of the server's own, which could say anything, its length. */
const reasonAsKept = ({ status, reason }: Head): string =>
  reason === '' || reason.toLowerCase() === STATUS_CODES[status]?.toLowerCase() ? reason : lengthOf(reason);

const replyOf = (call: Call, head: Head, content: JsonContent, redactor: Redactor, urls: Urls): RecordedReply => ({
  status: head.status,
  reason: reasonAsKept(head),
  headers: head.headers.map(([name, value]) => [replyHeaderName(name), replyHeader(name, value, redactor)]),
  body: describeBody(content, head.status, redactor, {
    isPublic: (call.as === 'none' || call.as === 'unknown') && typeof call.label === 'string' && isPublic(call.label),
    ...urls,
  }),
});
