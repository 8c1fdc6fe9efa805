import { KEPT_TEXT } from './bounds.js';
import { sanitizedChallenge, sanitizedProgress, sanitizedUrl, lengthOf, onlyWords } from './sanitize.js';
import type { Redactor } from './redact.js';
import { HEADER_NAMES, HEADER_WORDS } from './vocabulary.js';

const DAY = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const TIME = String.raw`[0-2]?\d:[0-5]\d:[0-6]\d`;
const ZONE = String.raw`(?:Z|GMT|UTC|[A-Z][SD]T|[+-][0-2]\d:?[0-5]\d(?: [A-Z]{3,4})?)`;
/**
 * A date in the forms that HTTP has (RFC 9110, 5.6.7), with or without the day of the week or GMT, and in those that servers
 * write in their place (ISO 8601, and as Go and Java print a time): the vendor must see what is wrong.
 */
const DATE = new RegExp(
  String.raw`^(?:(?:${DAY},? )?\d\d?[ -]${MONTH}[ -](?:\d{4}|\d\d) ${TIME}(?: ${ZONE})?|` +
    String.raw`(?:${DAY},? )?${MONTH} [ \d]?\d ${TIME}(?: ${ZONE})? \d{4}|` +
    String.raw`\d{4}-(?:0\d|1[0-2])-[0-3]\d[T ]${TIME}(?:\.\d{1,9})?(?: ?${ZONE})?)$`,
);
/** Of a fraction of a second, which could be any number, the digits are replaced by zeros. */
const date = (value: string): string =>
  DATE.test(value.trim()) ? value.replace(/\.\d+/, (fraction) => fraction.replace(/\d/g, '0')) : lengthOf(value);
const number = (value: string): string => (/^-?\d{1,12}$/.test(value.trim()) ? value : lengthOf(value));

/** Seconds. A number too large to be a plausible wait may carry other data: its digits are replaced by zeros. */
const seconds = (value: string): string | undefined =>
  /^-?\d{1,7}$/.test(value.trim()) ? value : /^\d+$/.test(value.trim()) ? value.replace(/\d/g, '0') : undefined;

/** How to keep the values of known reply headers; of all others only the length is kept, since they may contain anything. */
const KEEPERS: Readonly<Record<string, (value: string) => string>> = {
  ...Object.fromEntries(
    Object.entries(HEADER_WORDS).map(([name, words]) => [name, (value: string) => onlyWords(value, words)]),
  ),
  'content-length': number,
  date,
  // 0 and -1 are not dates but contain no data: servers often use them for "already expired".
  expires: (value) => (/^-?\d$/.test(value.trim()) ? value : date(value)),
  'retry-after': (value) => seconds(value) ?? date(value),
  location: (value) => sanitizedUrl(value),
  'content-location': (value) => sanitizedUrl(value),
  'x-progress': sanitizedProgress,
  'www-authenticate': (value) => onlyWords(sanitizedChallenge(value), HEADER_WORDS['www-authenticate'] ?? new Set()),
};

/** A reply header's name as kept in the transcript. */
export const replyHeaderName = (name: string): string =>
  HEADER_NAMES.has(name.toLowerCase()) ? name : `«name, ${name.length} characters»`;

/** A reply header's value as kept in the transcript. */
export const replyHeader = (name: string, value: string, redactor: Redactor): string => {
  const key = name.toLowerCase();
  const keep = Object.hasOwn(KEEPERS, key) ? KEEPERS[key] : undefined;
  if (keep !== undefined) return keep(redactor.redact(value).slice(0, KEPT_TEXT));
  return `«${value.length} characters${redactor
    .marksIn(value)
    .map((mark) => `, repeats ${mark}`)
    .join('')}»`;
};

/** A request header's value as kept in the transcript: of credentials only their kind. */
export const requestHeader = (name: string, value: string, redactor: Redactor): string => {
  if (name.toLowerCase() !== 'authorization') return redactor.redact(value);
  const [scheme = '', ...rest] = value.split(' ');
  if (rest.join('') === '') return scheme;
  // A credential invented by the harness (wrong secret, garbage) is not a secret, but not worth quoting.
  const clean = redactor.redact(rest.join(' '));
  return scheme === 'Basic' ? 'Basic «credentials»' : `${scheme} ${clean.startsWith('«') ? clean : '«other token»'}`;
};

export { headerOf } from '../model/index.js';
