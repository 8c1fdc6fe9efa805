/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the fast path */
import { CAPTURING, type EndFindings } from './end-findings.js';
import { EndCheck } from './rules.js';
import { space, string, textOf } from './scan.js';
import type { Frames, FindingList } from './finding-list.js';
import { number, skip, text } from './skip.js';
import { type Flat, Reading } from './flat.js';
import type { FastPathTables } from './tables.js';
import type { Tape } from './tape.js';
import { JsonKind } from '../ndjson/json-node.js';
import { inWords } from '../validate/judge/primitives.js';
import { judgeNarrative } from '../validate/judge/xhtml.js';

const [QUOTE, LIST, OBJECT] = [0x22, 0x5b, 0x7b] as const;
/** Unknown properties per line; a line with more goes to the judge. */
const MOST_UNKNOWN = 16;

const ASKED = /^(?:text|contained|meta)$/;

/**
 * Values that are not what their element requires: each method notes the finding as the judge would, and returns where the
 * value ends. 0: it could not be noted, and the line goes to the judge.
 */
export class ValueFindings {
  readonly #tables: FastPathTables;
  readonly #frames: Frames;
  readonly #endFindings: EndFindings;
  readonly #list: FindingList;
  /** Unknown names, by the beginning of their object. */
  readonly #unknownElements: { readonly of: number; readonly key: string }[] = [];

  readonly #tape: Tape;

  /** `tape` tells nothing of a line with such a value. */
  constructor(tables: FastPathTables, frames: Frames, notes: EndFindings, tape: Tape) {
    this.#tape = tape;
    this.#tables = tables;
    this.#frames = frames;
    this.#endFindings = notes;
    this.#list = notes.found;
  }

  begin(): void {
    this.#list.begin();
    if (this.#unknownElements.length > 0) this.#unknownElements.length = 0;
  }

  /** The end of a value that the judge's own functions read: such values are rare. */
  exact({ reading, to }: Flat, buf: Uint8Array, i: number, slot: number): number {
    const end = string(buf, i);
    if (end === 0) return 0;
    const said = textOf(buf, i, end);
    if (reading[slot] === Reading.xhtml) return judgeNarrative(said) === undefined ? end : 0;
    return this.#tables.forms[to[slot]!]?.holds(said) === true ? end : 0;
  }

  /** A code outside its value set; true: noted. */
  code(slot: number, at: number, nth: number, depth: number, inSlot: number, root: number): boolean {
    return this.#endFindings.unbound(
      slot,
      'a code',
      at,
      this.#list.path(root, depth, inSlot, this.#list.value(slot, nth)),
    );
  }

  /** A null or an empty list, neither of which is a value of an element. */
  nullOrEmpty(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    slot: number,
    type: number,
    depth: number,
    inSlot: number,
    root: number,
  ): number {
    this.#tape.odd = true;
    if (!this.#isIndependent(flat, slot) || (flat.closings[type]! & CAPTURING) !== 0) return 0;
    const end = buf[i] === LIST ? i + 2 : skip(buf, i);
    // Invariants distinguish a null from a value.
    this.#frames.flawed[depth] = 1;
    const path = this.#list.path(root, depth, inSlot, `.${this.#tables.slots[slot]!.element.name}`);
    const rule = buf[i] === LIST ? 'structure.empty' : 'structure.null';
    return end !== 0 && this.#list.say(rule, i, path) ? end : 0;
  }

  /** Whether the end of the object does not need the value. */
  #isIndependent({ reading, capture }: Flat, slot: number): boolean {
    const how = reading[slot]!;
    if (how === Reading.judge || how === Reading.resourceType || how === Reading.extension) return false;
    return how !== Reading.contained && capture[slot] === 0;
  }

  /** A list where none is allowed, no list where one is required, or no object where one is required. */
  wrongShape(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    slot: number,
    type: number,
    depth: number,
    inSlot: number,
    root: number,
  ): number {
    this.#tape.odd = true;
    if (!this.#isIndependent(flat, slot) || (flat.closings[type]! & (EndCheck.coding | EndCheck.concept)) !== 0)
      return 0;
    const { type: wanted, element } = this.#tables.slots[slot]!;
    const path = this.#list.path(root, depth, inSlot, `.${element.name}`);
    const end = skip(buf, i);
    if (end === 0) return 0;
    if (element.many || buf[i] === LIST) {
      const expected = element.many
        ? 'an array, because the element may repeat'
        : 'no array, because the element occurs once';
      return this.#list.say('structure.list', i, path, expected) ? end : 0;
    }
    return this.#kind(i, path, `an object, which is the JSON form of ${wanted}`) ? end : 0;
  }

  #kind(at: number, path: string | undefined, expected: string): boolean {
    return this.#list.say('structure.json-type', at, path, expected);
  }

