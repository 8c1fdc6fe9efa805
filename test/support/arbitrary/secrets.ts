import fc from 'fast-check';
import { text } from './index.js';

/** Signs that some notation escapes, or that mean something to a search. */
const SIGNS = [
  '%',
  '%41',
  '"',
  '\\',
  '\n',
  '\r\n',
  '/',
  '+',
  '=',
  '&',
  '$&',
  '$1',
  '«',
  '»',
  'é',
  '€',
  '😀',
  '\u{d800}',
  '\0',
  '.',
];

/** Secrets of any content that are long enough to be searched for. */
export const secret: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(fc.constantFrom(...SIGNS), fc.string({ minLength: 1, maxLength: 6 })), { maxLength: 6 }),
    fc.stringMatching(/^[a-z0-9]{8,12}$/),
  )
  .map(([parts, end]) => parts.join('') + end);

/** A secret as a server, a client or a log may spell it. */
export interface Spelling {
  readonly text: string;
  /** What must not be left of it. */
  readonly core: string;
}

const percent = (bytes: Buffer): string => bytes.toString('hex').replace(/../g, '%$&');

/** In base64 the first and the last sign may be shared with what stands beside the secret. */
const inBase64 = (bytes: Buffer, before: Buffer, after: Buffer, kind: 'base64' | 'base64url'): Spelling => {
  const whole = Buffer.concat([before, bytes, after]).toString(kind);
  const [from, to] = [before.length, before.length + bytes.length].map((length) => (length * 8) / 6);
  return { text: whole, core: whole.slice(Math.ceil(from ?? 0), Math.floor(to ?? 0)) };
};

/** Every declared spelling of a secret (docs/privacy.md). */
export const spellings = (one: string, before: Buffer, after: Buffer): Spelling[] => {
  const wellFormed = Buffer.from(one).toString('utf8');
  const url = encodeURIComponent(wellFormed);
  const bytes = Buffer.from(one);
  const plain = [
    ...[one, JSON.stringify(one).slice(1, -1), url, url.replaceAll('%2F', '/')],
    ...[url.replace(/%../g, (code) => code.toLowerCase()), percent(bytes), percent(bytes).toUpperCase()],
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
  ];
  const packed = (['base64', 'base64url'] as const).map((kind) => inBase64(bytes, before, after, kind));
  return [...plain.map((spelled) => ({ text: spelled, core: spelled })), ...packed];
};

/** Secrets, and a text that has them between other things, each spelled in some way. */
export interface Spoken {
  readonly secrets: readonly string[];
  readonly text: string;
  readonly cores: readonly string[];
}

const few = fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes));

export const spoken: fc.Arbitrary<Spoken> = fc
  .tuple(
    fc.array(secret, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(99), fc.nat(99), few, few, text), { minLength: 1, maxLength: 6 }),
    text,
  )
  .map(([secrets, parts, last]) => {
    const spelled = parts.map(([which, how, before, after, gap]) => {
      const all = spellings(secrets[which % secrets.length] ?? '', before, after);
      return { gap, ...(all[how % all.length] ?? { text: '', core: '' }) };
    });
    return {
      secrets,
      text: spelled.map(({ gap, text: one }) => gap + one).join('') + last,
      cores: spelled.map(({ core }) => core),
    };
  });
