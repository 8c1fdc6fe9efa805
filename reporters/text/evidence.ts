import type { Exchange, Report, Source, Verdict } from '../../src/model/index.js';
import { tryLine } from './curl.js';
import { frequentText, knownTexts, uncoveredText } from './known.js';

/** Exchanges shown per failure; the JSON report has them all. */
const SHOWN = 3;

/** What a reader needs to see a failure for themselves, name and text: expected, seen, exchanges, source, command line. */
export const particulars = (verdict: Verdict, report: Report): [name: string, text: string][] => {
  const { expected, seen, decision } = verdict;
  const evidence = verdict.evidence.flatMap(
    (number) => report.exchanges.find((exchange) => exchange.id === number) ?? [],
  );
  const [first] = evidence;
  const line = (name: string, text: string | undefined): [string, string][] =>
    text === undefined ? [] : [[name, text]];
  return [
    ...line('expected', expected),
    ...line('seen', seen),
    ...line('findings', verdict.outcome === 'fail' ? frequentText(verdict) : undefined),
    ...shownBy(evidence, report).flatMap((text) => line('shown by', text)),
    ...line('source', sourceText(verdict.source)),
    ...line('decision', decision),
    ...knownTexts(verdict).flatMap((text) => line('known', text)),
    ...line('not known', uncoveredText(verdict)),
    // A client's own request is not made again by curl.
    ...line('try', report.role === 'server' && first !== undefined ? tryLine(verdict, first, report) : undefined),
  ];
};

const shownBy = (evidence: readonly Exchange[], report: Report): string[] => {
  const more = evidence.length - SHOWN;
  return [
    ...evidence.slice(0, SHOWN).map((exchange) => exchangeText(exchange, report)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
};

/** One exchange in a line: `#12 GET /api/v1/jobs/1 → 404`; a client's names its scenario too: `#12 slow-job: GET …`. */
export const exchangeText = (exchange: Exchange, report: Report): string => {
  const scenario = report.role === 'client' ? `${exchange.step}: ` : '';
  return `#${exchange.id} ${scenario}${requestText(exchange, report)}`;
};

/** What was asked and how that ended: `GET /api/v1/jobs/1 → 404`. */
export const requestText = ({ request: { method, url }, reply, failure }: Exchange, report: Report): string => {
  const base = baseOf(url, report);
  const place = url.startsWith(`${base}/`) ? url.slice(base.length) : url;
  return `${method} ${place} → ${reply?.status ?? failure?.says ?? 'no response'}`;
};

/** What all addresses begin with: for a client each scenario has a server of its own. */
const baseOf = (url: string, { role, target }: Report): string => {
  if (role === 'server') return target;
  return URL.canParse(url) ? new URL(url).origin : url;
};

const sourceText = ({ document, section, url }: Source): string =>
  `${document}, “${section}”${url === undefined ? '' : ` ${url}`}`;
