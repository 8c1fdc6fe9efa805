import type { Exchange, Report, Source, Verdict } from '../../src/model/index.js';
import type { Paint } from './index.js';
import { curlOf } from '../text/curl.js';
import { knownTexts, uncoveredText } from '../text/known.js';
import { printable } from '../text/index.js';

/** Exchanges shown per failure; the JSON report has them all. */
const SHOWN = 3;

/** Everything that a reader needs to see a failure for themselves. */
export const verdictLines = (verdict: Verdict, report: Report, paint: Paint): string[] => {
  const { id, level, basis, gating, statement, known } = verdict;
  const sign = !gating ? paint.yellow('!') : known === undefined ? paint.red('✗') : paint.yellow('k');
  return [
    `  ${sign} ${paint.bold(id)}  ${level}, ${basis}${known === undefined ? '' : ', known failure'}`,
    `    ${printable(statement)}`,
    ...particulars(verdict, report).map(([name, text]) => `    ${paint.dim(name.padEnd(9))} ${printable(text)}`),
  ];
};

/** What stands below a failure, name and text: expected, seen, the exchanges that show it, source, how to try it. */
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
    ...shownBy(evidence, report).flatMap((text) => line('shown by', text)),
    ...line('source', sourceText(verdict.source)),
    ...line('decision', decision),
    ...knownTexts(verdict).flatMap((text) => line('known', text)),
    ...line('not known', uncoveredText(verdict)),
    // A client's own request is not made again by curl.
    ...line('try', report.role === 'server' && first !== undefined ? curlOf(first) : undefined),
  ];
};

const shownBy = (evidence: readonly Exchange[], { role, target }: Report): string[] => {
  const more = evidence.length - SHOWN;
  return [
    ...evidence
      .slice(0, SHOWN)
      .map((exchange) => (role === 'client' ? requestText(exchange) : exchangeText(exchange, target))),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
};

/** One exchange in a line: `#12 GET /api/v1/jobs/1 → 404`. */
export const exchangeText = ({ id, request, reply, failure }: Exchange, target: string): string => {
  const { method, url } = request;
  const place = url.startsWith(`${target}/`) ? url.slice(target.length) : url;
  const end = reply === undefined ? (failure?.says ?? 'no reply') : `${reply.status}`;
  return `#${id} ${method} ${place} → ${end}`;
};

/** A client's request, with the scenario that it was made in: `#12 slow-job: GET /api/v1/jobs/1 → 202`. */
const requestText = (exchange: Exchange): string => {
  const { id, step, request } = exchange;
  return exchangeText(exchange, new URL(request.url).origin).replace(`#${id} `, `#${id} ${step}: `);
};

const sourceText = ({ document, section, url }: Source): string =>
  `${document}, “${section}”${url === undefined ? '' : ` ${url}`}`;
