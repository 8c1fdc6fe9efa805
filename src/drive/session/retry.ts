import { type Header, headerOf, type Limits } from '../../model/index.js';

/** Whether a status says that the server is too busy at the moment (RFC 6585, 4; RFC 9110, 15.6.4). */
export const isBusy = (status: number | undefined): boolean => status === 429 || status === 503;

/**
 * How long a reply asks to wait (Retry-After, RFC 9110 section 10.2.3: seconds or an HTTP-date), in milliseconds
 * from `now`, within the limit. Undefined where it does not ask, or asks for something that is neither.
 */
export const retryAfterMs = (headers: readonly Header[], now: number, limits: Limits): number | undefined => {
  const value = headerOf(headers, 'retry-after')?.trim();
  if (value === undefined) return undefined;
  // What begins like a date (a parser of dates makes one of `-5` too); the asctime form has no zone and is in GMT.
  const date = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value.endsWith('GMT') ? value : `${value} GMT`) : NaN;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : date - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), limits['retry-after-seconds'] * 1000);
};
