import type { Exchange } from '../../../../src/model/index.js';

/** Maps an instant to a place in the picture. */
export interface Axis {
  /** Place of an instant (milliseconds since the run began), from 0 to 1. */
  readonly place: (at: number) => number;
  /** Pauses that are drawn shorter than they were. */
  readonly cuts: readonly Pause[];
  /** From the first request to the last response, in milliseconds. */
  readonly span: number;
}

/** A time without requests, in milliseconds since the run began, and the exchange that ended it. */
interface Pause {
  readonly from: number;
  readonly ms: number;
  readonly before: number;
}

/** Largest share of the picture that one pause may take: a wait for a token to expire would hide everything else. */
const SHARE = 1 / 8;
/** Shorter pauses are never cut, in milliseconds. */
const LEAST = 5000;

/** An axis for exchanges in the order sent. */
export const axisOf = (exchanges: readonly Exchange[]): Axis => {
  const begin = exchanges[0]?.at ?? 0;
  const end = exchanges.reduce((last, { at, ms }) => Math.max(last, at + ms), begin + 1);
  const pauses = pausesOf(exchanges);
  const longest = longestDrawn(end - begin, pauses);
  const cuts = pauses.filter(({ ms }) => ms > longest);
  const drawn = (at: number): number =>
    cuts.reduce((sum, { from, ms }) => sum - Math.max(0, Math.min(ms, at - from) * (1 - longest / ms)), at - begin);
  const width = drawn(end);
  return { place: (at) => drawn(at) / width, cuts, span: end - begin };
};

const pausesOf = (exchanges: readonly Exchange[]): Pause[] => {
  let from = exchanges[0]?.at ?? 0;
  return exchanges.flatMap(({ id, at, ms }) => {
    const pause = { from, ms: at - from, before: id };
    from = Math.max(from, at + ms);
    return pause.ms > 0 ? pause : [];
  });
};

/** The length to which pauses are cut, so that none of them takes more than its share of what is left. */
const longestDrawn = (span: number, pauses: readonly Pause[]): number => {
  let longest = Math.max(LEAST, span * SHARE);
  for (let round = 0; round < 30; round += 1)
    longest = Math.max(LEAST, SHARE * pauses.reduce((left, { ms }) => left - Math.max(0, ms - longest), span));
  return longest;
};
