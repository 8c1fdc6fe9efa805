import { isResourceType } from '../fhir/definitions/tables.js';
import { percentDecoded } from '../model/text.js';
import { KEPT_TEXT } from './bounds.js';
import { QUERY_NAMES } from './vocabulary.js';

// Sanitizes texts that servers write: keeps their form and the words that are known to be safe.

/** One word, such as a code or the name of a type. */
export const isWord = (text: string): boolean => /^[A-Za-z][A-Za-z-]{0,59}$/.test(text);

/** Marks of secrets, which are still reported after their text was replaced. */
const MARKS = /«(?:token \d+|jwt|(?:(?:other )?client|proxy) secret|client id|(?:altered|forged|expired) token)»/g;

/** The mark for a text that is not kept. */
export const lengthOf = (text: string): string =>
  `«${text.length} characters${[...new Set(text.match(MARKS))].map((mark) => `, repeats ${mark}`).join('')}»`;

/** A type's name as kept in a transcript: the name if FHIR has such a type, or else its length. */
export const sanitizedType = (type: string): string =>
  isResourceType(type) ? type : `«string, ${type.length} characters»`;

/** An instant in full, also one that lacks its zone. */
const INSTANT = /^(\d{4}-(?:0\d|1[0-2])-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(?:\.\d{1,9})?)\d*(Z|[+-][0-2]\d:[0-5]\d)?$/;

/** An instant as kept in a transcript: with at most nine digits of a second. Undefined: it is not one. */
export const sanitizedInstant = (text: string): string | undefined => {
  const [, time, zone = ''] = INSTANT.exec(text) ?? [];
  return time === undefined || (!time.includes('.') && text !== `${time}${zone}`) ? undefined : `${time}${zone}`;
};

/** Parameters of export requests, as `name=value`, that the harness itself sent, right or wrong; `all` for requests of a client. */
export type Asked = ReadonlySet<string> | 'all';
const NOTHING: Asked = new Set();

const OF_EXPORTS: ReadonlySet<string> = new Set(['_type', '_since', '_typeFilter', '_outputFormat']);

/** The parameters of an export request, as `name=value`, decoded. */
export const parametersAsked = (url: string): string[] =>
  (url.split('?').slice(1).join('?').split('#')[0] ?? '').split('&').flatMap((pair) => {
    const [name = '', ...values] = pair.split('=');
    return OF_EXPORTS.has(name) ? [`${name}=${percentDecoded(values.join('='))}`] : [];
  });

/**
 * A URL with its origin and path, which the server's operator needs to find it. Of user information the length is kept,
 * of the query the known names and no values (except types in `_type`, and what the harness itself asked an export for), of
 * the fragment the length, and of a URL that is not http the scheme.
 */
export const sanitizedUrl = (url: string, asked: Asked = NOTHING): string =>
  (url.length > KEPT_TEXT ? boundedUrl(url, asked) : sanitizedWhole(url, asked)).slice(0, KEPT_TEXT);

