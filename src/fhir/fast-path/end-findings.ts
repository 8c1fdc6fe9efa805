/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the fast path */
import type { EndChecks } from './end-checks.js';
import type { PrimitiveExtensions } from './primitive-extensions.js';
import { EndCheck } from './rules.js';
import { space } from './scan.js';
import { type Frames, FindingList } from './finding-list.js';
import { bitOf, type Flat, Reading } from './flat.js';
import type { FastPathTables } from './tables.js';
import { readJson } from '../ndjson/json-text.js';

/** Types whose end checks need captured places: if something in them is wrong, the line goes to the judge. */
export const CAPTURING = EndCheck.coding | EndCheck.concept | EndCheck.reference;

/**
 * Findings at the end of an object: those that the fast path knows with certainty, in the judge's words and order. Each
 * method returns whether it could note all of them; if not, the line goes to the judge.
 */
export class EndFindings {
  readonly found: FindingList;
  readonly #tables: FastPathTables;
  readonly #frames: Frames;
  readonly #endChecks: EndChecks;
  readonly #extensions: PrimitiveExtensions;

  constructor(tables: FastPathTables, frames: Frames, endChecks: EndChecks, extensions: PrimitiveExtensions) {
    this.#tables = tables;
    this.#frames = frames;
    this.#endChecks = endChecks;
    this.#extensions = extensions;
    this.found = new FindingList(tables, frames);
  }

