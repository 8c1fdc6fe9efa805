import type { Header } from '../model/index.js';
import type { Redactor } from './redact.js';
import { isWord } from './sanitize.js';

// What is kept of requests that are not the harness's own: those of a client, and those of a capture.

/** Request headers whose values only describe how the client uses HTTP. */
const KEPT = new Set(
  `accept accept-charset accept-encoding accept-language cache-control connection content-length content-type expect
   host if-range prefer range te transfer-encoding upgrade user-agent`.split(/\s+/),
);
const LONGEST = 200;

/** A header without credentials as kept in the transcript: of an unknown one, only the lengths. */
export const foreignHeader = ([name, value]: Header, redactor: Redactor): Header => {
  const key = name.toLowerCase();
  // A name may contain anything: in lower case, even text that no redactor recognizes.
  const kept = isWord(key) ? redactor.redact(name) : described(name, redactor);
  const isKept = KEPT.has(key) && value.length <= LONGEST;
  return [kept, isKept ? redactor.redact(value) : described(value, redactor)];
};

/** The mark for a text that is not kept: its length, and the marks of the secrets in it. */
export const described = (text: string, redactor: Redactor): string =>
  `«${text.length} characters${marksIn(text, redactor)
    .map((mark) => `, repeats ${mark}`)
    .join('')}»`;

/** Marks of the secrets in a text, except those inside another secret: tokens contain the client's id. */
export const marksIn = (text: string, redactor: Redactor): string[] => {
  const clean = redactor.redact(text);
  return redactor.marksIn(text).filter((mark) => clean.includes(mark));
};
