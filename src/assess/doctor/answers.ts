import { type Exchange, headerOf } from '../../model/index.js';

/** What is wrong with a response, and what to do. */
export interface Trouble {
  readonly says: string;
  readonly remedy: string;
}

/** Whether the response is a web page by its type, and not JSON with that type. */
const isPage = (exchange: Exchange): boolean =>
  exchange.reply?.body.form !== 'json' &&
  /^\s*(text\/html|application\/xhtml)/i.test(headerOf(exchange.reply?.headers ?? [], 'content-type') ?? '');

/** Trouble that proxies, gateways and broken servers make at any URL. `what` begins the sentence. */
export const commonTrouble = (exchange: Exchange, what: string): Trouble | undefined => {
  const { reply, failure } = exchange;
  if (reply === undefined)
    return {
      says: `${what} had no response: ${failure?.says ?? 'none was recorded'}.`,
      remedy: 'Check that the server is running, and look at its log.',
    };
  const { status } = reply;
  if (status >= 300 && status < 400) return redirected(exchange, what);
  if (status === 429 || status === 503)
    return { says: `${what} returned ${status}: the server is busy.`, remedy: 'Try again later; a check waits.' };
  if (status >= 500)
    return {
      says: `${what} returned ${status}: the server, or a gateway in front of it, failed.`,
      remedy: "Look at the server's log, and correct the error.",
    };
  if (isPage(exchange) && status !== 404 && status !== 401)
    return {
      says: `${what} returned ${status} with a web page.`,
      remedy: 'A proxy or a login page seems to respond instead of the server: sign in, bypass it, or correct the URL.',
    };
  return undefined;
};

const redirected = (exchange: Exchange, what: string): Trouble => {
  const to = headerOf(exchange.reply?.headers ?? [], 'location');
  const from = exchange.request.url;
  const status = exchange.reply?.status ?? 0;
  const says = `${what} returned ${status}, a redirect to ${to === undefined ? 'nowhere' : to.slice(0, 200)}.`;
  if (to !== undefined && from.startsWith('http:') && to.startsWith('https:'))
    return {
      says,
      remedy: 'Redirects are not followed: use https:// in the URL, with the host that the redirect names.',
    };
  return {
    says,
    remedy: 'Redirects are not followed: give the URL that the redirect names, or sign in if that is a login page.',
  };
};
