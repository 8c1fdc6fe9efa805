import { searchFor } from './search.js';

/** Replaces the run's secrets by marks, in every form in which a server or a log may repeat them. */
export interface Redactor {
  /** Registers a secret; equal secrets share a mark. Returns the mark. */
  readonly add: (secret: string, mark: string) => string;
  /** The text with every secret replaced by its mark. */
  readonly redact: (text: string) => string;
  /** Marks of the secrets that the text repeats. */
  readonly marksIn: (text: string) => string[];
  /** The same for bytes that come in chunks: call with each chunk. */
  readonly stream: () => { readonly write: (chunk: Uint8Array) => void; readonly marks: () => string[] };
  /**
   * Whether a text holds any secret in any form: the last look before something is written. A secret that is a word
   * of `own`, what the harness itself says in every report, cannot be looked for.
   */
  readonly leaks: (text: string, own?: string) => boolean;
}

/**
 * A shorter secret is not searched for: it could not be told from ordinary text, and replacing it would spoil what
 * was recorded. Where a secret is expected (Authorization, access_token) it is hidden whatever its length.
 */
const SHORTEST = 8;
/** Times that a text may be escaped over again. */
const MOST_ESCAPES = 3;
/** A JSON Web Token, whoever issued it. */
const ANY_JWT = /(?<![\w-])eyJ[\w-]{10,4096}\.[\w-]{1,8192}\.[\w-]{0,4096}/g;

/** A redactor without secrets; see {@link Redactor}. */
export const createRedactor = (): Redactor => {
  const marks = new Map<string, string>();
  const forms: { form: string; mark: string }[] = [];

  const add = (secret: string, mark: string): string => {
    const known = marks.get(secret);
    if (known !== undefined) return known;
    if (secret.length < SHORTEST) return mark;
    marks.set(secret, mark);
    forms.push(...[...formsOf(secret)].map((form) => ({ form, mark })));
    // Longest first, so that a form that contains another is replaced as a whole.
    forms.sort((a, b) => b.form.length - a.form.length);
    return mark;
  };
  const found = (text: string): { form: string; mark: string }[] => forms.filter(({ form }) => text.includes(form));
  const foundIn = (text: string): { form: string; mark: string }[] => [text, ...readingsOf(text)].flatMap(found);
  const marked = (text: string): string => {
    let clean = text;
    for (const { form, mark } of forms) if (clean.includes(form)) clean = clean.replaceAll(form, mark);
    return clean;
  };
  const redact = (text: string): string => {
    let clean = marked(text);
    // Secrets that are escaped sign by sign, even twice over: the text is then kept as what it means.
    for (const meant of readingsOf(clean)) if (found(meant).length > 0) clean = marked(meant);
    return ownMarks(clean.replace(ANY_JWT, '«jwt»'), new Set([...marks.values(), '«jwt»']));
  };
  const marksIn = (text: string): string[] => [...new Set(foundIn(text).map(({ mark }) => mark))];
  return {
    add,
    redact,
    marksIn,
    stream: () => searchFor(forms),
    leaks: (text, own = '') => foundIn(text).some(({ form }) => !own.includes(form)),
  };
};

/**
 * A record without secrets that were not known yet when it was made: a server may name a token before it issues it.
 * @param own what the harness itself says in every report; see {@link Redactor.leaks}
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

/** What a text means whose signs are escaped, even over again. */
const readingsOf = (text: string): string[] => {
  const readings: string[] = [];
  for (let meant = unescaped(text), before = text; meant !== before && readings.length < MOST_ESCAPES;) {
    readings.push(meant);
    before = meant;
    meant = unescaped(meant);
  }
  return readings;
};
/** What the recorder itself writes in place of what it does not keep. */
const NOT_KEPT =
  /^«(?:(?:name, |string, )?\d+ characters(?:, repeats «(?:token \d+|jwt|client id|[a-z]{5,7} token|(?:other )?client secret)»)*|(?:other )?credentials|(?:other|short) token)»$/;
const ANY_MARK = /(«(?:[^«»]|«[^«»]*»)*»)/;

/** What looks like a mark and is none of ours is a text like any other: behind the signs of marks nothing is hidden. */
const ownMarks = (text: string, own: ReadonlySet<string>): string =>
  /[«»]/.test(text)
    ? text
        .split(ANY_MARK)
        .map((part, at) => {
          if (at % 2 === 1 && (own.has(part) || NOT_KEPT.test(part))) return part;
          const inner = at % 2 === 1 ? part.slice(1, -1) : '';
          return inner.includes('«') ? `‹${ownMarks(inner, own)}›` : part.replaceAll('«', '‹').replaceAll('»', '›');
        })
        .join('')
    : text;

/** The text without its percent escapes (RFC 3986, 2.1), however many signs are written so. */
const unescaped = (text: string): string =>
  text.includes('%')
    ? text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
    : text;

/** The forms of a secret: as is, in a JSON string, URL-encoded, hex, and base64 at each of the three alignments. */
const formsOf = (secret: string): Set<string> => {
  const bytes = Buffer.from(secret);
  // Half a character has no bytes of its own: it travels as the sign that stands for any such.
  const sent = bytes.toString('utf8');
  const forms = new Set([secret, sent].flatMap((one) => [one, JSON.stringify(one).slice(1, -1)]));
  const escaped = encodeURIComponent(sent);
  // Either case of the hex digits, and with the slash left as it is in a path.
  for (const form of [escaped, escaped.replaceAll('%2F', '/')]) {
    forms.add(form);
    forms.add(form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  }
  forms.add(bytes.toString('hex'));
  forms.add(bytes.toString('hex').toUpperCase());
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Only the characters that depend on nothing but the secret: the first and the last may mix with neighbours.
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const inner = encoded.slice(first, last);
    forms.add(inner);
    forms.add(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
};
