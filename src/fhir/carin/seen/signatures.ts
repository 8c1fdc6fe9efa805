/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the tape */
import type { FastPathTables } from '../../fast-path/tables.js';
import type { Tape } from '../../fast-path/tape.js';
import { carinGuide } from '../profiles.js';
import { spanHash } from './span-hash.js';

/** What of a primitive a signature has. */
const Kind = { presence: 0, text: 1, system: 2, code: 3, reference: 4, identifier: 5 } as const;
/** Types of which no constraint of the guide reads the value: only that there is one. */
const PRESENCE: ReadonlySet<string> = new Set(
  'string markdown xhtml base64Binary date dateTime instant time decimal integer positiveInt unsignedInt'.split(' '),
);
/** Elements of those types whose text the guide fixes. */
const FIXED: ReadonlySet<string> = new Set(['Quantity.unit']);
const KINDS: Readonly<Record<string, number>> = {
  'Coding.system': Kind.system,
  'Identifier.system': Kind.system,
  'Coding.code': Kind.code,
  'Reference.reference': Kind.reference,
  'Identifier.value': Kind.identifier,
};
/** Systems of identifiers whose values have a form. */
const NPI = 'http://hl7.org/fhir/sid/us-npi';
const FORMED = ['urn:oid:2.16.840.1.113883.4.7', 'urn:oid:2.16.840.1.113883.6.300'];

const HASH = 0x23;
const SLASH = 0x2f;
const DEPTHS = 64;
const ROOM = 256;

/**
 * A value directly in a resource, or one of a list there: its slot, where it is, the number of
 * its entry on the tape, and the signature of what it holds.
 */
export interface Units {
  count: number;
  slot: Int32Array;
  entry: Int32Array;
  from: Int32Array;
  to: Int32Array;
  high: Uint32Array;
  low: Uint32Array;
  /** 1: it refers to a contained resource. */
  local: Uint8Array;
}

/**
 * Signatures of the values of a resource: everything that a constraint of CARIN Blue Button can read of them, and nothing
 * else. Names, lists and codes are in them; dates, amounts, texts, ids, and codes of sets that are not public are not.
 */
export class Signatures {
  readonly units: Units = {
    count: 0,
    slot: new Int32Array(ROOM),
    entry: new Int32Array(ROOM),
    from: new Int32Array(ROOM),
    to: new Int32Array(ROOM),
    high: new Uint32Array(ROOM),
    low: new Uint32Array(ROOM),
    local: new Uint8Array(ROOM),
  };
  /** A hash of the ids of the contained resources, each with its type. */
  contained = 0;
  readonly #tables: FastPathTables;
  #kinds = new Uint8Array(0);
  /** By slot: 1 the id of a resource. */
  #ids = new Uint8Array(0);
  #types = -1;
  readonly #highs = new Int32Array(DEPTHS);
  readonly #lows = new Int32Array(DEPTHS);
  readonly #objects = new Int32Array(DEPTHS);
  /** Systems with codes that are not in signatures: the two words of their hashes. */
  readonly #licensed: ReadonlyMap<number, number>;
  readonly #formed: ReadonlyMap<number, number>;
  readonly #npi: ReadonlyMap<number, number>;

  constructor(tables: FastPathTables) {
    this.#tables = tables;
    this.#licensed = hashesOf(licensedSystems());
    this.#formed = hashesOf(FORMED);
    this.#npi = hashesOf([NPI]);
  }

