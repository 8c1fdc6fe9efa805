import fc from 'fast-check';
import { test } from 'vitest';
import { LONG } from '../vitest/long.js';

const numberIn = (name: string, otherwise: number): number => {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} must be a number above 0`);
  return value;
};

/** How many times as many cases as usual are tried. */
const TIMES = numberIn('PROPERTY_RUNS', LONG ? 20 : 1);
/** The same cases in every run, unless PROPERTY_SEED says otherwise. */
const SEED = numberIn('PROPERTY_SEED', 20_191_204);

/**
 * A test that something holds for whatever an arbitrary makes; on failure it tells the smallest case that was found,
 * and the seed and path that lead to it.
 * @param runs cases that are tried
 */
export const holds = <T>(
  title: string,
  runs: number,
  cases: fc.Arbitrary<T>,
  must: (one: T) => Promise<void> | void,
): void =>
  test(title, () =>
    fc.assert(
      fc.asyncProperty(cases, async (one) => must(one)),
      { seed: SEED, numRuns: Math.ceil(runs * TIMES) },
    ),
  );

/** Texts that have a meaning somewhere: marks, markup, escapes, URLs, and what only looks like them. */
const ODD_TEXTS = [
  ...[
    '',
    ' ',
    '\u{0}',
    '\r\n',
    '\u{1b}[31m',
    '\u{202e}',
    '\u{d800}',
    '\u{feff}',
    '\u{2028}',
    '\u{fffe}',
    '…',
    '«',
    '»',
    '«»',
  ],
  ...[
    '«token 1»',
    '«jwt»',
    '«client secret»',
    '«12 characters»',
    '<script>',
    '"><b>',
    ']]>',
    '&amp;',
    '%',
    '%zz',
    '%ff',
  ],
  ...['__proto__', 'constructor', 'toString', 'length', 'null', 'NaN', '1e999', '-0', '9'.repeat(400)],
  ...['http://', 'http://[', 'javascript:alert(1)', '//elsewhere/x', 'http://127.0.0.1:1/api/v1/jobs/1', '/x?y#z'],
  ...['2019-12-04T10:00:00Z', 'Wed, 04 Dec 2019 10:00:00 GMT', '99999999999999999999', '-5', 'In Progress (50%)'],
  ...['::error::x', '| a |', '${x}', '{{x}}', '`', '\\', "'", '😀'.repeat(2500), `a${'😀'.repeat(2500)}`],
];

/** Any text, also such as means something. */
export const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.tuple(fc.constantFrom(...ODD_TEXTS), fc.string({ maxLength: 8 })).map((parts) => parts.join('')),
);

/** Any number that JSON can carry. */
export const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 200, 429, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 8.64e15 + 1),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

/** Any JSON value, with keys and texts that mean something. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    fc.oneof(fc.constant(null), fc.boolean(), number, text),
    fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'json' }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true, depthIdentifier: 'json' }),
  ),
})).value;

/** Any bytes, with those that mean something in JSON lines more often than by chance. */
export const bytes = fc
  .array(
    fc.oneof(
      fc
        .constantFrom('\n', '\r\n', '\ufeff', '\0', ' ', '{}', '{"a":1}', '"', '\\', '«', '€', '😀')
        .map((part) => [...Buffer.from(part)]),
      fc.constantFrom([0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xef, 0xbb]),
      fc.array(fc.nat(255), { maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

/** Bytes in pieces, cut where the numbers say. */
export const cutAt = (whole: Uint8Array, places: readonly number[]): Uint8Array[] => {
  const cuts = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => whole.subarray(from, cuts[index] ?? whole.length));
};

/** Where something may be cut. */
export const places = fc.array(fc.nat(100_000), { maxLength: 12 });
