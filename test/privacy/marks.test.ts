import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createMarks } from './marks.js';

const marks = createMarks();
const word = marks.word('a word');
const number = marks.number('a number');
const date = marks.date('a date');
const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const FORMS: readonly (readonly [string, (text: string) => string | Uint8Array])[] = [
  ['as it is', (text) => text],
  ['in capitals', (text) => text.toUpperCase()],
  ['hex', (text) => Buffer.from(text).toString('hex')],
  ['hex in capitals', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ...['', 'a', 'ab', 'abc'].map(
    (before) => [`base64 after "${before}"`, (text: string) => Buffer.from(before + text).toString('base64')] as const,
  ),
  ['url-safe base64', (text) => Buffer.from(text).toString('base64url')],
  ['URL-encoded', percent],
  [
    'escaped in JSON',
    (text) =>
      Array.from(text)
        .map((sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
        .join(''),
  ],
  [
    'escaped in HTML',
    (text) =>
      Array.from(text)
        .map((sign) => `&#${sign.charCodeAt(0)};`)
        .join(''),
  ],
  ['spaced out', (text) => Array.from(text).join(' ')],
  ['gzip', (text) => gzipSync(text)],
];

test.each(FORMS)('a mark is found: %s', (_, form) => {
  for (const mark of [word, String(number), date])
    expect({ mark, found: marks.in(Buffer.from(form(mark))).length > 0 }).toEqual({ mark, found: true });
});

test('the place is told, and what is no mark is none', () => {
  expect(marks.in(Buffer.from(`x ${word} ${number} y`))).toEqual(['a word', 'a number']);
  expect(marks.in(Buffer.from('{"id":"1","birthDate":"1951-05-03"}'))).toEqual([]);
});
