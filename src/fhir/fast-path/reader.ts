/* eslint-disable @typescript-eslint/no-non-null-assertion -- a newline follows every line and ends every loop */
import { EndChecks } from './end-checks.js';
import { absoluteUri, code, plain, resourceTypeIn, space, uri } from './scan.js';
import { EndFindings } from './end-findings.js';
import { PrimitiveExtensions } from './primitive-extensions.js';
import { Frames } from './finding-list.js';
import { type Flat, Reading, slotNamed } from './flat.js';
import { FastPathTables } from './tables.js';
import { Tape } from './tape.js';
import { ValueFindings } from './value-findings.js';
import type { TakeHash } from '../repeated-ids.js';
import type { Definitions } from '../definitions/definitions.js';
import type { RawFinding } from '../validate/finding.js';

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a] as const;
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
/** Nesting depth of the fast path; lines with deeper objects go to the judge. */
const DEEPEST = 60;
/** Attempts per line: more than one if a type had not been compiled. */
const MOST_TRIES = 8;
const [NO, YES, AGAIN] = [0, 1, 2] as const;
/** Number of objects after which the stamps are reset. */
const MOST_OBJECTS = 1 << 29;

/**
 * Reads the bytes of a line once without creating objects, and recognizes lines about which it knows everything that the
 * judge would report. All other lines go to the judge, which alone decides. The byte after the line must be a newline.
 */
export class FastPathReader {
  readonly tables: FastPathTables;
  readonly #endChecks: EndChecks;
  readonly #wanted: string | undefined;
  #flat: Flat;
  /** Type of the line, or of the line before. */
  #root: string;
  #objects = 0;
  readonly #frames = new Frames(DEEPEST + 2);
  readonly #extensions = new PrimitiveExtensions(DEEPEST + 2);
  readonly #endFindings: EndFindings;
  readonly #values: ValueFindings;
  /** What was read of the last accepted line, if it is on. */
  readonly tape = new Tape();

