import type { HistoryFact } from '../../../model/index.js';
import { HashCounts } from '../../../fhir/hash-counts.js';

/** Ids remembered in a run (some 25 GB of claims); beyond that nothing can be said. */
const MOST = 4_000_000;
/** Exports that are told apart, one bit of a word each. */
const MOST_EXPORTS = 24;
/** Types that are told apart, in the other bits of that word. */
const MOST_TYPES = 255;
/** Resources of a type whose contents are compared: those with the smallest hashes, the same ones in every export. */
const MOST_DIGESTS = 2000;

/** The resources of one type in one export. */
interface TypeOfExport {
  exchange: number;
  resources: number;
  before: number;
  missing: number;
  returned: number;
  compared: number;
  changed: number;
}

/** An export whose ids are remembered. */
export interface RememberedExport {
  readonly bit: number;
  /** Its name, if it is compared with the run's other exports. */
  readonly of: string | undefined;
  readonly types: Map<RememberedType, TypeOfExport>;
}

/** A type whose resources are remembered. */
export interface RememberedType {
  readonly name: string;
  /** From 1; 0: there are more types than can be told apart. */
  readonly nth: number;
  /** Contents are compared of the resources whose hash has a first word up to this one. */
  below: number;
  /** Digests of these, by their hash. */
  digests: Map<string, { readonly high: number; readonly digest: number }>;
}

/** The ids of one run: one set of hashes, and for each hash the exports that have it. */
export class RunIds {
  readonly #ids = new HashCounts();
  readonly #exports = new Map<string, RememberedExport>();
  readonly #types = new Map<string, RememberedType>();
  /** There is more than can be remembered: nothing is known. */
  over = false;

  /** An export, by a name of its own; `of`: its name where it is compared with the run's other exports. */
  export(name: string, of?: string): RememberedExport {
    const known = this.#exports.get(name);
    if (known !== undefined) return known;
    if (this.#exports.size >= MOST_EXPORTS) this.over = true;
    const made = { bit: 1 << (this.#exports.size % MOST_EXPORTS), of, types: new Map() };
    this.#exports.set(name, made);
    return made;
  }

  type(name: string): RememberedType {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const nth = this.#types.size >= MOST_TYPES ? 0 : this.#types.size + 1;
    const made = { name, nth, below: 0xffffffff, digests: new Map() };
    if (nth > 0) this.#types.set(name, made);
    return made;
  }

  /** Notes the first download of a type in an export. */
  begin(at: RememberedExport, type: RememberedType, exchange: number): void {
    const own = at.types.get(type);
    // With parallel downloads, the file that was requested first counts.
    if (own !== undefined) own.exchange = own.exchange === 0 ? exchange : Math.min(own.exchange, exchange);
  }

  /** Notes a resource; returns whether the same export had it before. `type`: the one that its file is listed with, if it has it. */
  add(at: RememberedExport, type: RememberedType | undefined, high: number, low: number, digest: number): boolean {
    if (this.#ids.size >= MOST) this.over = true;
    if (this.over) return false;
    const before = this.#ids.mark(high, low, at.bit | ((type?.nth ?? 0) << MOST_EXPORTS));
    if ((before & at.bit) !== 0) return true;
    if (type === undefined || at.of === undefined) return false;
    const own = at.types.get(type) ?? { ...NOTHING };
    at.types.set(type, own);
    own.resources += 1;
    if (digest !== 0) compare(own, type, high, low, digest);
    return false;
  }

  /** How many resources of a type each of two exports has, by their own names, and how many both have. */
  compared(type: string, name: string, otherName: string): { patients: number; others: number; both: number } {
    const [nth, own, other] = [
      this.#types.get(type)?.nth ?? -1,
      this.#exports.get(name)?.bit,
      this.#exports.get(otherName)?.bit,
    ];
    const counts = { patients: 0, others: 0, both: 0 };
    for (const { count } of this.#ids) {
      if (count >>> MOST_EXPORTS !== nth) continue;
      const [has, otherHas] = [(count & (own ?? 0)) !== 0, (count & (other ?? 0)) !== 0];
      if (has) counts.patients += 1;
      if (otherHas) counts.others += 1;
      if (has && otherHas) counts.both += 1;
    }
    return counts;
  }

  /** How each export compares with the others that have resources of the same type, in the order of the run. */
  facts(): HistoryFact[] {
    const compared = [...this.#exports.values()].filter(({ of }) => of !== undefined);
    const byType = [...this.#types.values()].map((type) => ({
      type,
      among: compared.flatMap(({ bit, types }) => {
        const own = types.get(type);
        return own === undefined ? [] : [{ bit, own }];
      }),
    }));
    if (!this.over)
      for (const { count } of this.#ids) countLosses(count, byType[(count >>> MOST_EXPORTS) - 1]?.among ?? []);
    return compared.flatMap(({ of = '', types }) =>
      [...types].map(([{ name }, own]) => ({
        ...{ kind: 'history' as const, of, type: name, ...own },
        ...(this.over && { over: true as const }),
      })),
    );
  }
}

const NOTHING: TypeOfExport = {
  ...{ exchange: 0, resources: 0 },
  ...{ before: 0, missing: 0, returned: 0 },
  ...{ compared: 0, changed: 0 },
};

/** Compares a resource with the first one of that id. */
const compare = (own: TypeOfExport, type: RememberedType, high: number, low: number, digest: number): void => {
  if (high > type.below) return;
  const key = `${high} ${low}`;
  const first = type.digests.get(key);
  if (first !== undefined) {
    own.compared += 1;
    if (first.digest !== digest) own.changed += 1;
    return;
  }
  type.digests.set(key, { high, digest });
  if (type.digests.size < 2 * MOST_DIGESTS) return;
  const kept = [...type.digests].sort(([, a], [, b]) => a.high - b.high).slice(0, MOST_DIGESTS);
  type.digests = new Map(kept);
  type.below = kept.at(-1)?.[1].high ?? 0;
};

/** Counts one resource in the exports that do not have it after an earlier one had it. */
const countLosses = (bits: number, among: readonly { bit: number; own: TypeOfExport }[]): void => {
  let earlier = false;
  for (const [index, { bit, own }] of among.entries()) {
    if (earlier) own.before += 1;
    if ((bits & bit) !== 0) earlier = true;
    else if (earlier) {
      own.missing += 1;
      if (among.slice(index + 1).some((later) => (bits & later.bit) !== 0)) own.returned += 1;
    }
  }
};
