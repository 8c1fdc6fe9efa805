/** Control and format characters, line separators: what could move the cursor, hide text or forge a line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text that may come from the server under test, made safe for a terminal: one line, nothing invisible, bounded. */
export const printable = (text: string, longest = 2000): string => {
  const clean = text.replace(UNPRINTABLE, '\u{FFFD}');
  // Half a character can be neither encoded nor written.
  return clean.length > longest ? `${clean.slice(0, longest).replace(/\p{Cs}$/u, '')}…` : clean;
};

/** Control and format characters, line separators; but for the line feeds that make the layout. */
const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON in which everything is visible: invisible characters are escaped, also those that JSON allows. */
export const jsonText = (value: unknown): string => {
  const escaped = (sign: string): string =>
    sign
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
  return `${JSON.stringify(value, null, 2).replace(INVISIBLE, escaped)}\n`;
};

/** A text without its percent escapes (RFC 3986, 2.1); one whose escapes are not UTF-8 stays as it is. */
export const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
};
