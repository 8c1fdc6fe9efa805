/* eslint-disable @typescript-eslint/no-non-null-assertion -- a newline follows every line and ends every loop */

// Each function reads one JSON value that begins at `i` and returns where it ends, or 0: it is not certainly valid.

/** Classes of a byte: 1 unescaped in a string, 2 in a URI, 4 in an id, 8 a digit, 16 a hexadecimal digit, 32 in a code. */
const CLASSES = new Uint8Array(256);
for (let code = 0; code < 256; code += 1) {
  const letter = String.fromCharCode(code);
  const plain = code >= 0x20 && code !== 0x22 && code !== 0x5c;
  CLASSES[code] =
    (plain ? 1 : 0) |
    (plain && code !== 0x20 && code < 0x7f && !'<>^`{}%'.includes(letter) ? 2 : 0) |
    (/[A-Za-z0-9.-]/.test(letter) ? 4 : 0) |
    (/[0-9]/.test(letter) ? 8 : 0) |
    (/[0-9a-fA-F]/.test(letter) ? 16 : 0) |
    (plain && code !== 0x20 ? 32 : 0);
}

const LONGEST = 1_048_576;
const DAYS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Skips JSON white space. */
export const space = (buf: Uint8Array, i: number): number => {
  let at = i;
  while (buf[at] === 0x20 || buf[at] === 0x09 || buf[at] === 0x0d) at += 1;
  return at;
};

/** Text, with or without escapes. */
export const string = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22) return 0;
  const classes = CLASSES;
  let at = i + 1;
  for (;;) {
    while ((classes[buf[at]!]! & 1) !== 0) at += 1;
    if (buf[at] === 0x22) return at > i + 1 && at - i <= LONGEST ? at + 1 : 0;
    at = escaped(buf, at);
    if (at === 0) return 0;
  }
};

const escaped = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x5c) return 0;
  switch (buf[i + 1]) {
    case 0x22: // "
    case 0x2f: // /
    case 0x5c: // \
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return i + 2;
    case 0x75: // u
      for (let at = i + 2; at < i + 6; at += 1) if ((CLASSES[buf[at]!]! & 16) === 0) return 0;
      // Surrogates go to the judge: they must be paired. So do control characters, of which it warns.
      if (buf[i + 2] === 0x30 && buf[i + 3] === 0x30 && buf[i + 4]! < 0x32) return 0;
      return (buf[i + 2]! | 0x20) === 0x64 && buf[i + 3]! >= 0x38 ? 0 : i + 6;
    default:
      return 0;
  }
};

/** A URI of ASCII characters and without %, which must come before two hexadecimal digits. */
export const uri = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22) return 0;
  const classes = CLASSES;
  let at = i + 1;
  while ((classes[buf[at]!]! & 2) !== 0) at += 1;
  return buf[at] === 0x22 && at > i + 1 ? at + 1 : 0;
};

export const code = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22) return 0;
  const classes = CLASSES;
  let at = i + 1;
  for (;;) {
    if ((classes[buf[at]!]! & 32) === 0) return 0;
    at += 1;
    while ((classes[buf[at]!]! & 32) !== 0) at += 1;
    if (buf[at] === 0x22) return at - i <= LONGEST ? at + 1 : 0;
    // A single space must be followed by another character.
    if (buf[at] !== 0x20) return 0;
    at += 1;
  }
};

/** A URI that begins with a scheme. */
export const absoluteUri = (buf: Uint8Array, i: number): number => {
  let at = i + 1;
  // Letters, digits, hyphens and dots: a scheme with a + goes to the judge.
  while ((CLASSES[buf[at]!]! & 4) !== 0) at += 1;
  return buf[at] === 0x3a && at > i + 1 && buf[i + 1]! > 0x40 ? uri(buf, i) : 0;
};

const idText = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22) return 0;
  const classes = CLASSES;
  let at = i + 1;
  while ((classes[buf[at]!]! & 4) !== 0) at += 1;
  return buf[at] === 0x22 && at > i + 1 && at <= i + 65 ? at + 1 : 0;
};

/** Two digits as a number; more than 99 if they are not digits. */
const pair = (buf: Uint8Array, i: number): number => {
  const tens = buf[i]! - 0x30;
  const ones = buf[i + 1]! - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1000;
};

/** Year, month, day: returns where they end; what follows is not checked. */
const day = (buf: Uint8Array, i: number): number => {
  const century = pair(buf, i);
  const years = pair(buf, i + 2);
  // The year 0000 exists in STU3 only.
  const year = century * 100 + years;
  if (century + years > 198 || year === 0) return 0;
  if (buf[i + 4] !== 0x2d) return i + 4;
  const month = pair(buf, i + 5);
  if (month < 1 || month > 12) return 0;
  if (buf[i + 7] !== 0x2d) return i + 7;
  const date = pair(buf, i + 8);
  if (date < 1 || date > 31) return 0;
  if (date <= DAYS[month]!) return i + 10;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && date === 29 && leap ? i + 10 : 0;
};

