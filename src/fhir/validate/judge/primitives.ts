import { JsonKind } from '../../ndjson/json-node.js';
import type { FhirRelease } from '../../definitions/release.js';
import { onCalendar } from './times.js';

/** The form of a primitive type: the kind of JSON value, whether its text is valid, and what is expected. */
export interface Primitive {
  readonly kind: JsonKind;
  readonly holds: (text: string) => boolean;
  readonly expected: string;
}

const LONGEST = 1_048_576;
const MOST = 2_147_483_647;
// White space as in XML Schema: \s matches more in JavaScript.
const DATE = /^-?[0-9]{4}(-(0[1-9]|1[0-2])(-(0[0-9]|[12][0-9]|3[01]))?)?$/;
const ZONE = '(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';
const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?';
const INSTANT = new RegExp(`^-?[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T${CLOCK}${ZONE}$`);
const TIME = new RegExp(`^${CLOCK}$`);
const INTEGER = /^-?(0|[1-9][0-9]*)$/;
const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;
const CODE = /^[^ \t\r\n]+([ \t\r\n][^ \t\r\n]+)*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const ID = /^[A-Za-z0-9.-]{1,64}$/;
// The characters that RFC 3986 leaves out, white space, controls, and % only with two hexadecimal digits. Two of them are
// accepted: | separates the version of a canonical URL, and letters that are not ASCII are those of an IRI (RFC 3987).
const URI =
  /^(?:[^\0-\x20\x7f-\xa0"<>\\^`{}%\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|%[0-9A-Fa-f]{2})+$/;
const OID = /^urn:oid:(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))*$/;
const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const within =
  (least: number) =>
  (text: string): boolean =>
    INTEGER.test(text) && Number(text) >= least && Number(text) <= MOST;
const dated = (text: string): boolean => DATE.test(text) && onCalendar(text);
const instant = (text: string): boolean => INSTANT.test(text) && onCalendar(text);
const short = (text: string): boolean =>
  text.length > 0 && (text.length <= LONGEST || Array.from(text).length <= LONGEST);
const base64 = (text: string): boolean => {
  const packed = text.replace(/[ \t\r\n]+/g, '');
  return packed.length > 0 && packed.length % 4 === 0 && BASE64.test(packed);
};

const text = (holds: Primitive['holds'], expected: string): Primitive => ({ kind: JsonKind.string, holds, expected });
const number = (holds: Primitive['holds'], expected: string): Primitive => ({ kind: JsonKind.number, holds, expected });
const anyText = text(short, 'text that is not empty, of at most 1,048,576 characters');

/** Primitive types by name. */
export type Primitives = ReadonlyMap<string, Primitive>;

/** The primitive types of STU3 (datatypes page). */
const STU3: Primitives = new Map([
  ['base64Binary', text(base64, 'base64 that is not empty, in complete groups of four characters')],
  ['boolean', { kind: JsonKind.boolean, holds: () => true, expected: 'true or false' }],
  [
    'code',
    text((t) => CODE.test(t) && short(t), 'a code without white space at its ends, and with single spaces only'),
  ],
  ['date', text(dated, 'a date that exists: YYYY, YYYY-MM or YYYY-MM-DD')],
  [
    'dateTime',
    text((t) => dated(t) || instant(t), 'YYYY, YYYY-MM, YYYY-MM-DD or a date and time with seconds and zone'),
  ],
  ['decimal', number((t) => DECIMAL.test(t), 'a decimal without an exponent')],
  ['id', text((t) => ID.test(t), '1 to 64 letters, digits, hyphens and dots')],
  ['instant', text(instant, 'a date and time with seconds and zone')],
  ['integer', number(within(-MOST - 1), 'a whole number of 32 bits, without an exponent')],
  ['markdown', anyText],
  ['oid', text((t) => OID.test(t), 'an OID as a URI: urn:oid:…')],
  ['positiveInt', number(within(1), 'a whole number from 1 to 2,147,483,647, without an exponent')],
  ['string', anyText],
  ['time', text((t) => TIME.test(t), 'hh:mm:ss')],
  ['unsignedInt', number(within(0), 'a whole number from 0 to 2,147,483,647, without an exponent')],
  [
    'uri',
    text(
      (t) => URI.test(t),
      'a URI: not empty, with the characters of RFC 3986, and % only before two hexadecimal digits',
    ),
  ],
  ['uuid', text((t) => UUID.test(t), 'a UUID as a URI in lower case: urn:uuid:…')],
  ['xhtml', text((t) => t.length > 0, 'XHTML')],
]);

/** Whether an element's id has no white space (element page). */
export const isElementId = (text: string): boolean => !/\s/.test(text);
/** Whether a URL is absolute: it begins with a scheme. */
export const isAbsolute = (url: string): boolean => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(url);
/** Whether a string has a character that strings should not have (datatypes page). */
export const hasControl = (text: string): boolean => CONTROL.test(text);
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

const R4_DATE = /^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$/;
const R4_CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?';
const R4_INSTANT = new RegExp(`^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T${R4_CLOCK}${ZONE}$`);
const R4_TIME = new RegExp(`^${R4_CLOCK}$`);
const R4_DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
const R4_OID = /^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/;

// Only white space is certainly wrong.
const R4_URI = /^[^ \t\r\n]+$/;

const r4Dated = (t: string): boolean => R4_DATE.test(t) && onCalendar(t);
const r4Instant = (t: string): boolean => R4_INSTANT.test(t) && onCalendar(t);
const r4Uri = text((t) => R4_URI.test(t), 'a URI that is not empty, without white space');

/** The primitive types of R4: those of STU3, but years from 0001, a 60th second, decimals with exponents, and two more kinds of URI, in which only white space is judged. */
const R4: Primitives = new Map([
  ...STU3,
  ['canonical', r4Uri],
  ['date', text(r4Dated, 'a date that exists: YYYY, YYYY-MM or YYYY-MM-DD')],
  [
    'dateTime',
    text((t) => r4Dated(t) || r4Instant(t), 'YYYY, YYYY-MM, YYYY-MM-DD or a date and time with seconds and zone'),
  ],
  ['decimal', number((t) => R4_DECIMAL.test(t), 'a decimal')],
  ['instant', text(r4Instant, 'a date and time with seconds and zone')],
  ['oid', text((t) => R4_OID.test(t), 'an OID as a URI: urn:oid:…')],
  ['time', text((t) => R4_TIME.test(t), 'hh:mm:ss')],
  ['uri', r4Uri],
  ['url', r4Uri],
]);

/** The primitive types of each release. */
export const PRIMITIVES: Readonly<Record<FhirRelease, Primitives>> = { stu3: STU3, r4: R4 };

const WORDS: Readonly<Record<JsonKind, string>> = {
  [JsonKind.null]: 'null',
  [JsonKind.boolean]: 'true or false',
  [JsonKind.number]: 'a number',
  [JsonKind.string]: 'a string',
  [JsonKind.array]: 'an array',
  [JsonKind.object]: 'an object',
};
/** A kind of JSON value, in words. */
export const inWords = (kind: JsonKind): string => WORDS[kind];

/** Compares decimals digit by digit: they may have more digits than a double. */
export const compareDecimals = (one: string, other: string): number => {
  const [a, b] = [DECIMAL.test(one), DECIMAL.test(other)];
  if (!a || !b) return Number(one) - Number(other);
  const fraction = (t: string): string => t.split('.')[1] ?? '';
  const digits = Math.max(fraction(one).length, fraction(other).length);
  const scaled = (t: string): bigint => BigInt((t.split('.')[0] ?? '0') + fraction(t).padEnd(digits, '0'));
  const [left, right] = [scaled(one), scaled(other)];
  return left < right ? -1 : left > right ? 1 : 0;
};
