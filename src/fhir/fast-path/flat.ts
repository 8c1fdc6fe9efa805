/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the tables */
import { same } from './codes.js';

/** How the value of a slot is read: the numbers in the reader's switch. */
export const Reading = {
  judge: 0,
  object: 1,
  contained: 2,
  resourceType: 3,
  extension: 4,
  string: 5,
  uri: 6,
  code: 7,
  boundCode: 8,
  id: 9,
  date: 10,
  dateTime: 11,
  instant: 12,
  decimal: 13,
  integer: 14,
  positiveInt: 15,
  unsignedInt: 16,
  boolean: 17,
  reference: 18,
  exact: 19,
  xhtml: 20,
  extensionUrl: 21,
} as const;

/** Elements per word of a mask, which has two words. */
const BITS = 31;

export const bitOf = (index: number): readonly [number, number] =>
  index < BITS ? [1 << index, 0] : [0, 1 << (index - BITS)];

/** The tables as flat arrays, with one entry for each slot (a name in the JSON of a type) or type. Slot 0 stands for no name. */
export interface Flat {
  readonly reading: Uint8Array;
  readonly many: Uint8Array;
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Type of the object, value set of the code, or form of the exact value. */
  readonly to: Int32Array;
  /** Binding of a coding or concept: value set + 1, negative if extensible. Of a primitive extension: 1 if it may be alone. */
  readonly bound: Int32Array;
  /** Target types of a reference: index + 1. Of a primitive extension: the slot of its value. */
  readonly targets: Int32Array;
  readonly capture: Uint8Array;
  /** 1: the element has invariants of its own. */
  readonly asks: Uint8Array;
  readonly keyAt: Int32Array;
  readonly keyLength: Int32Array;
  /** The slot that followed last, by slot; after those, the first slot of an object, by type. */
  readonly next: Int32Array;
  /** By slot: the object in which it last occurred, and the number of its values. */
  readonly stamp: Int32Array;
  readonly count: Int32Array;
  readonly needLow: Int32Array;
  readonly needHigh: Int32Array;
  readonly closings: Int32Array;
  readonly pool: Uint8Array;
  /** Slots by the hash of their names; each type has its own range. */
  readonly index: Int32Array;
  readonly indexAt: Int32Array;
  readonly indexMask: Int32Array;
}

export type Column =
  'reading' | 'many' | 'low' | 'high' | 'to' | 'bound' | 'targets' | 'capture' | 'asks' | 'keyAt' | 'keyLength';
/** The columns that a row fills. */
export const COLUMNS: readonly Column[] = [
  'reading',
  'many',
  'low',
  'high',
  'to',
  'bound',
  'targets',
  'capture',
  'asks',
  'keyAt',
  'keyLength',
];
/** One slot as a row of numbers. */
export type Row = Record<Column, number>;
export const NO_ROW: Readonly<Row> = {
  reading: 0,
  many: 0,
  low: 0,
  high: 0,
  to: 0,
  bound: 0,
  targets: 0,
  capture: 0,
  asks: 0,
  keyAt: 0,
  keyLength: 1,
};

/** Hash of a name, up to its closing quote. */
export const hashed = (buf: Uint8Array, from: number): number => {
  let hash = 0;
  for (let at = from; buf[at] !== 0x22; at += 1) hash = Math.imul(hash, 31) + buf[at]!;
  return (hash ^ (hash >>> 11)) >>> 0;
};

/** The slot of a name that begins with its quote at `from`; 0: none, or not certain. */
export const slotNamed = (flat: Flat, type: number, buf: Uint8Array, from: number): number => {
  if (buf[from] !== 0x22) return 0;
  let hash = 0;
  let at = from + 1;
  for (let code = buf[at]!; code !== 0x22; code = buf[at]!) {
    if (code < 0x20 || code === 0x5c) return 0;
    hash = Math.imul(hash, 31) + code;
    at += 1;
  }
  const { index, pool, keyAt, keyLength } = flat;
  const begin = flat.indexAt[type]!;
  const mask = flat.indexMask[type]!;
  for (let place = (hash ^ (hash >>> 11)) & mask; ; place = (place + 1) & mask) {
    const slot = index[begin + place]!;
    // Without the colon, which may follow white space.
    if (slot === 0 || same(pool, keyAt[slot]!, keyLength[slot]! - 1, buf, from)) return slot;
  }
};
