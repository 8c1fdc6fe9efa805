import type { Report } from '../../../src/model/index.js';
import { html, type Markup } from '../markup.js';

/** What changed since the baseline; nothing without one. */
export const since = ({ baseline }: Report): Markup | undefined => {
  if (baseline === undefined) return undefined;
  const { startedAt, failing, askedAnew, fixed, stillFailing } = baseline;
  const lists = [
    list('fail', '✗', 'Newly failing', failing),
    list('warn', '!', 'New questions that fail', askedAnew),
    list('pass', '✓', 'Fixed', fixed),
    list('known', '–', 'Still failing', stillFailing),
  ];
  return html`
    <section aria-labelledby="since">
      <h2 id="since">Since the baseline</h2>
      <p>Compared with the report of ${startedAt.replace('T', ' ').replace(/\.\d+Z$/u, ' UTC')}.</p>
      <dl class="notes changes">${lists}</dl>
    </section>
  `;
};

const list = (kind: string, sign: string, title: string, ids: readonly string[]): Markup => html`
  <div class="k-${kind}">
    <dt><span class="sign" aria-hidden="true">${sign}</span> ${title}: ${ids.length}</dt>
    <dd>${ids.length === 0 ? 'none' : ids.map((id) => html`<a href="#${id}">${id}</a> `)}</dd>
  </div>
`;
