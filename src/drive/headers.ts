import type { Header } from '../model/index.js';
import { KEPT_TEXT } from './bounds.js';
import { harmlessChallenge, harmlessProgress, harmlessUrl } from './harmless.js';
import type { Redactor } from './redact.js';

/** Reply headers whose values are kept; of all others only the length, since they may carry anything. */
const KEPT = new Set(
  `accept-ranges access-control-allow-origin age allow cache-control connection content-encoding content-length
   content-location content-type date etag expires keep-alive last-modified location pragma retry-after server
   strict-transport-security transfer-encoding vary www-authenticate x-content-type-options x-progress`.split(/\s+/),
);

/** Headers of which not every value is harmless. */
const KEEPERS: Readonly<Record<string, (value: string) => string>> = {
  location: harmlessUrl,
  'content-location': harmlessUrl,
  'x-progress': harmlessProgress,
  'www-authenticate': harmlessChallenge,
};

/** A reply header's value as the transcript keeps it. */
export const replyHeader = (name: string, value: string, redactor: Redactor): string => {
  const key = name.toLowerCase();
  const keep = KEEPERS[key] ?? ((text: string) => text);
  if (KEPT.has(key)) return keep(redactor.redact(value).slice(0, KEPT_TEXT));
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

/** The first header of that name, or undefined. */
export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1];
