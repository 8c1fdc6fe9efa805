import { HEADER_NAMES, HEADER_WORDS, QUERY_NAMES, ISSUE_CODES, SEVERITIES, TOKEN_TYPES } from './vocabulary.js';

/** Words of HTTP, OAuth and FHIR that every recording contains. */
const VOCABULARY: readonly string[] = [
  ...[HEADER_NAMES, QUERY_NAMES, ISSUE_CODES, SEVERITIES, TOKEN_TYPES, ...Object.values(HEADER_WORDS)].flatMap(
    (set) => [...set],
  ),
].map((word) => word.toLowerCase());

/** Longest text that can be an ordinary word; a longer one is always hidden. */
const LONGEST = 64;

/**
 * Whether a text is so ordinary that it cannot be hidden: a word of the protocol, or of `own`, the texts that the harness
 * itself writes and the URL under test. To replace it would change what the recording says.
 */
export const isOrdinary = (text: string, own: () => string): boolean => {
  if (text.length > LONGEST) return false;
  const word = text.toLowerCase();
  return VOCABULARY.some((known) => known.includes(word)) || own().includes(word);
};
