import { ownMarksOnly } from './marks.js';
import { isOrdinary } from './ordinary.js';
import { searchFor } from './search.js';
import { decodingsOf, formsOf } from './secret-forms.js';

/** Replaces the run's secrets by marks, in every form in which a server or a log may repeat them. */
export interface Redactor {
  /** Registers a secret; equal secrets share a mark. Returns the mark. */
  readonly add: (secret: string, mark: string) => string;
  /** Marks of the secrets that are too short or too ordinary to be searched for. */
  readonly unhidden: () => string[];
  /** The text with every secret replaced by its mark. */
  readonly redact: (text: string) => string;
  /** Marks of the secrets that the text contains. */
  readonly marksIn: (text: string) => string[];
  /** The same for bytes that arrive in chunks: call it with each chunk. */
  readonly stream: () => { readonly write: (chunk: Uint8Array) => void; readonly marks: () => string[] };
  /**
   * Whether a text contains a secret in any form: the last check before something is written. A secret that is a word of
   * `own`, the text that the harness itself writes into every report, cannot be found.
   */
  readonly leaks: (text: string, own?: string) => boolean;
}

/**
 * A shorter secret is not searched for: it could not be distinguished from ordinary text, and replacing it would damage
 * the recording. Where a secret is expected (Authorization, access_token), it is hidden whatever its length.
 */
const SHORTEST = 8;
/** Characters of a text whose redacted form is kept, and how many of them. */
const LONGEST_KEPT = 256;
const MOST_KEPT = 1000;
/** A JSON Web Token, whoever issued it. */
const ANY_JWT = /(?<![\w-])eyJ[\w-]{10,4096}\.[\w-]{1,8192}\.[\w-]{0,4096}/g;

/**
 * A redactor without secrets; see {@link Redactor}.
 * @param own in lower case, what the recording has to keep: the harness's own texts, and the URL under test. A secret that
 * is a word of it cannot be hidden. It is long, and called only for a secret that could be a word.
 */
export const createRedactor = (own: () => string = () => ''): Redactor => {
  const unhidden = new Set<string>();
  const marks = new Map<string, string>();
  const forms: { form: string; mark: string }[] = [];
  /** Short texts and what became of them, since the last secret was added: a run's headers are mostly the same ones. */
  const known = new Map<string, string>();

  const add = (secret: string, mark: string): string => {
    const given = marks.get(secret);
    if (given !== undefined) return given;
    if (secret.length < SHORTEST || isOrdinary(secret, own)) unhidden.add(mark);
    if (secret.length < SHORTEST) return mark;
    marks.set(secret, mark);
    // Even of an ordinary word, base64 and hex are none.
    const rare = [...formsOf(secret)].filter((form) => form.length >= SHORTEST && !isOrdinary(form, own));
    forms.push(...rare.map((form) => ({ form, mark })));
    // Longest first, so that a form that contains another one is replaced completely.
    forms.sort((a, b) => b.form.length - a.form.length);
    known.clear();
    return mark;
  };
  const found = (text: string): { form: string; mark: string }[] => forms.filter(({ form }) => text.includes(form));
  const foundIn = (text: string): { form: string; mark: string }[] => [text, ...decodingsOf(text)].flatMap(found);
  const marked = (text: string): string => {
    let clean = text;
    for (const { form, mark } of forms) if (clean.includes(form)) clean = clean.replaceAll(form, mark);
    return clean;
  };
  const hidden = (text: string): string => {
    let clean = marked(text);
    // If a secret is escaped character by character, even more than once, the decoded text is kept.
    for (const decoded of decodingsOf(clean)) if (found(decoded).length > 0) clean = marked(decoded);
    return ownMarksOnly(clean.replace(ANY_JWT, '«jwt»'), new Set([...marks.values(), '«jwt»']));
  };
  const redact = (text: string): string => {
    if (text.length > LONGEST_KEPT) return hidden(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const clean = hidden(text);
    if (known.size < MOST_KEPT) known.set(text, clean);
    return clean;
  };
  const marksIn = (text: string): string[] => [...new Set(foundIn(text).map(({ mark }) => mark))];
  return {
    add,
    unhidden: () => [...unhidden],
    redact,
    marksIn,
    stream: () => searchFor(forms),
    leaks: (text, own = '') => foundIn(text).some(({ form }) => !own.includes(form)),
  };
};

/**
 * A record without the secrets that were not yet known when it was made: a server may mention a token before it issues
 * it.
 * @param own the text that the harness itself writes into every report; see {@link Redactor.leaks}
 */
export const redactedLate = <T>(record: T, redactor: Redactor, own: string): T =>
  redactor.leaks(JSON.stringify(record), own) ? (withoutSecrets(record, redactor) as T) : record;

const withoutSecrets = (value: unknown, redactor: Redactor): unknown => {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item: unknown) => withoutSecrets(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [redactor.redact(key), withoutSecrets(member, redactor)]),
  );
};
