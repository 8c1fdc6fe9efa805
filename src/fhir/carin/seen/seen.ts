/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the signatures */
import type { FastPathReader } from '../../fast-path/reader.js';
import { HashCounts } from '../../hash-counts.js';
import type { RawFinding } from '../../validate/finding.js';
import { carinFindings, profilesOf } from '../judge.js';
import type { Value } from '../values.js';
import {
  CLAIM,
  claimRules,
  type ClaimRules,
  judgeCounts,
  judgeValue,
  type SeenFinding,
  type SeenValue,
} from './claim.js';
import { Signatures } from './signatures.js';

/** Different values that are remembered; then they are forgotten, and judged again. */
const MOST_SEEN = 50_000;

/** What claims with one meta are judged by; undefined: the judge must read each whole. */
interface Context {
  readonly rules: ClaimRules | undefined;
  readonly counts: number[];
}

/** The name of a slot, and whether its values are in a list. */
interface Named {
  readonly name: string;
  readonly many: boolean;
}
const NOTHING: readonly RawFinding[] = [];
const NO_NAME: Named = { name: '', many: false };

/**
 * Knows the findings by CARIN Blue Button of lines in which all that its constraints can read was judged before, in other
 * lines. It decides nothing itself: a value that is new goes to the judge.
 */
export class SeenBefore {
  readonly #reader: FastPathReader;
  readonly #signatures: Signatures;
  /** Numbers in `#values`, by signature. */
  #known = new HashCounts();
  #values: (SeenValue | undefined)[] = [];
  /** Numbers in `#contexts`, by the signature of a claim's meta. */
  #metas = new HashCounts();
  #contexts: Context[] = [];
  /** By signature of a whole resource: 1 it has a finding, 2 it has none. */
  #whole = new HashCounts();
  #slots = -1;
  #names: Named[] = [];

  constructor(reader: FastPathReader) {
    this.#reader = reader;
    this.#signatures = new Signatures(reader.tables);
  }

  /**
   * The findings about the last line that the reader accepted, with places in bytes; undefined: the judge must read it. The
   * line is in `buf` from `start` up to `end`.
   */
  findings(buf: Uint8Array, start: number, end: number): readonly RawFinding[] | undefined {
    const { tape } = this.#reader;
    if (tape.odd) return undefined;
    if (this.#values.length + this.#metas.size + this.#whole.size > MOST_SEEN) this.#forget();
    this.#signatures.read(tape, buf);
    if (this.#reader.type() !== CLAIM) return this.#isCleanWhole(buf, start, end) ? NOTHING : undefined;
    const found = this.#claim(buf);
    if (found === undefined) return undefined;
    return found.length === 0 ? NOTHING : this.#placed(found, start, buf);
  }

  #isCleanWhole(buf: Uint8Array, start: number, end: number): boolean {
    const { units, contained } = this.#signatures;
    let [high, low] = [contained, 0];
    for (let nth = 0; nth < units.count; nth += 1) {
      high = Math.imul(high ^ units.high[nth]!, 0x5bd1e995);
      high ^= high >>> 15;
      low = Math.imul(low ^ units.low[nth]!, 0x9e3779b1);
      low ^= low >>> 13;
    }
    const known = this.#whole.countOf(high >>> 0, low >>> 0);
    if (known > 0) return known === 2;
    const clean = carinFindings(valueIn(buf, start, end), () => undefined).length === 0;
    this.#whole.add(high >>> 0, low >>> 0, clean ? 2 : 1);
    return clean;
  }

  /** The findings about a claim, each with the number of the value that it is about; -1: the claim. */
  #claim(buf: Uint8Array): Found[] | undefined {
    const { units, contained } = this.#signatures;
    const salt = this.#context(buf);
    const { rules, counts } = this.#contexts[salt - 1] ?? NO_CONTEXT;
    if (rules === undefined) return undefined;
    counts.fill(0);
    const found: Found[] = [];
    for (let nth = 0; nth < units.count; nth += 1) {
      const high = (units.high[nth]! ^ Math.imul(salt, 0x9e3779b1)) >>> 0;
      const low = units.local[nth] === 0 ? units.low[nth]! : (units.low[nth]! ^ contained) >>> 0;
      let number = this.#known.countOf(high, low);
      if (number === 0) {
        number = this.#values.push(this.#judge(rules, nth, buf));
        this.#known.add(high, low, number);
      }
      const seen = this.#values[number - 1];
      if (seen === undefined) return undefined;
      const { counts: of, findings } = seen;
      for (let at = 0; at < of.length; at += 1) counts[of[at]!]! += 1;
      for (let at = 0; at < findings.length; at += 1) found.push({ finding: findings[at]!, nth });
    }
    const more = judgeCounts(rules, counts);
    if (more === undefined) return undefined;
    if (found.length + more.length + rules.findings.length === 0) return found;
    const ofClaim = [...rules.findings, ...more].map((finding) => ({ finding, nth: -1 }));
    return [...ofClaim, ...found].sort((one, other) => one.finding.order - other.finding.order);
  }

