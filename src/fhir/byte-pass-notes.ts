/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import { bitOf, Reading, type Flat, type PassTables } from './byte-pass-tables.js';
import { Ends } from './byte-pass-rules.js';
import { boolean, decimal, space, string, textOf } from './byte-pass-scan.js';
import type { Sighting } from './finding.js';
import { PRIMITIVES } from './primitives.js';
import { pageOf, RULES, type RuleId } from './rules.js';
import { tables } from './tables.js';

/** Departures of one line that are noted; a line with more goes to the judge. */
const MOST_NOTES = 100;

/** What is kept of each object that is open, by depth; of the innermost the pass itself keeps the most. */
export class Frames {
  readonly types: Int32Array;
  readonly vias: Int32Array;
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  readonly ids: Int32Array;
  /** Where the object begins, and its place in its list; -1: it is in none. */
  readonly opens: Int32Array;
  readonly nths: Int32Array;

  constructor(depths: number) {
    const column = (): Int32Array => new Int32Array(depths);
    this.types = column();
    this.vias = column();
    this.lows = column();
    this.highs = column();
    this.ids = column();
    this.opens = column();
    this.nths = column();
  }
}

/**
 * Departures that the pass is as sure of as the judge is, in the judge's words and order. Each method says whether it
 * could note one; where not, the line goes to the judge.
 */
export class Notes {
  readonly list: Sighting[] = [];
  readonly #tables: PassTables;
  readonly #frames: Frames;
  #strange = false;

  constructor(tables: PassTables, frames: Frames) {
    this.#tables = tables;
    this.#frames = frames;
  }

  begin(): void {
    if (this.list.length > 0) this.list.length = 0;
    this.#strange = false;
  }

  /** Required elements that an object ends without. */
  missing(type: number, depth: number, via: number, low: number, high: number, root: number): boolean {
    const { table, resource, name } = this.#tables.types[type]!;
    const absent = (index: number): boolean => {
      const [lowBit, highBit] = bitOf(index);
      return (low & lowBit) === 0 && (high & highBit) === 0;
    };
    // What says no resourceType has no known type.
    if (resource && absent(table.elements.length)) return false;
    const [page = ''] = name.split('.');
    const spec = pageOf(page, tables().isResource(page));
    return table.required
      .filter(({ index }) => absent(index))
      .every((element) => {
        const expected = `${element.name}, which ${name} requires`;
        const path = this.#path(root, depth, via, `.${element.name}`);
        return this.#say('fhir.stu3.cardinality.min', this.#frames.opens[depth]!, path, expected, spec);
      });
  }

  /** A code that its set has not. */
  code(slot: number, at: number, nth: number, depth: number, via: number, root: number): boolean {
    return this.#unbound(slot, 'a code', at, this.#path(root, depth, via, this.#value(slot, nth)));
  }

  /** What the end of an object decided: the set of a coding or concept, the order of a period, a reference's type. */
  ending(flat: Flat, type: number, depth: number, via: number, low: number, root: number, captured: number): boolean {
    const { keys, name } = this.#tables.types[type]!;
    const begin = this.#frames.opens[depth]!;
    const path = this.#path(root, depth, via, '');
    switch (flat.closings[type]) {
      case Ends.coding:
        return this.#unbound(via, 'system and code', begin, path);
      case Ends.concept:
        if ((low & flat.low[keys.get('coding')!]!) === 0) return false;
        return this.#unbound(via, 'a coding with system and code', begin, path);
      case Ends.period: {
        const [severity, expected] = tables().invariant('per-1');
        return this.#add('fhir.stu3.invariant.per-1', severity, begin, path, expected, pageOf(name, false));
      }
      case Ends.reference: {
        const targets = this.#tables.slots[via]?.element.targets ?? new Set<string>();
        return this.#say('fhir.stu3.reference.target', captured, path, `a reference to ${[...targets].join(' or ')}`);
      }
      default:
        return false;
    }
  }

  /** Where a null or an empty list ends, neither of which may stand for an element; 0: not noted. */
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
    const how = flat.reading[slot]!;
    if (how === Reading.judge || how === Reading.resourceType || how === Reading.shadow) return 0;
    // Invariants tell a null from a value.
    if (flat.capture[slot] !== 0 || (flat.closings[type]! & ~Ends.resource) !== 0) return 0;
    const list = buf[i] === 0x5b;
    if (!list && (buf[i + 1] !== 0x75 || buf[i + 2] !== 0x6c || buf[i + 3] !== 0x6c)) return 0;
    const path = this.#path(root, depth, via, `.${this.#tables.slots[slot]!.element.name}`);
    if (!this.#say(list ? 'fhir.stu3.structure.empty' : 'fhir.stu3.structure.null', i, path)) return 0;
    return list ? i + 2 : i + 4;
  }

