/* eslint-disable @typescript-eslint/no-non-null-assertion -- a newline stands behind every line and ends every loop */
import { Endings } from './endings.js';
import { code, plain, resourceTypeIn, space, string } from './scan.js';
import { Notes } from './notes.js';
import { PrimitiveExtensions } from './primitive-extensions.js';
import { Frames } from './sightings.js';
import { PassTables, Reading, slotNamed, type Flat } from './tables.js';
import { Values } from './values.js';
import type { Sighting } from '../validate/finding.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
/** Objects within objects that are followed; deeper ones are left to the judge. */
const DEEPEST = 60;
/** Passes over one line: more than one where a type was not compiled beforehand. */
const MOST_TRIES = 8;
const [NO, YES, AGAIN] = [0, 1, 2] as const;
/** Objects before the stamps begin again. */
const MOST_OBJECTS = 1 << 29;

/**
 * Reads the bytes of a line once, makes no objects, and tells lines against which the judge has surely nothing to say.
 * All others are left to the judge, which alone decides. The byte behind the line must be a newline.
 */
export class FastPathReader {
  readonly #tables = new PassTables();
  readonly #endings = new Endings(this.#tables, DEEPEST + 2);
  readonly #wanted: string | undefined;
  #flat: Flat;
  /** Type of the line, as it is said or was last. */
  #root: string;
  #objects = 0;
  readonly #frames = new Frames(DEEPEST + 2);
  readonly #notes = new Notes(this.#tables, this.#frames, this.#endings);
  readonly #values = new Values(this.#tables, this.#frames, this.#notes);
  readonly #shadows = new PrimitiveExtensions(DEEPEST + 2);

  constructor(wanted?: string) {
    this.#wanted = wanted;
    this.#root = wanted ?? 'ExplanationOfBenefit';
    this.#tables.resource(this.#root);
    this.#flat = this.#tables.flat();
  }

  /** What was seen against the line that was sure last: places from the beginning of what it is in, in bytes. */
  get noted(): readonly Sighting[] {
    return this.#notes.sightings.list;
  }

  /** Type of the line that was sure last. */
  get type(): string {
    return this.#root;
  }

  /** What tells the resource of the line that was sure last, out of the bytes that it stood in. */
  readonly whose = (buf: Uint8Array) => this.#endings.whose(buf, this.#root);

  /**
   * Whether the pass is sure of all that the judge would say against the line from `start` up to `end`, which is sound
   * UTF-8: mostly nothing; else it is `noted`.
   */
  sure(buf: Uint8Array, start: number, end: number): boolean {
    for (let nth = 0; nth < MOST_TRIES; nth += 1) {
      const found = this.#try(buf, start, end);
      if (found === YES) return true;
      if (found === NO && !this.#another(buf, start)) return false;
    }
    return false;
  }

  #try(buf: Uint8Array, start: number, end: number): 0 | 1 | 2 {
    const root = this.#tables.resource(this.#root);
    if (root === -1) return NO;
    this.#flat = this.#tables.flat();
    this.#endings.begin(root);
    this.#shadows.begin();
    this.#values.begin();
    if (this.#objects > MOST_OBJECTS) {
      this.#objects = 0;
      this.#flat.stamp.fill(0);
    }
    return this.#line(buf, start, end, root);
  }

