import type { Redactor } from '../record/redact.js';

/** The last lines of a client that a report shows. */
export const LINES_SHOWN = 20;

const LONGEST = 300;
/** A long run of letters and digits: a key, a hash, or a part of a secret that spans several lines. */
const RUN = /(?=[A-Za-z+=_-]*\d)[A-Za-z0-9+=_-]{24,}/g;
/** The same with other characters between single characters or pairs. */
const SPACED = /(?<![A-Za-z0-9])(?:[A-Za-z0-9]{1,2}[^A-Za-z0-9«»]{1,4}){12,}[A-Za-z0-9]{0,2}/g;

/**
 * The last lines of a client as kept in the transcript: without secrets, and without anything of a resource. A line that
 * was cut (…) may end in a part of a secret, which no redactor recognizes, so its last word is dropped; and since a secret
 * may span several lines, every long run of letters and digits is replaced too. Lines before the last 20 are read for the
 * beginning of such a secret, and not kept.
 */
export const linesKept = (lines: readonly string[], redactor: Redactor): string[] => {
  const kept = lines.map((line) => lineKept(line, redactor));
  // If a secret can still be read across lines, or by skipping characters, the lines are not shown at all.
  const joined = kept.join('');
  const across = [/\s/g, /[^A-Za-z0-9+/=]/g, /[^A-Za-z0-9]/g].flatMap((between) =>
    redactor.marksIn(joined.replace(between, '')),
  );
  if (across.length === 0) return kept.slice(-LINES_SHOWN);
  const repeats = [...new Set(across)].map((mark) => `, repeats ${mark}`).join('');
  return lines.slice(-LINES_SHOWN).map((line, index) => `«${line.length} characters${index === 0 ? repeats : ''}»`);
};

const lineKept = (line: string, redactor: Redactor): string => {
  if (/["']\s*:?\s*resourceType|["']resourceType|^\s*[{["]/.test(line)) return `«JSON, ${line.length} characters»`;
  const clean = redactor
    .redact(line.replace(/\S*…$/, '…'))
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') ? part : withoutMatches(withoutMatches(part, SPACED), RUN)))
    .join('');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
};

const withoutMatches = (text: string, what: RegExp): string =>
  text.replace(what, (run) => `«${run.length} characters»`);
