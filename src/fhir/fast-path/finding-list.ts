/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the fast path */
import type { FastPathTables } from './tables.js';
import type { RawFinding } from '../validate/finding.js';
import type { FhirRule } from '../definitions/rules.js';

/** Findings noted per line; a line with more goes to the judge. */
const MOST_FOUND = 100;

/** The open objects, by depth; the reader itself keeps most of the innermost one. */
export class Frames {
  readonly types: Int32Array;
  readonly slots: Int32Array;
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  readonly ids: Int32Array;
  /** Where the object begins, and its position in its list; -1: it is not in a list. */
  readonly starts: Int32Array;
  readonly positions: Int32Array;
  /** 1: it contains a finding, so that invariants need more than the presence of names. */
  readonly flawed: Uint8Array;

  constructor(depths: number) {
    const column = (): Int32Array => new Int32Array(depths);
    this.types = column();
    this.slots = column();
    this.lows = column();
    this.highs = column();
    this.ids = column();
    this.starts = column();
    this.positions = column();
    this.flawed = new Uint8Array(depths);
  }
}

/** The findings in one line, with the judge's words and paths. A finding with an undefined path cannot be noted. */
export class FindingList {
  readonly list: RawFinding[] = [];
  readonly #tables: FastPathTables;
  readonly #frames: Frames;

  constructor(tables: FastPathTables, frames: Frames) {
    this.#tables = tables;
    this.#frames = frames;
  }

  begin(): void {
    if (this.list.length > 0) this.list.length = 0;
  }

  /** The last part of a path, with an index for a value in a list. */
  value(slot: number, nth: number): string {
    const { element } = this.#tables.slots[slot]!;
    return `.${element.name}${element.many ? `[${nth}]` : ''}`;
  }

  /** A path as the judge writes it; undefined inside primitive extensions, where the judge reads a list of values at once. */
  path(root: number, depth: number, inSlot: number, more: string): string | undefined {
    const { slots, positions } = this.#frames;
    let text = this.#tables.types[root]!.name;
    for (let at = 1; at <= depth; at += 1) {
      const slot = this.#tables.slots[at === depth ? inSlot : slots[at]!];
      if (slot === undefined || slot.extension) return undefined;
      text += `.${slot.element.name}${positions[at] === -1 ? '' : `[${positions[at]!}]`}`;
    }
    return text + more;
  }

  say(rule: FhirRule, at: number, path: string | undefined, expected?: string, page?: string): boolean {
    const { id, severity, spec, says } = this.#tables.definitions.rules[rule];
    return this.add(id, severity, at, path, expected ?? says, page ?? spec);
  }

  add(
    rule: string,
    severity: RawFinding['severity'],
    at: number,
    path: string | undefined,
    expected: string,
    spec: string,
  ): boolean {
    if (path === undefined || this.list.length === MOST_FOUND) return false;
    this.list.push({ rule, severity, at, path, expected, spec });
    return true;
  }
}
