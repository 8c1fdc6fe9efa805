import { HashCounts } from './hash-counts.js';
import { Collector, type Collected } from './validate/collect.js';
import type { Shift } from './validate/finding.js';
import { findingOf } from './validate/judge/text.js';
import type { ResourceIdentity } from './validate/resource-identity.js';

/** Ids that are remembered of a file; beyond that, repeated ones are not looked for. */
const MOST_IDS = 4_000_000;
/** Numbers per resource: its line, where that begins, and the hash of its type and id. */
const NUMBERS = 4;

/** Hash of a type, and of an id in bytes up to `end`. */
export type TakeHash = (high: number, low: number) => void;

/** Hashes a type and the bytes of an id: two words, each of which depends on every byte. */
export const hashId = (type: string, bytes: Uint8Array, from: number, end: number, take: TakeHash): void => {
  let high = type.length;
  let low = 0x9e3779b1;
  for (let at = 0; at < type.length; at += 1) high = Math.imul(high ^ type.charCodeAt(at), 0x5bd1e995);
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    high = Math.imul(high ^ byte, 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ byte, 0x9e3779b1);
    low ^= low >>> 13;
  }
  take((high ^ (high >>> 13)) >>> 0, (low ^ Math.imul(high, 0x85ebca6b)) >>> 0);
};

/** Calls `take` with the hash of a resource's type and id, if it has both. */
export const hashIdentity = ({ resourceType, id }: ResourceIdentity, take: TakeHash): void => {
  if (resourceType === undefined || id === undefined) return;
  const bytes = Buffer.from(id);
  hashId(resourceType, bytes, 0, bytes.length, take);
};

/** Finds the lines of a file whose type and id an earlier line has. A part of a file only collects hashes. */
export class RepeatedIds {
  readonly #ids: HashCounts | undefined;
  readonly #collector: Collector;
  #collected: number[] = [];
  #over = false;

  constructor(most: number, isPart: boolean) {
    this.#ids = isPart ? undefined : new HashCounts();
    this.#collector = new Collector(most);
  }

  add(line: number, offset: number, high: number, low: number): void {
    if (this.#ids === undefined) this.#collected.push(line, offset, high, low);
    else if (this.#ids.size >= MOST_IDS) this.#over = true;
    else if (this.#ids.add(high, low) > 0)
      this.#collector.add(findingOf('ndjson.repeated-id', 0), { line, lineOffset: offset, bytesTo: () => 0 });
  }

  /** The hashes of a part. */
  part(): Float64Array {
    return Float64Array.from(this.#collected);
  }

  /** Adds the hashes of the next part of the file. */
  absorb(part: Float64Array, shift: Shift): void {
    for (let at = 0; at + NUMBERS <= part.length; at += NUMBERS) {
      const [line = 0, offset = 0, high = 0, low = 0] = part.subarray(at, at + NUMBERS);
      this.add(line + shift.lines, offset + shift.bytes, high, low);
    }
  }

  /** The findings of the file, with those about repeated ids after all others. */
  addTo(collected: Collected, most: number): Collected {
    const own = this.#collector.result();
    if (own.warnings === 0 && !this.#over) return collected;
    const findings = [...collected.findings, ...own.findings].slice(0, most);
    const isCut = findings.length < collected.findings.length + own.warnings;
    return {
      errors: collected.errors,
      warnings: collected.warnings + own.warnings,
      groups: [...collected.groups, ...own.groups],
      findings,
      bounds: (['groups', 'findings', 'ids'] as const).filter(
        (bound) =>
          collected.bounds.includes(bound) || (bound === 'findings' && isCut) || (bound === 'ids' && this.#over),
      ),
    };
  }
}
