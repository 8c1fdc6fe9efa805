const NAME = Buffer.from('"lastUpdated"');
/** More than a colon, white space and an instant take. */
const LONGEST_VALUE = 64;

/** The times of lastUpdated that a line names, in milliseconds since the epoch, NaN for what is no time. */
function* timesIn(line: Buffer): Generator<number, void, undefined> {
  for (let at = line.indexOf(NAME); at >= 0; at = line.indexOf(NAME, at + NAME.length)) {
    const from = at + NAME.length;
    const value = /^\s*:\s*"([^"]*)"/.exec(line.toString('latin1', from, from + LONGEST_VALUE))?.[1];
    if (value !== undefined) yield Date.parse(value);
  }
}

/**
 * Whether meta.lastUpdated of the resource in a line is after an instant, in milliseconds since the epoch; undefined: the
 * line names no such time. Lines are millions, so only one is parsed that has times on both sides, in a nested Meta perhaps.
 */
export const isUpdatedAfter = (line: Buffer, instant: number): boolean | undefined => {
  const times = [...timesIn(line)];
  if (times.length === 0) return undefined;
  const later = times.map((time) => time > instant);
  if (later.every((is) => is === later[0]) && times.length === 1) return later[0];
  const own = lastUpdatedIn(line);
  return own === undefined ? undefined : own > instant;
};

/** meta.lastUpdated of the resource in a line, in milliseconds since the epoch; undefined: it has none. */
export const lastUpdatedIn = (line: Buffer): number | undefined => {
  const [first, ...more] = timesIn(line);
  if (first === undefined || more.length === 0) return Number.isNaN(first) ? undefined : first;
  try {
    const { meta } = JSON.parse(line.toString('utf8')) as { readonly meta?: { readonly lastUpdated?: unknown } | null };
    const own = Date.parse(String(meta?.lastUpdated));
    return Number.isNaN(own) ? undefined : own;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