const date = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22) return 0;
  const at = day(buf, i + 1);
  return at !== 0 && buf[at] === 0x22 ? at + 1 : 0;
};

/** A date of any precision, or a date with a time. */
const dateTime = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22) return 0;
  const at = day(buf, i + 1);
  return at !== 0 && buf[at] === 0x22 ? at + 1 : instant(buf, i);
};

const instant = (buf: Uint8Array, i: number): number => {
  if (buf[i] !== 0x22 || day(buf, i + 1) !== i + 11 || buf[i + 11] !== 0x54) return 0;
  if (pair(buf, i + 12) > 23 || buf[i + 14] !== 0x3a) return 0;
  if (pair(buf, i + 15) > 59 || buf[i + 17] !== 0x3a || pair(buf, i + 18) > 59) return 0;
  let at = i + 20;
  if (buf[at] === 0x2e) {
    at += 1;
    while ((CLASSES[buf[at]!]! & 8) !== 0) at += 1;
    if (at === i + 21) return 0;
  }
  if (buf[at] === 0x5a) return buf[at + 1] === 0x22 ? at + 2 : 0;
  if (buf[at] !== 0x2b && buf[at] !== 0x2d) return 0;
  const hours = pair(buf, at + 1);
  const minutes = pair(buf, at + 4);
  if (hours > 14 || minutes > 59 || (hours === 14 && minutes > 0) || buf[at + 3] !== 0x3a) return 0;
  return buf[at + 6] === 0x22 ? at + 7 : 0;
};

/** A decimal without exponent; the caller checks what follows. */
export const decimal = (buf: Uint8Array, i: number): number => {
  const at = digits(buf, buf[i] === 0x2d ? i + 1 : i);
  if (at === 0 || buf[at] !== 0x2e) return at;
  let end = at + 1;
  while ((CLASSES[buf[end]!]! & 8) !== 0) end += 1;
  return end > at + 1 ? end : 0;
};

const digits = (buf: Uint8Array, i: number): number => {
  if (buf[i] === 0x30) return i + 1;
  let at = i;
  while ((CLASSES[buf[at]!]! & 8) !== 0) at += 1;
  return at > i ? at : 0;
};

/** A digits number of at most nine digits, which certainly fits into 32 bits. */
const natural = (buf: Uint8Array, i: number): number => {
  const at = digits(buf, i);
  return at - i <= 9 ? at : 0;
};

const integer = (buf: Uint8Array, i: number): number => natural(buf, buf[i] === 0x2d ? i + 1 : i);

export const boolean = (buf: Uint8Array, i: number): number => {
  if (buf[i] === 0x74) return buf[i + 1] === 0x72 && buf[i + 2] === 0x75 && buf[i + 3] === 0x65 ? i + 4 : 0;
  if (buf[i] !== 0x66 || buf[i + 1] !== 0x61 || buf[i + 2] !== 0x6c) return 0;
  return buf[i + 3] === 0x73 && buf[i + 4] === 0x65 ? i + 5 : 0;
};

/** A valid JSON string, decoded. */
export const textOf = (buf: Uint8Array, from: number, end: number): string =>
  String(JSON.parse(Buffer.from(buf.buffer, buf.byteOffset + from, end - from).toString('utf8')));

const NAMED = Buffer.from('"resourceType"');

/** The resourceType of the object that begins at `i`: a guess that is verified later. Empty: not found. */
export const resourceTypeIn = (buf: Uint8Array, i: number): string => {
  let depth = 0;
  for (let at = i; ; at += 1) {
    const code = buf[at];
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === undefined || code === 0x0a) return '';
    if (depth === 0) return '';
    if (code !== 0x22) continue;
    const end = string(buf, at);
    if (end === 0) return '';
    const value = depth === 1 ? space(buf, end) : 0;
    if (
      value !== 0 &&
      buf[value] === 0x3a &&
      end - at === NAMED.length &&
      NAMED.every((one, nth) => buf[at + nth] === one)
    )
      return nameAt(buf, space(buf, value + 1));
    at = end - 1;
  }
};

const nameAt = (buf: Uint8Array, i: number): string => {
  const end = idText(buf, i);
  return end === 0 ? '' : textOf(buf, i, end);
};

/** A value whose reading (see `Reading`) depends on its bytes alone. */
export const plain = (how: number, buf: Uint8Array, i: number): number => {
  switch (how) {
    case 5:
      return string(buf, i);
    case 6:
      return uri(buf, i);
    case 7:
      return code(buf, i);
    case 9:
      return idText(buf, i);
    case 10:
      return date(buf, i);
    case 11:
      return dateTime(buf, i);
    case 12:
      return instant(buf, i);
    case 13:
      return decimal(buf, i);
    case 14:
      return integer(buf, i);
    case 15:
      return buf[i] === 0x30 ? 0 : natural(buf, i);
    case 16:
      return natural(buf, i);
    case 17:
      return boolean(buf, i);
    default:
      return 0;
  }
};