  constructor(definitions: Definitions, wanted?: string) {
    this.tables = new FastPathTables(definitions);
    this.#endChecks = new EndChecks(this.tables, this.#frames, DEEPEST + 2);
    this.#endFindings = new EndFindings(this.tables, this.#frames, this.#endChecks, this.#extensions);
    this.#values = new ValueFindings(this.tables, this.#frames, this.#endFindings, this.tape);
    this.#wanted = wanted;
    this.#root = wanted ?? 'ExplanationOfBenefit';
    this.tables.resource(this.#root);
    this.#flat = this.tables.flat();
  }

  /** Findings in the last accepted line; places count from the beginning of its buffer, in bytes. */
  get findings(): readonly RawFinding[] {
    return this.#endFindings.found.list;
  }

  /** Type of the last accepted line. */
  readonly type = (): string => this.#root;

  /** Identity of the resource in the last accepted line, from the buffer that contains it. */
  readonly identity = (buf: Uint8Array) => this.#endChecks.identity(buf, this.#root);

  readonly hashId = (buf: Uint8Array, take: TakeHash) => this.#endChecks.hashId(buf, this.#root, take);

  /**
   * Whether the fast path knows all findings in the line from `start` up to `end`, which is valid UTF-8. Usually there are
   * none; otherwise they are in `findings`.
   */
  accepts(buf: Uint8Array, start: number, end: number): boolean {
    for (let nth = 0; nth < MOST_TRIES; nth += 1) {
      const found = this.#try(buf, start, end);
      if (found === YES) return true;
      if (found === NO && !this.#another(buf, start)) return false;
    }
    return false;
  }

  #try(buf: Uint8Array, start: number, end: number): 0 | 1 | 2 {
    const root = this.tables.resource(this.#root);
    if (root === -1) return NO;
    this.#flat = this.tables.flat();
    this.#endChecks.begin(root);
    this.#extensions.begin();
    this.#values.begin();
    this.tape.begin();
    if (this.#objects > MOST_OBJECTS) {
      this.#objects = 0;
      this.#flat.stamp.fill(0);
    }
    return this.#line(buf, start, end, root);
  }

  /** Whether a line that may have any type has another type than the line before. */
  #another(buf: Uint8Array, start: number): boolean {
    if (this.#wanted !== undefined) return false;
    const named = resourceTypeIn(buf, space(buf, start));
    if (named === this.#root || this.tables.resource(named) === -1) return false;
    this.#root = named;
    return true;
  }

  #line(buf: Uint8Array, start: number, end: number, root: number): 0 | 1 | 2 {
    const flat = this.#flat;
    const { reading, many, low: bitLow, high: bitHigh, to, capture, keyAt, keyLength, next, pool, stamp } = flat;
    const { types, slots, lows, highs, ids, starts, positions } = this.#frames;
    const values = this.#values;
    const endFindings = this.#endFindings;
    const { captured } = this.#endChecks;
    const extensions = this.#extensions;
    const firsts = reading.length;
    const { tape } = this;

    let i = space(buf, start);
    if (buf[i] !== OBJECT) return NO;
    let depth = 0;
    let type = root;
    let inSlot = 0;
    let low = 0;
    let high = 0;
    let before = firsts + root;
    let id = this.#begin(0, i);
    i += 1;

    member: for (;;) {
      value: {
        if (buf[i]! <= 0x20) i = space(buf, i);
        if (buf[i] !== QUOTE) {
          if (buf[i] !== OBJECT_END || depth === 0 || space(buf, starts[depth]! + 1) !== i) return NO;
          break value;
        }
        // The name that followed this one last time is compared first.
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
            i = values.unknownElement(flat, buf, i, type, depth, inSlot, root);
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
          i = values.nullOrEmpty(flat, buf, i, slot, type, depth, inSlot, root);
          if (i === 0) return NO;
          break value;
        }
        if (list) {
          if (buf[i] !== LIST) {
            i = values.wrongShape(flat, buf, i, slot, type, depth, inSlot, root);
            if (i === 0) return NO;
            break value;
          }
          i += 1;
          if (buf[i]! <= 0x20) i = space(buf, i);
        }
        let empty = false;
        if (how === 4) {
          extensions.open(depth + 1);
          if (list) {
            i = extensions.nulls(buf, i, depth + 1);
            if (i === 0) return NO;
            empty = buf[i] === LIST_END;
            if (empty) {
              tape.odd = true;
              if (!extensions.note(flat, id, slot, depth + 1)) return NO;
              i += 1;
            }
          }
        }
        if ((how <= 2 || how === 4) && !empty) {
          if (how === 0 || depth === DEEPEST) return NO;
          if (buf[i] !== OBJECT) {
            i = list ? 0 : values.wrongShape(flat, buf, i, slot, type, depth, inSlot, root);
            if (i === 0) return NO;
            break value;
          }
          types[depth] = type;
          slots[depth] = inSlot;
          lows[depth] = low;
          highs[depth] = high;
          ids[depth] = id;
          depth += 1;
          type = to[slot]!;
          if (how === 2) {
            if (depth !== 1) return NO;
            type = this.tables.inner(resourceTypeIn(buf, i));
            if (type < 0) return type === -1 ? NO : AGAIN;
          }
          if (tape.on) tape.add(slot, i, 0);
          inSlot = slot;
          before = firsts + type;
          low = high = 0;
          id = this.#begin(depth, i);
          positions[depth] = list ? 0 : -1;
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
                i = this.tables.named(type, buf, i);
                break;
              case 8: {
                const from = i + 1;
                i = code(buf, i);
                if (i === 0 || this.tables.codes.holds(to[slot]!, buf, from)) break;
                if (!values.code(slot, from - 1, count, depth, inSlot, root)) return NO;
                break;
              }
              case 18: {
                const from = i;
                i = uri(buf, i);
                if (i === 0) return NO;
                const place = this.#endChecks.references.judge(buf, from, i, flat.targets[inSlot]!);
                if (place === 0) return NO;
                if (place === 2) captured[2 * depth] = from;
                if (depth === 1) this.#endChecks.refers(inSlot, from);
                break;
              }
              case 19:
              case 20:
                i = values.exact(flat, buf, i, slot);
                break;
              case 21:
                i = depth > 0 && types[depth - 1] === type ? uri(buf, i) : absoluteUri(buf, i);
                break;
              default:
                i = plain(how, buf, i);
            }
            if (i === 0) {
              tape.odd = true;
              if (list && buf[value] === 0x6e) i = extensions.hole(buf, value, id, slot, count);
              else i = values.format(flat, buf, value, slot, count, type, depth, inSlot, root);
              if (i === 0) return NO;
            }
            if (tape.on) tape.add(slot, value, i);
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
        if (!endFindings.check(flat, buf, i, type, depth, inSlot, low, high, id, root)) return NO;
        if (depth === 0) return space(buf, i) === end && endFindings.references(buf, start, end, root) ? YES : NO;
        if (tape.on) tape.add(0, i, 0);
        const extension = reading[inSlot] === Reading.extension;
        if (extension) extensions.counts[depth]! += 1;
        if (many[inSlot] === 1) {
          if (buf[i]! <= 0x20) i = space(buf, i);
          if (buf[i] === COMMA) {
            const item = space(buf, i + 1);
            i = extension ? extensions.nulls(buf, item, depth) : item;
            if (i === 0) return NO;
            if (buf[i] === OBJECT) {
              if (reading[inSlot] === Reading.contained) {
                type = this.tables.inner(resourceTypeIn(buf, i));
                if (type < 0) return type === -1 ? NO : AGAIN;
              }
              if (tape.on) tape.add(inSlot, i, 0);
              before = firsts + type;
              low = high = 0;
              id = this.#begin(depth, i);
              positions[depth]! += 1;
              i += 1;
              continue member;
            }
            // After a comma, only a list of nulls may end.
            if (!extension || i === item) return NO;
          }
          if (buf[i] !== LIST_END) return NO;
          i += 1;
        }
        before = inSlot;
        depth -= 1;
        type = types[depth]!;
        inSlot = slots[depth]!;
        low = lows[depth]!;
        high = highs[depth]!;
        id = ids[depth]!;
        if (extension && !extensions.note(flat, id, before, depth + 1)) return NO;
      }
    }
  }

  /** Begins an object at `i`; returns its number. */
  #begin(depth: number, i: number): number {
    const { captured, codings } = this.#endChecks;
    captured[2 * depth] = captured[2 * depth + 1] = 0;
    codings[depth] = 0;
    this.#frames.flawed[depth] = 0;
    this.#frames.starts[depth] = i;
    return (this.#objects += 1);
  }
}
