import { onTarget } from '../session/origin.js';

/** Names that a document beside its page usually has. */
const USUAL = ['swagger.json', 'openapi.json', 'swagger.yaml', 'openapi.yaml'];

/** How pages name their document: Swagger UI's `url: "…"`, Redoc's attribute, a link or a script. */
const NAMED = [
  /["']?\burl["']?\s{0,9}[:=]\s{0,9}["']([^"'\s]{1,500})["']/g,
  /\bspec-?url\s{0,9}=\s{0,9}["']([^"'\s]{1,500})["']/gi,
  /\b(?:href|src)\s{0,9}=\s{0,9}["']([^"'\s]{1,500}\.(?:json|ya?ml))["']/gi,
];

/**
 * Where a Swagger page's document may be, the likeliest first: what the page names on its own origin, then the usual
 * names beside it.
 * @param url of the page, after redirects
 * @param most how many are given
 */
export const documentPlaces = (page: string, url: string, most: number): string[] => {
  const named = NAMED.flatMap((pattern) => namesIn(page, pattern));
  const places = [...named.filter((name) => !/\.(?:css|js|png|svg|html?)$/i.test(name)), ...USUAL].flatMap((name) => {
    const place = onTarget(name.replaceAll('&amp;', '&'), url);
    return place === undefined ? [] : [place.split('#', 1)[0] ?? place];
  });
  return [...new Set(places)].slice(0, most);
};

/** The script in which newer pages of Swagger UI name their document; undefined where there is none. */
export const initializerOf = (page: string, url: string): string | undefined => {
  const [, name] = /\bsrc\s{0,9}=\s{0,9}["']([^"'\s]{0,300}swagger-initializer\.js)["']/i.exec(page) ?? [];
  return name === undefined ? undefined : onTarget(name, url);
};

/** Names of one kind that are looked at: a page may have as many as its length allows. */
const MOST_NAMES = 50;

const namesIn = (page: string, pattern: RegExp): string[] => {
  const names: string[] = [];
  for (const [, name = ''] of page.matchAll(pattern)) {
    names.push(name);
    if (names.length >= MOST_NAMES) break;
  }
  return names;
};
