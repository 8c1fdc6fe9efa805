/** Tells texts apart that look alike once they are redacted, by a number: a check may have to compare them. */
export type Distinct = (original: string, redacted: string) => string;

/** Numbers the originals of each redacted text, in the order in which they are seen: the first has none. */
export const tellApart = (): Distinct => {
  const seen = new Map<string, Map<string, number>>();
  return (original, redacted) => {
    if (original === redacted) return redacted;
    const originals = seen.get(redacted) ?? new Map<string, number>();
    seen.set(redacted, originals);
    const nth = originals.get(original) ?? originals.size + 1;
    originals.set(original, nth);
    return nth === 1 ? redacted : `${redacted}«no. ${nth}»`;
  };
};
