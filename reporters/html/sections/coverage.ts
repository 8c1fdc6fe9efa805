import type { Report } from '../../../src/model/index.js';
import { chaptersOf, type OutcomeKind, KINDS, kindOf } from '../outcome-kinds.js';
import { html, type Markup } from '../markup.js';

/** Every requirement of the catalogue as a tile: color and sign give its verdict, and it links to it. */
export const coverage = (report: Report): Markup => html`
  <section aria-labelledby="coverage">
    <h2 id="coverage">Coverage</h2>
    ${
      report.selection.length === 0
        ? undefined
        : html`<p>
            Only the selected requirements were judged: ${report.selection.join(', ')}. The others are not shown.
          </p>`
    }
    <ul class="legend" aria-label="Signs">
      ${Object.entries(KINDS).map(
        ([kind, { sign, word }]) =>
          html`<li><span class="tile k-${kind}" aria-hidden="true">${sign}</span> ${word}</li>`,
      )}
    </ul>
    <ul class="coverage" aria-label="Verdicts by chapter">
      ${chaptersOf(report).map(
        ({ id, title, verdicts, untestable }) => html`
          <li>
            <a href="#chapter-${id}">${title}</a>
            <ul class="tiles" aria-label="${title}">
              ${verdicts.map((verdict) => tile(verdict.id, kindOf(verdict)))}
              ${untestable.map((one) => tile(one.id, 'untestable'))}
            </ul>
          </li>
        `,
      )}
    </ul>
  </section>
`;

const tile = (id: string, kind: OutcomeKind): Markup => {
  const text = `${id}: ${KINDS[kind].word.toLowerCase()}`;
  return html`<li>
    <a class="tile k-${kind}" href="#${id}" title="${text}" aria-label="${text}">${KINDS[kind].sign}</a>
  </li>`;
};
