import { type Exchange, headerOf } from '../../model/index.js';

/** What is wrong with an answer whatever was asked, and what to do; undefined: nothing of the kind. */
export interface Trouble {
  readonly says: string;
  readonly remedy: string;
}

/** A web page by its type, and not JSON that is merely called so. */
const isPage = (exchange: Exchange): boolean =>
  exchange.reply?.body.form !== 'json' &&
  /^\s*(text\/html|application\/xhtml)/i.test(headerOf(exchange.reply?.headers ?? [], 'content-type') ?? '');

/** Troubles that proxies, gateways and sick servers make at any URL. `what` begins the sentence. */
export const commonTrouble = (exchange: Exchange, what: string): Trouble | undefined => {
  const { reply, failure } = exchange;
  if (reply === undefined)
    return {
      says: `${what} had no answer: ${failure?.says ?? 'none was recorded'}.`,
      remedy: 'Look whether the server is up at that URL, and into its log.',
    };
  const { status } = reply;
  if (status >= 300 && status < 400) return redirected(exchange, what);
  if (status === 429 || status === 503)
    return { says: `${what} was answered ${status}: the server is busy.`, remedy: 'Try again later; a check waits.' };
  if (status >= 500)
    return {
      says: `${what} was answered ${status}: the server, or a gateway before it, fails.`,
      remedy: "Look into the server's log, and check it when it is well.",
    };
  if (isPage(exchange) && status !== 404 && status !== 401)
    return {
      says: `${what} was answered ${status} with a web page.`,
      remedy:
        'A proxy or a login page seems to answer in place of the server: sign in, go around it, or correct the URL.',
    };
  return undefined;
};

const redirected = (exchange: Exchange, what: string): Trouble => {
  const to = headerOf(exchange.reply?.headers ?? [], 'location');
  const from = exchange.request.url;
  const status = exchange.reply?.status ?? 0;
  const says = `${what} was answered ${status}, which leads ${to === undefined ? 'nowhere' : `to ${to.slice(0, 200)}`}.`;
  if (to !== undefined && from.startsWith('http:') && to.startsWith('https:'))
    return { says, remedy: 'Redirects are not followed: write https:// in the URL, with the host that it leads to.' };
  return {
    says,
    remedy: 'Redirects are not followed: give the URL that it leads to, or sign in if it is a login page.',
  };
};
