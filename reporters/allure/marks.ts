import { counted, type Level, type Report, standingOf, type Verdict } from '../../src/model/index.js';
import { tryLine } from '../text/curl.js';
import { exchangeText } from '../text/evidence.js';
import { jsonText, printable } from '../text/index.js';
import { outdatedTexts, uncoveredText } from '../text/known.js';
import { detailText, outcomeText } from '../text/outcome.js';

/** A file that shows what a verdict rests on. */
interface Proof {
  readonly name: string;
  /** Media type. */
  readonly type: 'application/json' | 'text/plain';
  /** File name, of this verdict alone: Allure finds a file that two results share for one of them only. */
  readonly file: string;
  readonly text: string;
}

/** A verdict in Allure's words, whichever way it gets there. */
export interface AllureMarks {
  readonly name: string;
  /** The same in every run, so that Allure joins them into a history. */
  readonly historyId: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly links: readonly { readonly name: string; readonly url: string; readonly type: 'link' | 'issue' }[];
  /** Allure reads it as Markdown: it holds text of the catalogue only, and nothing that a server said. */
  readonly description: string;
  /** What became of it; absent: it passed. */
  readonly message?: string;
  readonly proofs: readonly Proof[];
}

const SEVERITY: Readonly<Record<Level, string>> = { MUST: 'critical', SHOULD: 'normal', MAY: 'minor' };

/** Exchanges attached to one verdict; the JSON report has them all. */
const SHOWN = 20;
/** The same for one that passed. */
const SHOWN_OF_PASSES = 3;

/** What Allure shows of a verdict. */
export const marksOf = (verdict: Verdict, report: Report): AllureMarks => {
  const { id, level, basis, role, statement, source, decision } = verdict;
  const message = messageOf(verdict);
  const label = (name: string) => (value: string) => ({ name, value });
  return {
    name: `${id}: ${statement}`,
    historyId: id,
    labels: [
      { name: 'epic', value: role === 'server' ? 'Server' : 'Client' },
      { name: 'feature', value: report.chapters.find((one) => one.id === verdict.chapter)?.title ?? verdict.chapter },
      { name: 'severity', value: SEVERITY[level] },
      ...[level, basis, ...signsOf(verdict)].map(label('tag')),
    ],
    links: [
      ...(source.url === undefined
        ? []
        : [{ name: `${source.document}, ${source.section}`, url: source.url, type: 'link' as const }]),
      ...[verdict.known, ...(verdict.knownFindings?.entries ?? [])].flatMap((known) =>
        known !== undefined && /^https?:\/\//i.test(known.see)
          ? [{ name: printable(known.because), url: printable(known.see), type: 'issue' as const }]
          : [],
      ),
    ],
    description: [
      statement,
      `${level}, ${basis}: ${source.document}, “${source.section}”`,
      ...(decision === undefined ? [] : [`Decision: ${decision}`]),
    ].join('\n\n'),
    ...(message !== undefined && { message }),
    proofs: proofsOf(verdict, report),
  };
};

/** Tags that tell verdicts of one status apart. */
const signsOf = (verdict: Verdict): string[] => {
  const { outcome, known } = verdict;
  return [
    ...(standingOf(verdict) === 'warning' ? ['warning'] : []),
    ...(outcome === 'inapplicable' || outcome === 'blocked' ? [outcome] : []),
    ...(known === undefined ? [] : ['known failure']),
  ];
};

const messageOf = (verdict: Verdict): string | undefined => {
  const { outcome, evidence } = verdict;
  if (outcome === 'pass' && outdatedTexts(verdict).length === 0) return undefined;
  const isKnown = standingOf(verdict) === 'known failure' && outcome === 'fail';
  const uncovered = uncoveredText(verdict);
  const more = outcome === 'fail' ? evidence.length - SHOWN : 0;
  return [
    outcomeText(verdict),
    ...(isKnown ? [detailText(verdict)] : []),
    ...(uncovered === undefined ? [] : [`not known: ${uncovered}`]),
    ...(more > 0 ? [`shown by ${counted(more, 'more exchange')} than are attached`] : []),
  ]
    .map((line) => printable(line))
    .join('\n');
};

const proofsOf = (verdict: Verdict, report: Report): Proof[] => {
  const { id, outcome, evidence } = verdict;
  const shown = evidence
    .slice(0, outcome === 'pass' ? SHOWN_OF_PASSES : SHOWN)
    .flatMap((number) => report.exchanges.find((exchange) => exchange.id === number) ?? []);
  const [first] = shown;
  const exchanges = shown.map((exchange): Proof => ({
    name: printable(exchangeText(exchange, report)),
    type: 'application/json',
    file: `${id}-${exchange.id}-attachment.json`,
    text: jsonText(exchange),
  }));
  // A client's own request is not made again by curl.
  if (outcome !== 'fail' || first === undefined || report.role === 'client') return exchanges;
  return [
    ...exchanges,
    {
      name: 'try it by hand',
      type: 'text/plain',
      file: `${id}-by-hand-attachment.txt`,
      text: `${tryLine(verdict, first, report)}\n`,
    },
  ];
};
