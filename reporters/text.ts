/** Control and format characters, line separators: what could move the cursor, hide text or forge a line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text that may come from the server under test, made safe for a terminal: one line, nothing invisible, bounded. */
export const printable = (text: string, longest = 2000): string => {
  const clean = text.replace(UNPRINTABLE, '\u{FFFD}');
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
};

/** A count with its noun: `1 failure`, `2 failures`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
