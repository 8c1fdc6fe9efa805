/** A count with its noun: `1 failure`, `2 failures`, `3 replies`. */
export const counted = (count: number, noun: string): string => `${count} ${count === 1 ? noun : pluralOf(noun)}`;

const pluralOf = (noun: string): string => `${noun.replace(/(?<![aeiou])y$/, 'ie')}s`;

/** Words in a row: `a`, `a and b`, `a, b and c`. */
export const enumerated = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** That only some requirements were selected: `only token was selected`. */
export const selectedText = (selection: readonly string[]): string =>
  `only ${enumerated(selection)} ${selection.length === 1 ? 'was' : 'were'} selected`;
