const NAME = Buffer.from('"lastUpdated"');
/** More than a colon, white space and an instant take. */
const LONGEST_VALUE = 64;

/**
 * Whether meta.lastUpdated of the resource in a line is after an instant, in milliseconds since the epoch; undefined: the
 * line names no such time. Lines are millions, so only one is parsed that has a later time in it, in a nested Meta perhaps.
 */
export const isUpdatedAfter = (line: Buffer, instant: number): boolean | undefined => {
  let dated = false;
  for (let at = line.indexOf(NAME); at >= 0; at = line.indexOf(NAME, at + NAME.length)) {
    const from = at + NAME.length;
    const value = /^\s*:\s*"([^"]*)"/.exec(line.toString('latin1', from, from + LONGEST_VALUE))?.[1];
    if (value === undefined) continue;
    if (Date.parse(value) > instant) return isOwnAfter(line, instant);
    dated = true;
  }
  return dated ? false : undefined;
};

const isOwnAfter = (line: Buffer, instant: number): boolean => {
  try {
    const { meta } = JSON.parse(line.toString('utf8')) as { readonly meta?: { readonly lastUpdated?: unknown } | null };
    return Date.parse(String(meta?.lastUpdated)) > instant;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
};
