import type { Report } from '../../../src/model/index.js';
import { COUNTED, countOf, KINDS } from '../outcome-kinds.js';
import { html, type Markup } from '../markup.js';

/** What narrows the requirements. Hidden until the script works: without it all of them are shown. */
export const filter = (report: Report): Markup => {
  const all = [...report.verdicts, ...report.untestable];
  const among = (values: readonly string[], present: readonly string[]): [string, string][] =>
    values.filter((value) => present.includes(value)).map((value) => [value, value]);
  const levels = all.map(({ level }) => level);
  const bases = all.map(({ basis }) => basis);
  return html`
    <form id="filter" role="search" aria-label="Filter requirements" hidden>
      ${choice(
        'outcome',
        'Outcome',
        COUNTED.filter((kind) => countOf(report, kind) > 0).map((kind) => [
          kind,
          `${KINDS[kind].sign} ${KINDS[kind].word}`,
        ]),
      )}
      ${choice('level', 'Level', among(['MUST', 'SHOULD', 'MAY'], levels))}
      ${choice('basis', 'Basis', among(['guide', 'spec', 'rfc', 'advice'], bases))}
      <div class="line">
        <label>Text <input type="search" name="text" autocomplete="off" spellcheck="false" /></label>
        <button type="button" data-do="clear">Clear</button>
        <button type="button" data-do="open">Open all</button>
        <button type="button" data-do="close">Close all</button>
        <button type="button" data-do="print">Print everything</button>
        <span role="status"></span>
      </div>
    </form>
  `;
};

const choice = (name: string, legend: string, values: readonly (readonly [string, string])[]): Markup => html`
  <fieldset>
    <legend>${legend}</legend>
    ${values.map(
      ([value, text]) =>
        html`<label class="chip k-${value}"><input type="checkbox" name="${name}" value="${value}" /> ${text}</label>`,
    )}
  </fieldset>
`;
