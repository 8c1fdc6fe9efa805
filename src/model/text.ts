/** Control and format characters, line separators: what could move the cursor, hide text or forge a line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text that may come from the server under test, made safe for a terminal: one line, nothing invisible, bounded. */
export const printable = (text: string, longest = 2000): string => {
  const clean = text.replace(UNPRINTABLE, '\u{FFFD}');
  // Half a character can be neither encoded nor written.
  return clean.length > longest ? `${clean.slice(0, longest).replace(/\p{Cs}$/u, '')}…` : clean;
};
