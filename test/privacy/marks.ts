import { gunzipSync } from 'node:zlib';

/** What every word that is planted begins with; letters alone, so that it passes for a name or a code as well. */
export const STEM = 'qzxjvkwyp';
/** What every number that is planted begins with, and every date. */
const DIGITS = '73190845';
const YEAR = '1877';

/** Values that stand nowhere else, each tied to the place where it was planted. */
export interface Marks {
  /** Twelve small letters. */
  readonly word: (place: string) => string;
  readonly number: (place: string) => number;
  /** e.g. `1877-03-09`. */
  readonly date: (place: string) => string;
  /** A text that must not be repeated either, in any form. */
  readonly also: (text: string, place: string) => void;
  /** The places of all that a file holds, in whatever form; empty: none. */
  readonly in: (bytes: Uint8Array) => string[];
  readonly count: () => number;
}

export const createMarks = (): Marks => {
  const words: string[] = [];
  const others = new Map<string, string>();
  const place = (index: number, of: string): string => words[index] ?? `a part of a ${of}`;
  const add = (at: string): number => words.push(at) - 1;
  return {
    word: (at) => STEM + lettersOf(add(at)),
    number: (at) => Number(`${DIGITS}${String(add(at)).padStart(4, '0')}`),
    date: (at) => {
      const day = new Date(Date.UTC(Number(YEAR), 0, 1 + (add(at) % 365)));
      return day.toISOString().slice(0, 10);
    },
    also: (text, at) => void others.set(text, at),
    count: () => words.length,
    in: (bytes) => {
      const found = new Set<string>();
      for (const [how, text] of readingsOf(bytes)) {
        for (const [, letters = ''] of text.matchAll(WORD)) found.add(`${place(indexOf(letters), 'word')}${how}`);
        for (const [, digits = ''] of text.matchAll(NUMBER)) found.add(`${place(Number(digits), 'number')}${how}`);
        for (const [date] of text.matchAll(DATE)) found.add(`the date ${date}${how}`);
        for (const [form, name] of STEMS)
          for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
            found.add(`${name} of ${text.slice(at, at + 24)}${how}`);
        for (const [secret, at] of others)
          for (const [form, name] of formsOf(secret)) if (text.includes(form)) found.add(`${at}, ${name}${how}`);
      }
      return [...found];
    },
  };
};

const lettersOf = (index: number): string =>
  [676, 26, 1].map((power) => String.fromCharCode(97 + (Math.floor(index / power) % 26))).join('');
const indexOf = (letters: string): number =>
  letters === ''
    ? -1
    : Array.from(letters.toLowerCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 97, 0);

const WORD = new RegExp(`${STEM}([a-z]{3})?`, 'gi');
const NUMBER = new RegExp(`${DIGITS}(\\d{4})?`, 'g');
const DATE = new RegExp(`${YEAR}-\\d\\d-\\d\\d`, 'g');

/** A text in hex and, at each of the three alignments, in base64: only what depends on nothing but the text. */
const formsOf = (text: string): (readonly [form: string, name: string])[] => {
  const bytes = Buffer.from(text);
  const inner = [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const kept = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [kept, kept.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const hex = bytes.toString('hex');
  return [
    [text, 'as it is'],
    [hex, 'hex'],
    [hex.toUpperCase(), 'hex'],
    [Array.from(text).join(' '), 'spaced'],
    ...inner.map((form) => [form, 'base64'] as const),
  ];
};

const STEMS = [STEM, DIGITS, `${YEAR}-0`].flatMap((stem) => formsOf(stem).slice(1));

/** A file as it stands, unpacked where it is gzip, and what it says without the escapes of URLs, JSON and markup. */
const readingsOf = (bytes: Uint8Array): (readonly [how: string, text: string])[] => {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = Buffer.from(packed ? gunzipSync(bytes) : bytes).toString('utf8');
  const code = (digits: string, radix: number): string => {
    const value = Number.parseInt(digits, radix);
    return value <= 0x10ffff ? String.fromCodePoint(value) : '';
  };
  const other: (readonly [string, string])[] = [
    [', URL-encoded', text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => code(hex, 16))],
    [', escaped', text.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => code(hex, 16))],
    [
      ', in markup',
      text
        .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) => code(hex, 16))
        .replace(/&#(\d{1,7});/g, (_, digits: string) => code(digits, 10)),
    ],
  ];
  return [['', text], ...other.filter(([, read]) => read !== text)];
};
