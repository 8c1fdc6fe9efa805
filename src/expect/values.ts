import type { View } from '../model/index.js';
import { show } from './look.js';

/** A printable predicate over one value. `seen` is what a report may say of a value that does not fit. */
export interface Matcher {
  readonly says: string;
  readonly fits: (value: unknown, view: View) => boolean;
  readonly seen?: (value: unknown) => string;
}

export const seenOf = (matcher: Matcher, value: unknown): string => matcher.seen?.(value) ?? show(value);

export const present: Matcher = {
  says: 'is there and not empty',
  fits: (value) => typeof value === 'string' && value.trim() !== '',
};

export const equals = (expected: string | number | boolean): Matcher => ({
  says: `is ${JSON.stringify(expected)}`,
  fits: (value) => value === expected,
});

/** The same word in any case (OAuth: token_type, RFC 6749 section 5.1). */
export const equalsIgnoringCase = (expected: string): Matcher => ({
  says: `is ${JSON.stringify(expected)} in any case`,
  fits: (value) => typeof value === 'string' && value.toLowerCase() === expected.toLowerCase(),
});

export const aNumber: Matcher = { says: 'is a number', fits: (value) => typeof value === 'number' };

export const containsAll = (...wanted: readonly string[]): Matcher => ({
  says: `contains ${wanted.join(' and ')}`,
  fits: (value) => Array.isArray(value) && wanted.every((item) => value.includes(item)),
});

/** A media type, parameters aside (RFC 9110 section 8.3.1). */
export const mediaType = (...types: readonly string[]): Matcher => ({
  says: `is ${types.join(' or ')}`,
  fits: (value) => typeof value === 'string' && types.includes((value.split(';')[0] ?? '').trim().toLowerCase()),
});

/** A directive of a comma-separated header such as Cache-Control. */
export const directive = (name: string): Matcher => ({
  says: `contains ${name}`,
  fits: (value) =>
    typeof value === 'string' && value.split(',').some((part) => part.trim().toLowerCase() === name.toLowerCase()),
});

export const atMost = (length: number): Matcher => ({
  says: `is at most ${length} characters long`,
  fits: (value) => typeof value === 'string' && value.length <= length,
  seen: (value) => (typeof value === 'string' ? `${value.length} characters` : show(value)),
});

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** An instant with a time zone (FHIR STU3 datatypes, instant), of a day that exists. */
export const instant: Matcher = {
  says: 'is an instant with a time zone',
  fits: (value) => {
    const match = typeof value === 'string' ? INSTANT.exec(value) : null;
    if (match === null) return false;
    const [, year, month, day] = match.map(Number);
    const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
    return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  },
};

const IMF_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC850_DATE = /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** An HTTP-date in any of its three forms (RFC 9110 section 5.6.7). */
export const httpDate: Matcher = {
  says: 'is an HTTP-date',
  fits: (value) =>
    typeof value === 'string' &&
    [IMF_DATE, RFC850_DATE, ASCTIME_DATE].some((form) => form.test(value)) &&
    !Number.isNaN(Date.parse(value)),
};

/** Retry-After (RFC 9110 section 10.2.3). */
export const secondsOrDate: Matcher = {
  says: 'is a number of seconds or an HTTP-date',
  fits: (value, view) => typeof value === 'string' && (/^\d+$/.test(value) || httpDate.fits(value, view)),
};

/** Expires: an HTTP-date; `0` counts as one in the past (RFC 9111 section 5.3). */
export const expiresDate: Matcher = {
  says: 'is an HTTP-date',
  fits: (value, view) => value === '0' || httpDate.fits(value, view),
};

/** An absolute URL below the base URL, its path below the base of the form `pattern`. */
export const urlOnTarget = (says: string, pattern: RegExp): Matcher => ({
  says: `is an absolute URL ${says}`,
  fits: (value, { base }) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const url = new URL(value);
    const root = new URL(base);
    if (url.origin !== root.origin || url.search !== '' || url.hash !== '') return false;
    const prefix = root.pathname.replace(/\/$/, '');
    return url.pathname.startsWith(`${prefix}/`) && pattern.test(url.pathname.slice(prefix.length));
  },
});
