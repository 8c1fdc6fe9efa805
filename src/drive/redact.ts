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
  const foundIn = (text: string): { form: string; mark: string }[] => {
    const meant = unescaped(text);
    return meant === text ? found(text) : [...found(text), ...found(meant)];
  };
  const marked = (text: string): string => {
    let clean = text;
    for (const { form, mark } of forms) if (clean.includes(form)) clean = clean.replaceAll(form, mark);
    return clean;
  };
  const redact = (text: string): string => {
    let clean = marked(text);
    // A secret that is escaped sign by sign is kept as what it means; so is one beside it that is escaped twice.
    for (let meant = unescaped(clean); found(meant).length > 0; meant = unescaped(clean)) clean = marked(meant);
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
