import { printable } from './index.js';

/** What Markdown, or GitHub's dialect of it, reads as more than a sign: markup, tables, formulas; links, emoji, entities. */
const SIGNS = /[\\`*_~[\]<>|$]|:(?=\/\/|[a-z+-][\w+-]*:)|&(?=#?\w+;)/gi;
/** GitHub links these after Markdown is done, where no backslash helps: an invisible joiner behind them does. */
const MENTIONS = /[@#]/g;
/** Signs that make a list or a line of what they begin. */
const START = /^(?=[-+](?:\s|$)|[-=]+\s*$)|^\d+(?=[.)](?:\s|$))/;

/** One line of text that Markdown shows as it is written, also in a cell of a table: no markup, no link, nobody called. */
export const markdownText = (raw: string, longest = 500): string =>
  printable(raw, longest)
    .trimStart()
    .replace(SIGNS, (sign) => `\\${sign}`)
    .replace(MENTIONS, (sign) => `\\${sign}\u{2060}`)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
    .replace(START, '$&\\');
