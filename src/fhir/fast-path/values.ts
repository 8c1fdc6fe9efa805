/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import { CAPTURING, type Notes } from './notes.js';
import { Ends } from './rules.js';
import { space, string, textOf } from './scan.js';
import type { Frames, Sightings } from './sightings.js';
import { number, skip, text } from './skip.js';
import { Reading, type Flat, type PassTables } from './tables.js';
import { JsonKind } from '../ndjson/json-text.js';
import { inWords, PRIMITIVES } from '../validate/primitives.js';
import { pageOf } from '../definitions/rules.js';
import { tables } from '../definitions/tables.js';
import { judgeNarrative } from '../validate/xhtml.js';

const [QUOTE, LIST, OBJECT] = [0x22, 0x5b, 0x7b] as const;
/** Properties of a line that no type has; a line with more goes to the judge. */
const MOST_STRANGERS = 16;

const ASKED = /^(?:text|contained|meta)$/;

/**
 * Values that are not what their element asks for: each method notes it as the judge would and gives where the value
 * ends; 0: not noted, the line goes to the judge.
 */
export class Values {
  readonly #tables: PassTables;
  readonly #frames: Frames;
  readonly #notes: Notes;
  readonly #say: Sightings;
  /** Names that no type has, by where their object begins. */
  readonly #strangers: { readonly of: number; readonly key: string }[] = [];

  constructor(tables: PassTables, frames: Frames, notes: Notes) {
    this.#tables = tables;
    this.#frames = frames;
    this.#notes = notes;
    this.#say = notes.sightings;
  }

  begin(): void {
    this.#say.begin();
    if (this.#strangers.length > 0) this.#strangers.length = 0;
  }

  /** Where a value ends that the judge's own functions read: they are rare. */
  exact({ reading, to }: Flat, buf: Uint8Array, i: number, slot: number): number {
    const end = string(buf, i);
    if (end === 0) return 0;
    const said = textOf(buf, i, end);
    if (reading[slot] === Reading.xhtml) return judgeNarrative(said) === undefined ? end : 0;
    return this.#tables.forms[to[slot]!]?.holds(said) === true ? end : 0;
  }

  /** A code that its set has not; true: noted. */
  code(slot: number, at: number, nth: number, depth: number, via: number, root: number): boolean {
    return this.#notes.unbound(slot, 'a code', at, this.#say.path(root, depth, via, this.#say.value(slot, nth)));
  }

  /** A null or an empty list, neither of which may stand for an element. */
  hollow(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    slot: number,
    type: number,
    depth: number,
    via: number,
    root: number,
  ): number {
    if (!this.#ordinary(flat, slot) || (flat.closings[type]! & CAPTURING) !== 0) return 0;
    const end = buf[i] === LIST ? i + 2 : skip(buf, i);
    // Invariants tell a null from a value.
    this.#frames.odds[depth] = 1;
    const path = this.#say.path(root, depth, via, `.${this.#tables.slots[slot]!.element.name}`);
    const rule = buf[i] === LIST ? 'fhir.stu3.structure.empty' : 'fhir.stu3.structure.null';
    return end !== 0 && this.#say.say(rule, i, path) ? end : 0;
  }

  /** Whether a value is one that the end of its object does not ask for. */
  #ordinary({ reading, capture }: Flat, slot: number): boolean {
    const how = reading[slot]!;
    if (how === Reading.judge || how === Reading.resourceType || how === Reading.shadow) return false;
    return how !== Reading.contained && capture[slot] === 0;
  }

  /** A list where none may stand, another value where one must, or what is no object where one must stand. */
  misshapen(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    slot: number,
    type: number,
    depth: number,
    via: number,
    root: number,
  ): number {
    if (!this.#ordinary(flat, slot) || (flat.closings[type]! & (Ends.coding | Ends.concept)) !== 0) return 0;
    const { type: wanted, element } = this.#tables.slots[slot]!;
    const path = this.#say.path(root, depth, via, `.${element.name}`);
    const end = skip(buf, i);
    if (end === 0) return 0;
    if (element.many || buf[i] === LIST) {
      const expected = element.many ? 'an array: the element may repeat' : 'no array: the element stands once';
      return this.#say.say('fhir.stu3.structure.list', i, path, expected) ? end : 0;
    }
    return this.#kind(i, path, `an object, as ${wanted} is written`) ? end : 0;
  }

  #kind(at: number, path: string | undefined, expected: string): boolean {
    return this.#say.say('fhir.stu3.structure.json-type', at, path, expected);
  }

  /** A value of a primitive that is not, or not in a simple way, what its type asks for. */
  format(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    slot: number,
    nth: number,
    type: number,
    depth: number,
    via: number,
    root: number,
  ): number {
    const how = flat.reading[slot]!;
    if (!this.#ordinary(flat, slot) || how === Reading.reference || how === Reading.xhtml) return 0;
    if (buf[i] === LIST && flat.many[slot] === 0) return this.misshapen(flat, buf, i, slot, type, depth, via, root);
    const { type: wanted } = this.#tables.slots[slot]!;
    const form = PRIMITIVES.get(wanted);
    const kind = kindAt(buf, i);
    const end = kind === JsonKind.string ? text(buf, i) : kind === JsonKind.number ? number(buf, i) : skip(buf, i);
    if (end === 0 || form === undefined || kind === JsonKind.null) return 0;
    const path = this.#say.path(root, depth, via, this.#say.value(slot, nth));
    if (kind !== form.kind) return this.#kind(i, path, `${inWords(form.kind)}, as ${wanted} is written`) ? end : 0;
    const said = kind === JsonKind.string ? textOf(buf, i, end) : Buffer.from(buf.subarray(i, end)).toString('latin1');
    // A code has its set to be looked for in as well.
    if (form.holds(said)) return how === Reading.boundCode ? 0 : end;
    const rule = `fhir.stu3.primitive.${wanted}`;
    return this.#say.add(rule, 'error', i, path, form.expected, pageOf(wanted, false)) ? end : 0;
  }

  /** A property that the type has not. */
  stranger(flat: Flat, buf: Uint8Array, i: number, type: number, depth: number, via: number, root: number): number {
    const end = text(buf, i);
    const colon = end === 0 ? 0 : space(buf, end);
    if (colon === 0 || buf[colon] !== 0x3a) return 0;
    const { name, keys } = this.#tables.types[type]!;
    const key = textOf(buf, i, end);
    const of = this.#frames.opens[depth]!;
    // What looks like a shadow is looked at as one, too; and names can be repeated.
    if (keys.has(key) || key.startsWith('_') || this.#strangers.length === MOST_STRANGERS) return 0;
    // Of what is contained, whatever its type, some names are asked for.
    if ((flat.closings[type]! & Ends.resource) !== 0 && depth > 0 && ASKED.test(key)) return 0;
    if (this.#strangers.some((one) => one.of === of && one.key === key)) return 0;
    this.#strangers.push({ of, key });
    // Invariants of some types look at names that begin alike.
    if ((flat.closings[type]! & CAPTURING) === 0) this.#frames.odds[depth] = 1;
    const [page = ''] = name.split('.');
    const expected = `an element of ${name}; this property's name, of ${key.length} characters, is none`;
    const spec = pageOf(page, tables().isResource(page));
    const path = this.#say.path(root, depth, via, '');
    if (!this.#say.say('fhir.stu3.structure.unknown-element', i, path, expected, spec)) return 0;
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
