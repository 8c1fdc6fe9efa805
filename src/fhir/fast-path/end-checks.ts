/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the fast path */
import { same } from './codes.js';
import { EndCheck, areMet } from './rules.js';
import type { Frames } from './finding-list.js';
import { References } from './references.js';
import { string, textOf } from './scan.js';
import type { Flat } from './flat.js';
import type { FastPathTables } from './tables.js';
import { isAfter } from '../validate/judge/times.js';
import { hashId, type TakeHash } from '../repeated-ids.js';
import { ANSWERING, SUBJECT, type ResourceIdentity } from '../validate/resource-identity.js';

const ISO_4217 = Buffer.from('urn:iso:std:iso:4217"');
const QUOTE = 0x22;
const TIME = 0x54;

/** The checks at the end of an object. */
export class EndChecks {
  readonly references: References;
  /** Where the values begin that the end of an object needs: two per depth; 0: absent. */
  readonly captured: Int32Array;
  /** How the codings of a concept relate to its value set, by depth: 1 one is in it, 2 one is outside it. */
  readonly codings: Uint8Array;
  readonly #tables: FastPathTables;
  readonly #frames: Frames;
  /** The element of the line's resource that refers to its Patient, and where that reference begins; 0: none. */
  #subjectSlot: number | undefined;
  #subject = 0;
  /** The same of the element in which a ClaimResponse refers to its Claim. */
  #answersSlot: number | undefined;
  #answers = 0;

  constructor(tables: FastPathTables, frames: Frames, depths: number) {
    this.#tables = tables;
    this.#frames = frames;
    this.references = new References(tables);
    this.captured = new Int32Array(2 * depths);
    this.codings = new Uint8Array(depths);
  }

  begin(root: number): void {
    this.references.begin();
    const { keys, name } = this.#tables.types[root]!;
    this.#subjectSlot = keys.get(SUBJECT[name] ?? '');
    this.#subject = 0;
    this.#answersSlot = name === ANSWERING.type ? keys.get(ANSWERING.element) : undefined;
    this.#answers = 0;
  }

  /** Notes a reference in an element of the line's resource, and where it begins. */
  refers(inSlot: number, from: number): void {
    if (inSlot === this.#subjectSlot) this.#subject = from;
    else if (inSlot === this.#answersSlot) this.#answers = from;
  }

  /** The identity of the line's resource, once the line has ended. */
  identity(buf: Uint8Array, resourceType: string): ResourceIdentity {
    const id = textAt(buf, this.captured[0]! - 1);
    const subject = textAt(buf, this.#subject);
    const answers = textAt(buf, this.#answers);
    return {
      resourceType,
      ...(id !== undefined && { id }),
      ...(subject !== undefined && { subject }),
      ...(answers !== undefined && { answers }),
    };
  }

  /** Calls `take` with the hash of the type and id of the line's resource, if it has an id. */
  hashId(buf: Uint8Array, resourceType: string, take: TakeHash): void {
    const from = this.captured[0]!;
    let end = from;
    if (from > 0) {
      while (buf[end] !== QUOTE) end += 1;
      hashId(resourceType, buf, from, end, take);
    }
  }

  /** Whether an object in slot `inSlot` of an object in slot `outer` certainly violates nothing that its end decides. */
  isValid(
    buf: Uint8Array,
    { closings, bound }: Flat,
    type: number,
    depth: number,
    inSlot: number,
    outer: number,
    low: number,
    high: number,
  ): boolean {
    const kind = closings[type]!;
    if ((kind & (EndCheck.judge | EndCheck.unfit)) !== 0) return false;
    const one = this.captured[2 * depth]!;
    const other = this.captured[2 * depth + 1]!;
    if ((kind & EndCheck.rules) !== 0 && !areMet(this.#tables.types[type]!.closing.rules, low, high)) return false;
    if ((kind & EndCheck.currency) !== 0 && one !== 0 && !same(ISO_4217, 0, ISO_4217.length, buf, one)) return false;
    if (kind === EndCheck.reference) return one === 0;
    if ((kind & EndCheck.period) !== 0 && one !== 0 && other !== 0) return inOrder(buf, one, other);
    if ((kind & EndCheck.coding) !== 0) return this.#coding(buf, bound[inSlot]!, bound[outer]!, depth, one, other);
    if ((kind & EndCheck.concept) !== 0) return this.#concept(bound[inSlot]!, depth);
    if ((kind & EndCheck.meta) !== 0) return !this.isInContained(closings, depth) || this.#isFree(type, low, high);
    if ((kind & EndCheck.resource) !== 0 && depth > 0) return this.contained(type, one, low, high, depth);
    return true;
  }

  #coding(buf: Uint8Array, restricted: number, concept: number, depth: number, system: number, code: number): boolean {
    if (concept !== 0) this.codings[depth - 1]! |= this.#tables.codes.place(Math.abs(concept) - 1, buf, system, code);
    if (restricted === 0) return true;
    const place = this.#tables.codes.place(Math.abs(restricted) - 1, buf, system, code);
    return restricted > 0 ? place === 1 : place !== 2;
  }

  #concept(bound: number, depth: number): boolean {
    const seen = this.codings[depth]!;
    return bound === 0 || (seen & 1) !== 0 || (bound < 0 && seen === 0);
  }

  /** Registers a contained resource; false: its narrative or versions need the judge. */
  contained(type: number, id: number, low: number, high: number, depth: number): boolean {
    const start = this.#frames.starts[depth]!;
    return this.#isFree(type, low, high) && this.references.contains(this.#tables.types[type]!.name, id, start);
  }

  /** Whether an object has no element that is restricted where it is. */
  #isFree(type: number, low: number, high: number): boolean {
    const { restricted } = this.#tables.types[type]!;
    return (low & restricted[0]) === 0 && (high & restricted[1]) === 0;
  }

  /** Whether the object at a depth belongs to a contained resource itself. */
  isInContained(closings: Int32Array, depth: number): boolean {
    return depth === 2 && (closings[this.#frames.types[1]!]! & EndCheck.resource) !== 0;
  }
}

/** Whether a period certainly does not end before it begins. */
const inOrder = (buf: Uint8Array, start: number, end: number): boolean => {
  for (let nth = 0; nth < 10; nth += 1) {
    const one = buf[start + nth]!;
    const other = buf[end + nth]!;
    if (one === QUOTE || other === QUOTE) break;
    if (one !== other) {
      // Different days decide it without times and zones.
      if (buf[start + 10] === TIME || buf[end + 10] === TIME) break;
      return one < other;
    }
    if (nth === 9 && buf[start + 10] === QUOTE && buf[end + 10] === QUOTE) return true;
  }
  return !isAfter(text(buf, start), text(buf, end));
};

const text = (buf: Uint8Array, from: number): string => {
  let end = from;
  while (buf[end] !== QUOTE) end += 1;
  return Buffer.from(buf.buffer, buf.byteOffset + from, end - from).toString('latin1');
};

/** The string that begins at a place; undefined if none does. A line begins with a brace, so a place is never 0. */
const textAt = (buf: Uint8Array, from: number): string | undefined =>
  from <= 0 ? undefined : textOf(buf, from, string(buf, from));
