import { tables } from '../fhir/definitions/tables.js';
import { QUERY_NAMES } from './vocabulary.js';

/** What may stay of texts that servers write themselves: their shape, and the words that are known to be harmless. */

/** One word, as codes and the names of types are. */
export const isWord = (text: string): boolean => /^[A-Za-z][A-Za-z-]{0,59}$/.test(text);

/** Secrets that stand in for themselves already must still be told of. */
const MARKS = /«(?:token \d+|jwt|(?:other )?client secret|client id|(?:altered|expired) token)»/g;

/** What stands for a text that is not kept. */
export const lengthOf = (text: string): string =>
  `«${text.length} characters${[...new Set(text.match(MARKS))].map((mark) => `, repeats ${mark}`).join('')}»`;

/** A type's name as a transcript keeps it: one of STU3, or none. */
export const sanitizedType = (type: string): string =>
  tables().isResource(type) ? type : `«string, ${type.length} characters»`;

/** What an instant may be written with. */
export const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\d[\d:.,TZtz+\- ]{0,30}$/.test(text);

/** Values of `_type` that the harness asked for itself, right or wrong; `all` where a client asks. */
export type Asked = ReadonlySet<string> | 'all';
const NOTHING: Asked = new Set();

/** The `_type` that a URL asks for. */
export const typesAsked = (url: string): string | undefined => /[?&]_type=([^&#]*)/.exec(url)?.[1];

/**
 * A URL as the server may look it up: its origin and path. Of its user the length stays, of its query the known names
 * and no values (but types in `_type`), of its fragment the length, and of a URL of another kind but http its scheme.
 */
export const sanitizedUrl = (url: string, asked: Asked = NOTHING): string => {
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return SCHEMES.has(scheme.toLowerCase()) ? `${scheme}:${lengthOf(rest)}` : lengthOf(url);
  const [before = '', ...fragments] = url.split('#');
  const [place = '', ...queries] = before.split('?');
  return [
    harmlessPlace(place),
    ...(queries.length > 0 ? [`?${queries.join('?').split('&').map(pairOf(asked)).join('&')}`] : []),
    ...(fragments.length > 0 ? [`#${lengthOf(fragments.join('#'))}`] : []),
  ].join('');
};

const SCHEMES = new Set('about blob data file ftp ftps javascript mailto s3 gs tel urn ws wss'.split(' '));

/** Scheme, host and path. What no path of an API is made of may be anything, and a parameter of it is a value. */
const harmlessPlace = (place: string): string => {
  const [, origin = '', path = ''] = /^((?:[A-Za-z]+:)?\/\/[^/\\]*)?(.*)$/s.exec(place) ?? [];
  const user = origin.lastIndexOf('@');
  const from = origin.indexOf('//') + 2;
  const host = user < 0 ? origin : `${origin.slice(0, from)}${lengthOf(origin.slice(from, user))}${origin.slice(user)}`;
  return host + path.split('/').map(harmlessSegment).join('/');
};

const harmlessSegment = (segment: string): string => {
  const [name = '', ...parameters] = segment.split(';');
  const kept = SEGMENT.test(name.replaceAll(ANY_MARK, '')) ? name : lengthOf(name);
  return [kept, ...parameters.map(lengthOf)].join(';');
};

/** What a segment is made of (RFC 3986, 3.3), but for what begins parameters. */
const SEGMENT = /^[\w.~%!$&'()*+,:@-]{0,200}$/;
const ANY_MARK = /«[^»]*»/g;

const pairOf =
  (asked: Asked) =>
  (pair: string): string => {
    const [name = '', ...values] = pair.split('=');
    const value = values.join('=');
    const known = QUERY_NAMES.has(name.toLowerCase()) || name.replaceAll(ANY_MARK, '') === '';
    const kept = known ? name : lengthOf(name).replace('«', '«name, ');
    if (values.length === 0) return kept;
    if (/^(«[^»]*»)?$/.test(value)) return `${kept}=${value}`;
    const ours = asked === 'all' || asked.has(value) || value.split(',').every((type) => tables().isResource(type));
    const types = name === '_type' && ours;
    return `${kept}=${types ? value : lengthOf(value)}`;
  };

const PROGRESS_WORDS = new Set(['pending', 'in', 'progress', 'completed', 'complete', 'queued', 'running', 'done']);

/**
 * X-Progress with every other word crossed out, letter by letter, so that its length stays; of numbers the first
 * percentage stays, which is what one reads there, and of the others their length.
 */
export const sanitizedProgress = (progress: string): string => {
  let percentages = 0;
  const kept = (number: string, behind: string): string => {
    percentages += /^\s?%/.test(behind) ? 1 : 0;
    if (percentages !== 1 || !/^\s?%/.test(behind)) return number.replace(/\d/g, '0');
    // No percentage has so many digits; it stays one that is too large, or too exact.
    const [whole = '', rest = ''] = number.split('.');
    const exact = rest.slice(0, 2) + '0'.repeat(Math.max(0, rest.length - 2));
    return [whole.length > 3 ? '9'.repeat(whole.length) : whole, ...(rest === '' ? [] : [exact])].join('.');
  };
  return outsideMarks(progress, (text) =>
    text
      .replace(/\p{L}[\p{L}\p{M}]*/gu, (word) =>
        PROGRESS_WORDS.has(word.toLowerCase()) ? word : 'x'.repeat(word.length),
      )
      .replace(/\p{N}/gu, (digit) => (/\d/.test(digit) ? digit : '0'.repeat(digit.length)))
      .replace(/\d+(?:\.\d+)?/g, (number, at: number, all: string) => kept(number, all.slice(at + number.length))),
  );
};

/** WWW-Authenticate with its schemes and the names of its parameters, without their values. */
export const sanitizedChallenge = (challenge: string): string =>
  challenge
    .replace(/"(?:[^"\\]|\\.)*"?/g, (value) => `"${lengthOf(value)}"`)
    .replace(/=\s*(?:«[^»]*»|[^"\s,])(?:«[^»]*»|[^\s,])*/g, (value) => `=${lengthOf(value)}`);

/** A text with every word but the known ones, and every long number, replaced by its length. */
export const onlyWords = (text: string, known: ReadonlySet<string>): string =>
  outsideMarks(text, (part) =>
    part.replace(/[^\s,;:=/()"'*«»]+/gu, (run) =>
      known.has(run.toLowerCase()) || SHORT_NUMBER.test(run) ? run : lengthOf(run),
    ),
  );

/** A count, a version, or seconds of some weeks. */
const SHORT_NUMBER = /^-?(?:\d{1,7}|\d{1,3}(?:\.\d{1,4}){1,3})$/;

/** A change of a text that leaves the marks in it alone. */
const outsideMarks = (text: string, change: (part: string) => string): string =>
  text
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') && part.endsWith('»') ? part : change(part)))
    .join('');
