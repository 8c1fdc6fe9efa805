import fc from 'fast-check';
import { lines } from '../../../fixtures/index.js';
import { bytes, json } from './index.js';

const SOUND = '{"resourceType":"Patient","id":"a","name":[{"family":"Müller"}]}';
const deep = (n: number): string => (n === 0 ? '{"url":""}' : `{"url":"u","extension":[${deep(n - 1)}]}`);

/** Lines that mean something to a judge of NDJSON: sound, wrong in many ways, of other types, and no lines at all. */
const LINES = [
  ...[SOUND, SOUND, SOUND.replace('"a"', '"b"'), SOUND.replace('{"resource', '{"gender":"Male","resource')],
  ...['', '', ' ', '\r', '\t\r', '\u{feff}', '{', '[', '}', '3', 'null', '[]', '"x"', '{}', '{"a":1}', '{"a"'],
  ...['{"resourceType":"Patient","birthDate":"2020-02-30"}', '{"resourceType":"Basket"}', '{"resourceType":3}'],
  ...[
    '{"resourceType":"Coverage","beneficiary":{"reference":"Patient/a"}}',
    '{"__proto__":{"resourceType":"Patient"}}',
  ],
  ...[`${SOUND}${SOUND}`, `${SOUND} `, ` ${SOUND}`, `\u{feff}${SOUND}`, '{"resourceType":"Patient","id":"€\\ud800"}'],
  `{"resourceType":"Patient","extension":[${deep(3)}]}`,
  ...lines('Coverage', { seed: 1, from: 0, to: 1 }),
].map((line) => Buffer.from(line.replace(/\n$/, '')));

const line: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 2, arbitrary: bytes },
);
const ending = fc.oneof(
  { weight: 8, arbitrary: fc.constant('\n') },
  fc.constantFrom('\r\n', '\n\n', '\n\n\n\n\n\n\n', '', '\r'),
);

/** A file of lines that are sound or not, ended in one way or another. */
export const files: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(line, ending), { maxLength: 14, size: 'max' })
  .map((parts) => Buffer.concat(parts.flatMap(([one, end]) => [one, Buffer.from(end)])));
