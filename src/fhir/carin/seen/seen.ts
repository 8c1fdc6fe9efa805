/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index was assigned by the signatures */
import type { FastPathReader } from '../../fast-path/reader.js';
import { HashCounts } from '../../hash-counts.js';
import { ABOUT_META, ACROSS_ELEMENTS } from '../invariants.js';
import { carinFindings, countOf, isCleanBy, profilesOf } from '../judge.js';
import type { CarinRule, WholeProfile } from '../profiles.js';
import { compiled, type CarinStep, type Compiled } from '../steps.js';
import { textAt, type Value } from '../values.js';
import { Signatures } from './signatures.js';

/** Different values that are remembered; then they are forgotten, and judged again. */
const MOST_SEEN = 50_000;
/** The type whose values are judged one by one: a claim has too many of them for two claims to be alike. */
const CLAIM = 'ExplanationOfBenefit';

/** A value that was judged: whether its own constraints hold, and what it counts for. */
interface Seen {
  readonly clean: boolean;
  readonly counts: readonly number[];
}

/** What can be counted of the values directly in a claim, for the constraints about several of them. */
interface Tally {
  readonly rules: readonly { readonly step: CarinStep; readonly min: number; readonly max: number }[];
  readonly facts: readonly (readonly [element: string, is: (value: Value) => boolean])[];
  /** Whether everything that is counted is as it must be, by the counts. */
  readonly holds: (counts: readonly number[]) => boolean;
}

/** What claims with one meta are judged by. */
interface Context {
  /** The place in the list of contexts. */
  readonly nth: number;
  readonly profiles: readonly WholeProfile[];
  readonly tally: Tally;
  readonly counts: number[];
}

/**
 * Recognizes lines that certainly have no finding by CARIN Blue Button, because all that its constraints can read of them
 * was judged before, in other lines. It decides nothing itself: a value that is new goes to the judge.
 */
export class SeenBefore {
  readonly #reader: FastPathReader;
  readonly #signatures: Signatures;
  /** Numbers in `#seen`, by signature. */
  #known = new HashCounts();
  #seen: Seen[] = [];
  #contexts: Context[] = [];
  /** By signature of the meta: the number of the context, or 1: its lines always go to the judge. */
  #metas = new HashCounts();
  /** By signature of a whole resource: 1 it has a finding, 2 it has none. */
  #whole = new HashCounts();
  #slots = -1;
  /** The name of a slot in a resource, and whether it is a list. */
  #names = new Map<number, { readonly name: string; readonly many: boolean }>();

  constructor(reader: FastPathReader) {
    this.#reader = reader;
    this.#signatures = new Signatures(reader.tables);
  }

  /** Whether the last line that the reader accepted certainly has no finding; it is in `buf` from `start` up to `end`. */
  isClean(buf: Uint8Array, start: number, end: number): boolean {
    const { tape } = this.#reader;
    if (tape.odd) return false;
    if (this.#seen.length + this.#metas.size + this.#whole.size > MOST_SEEN) this.#forget();
    this.#signatures.read(tape, buf);
    return this.#reader.type() === CLAIM ? this.#isCleanClaim(buf) : this.#isCleanWhole(buf, start, end);
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

  #isCleanClaim(buf: Uint8Array): boolean {
    const { units, contained } = this.#signatures;
    const context = this.#context(buf);
    if (context === undefined) return false;
    const { counts, tally, nth: salt } = context;
    counts.fill(0);
    for (let nth = 0; nth < units.count; nth += 1) {
      const high = (units.high[nth]! ^ Math.imul(salt, 0x9e3779b1)) >>> 0;
      const low = units.local[nth] === 0 ? units.low[nth]! : (units.low[nth]! ^ contained) >>> 0;
      let number = this.#known.countOf(high, low);
      if (number === 0) {
        number = this.#seen.push(this.#judge(context, nth, buf));
        this.#known.add(high, low, number);
      }
      const seen = this.#seen[number - 1]!;
      if (!seen.clean) return false;
      const of = seen.counts;
      for (let at = 0; at < of.length; at += 1) counts[of[at]!]! += 1;
    }
    return tally.holds(counts);
  }

  #forget(): void {
    this.#known = new HashCounts();
    this.#metas = new HashCounts();
    this.#whole = new HashCounts();
    this.#seen = [];
    this.#contexts = [];
  }

  /** What the claim is judged by, which its meta says; undefined: the judge must read it. */
  #context(buf: Uint8Array): Context | undefined {
    const { units } = this.#signatures;
    for (let nth = 0; nth < units.count; nth += 1) {
      if (this.#slot(units.slot[nth]!).name !== 'meta') continue;
      const known = this.#metas.countOf(units.high[nth]!, units.low[nth]!);
      if (known > 0) return this.#contexts[known - 2];
      const claim = { resourceType: CLAIM, meta: valueIn(buf, units.from[nth]!, units.to[nth]!) };
      const profiles = profilesOf(claim, CLAIM);
      const isKnown = profiles.length > 0 && profiles.every((profile) => isDecidable(profile, claim));
      if (!isKnown) {
        this.#metas.add(units.high[nth]!, units.low[nth]!, 1);
        return undefined;
      }
      const tally = tallyOf(profiles);
      const context: Context = {
        nth: this.#contexts.length,
        ...{ profiles, tally },
        counts: Array.from({ length: tally.rules.length + tally.facts.length }, () => 0),
      };
      this.#contexts.push(context);
      this.#metas.add(units.high[nth]!, units.low[nth]!, this.#contexts.length + 1);
      return context;
    }
    return undefined;
  }

