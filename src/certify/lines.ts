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
  if (/["']\s*:?\s*resourceType|["']resourceType/.test(line)) return hiddenJson(line);
  if (/^\s*\{/.test(line)) return logKept(line, redactor) ?? hiddenJson(line);
  if (/^\s*[["]/.test(line)) return hiddenJson(line);
  const clean = redactor
    .redact(line.replace(/\S*…$/, '…'))
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') ? part : withoutMatches(withoutMatches(part, SPACED), RUN)))
    .join('');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
};

const withoutMatches = (text: string, what: RegExp): string =>
  text.replace(what, (run) => `«${run.length} characters»`);

const hiddenJson = (line: string): string => `«JSON, ${line.length} characters»`;

/** Members of log lines whose values say what a program does, and not about whom. */
const LOGGED = new Set(
  `attempt caller code component count duration elapsed error err event exception file func function level levelname
   line lineno logger loglevel message method module msg name path pid process reason retry_after severity source status
   status_code statuscode thread time timestamp ts type url`.split(/\s+/),
);
/** Members of an object in a log line, and objects within it. */
const MOST_MEMBERS = 40;
const DEEPEST = 3;

/** A log line that is one JSON object: what is known is shown like any other text, all other values are masked. */
const logKept = (line: string, redactor: Redactor): string | undefined => {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const text = JSON.stringify(masked(json, true, redactor, DEEPEST));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

const masked = (value: unknown, known: boolean, redactor: Redactor, depth: number): unknown => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'object' && !Array.isArray(value) && depth > 0)
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, MOST_MEMBERS)
        .map(([name, member], nth) => {
          const isKnown = LOGGED.has(name.toLowerCase());
          return [isKnown ? name : `member ${nth + 1}`, masked(member, isKnown, redactor, depth - 1)];
        }),
    );
  if (!known) return '«value»';
  if (typeof value === 'string') return lineKept(value, redactor);
  return typeof value === 'number' ? value : '«value»';
};
