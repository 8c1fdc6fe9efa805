/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is one that the pass has given out */
import type { PassTables } from './tables.js';
import type { Sighting } from '../validate/finding.js';
import { RULES, type RuleId } from '../definitions/rules.js';

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
  /** 1: something in it was noted, so that the presence of names is not all that invariants ask for. */
  readonly odds: Uint8Array;

  constructor(depths: number) {
    const column = (): Int32Array => new Int32Array(depths);
    this.types = column();
    this.vias = column();
    this.lows = column();
    this.highs = column();
    this.ids = column();
    this.opens = column();
    this.nths = column();
    this.odds = new Uint8Array(depths);
  }
}

/** What is noted against one line, with the judge's words and paths. A path that is undefined cannot be noted. */
export class Sightings {
  readonly list: Sighting[] = [];
  readonly #tables: PassTables;
  readonly #frames: Frames;

  constructor(tables: PassTables, frames: Frames) {
    this.#tables = tables;
    this.#frames = frames;
  }

  begin(): void {
    if (this.list.length > 0) this.list.length = 0;
  }

  /** The last part of a path, of a value in a list where the element is one. */
  value(slot: number, nth: number): string {
    const { element } = this.#tables.slots[slot]!;
    return `.${element.name}${element.many ? `[${nth}]` : ''}`;
  }

  /** As the judge writes it; undefined inside shadows, where it looks at a list of values at once. */
  path(root: number, depth: number, via: number, more: string): string | undefined {
    const { vias, nths } = this.#frames;
    let text = this.#tables.types[root]!.name;
    for (let at = 1; at <= depth; at += 1) {
      const slot = this.#tables.slots[at === depth ? via : vias[at]!];
      if (slot === undefined || slot.shadow) return undefined;
      text += `.${slot.element.name}${nths[at] === -1 ? '' : `[${nths[at]!}]`}`;
    }
    return text + more;
  }

  say(rule: RuleId, at: number, path: string | undefined, expected?: string, page?: string): boolean {
    const { severity, spec, says } = RULES[rule];
    return this.add(rule, severity, at, path, expected ?? says, page ?? spec);
  }

  add(
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
