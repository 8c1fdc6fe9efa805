/** Names that differ in so many letters may be meant by a word. */
const LETTERS = 3;

/** The name that a mistyped word is closest to, as a sentence with a space in front of it; empty if it is close to none. */
export const didYouMean = (word: string, names: readonly string[]): string => {
  const ranked = names
    .map((name) => ({ name, letters: distance(word, name) }))
    .filter(({ name, letters }) => letters <= LETTERS && letters < name.length / 2)
    .toSorted((a, b) => a.letters - b.letters);
  return ranked[0] === undefined ? '' : ` Did you mean ${ranked[0].name}?`;
};

/** How many letters must be added, removed or replaced to make one word of the other. */
const distance = (one: string, other: string): number => {
  if (Math.abs(one.length - other.length) > LETTERS) return Infinity;
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(one).entries()) {
    const here = [row + 1];
    for (const [column, wanted] of Array.from(other).entries())
      here.push(
        Math.min(
          (above[column] ?? 0) + (letter === wanted ? 0 : 1),
          (above[column + 1] ?? 0) + 1,
          (here[column] ?? 0) + 1,
        ),
      );
    above = here;
  }
  return above.at(-1) ?? 0;
};
