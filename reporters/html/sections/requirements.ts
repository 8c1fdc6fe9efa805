import type { Basis, Level, Report, Source, Untestable, Verdict } from '../../../src/model/index.js';
import { counted } from '../../text/index.js';
import { tryLine } from '../../text/curl.js';
import { requestText } from '../../text/evidence.js';
import { filter } from './filter.js';
import { chaptersOf, countedAs, type OutcomeKind, KINDS, kindOf } from '../outcome-kinds.js';
import { entry, html, linesOf, link, listOf, type Markup } from '../markup.js';
import { examples, withExamples } from './examples.js';
import { findingsOf, knownOf } from './known.js';
import { blockerText } from '../../text/outcome.js';
import { variableLines } from '../../text/variables.js';

/** Exchanges per requirement with their request line, and by number alone; the JSON report has them all. */
const LINES = 5;
const SHOWN = 40;

/** Every requirement, chapter by chapter in reading order. */
export const requirements = (report: Report): Markup => {
  const shown = withExamples(report);
  return html`
    <section aria-labelledby="requirements">
      <h2 id="requirements">Requirements</h2>
      ${filter(report)} ${variables(report)}
      ${chaptersOf(report).map(
        ({ id, title, verdicts, untestable }) => html`
          <section class="chapter" aria-labelledby="chapter-${id}">
            <h3 id="chapter-${id}">${title} <span class="tally">${tally(verdicts, untestable)}</span></h3>
            ${verdicts.map((verdict) => judged(verdict, report, shown))} ${untestable.map(untested)}
          </section>
        `,
      )}
    </section>
  `;
};

const tally = (verdicts: readonly Verdict[], untestable: readonly Untestable[]): string => {
  const kinds: OutcomeKind[] = [...verdicts.map(kindOf), ...untestable.map(() => 'untestable' as const)];
  return (Object.keys(KINDS) as OutcomeKind[])
    .map((kind) => ({ kind, count: kinds.filter((one) => one === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${KINDS[kind].sign} ${count}`)
    .join('  ');
};

/** How to set the variables that the command lines use. */
const variables = (report: Report): Markup | undefined => {
  const lines = variableLines(report, report.verdicts);
  return lines.length === 0
    ? undefined
    : html`<details class="variables">
        <summary>Variables in the command lines</summary>
        <pre tabindex="0" role="region" aria-label="How to set the variables">${linesOf(lines)}</pre>
      </details>`;
};

interface Head {
  readonly id: string;
  readonly level: Level;
  readonly basis: Basis;
  readonly statement: string;
}

const requirement = ({ id, level, basis, statement }: Head, kind: OutcomeKind, body: Markup): Markup => html`
  <div class="row">
    <details class="req k-${kind}" data-outcome="${countedAs(kind)}" data-level="${level}" data-basis="${basis}">
      <summary>
        <span class="sign" aria-hidden="true">${KINDS[kind].sign}</span>
        <span class="head"
          ><span class="id">${id}</span> <span class="word">${KINDS[kind].word}</span> <span class="tag">${level}</span>
          <span class="tag">${basis}</span></span
        >
        <span class="statement">${statement}</span>
      </summary>
      <div class="body" id="${id}">${body}</div>
    </details>
    <a class="anchor" href="#${id}" aria-label="${id}">#</a>
  </div>
`;

const judged = (verdict: Verdict, report: Report, shown: ReadonlySet<string>): Markup => {
  const { expected, seen, because, decision, source, outcome } = verdict;
  const [first] = evidenceOf(verdict, report);
  return requirement(
    verdict,
    kindOf(verdict),
    html`<dl>
        ${entry('Expected', expected)} ${entry('Seen', seen ?? (outcome === 'pass' ? passText(verdict) : undefined))}
        ${entry('Because', because === undefined ? undefined : blockerText(verdict))}
        ${entry('Effect', verdict.outcome === 'fail' && !verdict.gating ? 'none on conformance' : undefined)}
        ${knownOf(verdict)} ${entry('Findings', findingsOf(verdict))} ${entry('Decision', decision)}
        ${entry('Source', sourceOf(source))} ${explained(verdict, report)}
        ${entry('Shown by', shownBy(verdict, report))}
        ${entry(
          'Try',
          // A client's own request is not made again by curl.
          report.role === 'server' && first !== undefined
            ? html`<div class="copyable">
                <button type="button" data-do="copy" hidden>Copy</button>
                <pre
                  tabindex="0"
                  role="region"
                  aria-label="Command line for ${verdict.id}"
                ><code>${tryLine(verdict, first, report)}</code></pre>
              </div>`
            : undefined,
        )}
      </dl>
      ${examples(verdict, report, shown)}`,
  );
};

/** Why a requirement passed, if its expectation has nothing to add. */
const passText = ({ evidence }: Verdict): string | undefined =>
  evidence.length === 0 ? undefined : `as expected, in ${counted(evidence.length, 'exchange')}`;

/** The words of `explain`, next to what failed. */
const explained = ({ chapter, outcome }: Verdict, { chapters }: Report): Markup | undefined => {
  const { why, remedy } = chapters.find((one) => one.id === chapter) ?? {};
  return outcome === 'fail' ? html`${entry('Why', why)} ${entry('What to do', remedy)}` : undefined;
};

const untested = (one: Untestable): Markup =>
  requirement(
    one,
    'untestable',
    html`<dl>${entry('Because', one.because)} ${entry('Source', sourceOf(one.source))}</dl>`,
  );

const sourceOf = ({ document, section, url }: Source): Markup => link(url, `${document}, “${section}”`);

const evidenceOf = ({ evidence }: Verdict, { exchanges }: Report) =>
  // Ids count from 1 in the order sent; a list that was tampered with must not show another exchange.
  evidence.flatMap((id) => {
    const exchange = exchanges[id - 1];
    return exchange?.id === id ? exchange : (exchanges.find((one) => one.id === id) ?? []);
  });

const shownBy = (verdict: Verdict, report: Report): Markup | undefined => {
  const all = evidenceOf(verdict, report);
  const more = all.length - SHOWN;
  const short = all.slice(LINES, SHOWN).map(({ id }) => html`<a href="#exchange-${id}">#${id}</a> `);
  return listOf([
    ...all.slice(0, LINES).map((exchange) => {
      return html`<a href="#exchange-${exchange.id}">#${exchange.id}</a>
        ${report.role === 'client' ? `${exchange.step}: ` : ''}<code>${requestText(exchange, report)}</code>`;
    }),
    ...(short.length === 0 ? [] : [html`${short}${more > 0 ? `and ${more} more` : ''}`]),
  ]);
};
