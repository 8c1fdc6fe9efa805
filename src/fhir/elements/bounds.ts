import type { Bound, Criterion } from '../../model/index.js';
import { isUpdatedAfter } from './last-updated.js';
import { type Members, tagsOf } from './members.js';

/** Where a resource stands to a bound. */
export interface Placement {
  /** It is certainly within. */
  readonly within: boolean;
  /** Parts of the bound that it is certainly outside of. */
  readonly outside: readonly Criterion[];
  /** It says nothing of a part of the bound. */
  readonly silent: boolean;
}

const SYSTEM_TYPE = /\/System-Type$/;
const NOTHING: readonly Criterion[] = [];

/**
 * Where the resource of a type in a line stands to each of several bounds. What a bound says of claims does not concern other
 * types. Members are read only where they are asked for.
 */
export const placements = (bounds: readonly Bound[], type: string, line: Buffer, members: Members): Placement[] =>
  bounds.map((bound) => {
    const told = (type === 'ExplanationOfBenefit' ? ofClaim(bound, members) : []).concat(ofUpdate(bound, line));
    const outside = told.flatMap(([criterion, is]) => (is === 'outside' ? [criterion] : []));
    return {
      within: told.every(([, is]) => is === 'within'),
      outside: outside.length > 0 ? outside : NOTHING,
      silent: told.some(([, is]) => is === 'unknown'),
    };
  });

type Told = readonly [Criterion, 'within' | 'partly' | 'outside' | 'unknown'];

const ofUpdate = ({ since }: Bound, line: Buffer): Told[] => {
  if (since === undefined) return [];
  const after = isUpdatedAfter(line, since);
  return [['since', after === undefined ? 'unknown' : after ? 'within' : 'outside']];
};

const ofClaim = ({ systems, outcomes, servedFrom, servedBefore }: Bound, members: Members): Told[] => {
  const told: Told[] = [];
  if (systems !== undefined) {
    const own = systemsOf(members);
    told.push([
      'systems',
      own.length === 0 ? 'unknown' : own.some((one) => systems.includes(one)) ? 'within' : 'outside',
    ]);
  }
  if (outcomes !== undefined) {
    const outcome = members('outcome');
    told.push([
      'outcomes',
      typeof outcome !== 'string' ? 'unknown' : outcomes.includes(outcome) ? 'within' : 'outside',
    ]);
  }
  if (servedFrom !== undefined || servedBefore !== undefined)
    told.push(['served', served(members, servedFrom ?? -Infinity, servedBefore ?? Infinity)]);
  return told;
};

/** Codes of the System-Type tags of a claim. */
const systemsOf = (members: Members): string[] =>
  listIn(tagsOf(members)).flatMap((tag) => {
    const { system, code } = (tag ?? {}) as { readonly system?: unknown; readonly code?: unknown };
    return typeof system === 'string' && SYSTEM_TYPE.test(system) && typeof code === 'string' ? [code] : [];
  });

/**
 * The documentation says that a service date is one on which care was given within the billable period, and not which element
 * has it: a claim is outside only if neither that period nor the date of any item has a moment in common with what was asked,
 * and within only if all of them are.
 */
const served = (members: Members, from: number, before: number): Told[1] => {
  const spans = [spanOf(members('billablePeriod')), ...listIn(members('item')).flatMap(spansOfItem)].filter(
    (span) => span !== undefined,
  );
  if (spans.length === 0) return 'unknown';
  if (spans.every(([first, end]) => first >= from && end <= before)) return 'within';
  return spans.some(([first, end]) => first < before && end > from) ? 'partly' : 'outside';
};

/** From when, and until before when. */
type Span = readonly [first: number, end: number];

const spansOfItem = (item: unknown): (Span | undefined)[] => {
  const { servicedDate, servicedPeriod } = (item ?? {}) as Record<string, unknown>;
  return [spanOf(servicedPeriod), dateSpan(servicedDate)];
};

const spanOf = (period: unknown): Span | undefined => {
  const { start, end } = (period ?? {}) as Record<string, unknown>;
  const [first, last] = [dateSpan(start), dateSpan(end)];
  if (first === undefined && last === undefined) return undefined;
  return [first?.[0] ?? -Infinity, last?.[1] ?? Infinity];
};

/** A day, and how much a zone may shift a moment against the day that its date names. */
const [DAY, ZONE] = [86_400_000, 14 * 3_600_000] as const;

/** The time that a FHIR date or dateTime stands for. */
const dateSpan = (value: unknown): Span | undefined => {
  const [, year, month, day, rest = ''] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$/.exec(String(value)) ?? [];
  if (year === undefined) return undefined;
  if (rest !== '') {
    const at = Date.parse(String(value));
    return Number.isNaN(at) ? undefined : [at - ZONE, at + ZONE];
  }
  const first = Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1));
  const end =
    day !== undefined
      ? first + DAY
      : month !== undefined
        ? Date.UTC(Number(year), Number(month), 1)
        : Date.UTC(Number(year) + 1, 0, 1);
  return [first, end];
};

/** The first day of care that a claim names, as a date; undefined: it names none. */
export const firstDayOf = (members: Members): string | undefined => {
  const [first] = spanOf(members('billablePeriod')) ?? [];
  return first === undefined || !Number.isFinite(first) ? undefined : new Date(first).toISOString().slice(0, 10);
};

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