  #forget(): void {
    this.#known = new HashCounts();
    this.#metas = new HashCounts();
    this.#whole = new HashCounts();
    this.#values = [];
    this.#contexts = [];
  }

  /** The number of the context of a claim, which its meta says; 0: it has no meta. */
  #context(buf: Uint8Array): number {
    const { units } = this.#signatures;
    for (let nth = 0; nth < units.count; nth += 1) {
      if (this.#named(units.slot[nth]!).name !== 'meta') continue;
      const known = this.#metas.countOf(units.high[nth]!, units.low[nth]!);
      if (known > 0) return known;
      const claim = { resourceType: CLAIM, meta: valueIn(buf, units.from[nth]!, units.to[nth]!) };
      const profiles = profilesOf(claim, CLAIM);
      const rules = profiles.length === 0 ? undefined : claimRules(profiles, claim);
      const size = rules === undefined ? 0 : rules.rules.length + rules.facts.length;
      const number = this.#contexts.push({ rules, counts: Array.from({ length: size }, () => 0) });
      this.#metas.add(units.high[nth]!, units.low[nth]!, number);
      return number;
    }
    return 0;
  }

  #judge(rules: ClaimRules, nth: number, buf: Uint8Array): SeenValue | undefined {
    const { units } = this.#signatures;
    const { name, many } = this.#named(units.slot[nth]!);
    const value = valueIn(buf, units.from[nth]!, units.to[nth]!);
    return judgeValue(rules, name, value, { many, contained: units.local[nth] === 1 ? this.#contained(buf) : [] });
  }

  #contained(buf: Uint8Array): Value[] {
    const { units } = this.#signatures;
    const found: Value[] = [];
    for (let nth = 0; nth < units.count; nth += 1)
      if (this.#named(units.slot[nth]!).name === 'contained')
        found.push(valueIn(buf, units.from[nth]!, units.to[nth]!));
    return found;
  }

  /** Findings with their places in the line that begins at `start`. */
  #placed(found: readonly Found[], start: number, buf: Uint8Array): RawFinding[] {
    const { units } = this.#signatures;
    let root = start;
    while (buf[root] !== 0x7b) root += 1;
    return found.map(({ finding: { rule, severity, expected, spec, steps, lacking }, nth }) => {
      const finding = { rule, severity, expected, spec };
      const below = [...steps.map(textOf), ...(lacking === undefined ? [] : [lacking])];
      if (nth === -1) return { ...finding, path: [CLAIM, ...below].join('.'), at: root - start };
      const { name, many } = this.#named(units.slot[nth]!);
      let position = 0;
      for (let before = 0; before < nth; before += 1) if (units.slot[before] === units.slot[nth]) position += 1;
      const own = textOf({ name, ...(many && { nth: position }) });
      return { ...finding, path: [CLAIM, own, ...below].join('.'), at: this.#at(units.entry[nth]!, steps) - start };
    });
  }

  /** Where a value begins that is below the entry of another one. */
  #at(entry: number, steps: SeenFinding['steps']): number {
    const { entries, length } = this.#reader.tape;
    let at = entry;
    for (const { name, nth = 0 } of steps) {
      let [depth, left] = [0, nth];
      for (at += 3; at < length; at += 3) {
        const slot = entries[at]!;
        if (depth === 0 && slot !== 0 && this.#named(slot).name === name) {
          if (left === 0) break;
          left -= 1;
        }
        if (slot === 0) depth -= 1;
        else if (entries[at + 2] === 0) depth += 1;
      }
    }
    return entries[at + 1]!;
  }

  #named(slot: number): Named {
    const { types, slots } = this.#reader.tables;
    if (this.#slots !== slots.length) {
      this.#slots = slots.length;
      for (const { keys } of types)
        for (const [name, of] of keys) this.#names[of] = { name, many: slots[of]?.element.many === true };
    }
    return this.#names[slot] ?? NO_NAME;
  }
}

interface Found {
  readonly finding: SeenFinding;
  readonly nth: number;
}
const NO_CONTEXT: Context = { rules: undefined, counts: [] };

const textOf = ({ name, nth }: SeenFinding['steps'][number]): string => (nth === undefined ? name : `${name}[${nth}]`);

const valueIn = (buf: Uint8Array, from: number, to: number): Value =>
  JSON.parse(Buffer.from(buf.buffer, buf.byteOffset + from, to - from).toString('utf8')) as Value;
