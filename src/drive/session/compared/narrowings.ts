import { HashCounts } from '../../../fhir/hash-counts.js';
import { firstDayOf } from '../../../fhir/elements/bounds.js';
import type { Members } from '../../../fhir/elements/members.js';
import { Flag, isOutside, isWithin } from '../../../fhir/validate/identity.js';
import { lastUpdatedIn } from '../../../fhir/elements/last-updated.js';
import { type Bound, CRITERIA, type Criterion, type NarrowedFact } from '../../../model/index.js';
import { createDivision } from './division.js';

/** Ids remembered of all exports that are narrowed; beyond that nothing can be said of what they lack. */
const MOST_NARROWED = 4_000_000;

/** What an export, and what exports after it, are narrowed to. */
export interface ExportBounds {
  /** Its name. */
  readonly of: string;
  readonly own?: Bound;
  /** Exports that must have those of its resources that are within their bound. */
  readonly others: readonly { readonly of: string; readonly bound: Bound }[];
  /** It shows which instant and which day divide the data. */
  readonly divides: boolean;
}

/** What is known of the resources of one type in a narrowed export. */
interface TypeOfNarrowed {
  exchange: number;
  /** The first file with resources outside. */
  showing: number;
  resources: number;
  unknown: number;
  readonly outside: Partial<Record<Criterion, number>>;
  readonly own: HashCounts;
  /** Resources of exports before that it must have. */
  readonly wanted: HashCounts;
}

/** One file of an export that is compared with bounds. */
interface NarrowedFile {
  /** A resource of the listed type. */
  readonly take: (high: number, low: number, flags: number) => void;
  readonly end: (exchange: number) => void;
}

/** How the exports of a run compare with what they are narrowed to. */
export interface Narrowings {
  readonly file: (bounds: ExportBounds, type: string) => NarrowedFile;
  /** Notes that an export that is narrowed came to its manifest, which it may list no file in. */
  readonly begin: (of: string, exchange: number) => void;
  /** Notes when a resource was updated, and when the care of a claim was. */
  readonly divide: (type: string, line: Buffer, members: Members) => void;
  /**
   * An instant with resources updated before and after it, in milliseconds; where all were updated at once, one long before that.
   * Undefined: no resource says when it was updated.
   */
  readonly instant: () => number | undefined;
  /** The same for a day and the days of the claims. */
  readonly day: () => number | undefined;
  /** Whether resources were updated before and after the instant. */
  readonly instantDivides: () => boolean;
  /** Whether claims are for care before and after the day. */
  readonly dayDivides: () => boolean;
  /** Whether a resource was noted. */
  readonly hasSeen: () => boolean;
  readonly facts: () => NarrowedFact[];
}

/** Grains of an instant, which is written with seconds, and of a day. */
const [SECOND, DAY] = [1000, 86_400_000] as const;

export const createNarrowings = (): Narrowings => {
  const exports = new Map<string, { exchange: number; types: Map<string, TypeOfNarrowed> }>();
  const [updates, days] = [createDivision(SECOND), createDivision(DAY)];
  let remembered = 0;
  let seen = false;
  const of = (name: string, type: string): TypeOfNarrowed => {
    const { types } = exportOf(name);
    const known = types.get(type);
    if (known !== undefined) return known;
    const counts = { exchange: 0, showing: 0, resources: 0, unknown: 0, outside: {} };
    const made = { ...counts, own: new HashCounts(), wanted: new HashCounts() };
    types.set(type, made);
    return made;
  };
  const exportOf = (name: string) => {
    const made = exports.get(name) ?? { exchange: 0, types: new Map<string, TypeOfNarrowed>() };
    exports.set(name, made);
    return made;
  };
  const remember = (ids: HashCounts, high: number, low: number): boolean => {
    if (remembered >= MOST_NARROWED) return true;
    const isNew = ids.add(high, low) === 0;
    remembered += isNew ? 1 : 0;
    return isNew;
  };
  return {
    file: (bounds, type) => {
      let isShowing = false;
      const own = bounds.own === undefined ? undefined : of(bounds.of, type);
      const others = bounds.others.map((other) => other.of);
      return {
        take: (high, low, flags) => {
          for (const [nth, other] of others.entries())
            if (isWithin(flags, nth)) remember(of(other, type).wanted, high, low);
          if (own === undefined || !remember(own.own, high, low)) return;
          own.resources += 1;
          const outside = CRITERIA.filter((_, nth) => isOutside(flags, nth));
          for (const criterion of outside) own.outside[criterion] = (own.outside[criterion] ?? 0) + 1;
          isShowing ||= outside.length > 0;
          if (outside.length === 0 && (flags & Flag.silent) !== 0) own.unknown += 1;
        },
        end: (exchange) => {
          if (own === undefined) return;
          own.exchange = least(own.exchange, exchange);
          if (isShowing) own.showing = least(own.showing, exchange);
        },
      };
    },
    begin: (name, exchange) => void (exportOf(name).exchange = exchange),
    divide: (type, line, members) => {
      seen = true;
      updates.add(lastUpdatedIn(line));
      if (type !== 'ExplanationOfBenefit') return;
      const day = firstDayOf(members);
      days.add(day === undefined ? undefined : Date.parse(day));
    },
    instant: updates.value,
    day: days.value,
    instantDivides: updates.divides,
    dayDivides: days.divides,
    hasSeen: () => seen,
    facts: () =>
      [...exports].flatMap(([name, { exchange, types }]) =>
        [...types].flatMap(([type, one]): NarrowedFact[] => {
          const at = one.showing || one.exchange || exchange;
          // Without its manifest, nothing is known of an export.
          if (at === 0) return [];
          const missing = [...one.wanted].filter(({ hash: [high, low] }) => !one.own.has(high, low)).length;
          const { resources, unknown, outside, wanted } = one;
          return [
            {
              ...{ kind: 'narrowed', exchange: at, of: name, type },
              ...{ resources, unknown, outside, wanted: wanted.size, missing },
              ...(remembered >= MOST_NARROWED && { over: true as const }),
            },
          ];
        }),
      ),
  };
};

/** The smaller of two ids; 0 stands for a missing one. */
const least = (one: number, other: number): number => (one === 0 ? other : Math.min(one, other));
