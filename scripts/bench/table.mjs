/** The middle of some values. */
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Prints a time as a multiple of the time of something else, its floor, in the same run. */
export const row = (what, ms, floor, floorMs) =>
  console.log(
    `${what.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / floorMs).toFixed(1).padStart(6)} × ${floor} (${floorMs.toFixed(0)} ms)`,
  );
