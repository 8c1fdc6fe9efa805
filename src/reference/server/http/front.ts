import type { Header, ServerReply, ServerRequest } from '../../../model/index.js';

/** What is between a server and its clients. */
export interface ServerFront {
  /**
   * Whether a proxy before the server says in X-Forwarded-Proto and X-Forwarded-Host how clients address it.
   * @default false: anybody can send these headers
   */
  readonly behindProxy?: boolean;
  /**
   * The origin whose pages may read the responses in a browser (the CORS protocol of the Fetch standard), or `*`.
   * @default none
   */
  readonly cors?: string;
}

/** Scheme and host of a request as the client wrote them, if a proxy is trusted to tell. */
export const originOf = (
  own: string,
  headers: Readonly<Record<string, string>>,
  { behindProxy }: ServerFront,
): string => {
  if (behindProxy !== true) return own;
  const [scheme = '', host = ''] = own.split('://');
  const said = (name: string): string => (headers[name] ?? '').split(',', 1)[0]?.trim() ?? '';
  const proto = said('x-forwarded-proto').toLowerCase();
  const told = said('x-forwarded-host');
  return `${['http', 'https'].includes(proto) ? proto : scheme}://${isAuthority(told) ? told : host}`;
};

const isAuthority = (text: string): boolean => /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[\da-fA-F:.]+\](:\d{1,5})?$/.test(text);

/** The reply to a preflight request, which no API gets to see; undefined for any other request. */
export const preflightReply = ({ method, headers }: ServerRequest, { cors }: ServerFront): ServerReply | undefined =>
  cors === undefined || method !== 'OPTIONS' || headers['access-control-request-method'] === undefined
    ? undefined
    : {
        status: 204,
        headers: [
          ...corsHeaders(cors),
          ['Access-Control-Allow-Methods', 'GET, POST, DELETE'],
          ['Access-Control-Allow-Headers', 'Authorization, Accept, Prefer, Content-Type, Range, If-Range'],
          ['Access-Control-Max-Age', '600'],
        ],
        body: '',
      };

/** The reply as a page of the origin may read it. */
export const readable = (reply: ServerReply, { cors }: ServerFront): ServerReply =>
  cors === undefined
    ? reply
    : {
        ...reply,
        headers: [...reply.headers.filter(isOwn), ...corsHeaders(cors), ['Access-Control-Expose-Headers', EXPOSED]],
      };

const isOwn = ([name]: Header): boolean => name.toLowerCase() !== 'access-control-allow-origin';

const corsHeaders = (cors: string): Header[] => [
  ['Access-Control-Allow-Origin', cors],
  ['Vary', 'Origin'],
];

/** Headers that a client of the API reads. */
const EXPOSED =
  'Content-Location, X-Progress, Retry-After, Expires, Date, Location, Content-Length, Content-Encoding, WWW-Authenticate';
