/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import { same } from './codes.js';
import { Ends, fulfilled } from './rules.js';
import { References } from './references.js';
import { string, textOf } from './scan.js';
import type { Flat, PassTables } from './tables.js';
import { surelyAfter } from '../validate/times.js';
import { SUBJECT, type ResourceIdentity } from '../validate/resource-identity.js';

const ISO_4217 = Buffer.from('urn:iso:std:iso:4217"');
const QUOTE = 0x22;
const TIME = 0x54;

/** What is asked when an object ends. */
export class Endings {
  readonly references: References;
  /** Where values begin that the end of an object asks for: two a depth; 0: absent. */
  readonly captured: Int32Array;
  /** What the codings of a concept showed, by depth: 1 one in the set, 2 one that strays. */
  readonly codings: Uint8Array;
  readonly #tables: PassTables;
  /** The line's element that refers to its subject, and where that reference begins; 0: it has none. */
  #about: number | undefined;
  #subject = 0;

  constructor(tables: PassTables, depths: number) {
    this.#tables = tables;
    this.references = new References(tables);
    this.captured = new Int32Array(2 * depths);
    this.codings = new Uint8Array(depths);
  }

  begin(root: number): void {
    this.references.begin();
    const { keys, name } = this.#tables.types[root]!;
    this.#about = keys.get(SUBJECT[name] ?? '');
    this.#subject = 0;
  }

  /** Hears of a reference in an element of the line itself, and where it begins. */
  refers(via: number, from: number): void {
    if (via === this.#about) this.#subject = from;
  }

  /** What tells the resource from others, once its line has ended. */
  whose(buf: Uint8Array, resourceType: string): ResourceIdentity {
    const id = textAt(buf, this.captured[0]! - 1);
    const subject = textAt(buf, this.#subject);
    return { resourceType, ...(id !== undefined && { id }), ...(subject !== undefined && { subject }) };
  }

  /** Whether an object, in the slot `via` of one in the slot `outer`, surely breaks nothing that its end decides. */
  right(
    buf: Uint8Array,
    { closings, bound }: Flat,
    type: number,
    depth: number,
    via: number,
    outer: number,
    low: number,
    high: number,
  ): boolean {
    const kind = closings[type]!;
    if ((kind & (Ends.judge | Ends.unfit)) !== 0) return false;
    const one = this.captured[2 * depth]!;
    const other = this.captured[2 * depth + 1]!;
    if ((kind & Ends.rules) !== 0 && !fulfilled(this.#tables.types[type]!.closing.rules, low, high)) return false;
    if ((kind & Ends.currency) !== 0 && one !== 0 && !same(ISO_4217, 0, ISO_4217.length, buf, one)) return false;
    if (kind === Ends.reference) return one === 0;
    if ((kind & Ends.period) !== 0 && one !== 0 && other !== 0) return inOrder(buf, one, other);
    if ((kind & Ends.coding) !== 0) return this.#coding(buf, bound[via]!, bound[outer]!, depth, one, other);
    if ((kind & Ends.concept) !== 0) return this.#concept(bound[via]!, depth);
    if ((kind & Ends.resource) !== 0 && depth > 0) return this.contained(type, one, low, high);
    return true;
  }

  #coding(buf: Uint8Array, own: number, concept: number, depth: number, system: number, code: number): boolean {
    if (concept !== 0) this.codings[depth - 1]! |= this.#tables.codes.place(Math.abs(concept) - 1, buf, system, code);
    if (own === 0) return true;
    const place = this.#tables.codes.place(Math.abs(own) - 1, buf, system, code);
    return own > 0 ? place === 1 : place !== 2;
  }

  #concept(bound: number, depth: number): boolean {
    const seen = this.codings[depth]!;
    return bound === 0 || (seen & 1) !== 0 || (bound < 0 && seen === 0);
  }

  /** Takes in a contained resource; false: its narrative and versions are the judge's affair. */
  contained(type: number, id: number, low: number, high: number): boolean {
    const { name, own } = this.#tables.types[type]!;
    if ((low & own[0]) !== 0 || (high & own[1]) !== 0) return false;
    return this.references.holds(name, id);
  }
}

/** Whether a period surely does not end before it begins. */
const inOrder = (buf: Uint8Array, start: number, end: number): boolean => {
  for (let nth = 0; nth < 10; nth += 1) {
    const one = buf[start + nth]!;
    const other = buf[end + nth]!;
    if (one === QUOTE || other === QUOTE) break;
    if (one !== other) {
      // Days apart say it without clocks and zones.
      if (buf[start + 10] === TIME || buf[end + 10] === TIME) break;
      return one < other;
    }
    if (nth === 9 && buf[start + 10] === QUOTE && buf[end + 10] === QUOTE) return true;
  }
  return !surelyAfter(text(buf, start), text(buf, end));
};

const text = (buf: Uint8Array, from: number): string => {
  let end = from;
  while (buf[end] !== QUOTE) end += 1;
  return Buffer.from(buf.buffer, buf.byteOffset + from, end - from).toString('latin1');
};

/** The string that begins at a place; undefined where none does. A line begins with a brace: its places are not 0. */
const textAt = (buf: Uint8Array, from: number): string | undefined =>
  from <= 0 ? undefined : textOf(buf, from, string(buf, from));