  /** Whether everything about an object that ends at `i` is known: it is valid, or its findings are noted. */
  check(
    flat: Flat,
    buf: Uint8Array,
    i: number,
    type: number,
    depth: number,
    inSlot: number,
    low: number,
    high: number,
    id: number,
    root: number,
  ): boolean {
    const { needLow, needHigh, closings, asks } = flat;
    const extensions = this.#extensions;
    if (extensions.waiting) {
      if (!extensions.paired(flat, id)) return false;
      low |= extensions.low;
      high |= extensions.high;
    }
    // An id alone is neither a value nor children.
    if ((low & ~1) === 0 && high === 0 && depth > 0) if (!this.#empty(flat, buf, i, depth, inSlot, root)) return false;
    if ((low & needLow[type]!) !== needLow[type] || (high & needHigh[type]!) !== needHigh[type])
      if (!this.#missing(type, depth, inSlot, low, high, root)) return false;
    if (closings[type] === 0 && asks[inSlot] === 0) return true;
    const { slots, flawed } = this.#frames;
    const outer = depth === 0 ? 0 : slots[depth - 1]!;
    const plainly = flawed[depth] === 0 && asks[inSlot] === 0;
    if (plainly && this.#endChecks.isValid(buf, flat, type, depth, inSlot, outer, low, high)) return true;
    return this.#ending(flat, buf, i, type, depth, inSlot, low, high, root);
  }

  /** Whether everything is known of the references in a line, once it has ended. */
  references(buf: Uint8Array, start: number, end: number, root: number): boolean {
    const { references } = this.#endChecks;
    const unreferenced = references.resolved(buf) ? references.unreferenced(buf, start, end) : undefined;
    if (unreferenced === undefined) return false;
    for (let nth = 0; nth < unreferenced.length; nth += 1) {
      const one = unreferenced[nth]!;
      const { invariant, pageOf, ruleOf } = this.#tables.definitions;
      const [severity, expected] = invariant('dom-3');
      const path = `${this.#tables.types[root]!.name}.contained[${one.nth}]`;
      const rule = ruleOf('invariant', 'dom-3');
      if (!this.found.add(rule, severity, one.start, path, expected, pageOf('DomainResource'))) return false;
    }
    return true;
  }

  /** An object that ends at `end` without an element other than an id; the judge reports this before anything else. */
  #empty({ reading }: Flat, buf: Uint8Array, end: number, depth: number, inSlot: number, root: number): boolean {
    const begin = this.#frames.starts[depth]!;
    if (space(buf, begin + 1) !== end - 1 || reading[inSlot] !== Reading.object) return false;
    return this.found.say('invariant.ele-1', begin, this.found.path(root, depth, inSlot, ''));
  }

  /** Required elements that an object ends without. */
  #missing(type: number, depth: number, inSlot: number, low: number, high: number, root: number): boolean {
    const { table, resource, name } = this.#tables.types[type]!;
    const absent = (index: number): boolean => {
      const [lowBit, highBit] = bitOf(index);
      return (low & lowBit) === 0 && (high & highBit) === 0;
    };
    // Without resourceType, the type is unknown.
    if (resource && absent(table.elements.length)) return false;
    const spec = this.#tables.definitions.pageOf(name);
    return table.required
      .filter(({ index }) => absent(index))
      .every((element) => {
        const expected = `${element.name}, which ${name} requires`;
        const path = this.found.path(root, depth, inSlot, `.${element.name}`);
        return this.found.say('cardinality.min', this.#frames.starts[depth]!, path, expected, spec);
      });
  }

  /** An object that did not pass its end checks: its value set, a reference's type, its invariants. */
  #ending(
    flat: Flat,
    buf: Uint8Array,
    end: number,
    type: number,
    depth: number,
    inSlot: number,
    low: number,
    high: number,
    root: number,
  ): boolean {
    const { flawed, starts } = this.#frames;
    const kind = flat.closings[type]!;
    const captured = this.#endChecks.captured[2 * depth]!;
    // What the meta of a contained resource must not have, the judge reports at the resource.
    if ((kind & EndCheck.meta) !== 0) return !this.#endChecks.isInContained(flat.closings, depth);
    if ((kind & CAPTURING) !== 0)
      return flawed[depth] === 0 && this.#captured(flat, kind, type, depth, inSlot, low, root, captured);
    if ((kind & EndCheck.unfit) !== 0 || (depth === 0 && (kind & EndCheck.judge) !== 0)) return false;
    if ((kind & EndCheck.resource) !== 0 && depth > 0 && !this.#endChecks.contained(type, captured, low, high, depth))
      return false;
    return this.#invariants(buf, starts[depth]!, end, type, depth, inSlot, root);
  }

  #captured(
    flat: Flat,
    kind: number,
    type: number,
    depth: number,
    inSlot: number,
    low: number,
    root: number,
    captured: number,
  ): boolean {
    const begin = this.#frames.starts[depth]!;
    const path = this.found.path(root, depth, inSlot, '');
    if (kind === EndCheck.coding) return this.unbound(inSlot, 'system and code', begin, path);
    if (kind === EndCheck.concept) {
      if ((low & flat.low[this.#tables.types[type]!.keys.get('coding')!]!) === 0) return false;
      return this.unbound(inSlot, 'a coding with system and code', begin, path);
    }
    if (kind !== EndCheck.reference) return false;
    const targets = this.#tables.slots[inSlot]?.element.targets ?? new Set<string>();
    const expected = `a reference to ${[...targets].join(' or ')}`;
    return this.found.say('reference.target', captured, path, expected);
  }

  /** Evaluates the judge's own functions for one object: most are small. */
  #invariants(
    buf: Uint8Array,
    begin: number,
    end: number,
    type: number,
    depth: number,
    inSlot: number,
    root: number,
  ): boolean {
    const { asked, name } = this.#tables.types[type]!;
    const own = depth === 0 ? [] : (this.#tables.slots[inSlot]?.element.invariants ?? []);
    if (asked.length + own.length === 0) return true;
    const bytes = Buffer.from(buf.buffer, buf.byteOffset + begin, end - begin);
    const { root: object, faults } = readJson(bytes.toString('utf8'));
    if (object === undefined || faults.length > 0) return false;
    const { invariant, invariantOf, pageOf, ruleOf } = this.#tables.definitions;
    return [...asked, ...own].every((key) => {
      if (invariantOf(key)?.(object) !== false) return true;
      const [severity, expected] = invariant(key);
      const path = this.found.path(root, depth, inSlot, '');
      return this.found.add(ruleOf('invariant', key), severity, begin, path, expected, pageOf(name));
    });
  }

  /** A value outside the value set of its binding. */
  unbound(slot: number, what: string, at: number, path: string | undefined): boolean {
    const binding = this.#tables.slots[slot]?.element.binding;
    if (binding === undefined || binding.maximum !== undefined) return false;
    const rule = binding.required ? 'binding.required' : 'binding.extensible';
    return this.found.say(rule, at, path, `${what} of the value set ${binding.says}`, binding.page);
  }
}
