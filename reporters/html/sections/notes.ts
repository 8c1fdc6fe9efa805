import type { Report } from '../../../src/model/index.js';
import { outdatedTexts } from '../../text/known.js';
import { entry, html, listOf, type Markup } from '../markup.js';

/** What else the reader should know of the run. */
export const notes = ({ verdicts, notes: remarks, facts }: Report): Markup | undefined => {
  const stale = verdicts.flatMap(outdatedTexts).map((text) => `Known failure ${text}`);
  const stops = [
    ...new Set(
      facts.flatMap((fact) =>
        fact.kind === 'stop' ? `${fact.step}${fact.of === undefined ? '' : ` (${fact.of})`}: ${fact.because}` : [],
      ),
    ),
  ];
  if (stale.length + remarks.length + stops.length === 0) return undefined;
  return html`
    <section aria-labelledby="notes">
      <h2 id="notes">Notes</h2>
      <dl class="notes">
        ${entry('To remove', listOf(stale))} ${entry('Notes', listOf(remarks))}
        ${entry('Steps that ended early', listOf(stops))}
      </dl>
    </section>
  `;
};
