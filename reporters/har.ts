import { type Exchange, type Header, headerOf, type RecordedReply, type Report } from '../src/model/index.js';
import { jsonText } from './text/index.js';

/** The transcript as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), which browsers' network tools open. */
export const har = (report: Report): string => {
  const { tool, exchanges, target, profile } = report;
  const log = {
    version: '1.2',
    creator: { name: tool.name, version: tool.version },
    entries: exchanges.map((exchange) => entry(exchange, report)),
    comment: `${target}, profile ${profile}. Secrets are replaced by marks in «», and data files are not kept.`,
  };
  return jsonText({ log });
};

/** What HAR uses for a size that is not known. */
const UNKNOWN = -1;
/** The driver and the reference server use no other version. */
const HTTP = 'HTTP/1.1';

const entry = (exchange: Exchange, { startedAt }: Report) => {
  const { id, step, label, of, as, at, ms, request, reply, failure, superseded } = exchange;
  const about = [
    `#${id} ${label}${of === undefined ? '' : ` of ${of}`}, step ${step}, as ${as}`,
    ...(superseded === undefined ? [] : [`sent again: ${superseded}`]),
    ...(failure === undefined ? [] : [failure.says]),
  ];
  return {
    startedDateTime: instant(startedAt, at),
    time: ms,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: HTTP,
      cookies: [],
      headers: named(request.headers),
      queryString: queryOf(request.url),
      ...(request.body !== undefined && {
        postData: { mimeType: headerOf(request.headers, 'content-type') ?? '', params: [], text: request.body },
      }),
      headersSize: UNKNOWN,
      bodySize: request.body === undefined ? 0 : Buffer.byteLength(request.body),
    },
    response: reply === undefined ? noResponse : responseOf(reply),
    cache: {},
    // Only the total is measured.
    timings: { send: 0, wait: ms, receive: 0 },
    ...(failure !== undefined && { _error: `${failure.code}: ${failure.says}` }),
    comment: about.join('; '),
  };
};

/** What browsers write where there is no response: status 0. */
const noResponse = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: UNKNOWN,
  bodySize: UNKNOWN,
};

const responseOf = ({ status, reason, headers, body }: RecordedReply) => {
  const text = body.form === 'json' && body.json !== undefined ? JSON.stringify(body.json, null, 2) : body.phrase;
  const kept = text === undefined ? 'the text is not kept' : 'only what the recording keeps';
  return {
    status,
    statusText: reason,
    httpVersion: HTTP,
    cookies: [],
    headers: named(headers),
    content: {
      size: body.bytes,
      mimeType: headerOf(headers, 'content-type') ?? '',
      ...(text !== undefined && { text }),
      ...(body.form !== 'empty' && { comment: kept }),
    },
    redirectURL: headerOf(headers, 'location') ?? '',
    headersSize: UNKNOWN,
    bodySize: body.bytes,
  };
};

const named = (headers: readonly Header[]) => headers.map(([name, value]) => ({ name, value }));

/** The query as sent, decoded as a form. */
const queryOf = (url: string): { name: string; value: string }[] => {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? [];
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
};

/** HAR dates have years of four digits, and a transcript may say anything: the first and the last of these instants. */
const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')];

const instant = (startedAt: string, at: number): string =>
  new Date(Math.min(Math.max(Date.parse(startedAt) + at, FIRST), LAST)).toISOString();
