/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import type { Endings } from './endings.js';
import { Ends } from './rules.js';
import { space } from './scan.js';
import { type Frames, Sightings } from './sightings.js';
import { bitOf, Reading, type Flat, type PassTables } from './tables.js';
import { holdsOf } from '../invariants/invariant-of.js';
import { readJson } from '../ndjson/json-text.js';
import { pageOf } from '../definitions/rules.js';
import { tables } from '../definitions/tables.js';

/** Types whose ends ask for places that were captured: where something in them is odd, the judge looks. */
export const CAPTURING = Ends.coding | Ends.concept | Ends.reference;

/**
 * What the end of an object decides against it: departures that the pass is as sure of as the judge is, in the judge's
 * words and order. Each method says whether all could be noted; where not, the line goes to the judge.
 */
export class Notes {
  readonly sightings: Sightings;
  readonly #tables: PassTables;
  readonly #frames: Frames;
  readonly #endings: Endings;

  constructor(tables: PassTables, frames: Frames, endings: Endings) {
    this.#tables = tables;
    this.#frames = frames;
    this.#endings = endings;
    this.sightings = new Sightings(tables, frames);
  }

  /** An object, up to `end`, that shows no element but an id; the judge asks whether it is empty before all else. */
  nothing({ reading }: Flat, buf: Uint8Array, end: number, depth: number, via: number, root: number): boolean {
    const begin = this.#frames.opens[depth]!;
    if (space(buf, begin + 1) !== end - 1 || reading[via] !== Reading.object) return false;
    return this.sightings.say('fhir.stu3.invariant.ele-1', begin, this.sightings.path(root, depth, via, ''));
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
        const path = this.sightings.path(root, depth, via, `.${element.name}`);
        return this.sightings.say('fhir.stu3.cardinality.min', this.#frames.opens[depth]!, path, expected, spec);
      });
  }

  /** What is not plainly right at the end of an object: its set, a reference's type, its invariants. */
  ending(
    flat: Flat,
    buf: Uint8Array,
    end: number,
    type: number,
    depth: number,
    via: number,
    low: number,
    high: number,
    root: number,
  ): boolean {
    const { odds, opens } = this.#frames;
    const kind = flat.closings[type]!;
    const captured = this.#endings.captured[2 * depth]!;
    if ((kind & CAPTURING) !== 0)
      return odds[depth] === 0 && this.#captured(flat, kind, type, depth, via, low, root, captured);
    if ((kind & Ends.unfit) !== 0 || (depth === 0 && (kind & Ends.judge) !== 0)) return false;
    if ((kind & Ends.resource) !== 0 && depth > 0 && !this.#endings.contained(type, captured, low, high)) return false;
    return this.#invariants(buf, opens[depth]!, end, type, depth, via, root);
  }

  #captured(
    flat: Flat,
    kind: number,
    type: number,
    depth: number,
    via: number,
    low: number,
    root: number,
    captured: number,
  ): boolean {
    const begin = this.#frames.opens[depth]!;
    const path = this.sightings.path(root, depth, via, '');
    if (kind === Ends.coding) return this.unbound(via, 'system and code', begin, path);
    if (kind === Ends.concept) {
      if ((low & flat.low[this.#tables.types[type]!.keys.get('coding')!]!) === 0) return false;
      return this.unbound(via, 'a coding with system and code', begin, path);
    }
    if (kind !== Ends.reference) return false;
    const targets = this.#tables.slots[via]?.element.targets ?? new Set<string>();
    const expected = `a reference to ${[...targets].join(' or ')}`;
    return this.sightings.say('fhir.stu3.reference.target', captured, path, expected);
  }

  /** Asks the judge's own functions about one object: most are small. */
  #invariants(
    buf: Uint8Array,
    begin: number,
    end: number,
    type: number,
    depth: number,
    via: number,
    root: number,
  ): boolean {
    const { asked, name } = this.#tables.types[type]!;
    const own = depth === 0 ? [] : (this.#tables.slots[via]?.element.invariants ?? []);
    if (asked.length + own.length === 0) return true;
    const bytes = Buffer.from(buf.buffer, buf.byteOffset + begin, end - begin);
    const { root: object, faults } = readJson(bytes.toString('utf8'));
    if (object === undefined || faults.length > 0) return false;
    const [page = ''] = name.split('.');
    return [...asked, ...own].every((key) => {
      if (holdsOf(key)?.(object) !== false) return true;
      const [severity, expected] = tables().invariant(key);
      const rule = `fhir.stu3.invariant.${key.slice(key.indexOf('/') + 1)}`;
      const path = this.sightings.path(root, depth, via, '');
      return this.sightings.add(rule, severity, begin, path, expected, pageOf(page, tables().isResource(page)));
    });
  }

  /** What stands outside the set that it is bound to. */
  unbound(slot: number, what: string, at: number, path: string | undefined): boolean {
    const binding = this.#tables.slots[slot]?.element.binding;
    if (binding === undefined) return false;
    const rule = binding.required ? 'fhir.stu3.binding.required' : 'fhir.stu3.binding.extensible';
    return this.sightings.say(rule, at, path, `${what} of the value set ${binding.set}`);
  }
}
