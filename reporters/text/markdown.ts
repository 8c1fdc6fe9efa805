import { printable } from './index.js';

/** What Markdown, or GitHub's dialect of it, takes for markup, tables, formulas, links, emoji or entities. */
const SIGNS = /[\\`*_~[\]<>|$]|:(?=\/\/|[a-z+-][\w+-]*:)|&(?=#?\w+;)/gi;
/** GitHub links these after Markdown is done, where no backslash helps: an invisible joiner behind them does. */
const MENTIONS = /[@#]/g;
/** Signs that start a list or a line. */
const START = /^(?=[-+](?:\s|$)|[-=]+\s*$)|^\d+(?=[.)](?:\s|$))/;

/** One line of text that Markdown shows as it is written, also in a table cell: no markup, no link, no mention. */
export const markdownText = (raw: string, longest = 500): string =>
  printable(raw, longest)
    .trimStart()
    .replace(SIGNS, (sign) => `\\${sign}`)
    .replace(MENTIONS, (sign) => `\\${sign}\u{2060}`)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
    .replace(START, '$&\\');