  /** Where a string ends that is not, or not in a simple way, what its type asks for; 0: not noted. */
  format(buf: Uint8Array, i: number, slot: number, nth: number, depth: number, via: number, root: number): number {
    const { capture, reading } = this.#tables.flat();
    const how = reading[slot]!;
    if (how < Reading.uri || how > Reading.instant || capture[slot] !== 0) return 0;
    const end = string(buf, i);
    const { type = '' } = this.#tables.slots[slot] ?? {};
    const form = PRIMITIVES.get(type);
    // A code has its set to be looked for in as well.
    if (end === 0 || form === undefined) return 0;
    if (form.holds(textOf(buf, i, end))) return how === Reading.boundCode ? 0 : end;
    const path = this.#path(root, depth, via, this.#value(slot, nth));
    const said = this.#add(`fhir.stu3.primitive.${type}`, 'error', i, path, form.expected, pageOf(type, false));
    return said ? end : 0;
  }

  /** A property that the type has not, named from `at` up to `end` with its quotes. */
  #unknown(flat: Flat, buf: Uint8Array, at: number, type: number, depth: number, via: number, root: number): number {
    // Invariants of some types look at names that begin alike; and names can be repeated.
    if ((flat.closings[type]! & ~Ends.resource) !== 0 || this.#strange) return 0;
    this.#strange = true;
    const end = string(buf, at);
    if (end === 0) return 0;
    const { name, keys } = this.#tables.types[type]!;
    const key = textOf(buf, at, end);
    // What looks like a shadow is looked at as one, too.
    if (keys.has(key) || key.startsWith('_')) return 0;
    const [page = ''] = name.split('.');
    const expected = `an element of ${name}; this property's name, of ${key.length} characters, is none`;
    const spec = pageOf(page, tables().isResource(page));
    const path = this.#path(root, depth, via, '');
    return this.#say('fhir.stu3.structure.unknown-element', at, path, expected, spec) ? end : 0;
  }

  /** Steps over a property that the type has not, where its value is simple; 0: it is not. */
  stranger(flat: Flat, buf: Uint8Array, i: number, type: number, depth: number, via: number, root: number): number {
    const end = this.#unknown(flat, buf, i, type, depth, via, root);
    const colon = end === 0 ? 0 : space(buf, end);
    if (colon === 0 || buf[colon] !== 0x3a) return 0;
    const from = space(buf, colon + 1);
    const value = string(buf, from) || decimal(buf, from) || boolean(buf, from);
    return value === 0 ? 0 : space(buf, value);
  }

  #unbound(slot: number, what: string, at: number, path: string | undefined): boolean {
    const binding = this.#tables.slots[slot]?.element.binding;
    if (binding === undefined) return false;
    const rule = binding.required ? 'fhir.stu3.binding.required' : 'fhir.stu3.binding.extensible';
    return this.#say(rule, at, path, `${what} of the value set ${binding.set}`);
  }

  #value(slot: number, nth: number): string {
    const { element } = this.#tables.slots[slot]!;
    return `.${element.name}${element.many ? `[${nth}]` : ''}`;
  }

  /** As the judge writes it; undefined inside shadows, where it looks at a list of values at once. */
  #path(root: number, depth: number, via: number, more: string): string | undefined {
    const { vias, nths } = this.#frames;
    let text = this.#tables.types[root]!.name;
    for (let at = 1; at <= depth; at += 1) {
      const slot = this.#tables.slots[at === depth ? via : vias[at]!];
      if (slot === undefined || slot.shadow) return undefined;
      text += `.${slot.element.name}${nths[at] === -1 ? '' : `[${nths[at]!}]`}`;
    }
    return text + more;
  }

  #say(rule: RuleId, at: number, path: string | undefined, expected?: string, page?: string): boolean {
    const { severity, spec, says } = RULES[rule];
    return this.#add(rule, severity, at, path, expected ?? says, page ?? spec);
  }

  #add(
    rule: string,
    severity: Sighting['severity'],
    at: number,
    path: string | undefined,
    expected: string,
    spec: string,
  ): boolean {
    if (path === undefined || this.list.length === MOST_NOTES) return false;
    this.list.push({ rule, severity, at, path, expected, spec });
    return true;
  }
}
