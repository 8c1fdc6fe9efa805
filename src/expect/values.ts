import type { View } from '../model/index.js';
import { asWritten } from './as-written.js';
import { show } from './assertion.js';

/** A printable predicate over one value. `seen` is what a report says about a value that does not fit. */
export interface Matcher {
  readonly says: string;
  readonly fits: (value: unknown, view: View) => boolean;
  readonly seen?: (value: unknown) => string;
}

export const seenOf = (matcher: Matcher, value: unknown): string => matcher.seen?.(value) ?? show(value);

export const present: Matcher = {
  says: 'is present and not empty',
  fits: (value) => typeof value === 'string' && value.trim() !== '',
};

export const equals = (expected: string | number | boolean): Matcher => ({
  says: `is ${JSON.stringify(expected)}`,
  fits: (value) => value === expected,
});

/** The same word in any letter case (OAuth: token_type, RFC 6749 section 5.1). */
export const equalsIgnoringCase = (expected: string): Matcher => ({
  says: `is ${JSON.stringify(expected)} in any letter case`,
  fits: (value) => typeof value === 'string' && value.toLowerCase() === expected.toLowerCase(),
});

export const aNumber: Matcher = { says: 'is a number', fits: (value) => typeof value === 'number' };

/** A number of seconds up to a bound, as a number or as a string of digits. */
export const digitsUpTo = (most: number): Matcher => ({
  says: `is a number of seconds from 1 to ${most}, or its digits as a string`,
  fits: (value) =>
    (typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value))) &&
    Number(value) >= 1 &&
    Number(value) <= most,
});

export const containsAll = (...wanted: readonly string[]): Matcher => ({
  says: `contains ${wanted.join(' and ')}`,
  fits: (value) => Array.isArray(value) && wanted.every((item) => value.includes(item)),
});

/** A media type, without its parameters (RFC 9110 section 8.3.1). */
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

const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const TIME = '\\d{2}:\\d{2}:\\d{2}';
/** The three forms of RFC 9110 section 5.6.7, each with the day of the month as its group. */
const HTTP_DATES = [
  `${WEEKDAY}, (\\d{2}) ${MONTH} \\d{4} ${TIME} GMT`,
  `(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d{2})-${MONTH}-\\d{2} ${TIME} GMT`,
  `${WEEKDAY} ${MONTH} ([ \\d]\\d) ${TIME} \\d{4}`,
].map((form) => new RegExp(`^${form}$`));

/** An HTTP-date in any of its three forms, of a day that exists. */
export const httpDate: Matcher = {
  says: 'is an HTTP-date',
  fits: (value) => {
    if (typeof value !== 'string') return false;
    const day = HTTP_DATES.map((form) => form.exec(value)?.[1]).find((one) => one !== undefined);
    // The asctime form has no zone. It is in UTC, and read as UTC the day is the same on every machine.
    const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
    // Date.parse reads a day that does not exist as a day of the next month.
    return day !== undefined && !Number.isNaN(time) && new Date(time).getUTCDate() === Number(day);
  },
};

/** Retry-After as a number of seconds. */
export const seconds: Matcher = {
  says: 'is a number of seconds',
  fits: (value) => typeof value === 'string' && /^\d+$/.test(value.trim()),
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

/** The base URL that the server's own URLs are expected to have. */
export const announcedBase = ({ base, publicUrl = base }: Pick<View, 'base' | 'publicUrl'>): string => publicUrl;

/** An absolute URL below the base URL, its path below the base of the form `pattern`. */
export const urlOnTarget = (says: string, pattern: RegExp): Matcher => ({
  says: `is an absolute URL ${says}`,
  fits: (value, view) => {
    const url = asWritten(value);
    const root = new URL(announcedBase(view));
    if (url?.origin !== root.origin || /[?#]/.test(url.path)) return false;
    const prefix = root.pathname.replace(/\/$/, '');
    return url.path.startsWith(`${prefix}/`) && pattern.test(url.path.slice(prefix.length));
  },
});
