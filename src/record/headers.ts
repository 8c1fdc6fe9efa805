import { KEPT_TEXT } from './bounds.js';
import { sanitizedChallenge, sanitizedProgress, sanitizedUrl, lengthOf, onlyWords } from './sanitize.js';
import type { Redactor } from './redact.js';
import { HEADER_NAMES, HEADER_WORDS } from './vocabulary.js';

/** A date as HTTP writes it (RFC 9110, 5.6.7), in each of its three forms. */
const DATE =
  /^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?(?:\d\d?[ -])?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -] ?(?:\d{1,4})(?: \d\d:\d\d:\d\d)(?: \d{4})?(?: GMT)?$/;
const date = (value: string): string => (DATE.test(value.trim()) ? value : lengthOf(value));
const number = (value: string): string => (/^-?\d{1,12}$/.test(value.trim()) ? value : lengthOf(value));

/** Seconds; of so many that they may be something else, only that they are a number. */
const seconds = (value: string): string | undefined =>
  /^-?\d{1,7}$/.test(value.trim()) ? value : /^\d+$/.test(value.trim()) ? value.replace(/\d/g, '0') : undefined;

/** Reply headers whose values are kept, and how; of all others only the length, since they may carry anything. */
const KEEPERS: Readonly<Record<string, (value: string) => string>> = {
  ...Object.fromEntries(
    Object.entries(HEADER_WORDS).map(([name, words]) => [name, (value: string) => onlyWords(value, words)]),
  ),
  'content-length': number,
  date,
  // 0 and -1 are no dates and hide nothing: what has expired already is often written so.
  expires: (value) => (/^-?\d$/.test(value.trim()) ? value : date(value)),
  'retry-after': (value) => seconds(value) ?? date(value),
  location: (value) => sanitizedUrl(value),
  'content-location': (value) => sanitizedUrl(value),
  'x-progress': sanitizedProgress,
  'www-authenticate': (value) => onlyWords(sanitizedChallenge(value), HEADER_WORDS['www-authenticate'] ?? new Set()),
};

/** A reply header's name as the transcript keeps it. */
export const replyHeaderName = (name: string): string =>
  HEADER_NAMES.has(name.toLowerCase()) ? name : `«name, ${name.length} characters»`;

/** A reply header's value as the transcript keeps it. */
export const replyHeader = (name: string, value: string, redactor: Redactor): string => {
  const key = name.toLowerCase();
  const keep = Object.hasOwn(KEEPERS, key) ? KEEPERS[key] : undefined;
  if (keep !== undefined) return keep(redactor.redact(value).slice(0, KEPT_TEXT));
  return `«${value.length} characters${redactor
    .marksIn(value)
    .map((mark) => `, repeats ${mark}`)
    .join('')}»`;
};

/** A request header's value as the transcript keeps it: credentials by their kind only. */
export const requestHeader = (name: string, value: string, redactor: Redactor): string => {
  if (name.toLowerCase() !== 'authorization') return redactor.redact(value);
  const [scheme = '', ...rest] = value.split(' ');
  // A credential of the harness's own making (wrong secret, garbage) is no secret, but it is not worth quoting either.
  const clean = redactor.redact(rest.join(' '));
  return scheme === 'Basic' ? 'Basic «credentials»' : `${scheme} ${clean.startsWith('«') ? clean : '«other token»'}`;
};

export { headerOf } from '../model/index.js';
