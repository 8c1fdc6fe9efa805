import type { Report, Verdict } from '../../../src/model/index.js';
import { counted } from '../../text/index.js';
import { html, type Markup } from '../markup.js';
import { blockedAfter, KINDS, kindOf, toFix } from '../outcome-kinds.js';

/** What keeps the target from conforming, new failures first. */
export const fixFirst = (report: Report): Markup => {
  const failed = toFix(report);
  const weights = blockedAfter(report.verdicts);
  return html`
    <section aria-labelledby="fix">
      <h2 id="fix">What to fix first</h2>
      ${
        failed.length === 0
          ? html`<p>${nothingText(report)}</p>`
          : html`<ol class="fix">
              ${failed.map((verdict) => failure(verdict, weights.get(verdict.id) ?? 0))}
            </ol>`
      }
    </section>
  `;
};

const nothingText = ({ conforms, summary: { warn } }: Report): string => {
  const nothing = conforms === 'yes' ? 'Nothing.' : 'Nothing so far: no requirement that was judged has to be fixed.';
  const warnings = ` ${counted(warn, 'warning')} ${warn === 1 ? 'has' : 'have'} no effect on conformance.`;
  return `${nothing}${warn === 0 ? '' : warnings}`;
};

const failure = (verdict: Verdict, blocks: number): Markup => {
  const kind = kindOf(verdict);
  const { id, statement, seen, known } = verdict;
  return html`
    <li class="k-${kind}">
      <span class="sign" aria-hidden="true">${KINDS[kind].sign}</span>
      <div>
        <a href="#${id}">${id}</a>
        <span class="word">${KINDS[kind].word}${known === undefined ? '' : `: ${known.because}`}</span>
        <p>${statement}</p>
        ${seen === undefined ? undefined : html`<p class="seen">Seen: ${seen}</p>`}
        ${blocks === 0 ? undefined : html`<p class="more">It may be why ${counted(blocks, 'later requirement')} could not be judged.</p>`}
      </div>
    </li>
  `;
};
