import type { Redactor } from '../drive/redact.js';

const LONGEST = 300;
/** A long run of letters and digits: a key, a hash, or a part of what was broken over several lines. */
const RUN = /(?=[A-Za-z+=_-]*\d)[A-Za-z0-9+=_-]{24,}/g;

/**
 * The last lines of a client as the transcript keeps them: without secrets, and without anything of a resource. A line
 * that was cut (…) may end in a part of a secret, which no redactor knows, so its last word goes; and since a secret
 * may be broken over lines, so does every long run of letters and digits.
 */
export const linesKept = (lines: readonly string[], redactor: Redactor): string[] => {
  const kept = lines.map((line) => lineKept(line, redactor));
  // What is still to be read across lines is not worth showing.
  const across = redactor.marksIn(kept.join('').replace(/\s/g, ''));
  return across.length === 0 ? kept : lines.map((line) => `«${line.length} characters»`);
};

const lineKept = (line: string, redactor: Redactor): string => {
  if (/["']\s*:?\s*resourceType|["']resourceType|^\s*[{["]/.test(line)) return `«JSON, ${line.length} characters»`;
  const clean = redactor
    .redact(line.replace(/\S*…$/, '…'))
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') ? part : part.replace(RUN, (run) => `«${run.length} characters»`)))
    .join('');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
};
