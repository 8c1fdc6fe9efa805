import { onTarget } from '../session/origin.js';

/** Usual names of a document next to its page. */
const USUAL = ['swagger.json', 'openapi.json', 'swagger.yaml', 'openapi.yaml'];

/** How pages name their document: Swagger UI's `url: "…"`, Redoc's attribute, a link or a script. */
const NAMED = [
  /["']?\burl["']?\s{0,9}[:=]\s{0,9}["']([^"'\s]{1,500})["']/g,
  /\bspec-?url\s{0,9}=\s{0,9}["']([^"'\s]{1,500})["']/gi,
  /\b(?:href|src)\s{0,9}=\s{0,9}["']([^"'\s]{1,500}\.(?:json|ya?ml))["']/gi,
];

/**
 * URLs where a Swagger page's document may be, the most likely first: those that the page names on its own origin, then
 * the usual names next to it.
 * @param url of the page, after redirects
 * @param most how many to return
 */
export const documentPlaces = (page: string, url: string, most: number): string[] => {
  const named = NAMED.flatMap((pattern) => namesIn(page, pattern));
  const places = [...named.filter((name) => !/\.(?:css|js|png|svg|html?)$/i.test(name)), ...USUAL].flatMap((name) => {
    const place = onTarget(name.replaceAll('&amp;', '&'), url);
    return place === undefined ? [] : [place.split('#', 1)[0] ?? place];
  });
  return [...new Set(places)].slice(0, most);
};

/** The script in which newer Swagger UI pages name their document; undefined if there is none. */
export const initializerOf = (page: string, url: string): string | undefined => {
  const [, name] = /\bsrc\s{0,9}=\s{0,9}["']([^"'\s]{0,300}swagger-initializer\.js)["']/i.exec(page) ?? [];
  return name === undefined ? undefined : onTarget(name, url);
};

/** Names of one kind that are tried: a page may contain as many as its length allows. */
const MOST_NAMES = 50;

const namesIn = (page: string, pattern: RegExp): string[] => {
  const names: string[] = [];
  for (const [, name = ''] of page.matchAll(pattern)) {
    names.push(name);
    if (names.length >= MOST_NAMES) break;
  }
  return names;
};
