import { CannotJudge } from './run.js';

/** A base URL: http or https, only origin and path, no slash at the end. */
export const baseUrl = (text: string, what = 'The URL'): string => {
  const url = plainUrl(text, what);
  if (url.search !== '' || url.hash !== '' || /[?#]$/.test(text))
    throw new CannotJudge(`${what} must end with its path: remove the query and the fragment.`);
  return (url.origin + url.pathname).replace(/\/+$/, '');
};

/** A URL of http or https without credentials in it; throws CannotJudge otherwise. `what` begins the sentence. */
export const plainUrl = (text: string, what: string): URL => {
  // A program in JavaScript may pass an environment variable that is not set.
  if (!text) throw new CannotJudge(`${what} is missing.`);
  if (!URL.canParse(text)) throw new CannotJudge(`${what} is not a valid URL.`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new CannotJudge(`${what} must begin with http:// or https://, not ${url.protocol}//.`);
  if (url.username !== '' || url.password !== '')
    throw new CannotJudge(`${what} contains a user name or password, which logs would show: remove it.`);
  return url;
};

/** The first part in which the origin of a URL differs from the one that it should have. */
export const originDifference = (is: URL, wanted: URL): 'host' | 'scheme' | 'port' =>
  is.hostname !== wanted.hostname ? 'host' : is.protocol !== wanted.protocol ? 'scheme' : 'port';

/** A URL that the server announces below its public URL, as it is requested: below the base URL. Any other stays as it is. */
export const requestedAs = (
  url: string,
  { base, publicUrl = base }: { base: string; publicUrl?: string | undefined },
): string => {
  const [site = ''] = /^https?:\/\/[^/?#\\\s@]+/i.exec(url) ?? [];
  const { origin, pathname } = new URL(publicUrl);
  if (site === '' || !URL.canParse(site) || new URL(site).origin !== origin) return url;
  const [rest, prefix] = [url.slice(site.length), pathname.replace(/\/+$/, '')];
  return rest.startsWith(`${prefix}/`) ? base + rest.slice(prefix.length) : url;
};