  /** A primitive value that is not, or not in a simple form, what its type requires. */
  format(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    slot: number,
    nth: number,
    type: number,
    depth: number,
    inSlot: number,
    root: number,
  ): number {
    const how = flat.reading[slot]!;
    if (!this.#isIndependent(flat, slot) || how === Reading.reference || how === Reading.xhtml) return 0;
    if (how === Reading.extensionUrl) return 0;
    if (buf[i] === LIST && flat.many[slot] === 0) return this.wrongShape(flat, buf, i, slot, type, depth, inSlot, root);
    const { type: wanted } = this.#tables.slots[slot]!;
    const { primitives, pageOf, ruleOf } = this.#tables.definitions;
    const form = primitives.get(wanted);
    // Of some values, the judge asks more than their type does.
    if (how === Reading.exact && this.#tables.forms[flat.to[slot]!] !== form) return 0;
    const kind = kindAt(buf, i);
    const end = kind === JsonKind.string ? text(buf, i) : kind === JsonKind.number ? number(buf, i) : skip(buf, i);
    if (end === 0 || form === undefined || kind === JsonKind.null) return 0;
    const path = this.#list.path(root, depth, inSlot, this.#list.value(slot, nth));
    if (kind !== form.kind)
      return this.#kind(i, path, `${inWords(form.kind)}, which is the JSON form of ${wanted}`) ? end : 0;
    const said = kind === JsonKind.string ? textOf(buf, i, end) : Buffer.from(buf.subarray(i, end)).toString('latin1');
    // A code must also be looked up in its value set.
    if (form.holds(said)) return how === Reading.boundCode ? 0 : end;
    const rule = ruleOf('primitive', wanted);
    return this.#list.add(rule, 'error', i, path, form.expected, pageOf(wanted)) ? end : 0;
  }

  /** A property that the type does not have. */
  unknownElement(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    type: number,
    depth: number,
    inSlot: number,
    root: number,
  ): number {
    this.#tape.odd = true;
    const end = text(buf, i);
    const colon = end === 0 ? 0 : space(buf, end);
    if (colon === 0 || buf[colon] !== 0x3a) return 0;
    const { name, keys } = this.#tables.types[type]!;
    const key = textOf(buf, i, end);
    const of = this.#frames.starts[depth]!;
    // A name like that of a primitive extension is judged as one; and names can be repeated.
    if (keys.has(key) || key.startsWith('_') || this.#unknownElements.length === MOST_UNKNOWN) return 0;
    // Some names in a contained resource are checked whatever its type.
    if ((flat.closings[type]! & EndCheck.resource) !== 0 && depth > 0 && ASKED.test(key)) return 0;
    if (this.#unknownElements.some((one) => one.of === of && one.key === key)) return 0;
    this.#unknownElements.push({ of, key });
    // Invariants of some types read names with a common prefix.
    if ((flat.closings[type]! & CAPTURING) === 0) this.#frames.flawed[depth] = 1;
    const expected = `an element of ${name}; this property, with a name of ${key.length} characters, is not one`;
    const spec = this.#tables.definitions.pageOf(name);
    const path = this.#list.path(root, depth, inSlot, '');
    if (!this.#list.say('structure.unknown-element', i, path, expected, spec)) return 0;
    const value = skip(buf, space(buf, colon + 1));
    return value === 0 ? 0 : space(buf, value);
  }
}

/** The kind of a value by its first byte. */
const kindAt = (buf: Uint8Array, i: number): JsonKind => {
  switch (buf[i]) {
    case QUOTE:
      return JsonKind.string;
    case LIST:
      return JsonKind.array;
    case OBJECT:
      return JsonKind.object;
    case 0x74:
    case 0x66:
      return JsonKind.boolean;
    case 0x6e:
      return JsonKind.null;
    default:
      return JsonKind.number;
  }
};