  /** Reads the tape of a line whose bytes are in `buf`. */
  read({ entries, length }: Tape, buf: Uint8Array): void {
    if (this.#types !== this.#tables.types.length) this.#compile();
    const kinds = this.#kinds;
    const [highs, lows, objects] = [this.#highs, this.#lows, this.#objects];
    const { units } = this;
    units.count = 0;
    this.contained = 0;
    let [high, low] = [0, 0];
    let depth = 0;
    let [object, opened] = [0, 0];
    let [unit, local] = [0, 0];
    // The system that was read last, and the object that it is in.
    let [system, systemTwo, systemOf] = [0, 0, -1];
    for (let n = 0; n < length; n += 3) {
      const slot = entries[n]!;
      const from = entries[n + 1]!;
      const to = entries[n + 2]!;
      if (slot === 0) {
        depth -= 1;
        object = objects[depth]!;
        high = mixed(highs[depth]!, mixed(high, 1));
        low = mixed(lows[depth]! ^ 0x55555555, mixed(low, 2));
        if (depth === 0) this.#add(entries, unit, from, high, low, local);
        continue;
      }
      if (depth === 0) {
        [unit, local] = [n, 0];
        high = low = 0;
      }
      high = mixed(high, slot);
      low = mixed(low, slot ^ 0x2f2f2f2f);
      if (to === 0) {
        highs[depth] = high;
        lows[depth] = low;
        objects[depth] = object;
        depth += 1;
        opened += 1;
        object = opened;
        high = low = 0;
        continue;
      }
      const kind = kinds[slot]!;
      if (kind !== Kind.presence) {
        let end = to;
        let whole = true;
        if (kind === Kind.code) {
          whole = systemOf !== object || this.#licensed.get(system) !== systemTwo || hasSmall(buf, from, to);
        } else if (kind === Kind.identifier && systemOf === object) {
          if (this.#npi.get(system) === systemTwo) {
            whole = false;
            high = mixed(high, npiClass(buf, from + 1, to - 1));
          } else whole = this.#formed.get(system) === systemTwo;
        } else if (kind === Kind.reference) {
          if (buf[from + 1] === HASH) local = 1;
          else end = typeEnd(buf, from + 1, to - 1);
        }
        if (whole) {
          spanHash(buf, from, end);
          high = mixed(high, spanHash.one);
          low = mixed(low, spanHash.two);
        }
        if (kind === Kind.system) [system, systemTwo, systemOf] = [spanHash.one, spanHash.two, object];
      }
      if (depth === 0) this.#add(entries, n, to, high, low, local);
      else if (depth === 1 && this.#ids[slot] === 1) {
        spanHash(buf, from, to);
        this.contained = (this.contained + mixed(mixed(spanHash.one, slot), spanHash.two)) | 0;
      }
    }
  }

  #add(entries: Int32Array, entry: number, to: number, high: number, low: number, local: number): void {
    const { units } = this;
    const at = units.count;
    if (at === units.slot.length) grow(units);
    units.entry[at] = entry;
    units.slot[at] = entries[entry]!;
    units.from[at] = entries[entry + 1]!;
    units.to[at] = to;
    units.high[at] = mixed(high, 3);
    units.low[at] = mixed(low, 4);
    units.local[at] = local;
    units.count = at + 1;
  }

  #compile(): void {
    const { slots, types } = this.#tables;
    this.#types = types.length;
    this.#kinds = new Uint8Array(slots.length);
    this.#ids = new Uint8Array(slots.length);
    for (const { name, resource, keys } of types)
      for (const [key, slot] of keys) {
        const definition = slots[slot];
        if (definition === undefined || !definition.primitive || definition.extension) continue;
        const path = `${name}.${key}`;
        this.#kinds[slot] =
          KINDS[path] ?? (PRESENCE.has(definition.type) && !FIXED.has(path) ? Kind.presence : Kind.text);
        if (!resource || key !== 'id') continue;
        this.#kinds[slot] = Kind.presence;
        this.#ids[slot] = 1;
      }
  }
}

/** Systems of which the guide has all codes wherever it has any. */
export const licensedSystems = (): string[] => {
  const { valueSets, profiles } = carinGuide();
  const [licensed, listed] = [new Set<string>(), new Set<string>()];
  for (const set of Object.values(valueSets))
    for (const [system, codes] of Object.entries(set)) (codes === '*' ? licensed : listed).add(system);
  for (const { slices, rules } of Object.values(profiles)) {
    for (const { pattern } of rules) if (Array.isArray(pattern)) listed.add(String(pattern[0]));
    for (const [, system, code] of Object.values(slices)) if (code !== undefined) listed.add(system);
  }
  return [...licensed].filter((system) => !listed.has(system));
};

const hashesOf = (texts: readonly string[]): Map<number, number> =>
  new Map(
    texts.map((text) => {
      const bytes = Buffer.from(`"${text}"`);
      spanHash(bytes, 0, bytes.length);
      return [spanHash.one, spanHash.two];
    }),
  );

const mixed = (word: number, other: number): number => {
  const product = Math.imul((word ^ other) + 0x7ed55d16, 0x5bd1e995);
  return product ^ (product >>> 15);
};

/** Whether a code has a small letter: the codes that invariants name without a system have. */
const hasSmall = (buf: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) if (buf[at]! >= 0x61) return true;
  return false;
};

/** 0: not ten digits, 1: ten digits, 2: with the right check digit (Luhn over 80840 and the number). */
const npiClass = (buf: Uint8Array, from: number, to: number): 0 | 1 | 2 => {
  if (to - from !== 10) return 0;
  // The sum over 80840.
  let sum = 24;
  for (let nth = 0; nth < 10; nth += 1) {
    const digit = buf[from + nth]! - 0x30;
    if (digit < 0 || digit > 9) return 0;
    const doubled = nth % 2 === 0 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 ? 2 : 1;
};

/** Where the type of a relative reference ends, if an id follows; otherwise its end. */
const typeEnd = (buf: Uint8Array, from: number, to: number): number => {
  let at = from;
  while (at < to && isLetter(buf[at]!)) at += 1;
  if (buf[at] !== SLASH || at === from || to - at - 1 > 64 || to === at + 1) return to;
  for (let of = at + 1; of < to; of += 1) {
    const byte = buf[of]!;
    if (!isLetter(byte) && !(byte >= 0x30 && byte <= 0x39) && byte !== 0x2d && byte !== 0x2e) return to;
  }
  return at;
};
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

const grow = (units: Units): void => {
  const larger = <A extends Int32Array | Uint32Array | Uint8Array>(made: A, from: A): A => {
    made.set(from);
    return made;
  };
  const size = 2 * units.slot.length;
  units.slot = larger(new Int32Array(size), units.slot);
  units.entry = larger(new Int32Array(size), units.entry);
  units.from = larger(new Int32Array(size), units.from);
  units.to = larger(new Int32Array(size), units.to);
  units.high = larger(new Uint32Array(size), units.high);
  units.low = larger(new Uint32Array(size), units.low);
  units.local = larger(new Uint8Array(size), units.local);
};
