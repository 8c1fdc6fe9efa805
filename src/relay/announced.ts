import type { Header } from '../model/index.js';

/** Headers whose value is a URL of the server. */
const OF_URLS = new Set(['content-location', 'location']);

/** A text in which URLs below one base are below another one, as they are and as JSON may escape them. */
const moved = (text: string, from: string, to: string): string => {
  const escaped = (url: string): string => url.replaceAll('/', '\\/');
  return text.replaceAll(`${from}/`, `${to}/`).replaceAll(`${escaped(from)}\\/`, `${escaped(to)}\\/`);
};

/**
 * Headers of a response as the client gets them: the URLs that the server announces lead to the relay, so that the client
 * stays on it.
 */
export const movedHeaders = (headers: readonly Header[], from: readonly string[], to: string): Header[] =>
  headers.map(([name, value]) => [
    name,
    OF_URLS.has(name.toLowerCase()) ? from.reduce((text, base) => moved(text, base, to), value) : value,
  ]);

/** The same for the body of a manifest. */
export const movedBody = (text: string, from: readonly string[], to: string): string =>
  from.reduce((one, base) => moved(one, base, to), text);
