/** What may stay of texts that servers write themselves: their shape, and the words that are known to be harmless. */

/** One word, as codes and the names of types are. */
export const isWord = (text: string): boolean => /^[A-Za-z][A-Za-z-]{0,59}$/.test(text);

/** A type's name as a transcript keeps it. */
export const harmlessType = (type: string): string => (isWord(type) ? type : `«string, ${type.length} characters»`);

/** A URL without the values of its query (but `_type`) and without its fragment: both carry tokens and signatures. */
export const harmlessUrl = (url: string): string => {
  const [before = '', ...fragments] = url.split('#');
  const [path = '', ...queries] = before.split('?');
  const query = queries
    .join('?')
    .split('&')
    .map((pair) => {
      const [name = '', ...values] = pair.split('=');
      const value = values.join('=');
      return name === '_type' || /^(«[^»]*»)?$/.test(value) ? pair : `${name}=${described(value)}`;
    });
  return [
    path,
    ...(queries.length > 0 ? [`?${query.join('&')}`] : []),
    ...(fragments.length > 0 ? [`#«${fragments.join('#').length} characters»`] : []),
  ].join('');
};

/** Secrets that stand in for themselves already must still be told of. */
const MARKS = /«(?:token \d+|jwt|(?:other )?client secret|client id|(?:altered|expired) token)»/g;

const described = (value: string): string =>
  `«${value.length} characters${[...new Set(value.match(MARKS))].map((mark) => `, repeats ${mark}`).join('')}»`;

const PROGRESS_WORDS = new Set(['pending', 'in', 'progress', 'completed', 'complete', 'queued', 'running', 'done']);

/** X-Progress with every other word crossed out, letter by letter, so that its length stays; percentages stay too. */
export const harmlessProgress = (progress: string): string =>
  progress
    .split(/(«[^»]*»)/)
    .map((part) => (part.startsWith('«') ? part : crossedOut(part)))
    .join('');

const crossedOut = (text: string): string =>
  text
    .replace(/\p{L}[\p{L}\p{M}]*/gu, (word) =>
      PROGRESS_WORDS.has(word.toLowerCase()) ? word : 'x'.repeat(word.length),
    )
    .replace(/\d+(?:\.\d+)?(?![\d.]*\s?%)/g, (digits) => digits.replace(/\d/g, '0'));

/** WWW-Authenticate with its schemes and the names of its parameters, without their values. */
export const harmlessChallenge = (challenge: string): string =>
  challenge
    .replace(/"(?:[^"\\]|\\.)*"?/g, (value) => `"«${value.length} characters»"`)
    .replace(/=\s*[^"\s,][^\s,]*/g, (value) => `=«${value.length} characters»`);