  /** Judges a value directly in a claim, as if the claim had nothing else than it and the resources that it contains. */
  #judge({ profiles, tally }: Context, nth: number, buf: Uint8Array): Seen {
    const { units } = this.#signatures;
    const { name, many } = this.#slot(units.slot[nth]!);
    const value = valueIn(buf, units.from[nth]!, units.to[nth]!);
    if (name === 'contained') {
      const type = textAt(value, 'resourceType') ?? '';
      const clean =
        profilesOf(value, type).length === 0 || carinFindings({ contained: [value] }, () => undefined).length === 0;
      return { clean, counts: [] };
    }
    const claim: Value = {
      resourceType: CLAIM,
      ...(units.local[nth] === 1 && { contained: this.#contained(buf) }),
      [name]: many ? [value] : value,
    };
    const clean = profiles.every((profile) => isCleanBy(profile, constraintsOn(profile, name), claim));
    const counts = tally.rules.flatMap(({ step }, at) =>
      step.name.startsWith(name) && countOf(step, claim) > 0 ? [at] : [],
    );
    const facts = tally.facts.flatMap(([element, is], at) =>
      element === name && is(value) ? [tally.rules.length + at] : [],
    );
    return { clean, counts: [...counts, ...facts] };
  }

  #contained(buf: Uint8Array): Value[] {
    const { units } = this.#signatures;
    const found: Value[] = [];
    for (let nth = 0; nth < units.count; nth += 1)
      if (this.#slot(units.slot[nth]!).name === 'contained') found.push(valueIn(buf, units.from[nth]!, units.to[nth]!));
    return found;
  }

  #slot(slot: number): { readonly name: string; readonly many: boolean } {
    const { types, slots } = this.#reader.tables;
    if (this.#slots !== slots.length) {
      this.#slots = slots.length;
      this.#names = new Map(
        types.flatMap(({ resource, keys }) =>
          resource
            ? Array.from(keys, ([name, of]) => [of, { name, many: slots[of]?.element.many === true }] as const)
            : [],
        ),
      );
    }
    return this.#names.get(slot) ?? NO_SLOT;
  }
}
const NO_SLOT = { name: '', many: false };

const valueIn = (buf: Uint8Array, from: number, to: number): Value =>
  JSON.parse(Buffer.from(buf.buffer, buf.byteOffset + from, to - from).toString('utf8')) as Value;

/** Whether each constraint of a profile is about one value of a claim, or counts values. Those about meta must hold. */
const isDecidable = (profile: WholeProfile, claim: Value): boolean =>
  compiled(profile).invariants.every(([step, key, { holds }]) => {
    if (Object.hasOwn(ACROSS_ELEMENTS, key)) return true;
    return step > 0 || (ABOUT_META.test(key) && holds(claim, claim, false));
  });

/** The constraints of a profile on what is within an element of its resource, and on each value of the element. */
const constraintsOn = (profile: WholeProfile, element: string): Compiled => {
  const { steps, rules, invariants } = compiled(profile);
  const elementAt = (nth: number): string => {
    const step = steps[nth];
    return step === undefined ? '' : step.before === 0 ? step.name : elementAt(step.before);
  };
  return {
    steps,
    rules: rules.flatMap(([nth, step, rule]) => {
      if (elementAt(nth) !== element) return [];
      return [[nth, step, step.before === 0 ? withoutCounts(rule) : rule] as const];
    }),
    invariants: invariants.filter(([nth]) => elementAt(nth) === element),
  };
};
const withoutCounts = (rule: CarinRule): CarinRule => ({ ...rule, min: 0, max: Infinity });

/** The constraints of profiles on how many values a claim has, and on several of them. */
const tallyOf = (profiles: readonly WholeProfile[]): Tally => {
  const rules = profiles.flatMap((profile) =>
    compiled(profile).rules.flatMap(([, step, { min = 0, max = Infinity }]) =>
      step.before === 0 && (min > 0 || max < Infinity) ? [{ step, min, max }] : [],
    ),
  );
  const across = profiles.flatMap((profile) =>
    compiled(profile).invariants.flatMap(([, key]) => ACROSS_ELEMENTS[key] ?? []),
  );
  const facts = across.flatMap((one) => one.facts);
  const deciding = (counts: readonly number[]): boolean => {
    let at = rules.length;
    return across.every(({ facts: own, holds }) => {
      at += own.length;
      return holds(counts.slice(at - own.length, at));
    });
  };
  const holds = (counts: readonly number[]): boolean => {
    for (let at = 0; at < rules.length; at += 1) {
      const { min, max } = rules[at]!;
      if (counts[at]! < min || counts[at]! > max) return false;
    }
    return deciding(counts);
  };
  return { rules, facts, holds };
};
