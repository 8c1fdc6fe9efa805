import type { Redactor } from '../record/redact.js';

const LONGEST = 300;
/** A long run of letters and digits: a key, a hash, or a part of what was broken over several lines. */
const RUN = /(?=[A-Za-z+=_-]*\d)[A-Za-z0-9+=_-]{24,}/g;
/** The same spaced out, sign by sign or in pairs, with anything between. */
const SPACED = /(?<![A-Za-z0-9])(?:[A-Za-z0-9]{1,2}[^A-Za-z0-9«»]{1,4}){12,}[A-Za-z0-9]{0,2}/g;

/**
 * The last lines of a client as the transcript keeps them: without secrets, and without anything of a resource. A line
 * that was cut (…) may end in a part of a secret, which no redactor knows, so its last word goes; and since a secret
 * may be broken over lines, so does every long run of letters and digits.
 */
export const linesKept = (lines: readonly string[], redactor: Redactor): string[] => {
  const kept = lines.map((line) => lineKept(line, redactor));
  // What is still to be read across lines, or sign by sign with anything between the signs, is not worth showing.
  const joined = kept.join('');
  const across = [/\s/g, /[^A-Za-z0-9+/=]/g, /[^A-Za-z0-9]/g].flatMap((between) =>
    redactor.marksIn(joined.replace(between, '')),
  );
  if (across.length === 0) return kept;
  const told = [...new Set(across)].map((mark) => `, repeats ${mark}`).join('');
  return lines.map((line, index) => `«${line.length} characters${index === 0 ? told : ''}»`);
};

const lineKept = (line: string, redactor: Redactor): string => {
  if (/["']\s*:?\s*resourceType|["']resourceType|^\s*[{["]/.test(line)) return `«JSON, ${line.length} characters»`;
  const clean = redactor
    .redact(line.replace(/\S*…$/, '…'))
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') ? part : hidden(hidden(part, SPACED), RUN)))
    .join('');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
};

const hidden = (text: string, what: RegExp): string => text.replace(what, (run) => `«${run.length} characters»`);