  /** Whether a line that may be of any type is of another than the last. */
  #another(buf: Uint8Array, start: number): boolean {
    if (this.#wanted !== undefined) return false;
    const named = resourceTypeIn(buf, space(buf, start));
    if (named === this.#root || this.#tables.resource(named) === -1) return false;
    this.#root = named;
    return true;
  }

  #line(buf: Uint8Array, start: number, end: number, root: number): 0 | 1 | 2 {
    const flat = this.#flat;
    const { reading, many, low: bitLow, high: bitHigh, to, capture, keyAt, keyLength, next, pool, stamp } = flat;
    const { needLow, needHigh, closings, asks } = flat;
    const { types, vias, lows, highs, ids, opens, nths, odds } = this.#frames;
    const notes = this.#notes;
    const values = this.#values;
    const { captured, codings } = this.#endings;
    const shadows = this.#shadows;
    const firsts = reading.length;

    let i = space(buf, start);
    if (buf[i] !== OBJECT) return NO;
    opens[0] = i;
    i += 1;
    let depth = 0;
    let type = root;
    let via = 0;
    let low = 0;
    let high = 0;
    let before = firsts + root;
    let id = (this.#objects += 1);
    captured[0] = captured[1] = 0;
    odds[0] = 0;

    member: for (;;) {
      value: {
        if (buf[i]! <= 0x20) i = space(buf, i);
        if (buf[i] !== QUOTE) {
          if (buf[i] !== OBJECT_END || depth === 0 || space(buf, opens[depth]! + 1) !== i) return NO;
          break value;
        }
        // The name that followed last time is compared first.
        let slot = next[before]!;
        let at = keyAt[slot]!;
        const stop = at + keyLength[slot]!;
        let j = i;
        while (at < stop && pool[at] === buf[j]) {
          at += 1;
          j += 1;
        }
        if (at !== stop) {
          slot = slotNamed(flat, type, buf, i);
          if (slot === 0) {
            i = values.stranger(flat, buf, i, type, depth, via, root);
            if (i === 0) return NO;
            break value;
          }
          next[before] = slot;
          j = space(buf, i + keyLength[slot]! - 1);
          if (buf[j] !== COLON) return NO;
          j += 1;
        }
        i = buf[j]! <= 0x20 ? space(buf, j) : j;
        before = slot;
        // A second value of an element: a repeated name, or another type of a choice.
        if (((low & bitLow[slot]!) | (high & bitHigh[slot]!)) !== 0) return NO;
        low |= bitLow[slot]!;
        high |= bitHigh[slot]!;

        const how = reading[slot]!;
        const list = many[slot] === 1;
        if (buf[i] === 0x6e || (list && buf[i] === LIST && buf[i + 1] === LIST_END)) {
          i = values.hollow(flat, buf, i, slot, type, depth, via, root);
          if (i === 0) return NO;
          break value;
        }
        if (list) {
          if (buf[i] !== LIST) {
            i = values.misshapen(flat, buf, i, slot, type, depth, via, root);
            if (i === 0) return NO;
            break value;
          }
          i += 1;
          if (buf[i]! <= 0x20) i = space(buf, i);
        }
        let empty = false;
        if (how === 4) {
          shadows.open(depth + 1);
          if (list) {
            i = shadows.nulls(buf, i, depth + 1);
            if (i === 0) return NO;
            empty = buf[i] === LIST_END;
            if (empty) {
              if (!shadows.note(flat, id, slot, depth + 1)) return NO;
              i += 1;
            }
          }
        }
        if ((how <= 2 || how === 4) && !empty) {
          if (how === 0 || depth === DEEPEST) return NO;
          if (buf[i] !== OBJECT) {
            i = list ? 0 : values.misshapen(flat, buf, i, slot, type, depth, via, root);
            if (i === 0) return NO;
            break value;
          }
          types[depth] = type;
          vias[depth] = via;
          lows[depth] = low;
          highs[depth] = high;
          ids[depth] = id;
          depth += 1;
          type = to[slot]!;
          if (how === 2) {
            if (depth !== 1) return NO;
            type = this.#tables.inner(resourceTypeIn(buf, i));
            if (type < 0) return type === -1 ? NO : AGAIN;
          }
          via = slot;
          before = firsts + type;
          low = high = 0;
          id = this.#objects += 1;
          captured[2 * depth] = captured[2 * depth + 1] = 0;
          codings[depth] = 0;
          odds[depth] = 0;
          opens[depth] = i;
          nths[depth] = list ? 0 : -1;
          i += 1;
          continue member;
        }

        if (!empty) {
          if (capture[slot] !== 0) captured[2 * depth + capture[slot]! - 1] = i + 1;
          let count = 0;
          for (;;) {
            const value = i;
            switch (how) {
              case 3:
                i = this.#tables.named(type, buf, i);
                break;
              case 8: {
                const from = i + 1;
                i = code(buf, i);
                if (i === 0 || this.#tables.codes.holds(to[slot]!, buf, from)) break;
                if (!values.code(slot, from - 1, count, depth, via, root)) return NO;
                break;
              }
              case 18: {
                const from = i;
                i = string(buf, i);
                if (i === 0) return NO;
                const place = this.#endings.references.place(buf, from, i, flat.targets[via]!);
                if (place === 0) return NO;
                if (place === 2) captured[2 * depth] = from;
                if (depth === 1) this.#endings.refers(via, from);
                break;
              }
              case 19:
              case 20:
                i = values.exact(flat, buf, i, slot);
                break;
              default:
                i = plain(how, buf, i);
            }
            if (i === 0) {
              if (list && buf[value] === 0x6e) i = shadows.hole(buf, value, id, slot, count);
              else i = values.format(flat, buf, value, slot, count, type, depth, via, root);
              if (i === 0) return NO;
            }
            if (!list) break;
            count += 1;
            if (buf[i]! <= 0x20) i = space(buf, i);
            if (buf[i] === LIST_END) {
              i += 1;
              break;
            }
            if (buf[i] !== COMMA) return NO;
            i += 1;
            if (buf[i]! <= 0x20) i = space(buf, i);
          }
          stamp[slot] = id;
          if (list) flat.count[slot] = count;
        }
      }

      for (;;) {
        if (buf[i]! <= 0x20) i = space(buf, i);
        if (buf[i] === COMMA) {
          i += 1;
          continue member;
        }
        if (buf[i] !== OBJECT_END) return NO;
        i += 1;
        if (shadows.waiting) {
          if (!shadows.paired(flat, id)) return NO;
          low |= shadows.low;
          high |= shadows.high;
        }
        // An id alone is neither a value nor has it children.
        if ((low & ~1) === 0 && high === 0 && depth > 0) if (!notes.nothing(flat, buf, i, depth, via, root)) return NO;
        if ((low & needLow[type]!) !== needLow[type] || (high & needHigh[type]!) !== needHigh[type])
          if (!notes.missing(type, depth, via, low, high, root)) return NO;
        if (closings[type] !== 0 || asks[via] !== 0) {
          const outer = depth === 0 ? 0 : vias[depth - 1]!;
          const plainly = odds[depth] === 0 && asks[via] === 0;
          if (!plainly || !this.#endings.right(buf, flat, type, depth, via, outer, low, high))
            if (!notes.ending(flat, buf, i, type, depth, via, low, high, root)) return NO;
        }
        if (depth === 0) return space(buf, i) === end && this.#endings.references.settled(buf) ? YES : NO;
        const shadow = reading[via] === Reading.shadow;
        if (shadow) shadows.counts[depth]! += 1;
        if (many[via] === 1) {
          if (buf[i]! <= 0x20) i = space(buf, i);
          if (buf[i] === COMMA) {
            const item = space(buf, i + 1);
            i = shadow ? shadows.nulls(buf, item, depth) : item;
            if (i === 0) return NO;
            if (buf[i] === OBJECT) {
              if (reading[via] === Reading.contained) {
                type = this.#tables.inner(resourceTypeIn(buf, i));
                if (type < 0) return type === -1 ? NO : AGAIN;
              }
              before = firsts + type;
              low = high = 0;
              id = this.#objects += 1;
              captured[2 * depth] = captured[2 * depth + 1] = 0;
              codings[depth] = 0;
              odds[depth] = 0;
              opens[depth] = i;
              nths[depth]! += 1;
              i += 1;
              continue member;
            }
            // Behind a comma nothing may end but a list of nulls.
            if (!shadow || i === item) return NO;
          }
          if (buf[i] !== LIST_END) return NO;
          i += 1;
        }
        before = via;
        depth -= 1;
        type = types[depth]!;
        via = vias[depth]!;
        low = lows[depth]!;
        high = highs[depth]!;
        id = ids[depth]!;
        if (shadow && !shadows.note(flat, id, before, depth + 1)) return NO;
      }
    }
  }
}