const sanitizedWhole = (url: string, asked: Asked): string => {
  const [, scheme, rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(url) ?? [];
  if (scheme !== undefined && !/^https?$/i.test(scheme))
    return SCHEMES.has(scheme.toLowerCase()) ? `${scheme}:${lengthOf(rest)}` : lengthOf(url);
  const [before = '', ...fragments] = url.split('#');
  const [place = '', ...queries] = before.split('?');
  return [
    sanitizedPlace(place),
    ...(queries.length > 0 ? [`?${queries.join('?').split('&').map(pairOf(asked)).join('&')}`] : []),
    ...(fragments.length > 0 ? [`#${lengthOf(fragments.join('#'))}`] : []),
  ].join('');
};

/** A URL over the bound: its beginning, up to the last complete segment, and how long it is. */
const boundedUrl = (url: string, asked: Asked): string => {
  const [beginning = ''] = url.slice(0, KEPT_TEXT / 2).split(/[?#]/);
  return `${sanitizedWhole(beginning.slice(0, beginning.lastIndexOf('/') + 1), asked).slice(0, KEPT_TEXT / 2)}${lengthOf(url)}`;
};

const SCHEMES = new Set('about blob data file ftp ftps javascript mailto s3 gs tel urn ws wss'.split(' '));

/** Scheme, host and path. Segments with characters that no API path has, and path parameters, are replaced by their length. */
const sanitizedPlace = (place: string): string => {
  const [, origin = '', path = ''] = /^((?:[A-Za-z]+:)?\/\/[^/\\]*)?(.*)$/s.exec(place) ?? [];
  const user = origin.lastIndexOf('@');
  const from = origin.indexOf('//') + 2;
  const host = user < 0 ? origin : `${origin.slice(0, from)}${lengthOf(origin.slice(from, user))}${origin.slice(user)}`;
  return host + path.split('/').map(sanitizedSegment).join('/');
};

const sanitizedSegment = (segment: string): string => {
  const [name = '', ...parameters] = segment.split(';');
  const isPlain = SEGMENT.test(name.replaceAll(ANY_MARK, '')) && !/%(?:09|0a|0d|20)/i.test(name);
  const kept = isPlain ? name : lengthOf(name);
  return [kept, ...parameters.map(lengthOf)].join(';');
};

/** The characters of a segment (RFC 3986, 3.3), except the one that begins parameters. A segment with white space may be a name. */
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
    return `${kept}=${isKept(name, value, asked) ? value : lengthOf(value)}`;
  };

/** Whether the value of a parameter is kept: it is what the harness asked for, types, or the instant that a client asks for. */
const isKept = (name: string, value: string, asked: Asked): boolean => {
  if (name === '_type' && (asked === 'all' || value.split(',').every((type) => isResourceType(type)))) return true;
  if (asked === 'all') return name === '_since' && sanitizedInstant(percentDecoded(value)) === percentDecoded(value);
  return OF_EXPORTS.has(name) && asked.has(`${name}=${percentDecoded(value)}`);
};

const PROGRESS_WORDS = new Set([
  'pending',
  'in',
  'progress',
  'completed',
  'complete',
  'queued',
  'running',
  'done',
  'percent',
]);

/**
 * X-Progress with every unknown word replaced by x's, so that its length stays; of numbers, the first percentage is kept,
 * and the digits of all others are replaced by zeros.
 */
export const sanitizedProgress = (progress: string): string => {
  let percentages = 0;
  const kept = (number: string, behind: string): string => {
    const isPercentage = /^\s?(?:%|percent\b)/i.test(behind);
    percentages += isPercentage ? 1 : 0;
    if (percentages !== 1 || !isPercentage) return number.replace(/\d/g, '0');
    // A percentage with too many digits stays recognizable as too large or too precise.
    const [integer = '', rest = ''] = number.split('.');
    const fraction = rest.slice(0, 2) + '0'.repeat(Math.max(0, rest.length - 2));
    return [integer.length > 3 ? '9'.repeat(integer.length) : integer, ...(rest === '' ? [] : [fraction])].join('.');
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

/** WWW-Authenticate with its schemes and parameter names, without the values. */
export const sanitizedChallenge = (challenge: string): string =>
  challenge
    .replace(/"(?:[^"\\]|\\.)*"?/g, (value) => `"${lengthOf(value)}"`)
    .replace(/=\s*(?:«[^»]*»|[^"\s,])(?:«[^»]*»|[^\s,])*/g, (value) => `=${lengthOf(value)}`);

/** A text in which every unknown word and every long number is replaced by its length. */
export const onlyWords = (text: string, known: ReadonlySet<string>): string =>
  outsideMarks(text, (part) =>
    part.replace(/[^\s,;:=/()"'*«»]+/gu, (run) =>
      known.has(run.toLowerCase()) || SHORT_NUMBER.test(run) ? run : lengthOf(run),
    ),
  );

/** A count, a version, or the seconds of a few weeks. */
const SHORT_NUMBER = /^-?(?:\d{1,7}|\d{1,3}(?:\.\d{1,4}){1,3})$/;

/** Changes a text except for the marks in it. */
const outsideMarks = (text: string, change: (part: string) => string): string =>
  text
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') && part.endsWith('»') ? part : change(part)))
    .join('');
