/* eslint-disable @typescript-eslint/no-non-null-assertion -- a newline follows every line and ends every loop */
import { boolean, decimal, space, string } from './scan.js';

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c] as const;
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
/** Nesting that is skipped; lines with deeper values go to the judge. */
const DEEPEST = 60;
const hashes = new Int32Array(1 << 10);

/**
 * The end of the JSON value that begins at `i`, whatever it contains. 0: it is not JSON, or may contain a name more than
 * once.
 */
export const skip = (buf: Uint8Array, i: number): number => value(buf, i, DEEPEST, 0);

const value = (buf: Uint8Array, i: number, room: number, top: number): number => {
  switch (buf[i]) {
    case QUOTE:
      return text(buf, i);
    case OBJECT:
      return room === 0 ? 0 : object(buf, i, room - 1, top);
    case LIST:
      return room === 0 ? 0 : list(buf, i, room - 1, top);
    case 0x6e:
      return buf[i + 1] === 0x75 && buf[i + 2] === 0x6c && buf[i + 3] === 0x6c ? i + 4 : 0;
    case 0x74:
    case 0x66:
      return boolean(buf, i);
    default:
      return number(buf, i);
  }
};

/** A string that may be empty. */
export const text = (buf: Uint8Array, i: number): number => (buf[i + 1] === QUOTE ? i + 2 : string(buf, i));

/** A JSON number, also with an exponent. */
export const number = (buf: Uint8Array, i: number): number => {
  const end = decimal(buf, i);
  if (end === 0 || (buf[end]! | 0x20) !== 0x65) return end;
  const digits = buf[end + 1] === 0x2b || buf[end + 1] === 0x2d ? end + 2 : end + 1;
  let at = digits;
  while (buf[at]! >= 0x30 && buf[at]! <= 0x39) at += 1;
  return at > digits ? at : 0;
};

const list = (buf: Uint8Array, i: number, room: number, top: number): number => {
  let at = space(buf, i + 1);
  if (buf[at] === LIST_END) return at + 1;
  for (;;) {
    at = value(buf, at, room, top);
    if (at === 0) return 0;
    at = space(buf, at);
    if (buf[at] === LIST_END) return at + 1;
    if (buf[at] !== COMMA) return 0;
    at = space(buf, at + 1);
  }
};

const object = (buf: Uint8Array, i: number, room: number, top: number): number => {
  let at = space(buf, i + 1);
  if (buf[at] === OBJECT_END) return at + 1;
  for (let names = top; names < hashes.length; names += 1) {
    const end = buf[at] === QUOTE ? text(buf, at) : 0;
    if (end === 0 || !isNew(buf, at, end, top, names)) return 0;
    at = space(buf, end);
    if (buf[at] !== COLON) return 0;
    at = value(buf, space(buf, at + 1), room, names + 1);
    if (at === 0) return 0;
    at = space(buf, at);
    if (buf[at] === OBJECT_END) return at + 1;
    if (buf[at] !== COMMA) return 0;
    at = space(buf, at + 1);
  }
  return 0;
};

/** Whether a name certainly differs from those before it in its object; a name with an escape may equal any. */
const isNew = (buf: Uint8Array, from: number, end: number, top: number, names: number): boolean => {
  let hash = 0;
  for (let at = from + 1; at < end - 1; at += 1) {
    if (buf[at] === BACKSLASH) return false;
    hash = (Math.imul(hash, 31) + buf[at]!) | 0;
  }
  for (let nth = top; nth < names; nth += 1) if (hashes[nth] === hash) return false;
  hashes[names] = hash;
  return true;
};
