/** Times that are looked at to find one that divides the data. */
const MOST_TIMES = 20_000;

/** Finds a time that divides others into two parts, as equal as they can be. */
export interface Division {
  /** Notes a time in milliseconds; undefined is not noted. */
  readonly add: (time: number | undefined) => void;
  /**
   * A time of the grain between two that are apart, in milliseconds; where they are all alike, one long before all of them.
   * Undefined: no time was noted. Times that are noted later do not change it.
   */
  readonly value: () => number | undefined;
  /** Whether the value divides the times. */
  readonly divides: () => boolean;
}

/** `grain`: the time found is a multiple of it, in milliseconds, and at least one of it away from the time before. */
export const createDivision = (grain: number): Division => {
  const times: number[] = [];
  /** What was asked for once: what a server is asked, and what its answer is compared with, are of one time. */
  let settled: { readonly between: number | undefined; readonly time: number } | undefined;
  const settle = (): typeof settled => {
    if (times.length === 0) return undefined;
    const between = dividing(times, grain);
    return { between, time: between ?? beforeAll(times, grain) };
  };
  return {
    add: (time) => {
      if (time !== undefined && times.length < MOST_TIMES) times.push(time);
    },
    value: () => (settled ??= settle())?.time,
    divides: () => (settled ?? settle())?.between !== undefined,
  };
};

/** So long before that no zone, rounding or other time of the same data matters: 20 years. */
const LONG_BEFORE_MS = 631_152_000_000;

const beforeAll = (times: readonly number[], grain: number): number => {
  const least = times.reduce((one, other) => Math.min(one, other));
  return Math.floor((least - LONG_BEFORE_MS) / grain) * grain;
};

const dividing = (times: readonly number[], grain: number): number | undefined => {
  const sorted = times.toSorted((a, b) => a - b);
  let best: { readonly time: number; readonly least: number } | undefined;
  for (const [index, time] of sorted.slice(0, -1).entries()) {
    const next = sorted[index + 1] ?? time;
    const least = Math.min(index + 1, sorted.length - index - 1);
    if (next - time >= 2 * grain && least > (best?.least ?? 0))
      best = { time: Math.floor((time + next) / 2 / grain) * grain, least };
  }
  return best?.time;
};
